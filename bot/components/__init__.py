"""Rasa graph components of the Danish language model; importing this package registers nothing and loads nothing."""
