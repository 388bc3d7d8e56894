"""Spellings of Danish without its letters: "født", "foedt" and "fodt" fold to one key."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "è": "e", "ü": "u"})
_PAIRS = (("ae", "e"), ("oe", "o"), ("aa", "a"))


def fold(word: str) -> str:
    """The key under which all spellings of a word meet: lower case, æ/ae/e, ø/oe/o and å/aa/a alike."""
    key = word.lower().translate(_LETTERS)
    for pair, letter in _PAIRS:
        key = key.replace(pair, letter)
    return key


def clean(text: str) -> str:
    """The text in NFC with plain blanks for every kind of blank, and without control and format characters.

    A zero-width joiner inside a word would hide the word from every pattern; soft hyphens come with pasted text.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(_plain(character) for character in composed)


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cf", "Cc"} else character
