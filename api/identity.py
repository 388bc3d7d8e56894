"""Removes Danish identity numbers (CPR, ddmmyy-xxxx) from whatever comes in, before anything else sees it.

A CPR number left in a record cannot be taken back, a number removed by mistake can be asked for again. So the check
digit is not looked at (numbers given out since 2007 need not have a valid one), the days from 61 that stand for a
replacement number count, and so does a number that lost its leading zero in JSON. What must survive are ages, years,
amounts and telephone numbers of eight digits, also with +45 in front.
"""

from __future__ import annotations

import re
from typing import Any

# Invisible characters that can be pasted between digits: soft hyphen, zero-width ones, word joiner, byte order mark.
_HIDDEN = "[\u00ad\u200b-\u200f\u2060\ufeff]+"
_BESIDE_DIGIT = re.compile(rf"(?<=\d){_HIDDEN}|{_HIDDEN}(?=\d)")
_DASH = r"[\-\u2010-\u2015\u2212]"
_GAP = r"[\s.\-/_·:\u2010-\u2015\u2212]"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_SHORT_DAY, _SHORT_MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_SERIAL = rf"\d{{4}}|(?<!\d)\d{{2}}{_GAP}\d{{2}}"

_FORMS = (
    # Six digits, a hyphen, four digits: nothing else is written so, hence no look at the date.
    rf"\d{{6}}{_DASH}\d{{4}}",
    # ddmmyy or dd.mm.yy or dd mm yy, then the four digits after up to three separators.
    rf"{_DAY}{_MONTH}\d{{2}}{_GAP}{{0,3}}(?:{_SERIAL})",
    rf"{_DAY}{_GAP}{{1,2}}{_MONTH}{_GAP}{{1,2}}\d{{2}}{_GAP}{{0,3}}(?:{_SERIAL})",
    rf"{_SHORT_DAY}[./\-]{_SHORT_MONTH}[./\-]\d{{2}}{_GAP}{{1,3}}\d{{4}}",
    # The year in four digits; here a hyphen must follow, because "12.10.2024 1500 kr." is a date and an amount.
    rf"{_DAY}{_GAP}?{_MONTH}{_GAP}?(?:18|19|20)\d{{2}}\s?{_DASH}\s?\d{{4}}",
    rf"{_DAY}{_MONTH}(?:18|19|20)\d{{2}}\d{{4}}",
    # Every digit by itself.
    rf"(?=\d(?:{_GAP}\d){{9}})" + rf"{_GAP}".join([r"\d"] * 10),
)
_IDENTITY = re.compile(rf"(?<!\d)(?:{'|'.join(_FORMS)})(?!\d)")


def strip_identity(text: str, word: str) -> str:
    """The text with every identity number replaced by `word`, and no invisible characters beside digits."""
    return _IDENTITY.sub(lambda _: word, _BESIDE_DIGIT.sub("", text))


def strip_value(value: Any, word: str) -> Any:
    """The same for a JSON value of any depth, keys included.

    A number that reads as an identity number becomes `word` too, which no numeric fact accepts.
    """
    if isinstance(value, str):
        return strip_identity(value, word)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return word if _reads_as_identity(value) else value
    if isinstance(value, list):
        return [strip_value(item, word) for item in value]
    return {strip_identity(str(key), word): strip_value(item, word) for key, item in value.items()}


def _reads_as_identity(number: int | float) -> bool:
    return abs(number) < 10**10 and number == int(number) and _whole_reads_as_identity(abs(int(number)))


def _whole_reads_as_identity(number: int) -> bool:
    """Nine digits are ten whose leading zero JSON does not allow."""
    return number >= 10**8 and _IDENTITY.fullmatch(f"{number:010d}") is not None
