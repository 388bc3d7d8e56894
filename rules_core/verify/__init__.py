"""Finds every figure of the knowledge in the section of the document that its source names."""
