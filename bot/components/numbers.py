"""Numbers as Danes write them: 12.000,50 / 12000 / halvtreds / syv og halvfems / 12 tusind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_DIGITS = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d{1,2}|,-)?$|^\d+(?:,\d{1,2}|,-)?$|^\d+\.\d{1,2}$")


class Numerals:
    """The number words of numbers.yml with all compounds formed."""

    def __init__(self, content: Mapping[str, Mapping[str, int]]) -> None:
        units, tens = content["units"], content["tens"]
        self.words: dict[str, int] = {**units, **content["teens"], **tens}
        for unit, ones in units.items():
            self.words.update({f"{unit}og{ten}": value + ones for ten, value in tens.items() if ones})
        self._units, self._tens, self._scales = units, tens, content["scales"]
        self.articles = frozenset(content["articles"])
        self.year: str = content["year"]

    def read(self, forms: Sequence[str], place: int) -> tuple[float | None, int]:
        """The number that begins at a place, and how many words it takes; (None, 1) where there is none."""
        value, length = self._simple(forms, place)
        if value is None:
            return None, 1
        after = place + length
        while after < len(forms) and forms[after] in self._scales:
            value, length, after = value * self._scales[forms[after]], length + 1, after + 1
        return value, length

    def years(self, form: str) -> int | None:
        """The years in "toogtyveårig" and "otteårige"; None in any other word."""
        stem, year, _ = form.partition(self.year)
        return self.words.get(stem) if year and form[len(stem) :].startswith(f"{year}ig") else None

    def _simple(self, forms: Sequence[str], place: int) -> tuple[float | None, int]:
        form = forms[place]
        if form[0].isdigit():
            return _digits(forms, place)
        spread = tuple(forms[place : place + 3])
        if len(spread) == 3 and spread[0] in self._units and spread[1] == "og" and spread[2] in self._tens:
            return self._units[spread[0]] + self._tens[spread[2]], 3
        return self.words.get(form), 1


def _digits(forms: Sequence[str], place: int) -> tuple[float | None, int]:
    form = forms[place]
    if not _DIGITS.match(form):
        return None, 1
    # "12 000" came as two tokens
    if (
        len(form) <= 3
        and place + 1 < len(forms)
        and re.fullmatch(r"\d{3}(?:,\d{1,2}|,-)?", forms[place + 1])
        and form != "0"
    ):
        return _value(form + forms[place + 1]), 2
    return _value(form), 1


def _value(form: str) -> float:
    plain = form.removesuffix(",-")
    thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain)
    number = float(plain.replace(".", "").replace(",", ".") if thousands or "," in plain else plain)
    return int(number) if number.is_integer() else number
