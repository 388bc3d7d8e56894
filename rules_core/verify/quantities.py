"""Reads the figures in a Danish text: "1.005 kr.", "4½ time", "fire uger", "halvårligt", "18-65 år".

How Danish writes them stands in `knowledge/verify/words.yml`. Units are reckoned in a base unit (month, day, minute
...), so that "14 dage" and "2 uger" are the same quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules_core.strict_yaml import read_yaml

_DIGITS = r"(?<!\d[.,])(?<!\w)(?:(?P<digits>\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:,(?P<decimals>\d{1,2})(?!\d))?"
_CLOCK = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])[.:]([0-5]\d)(?![\d.])")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./ -]+((?:19|20)\d\d)(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?![\d/])")
_PHONE = re.compile(r"(?<!\d)(?:\d{2} \d{2} \d{2} \d{2}|\d{4} \d{4}|\d{8}|\d{2} \d{3} \d{3})(?!\d)")
# "1/2-2 år" is half a year to two, "1/2 2011" is a day.
_HALF = re.compile(r"(?<![\d/.])1/2(?=[ -]+\d? ?[a-zæøå])")
_GAP = r"[.]?[ ]?-?[ ]?"


@dataclass(frozen=True)
class Quantity:
    """`value` in the base `unit`: month, day, working_day, minute, percent, dkk, km, time, night, date, clock,
    phone; empty for a bare number. A phone is its digits, a clock minutes past midnight, a date month * 100 + day.
    """

    value: float
    unit: str = ""

    def equals(self, other: Quantity) -> bool:
        """The same amount of the same unit; 24 hours are a day."""
        if self.unit == other.unit:
            return abs(self.value - other.value) < 1e-6
        minutes = {q.value * (1440 if q.unit == "day" else 1) for q in (self, other) if q.unit in ("day", "minute")}
        return {self.unit, other.unit} == {"day", "minute"} and len(minutes) == 1


@dataclass(frozen=True)
class Mention:
    """A quantity where a text says it; `words` is how. `common`: too everyday to be a figure in our own sentences."""

    quantity: Quantity
    words: str
    start: int
    end: int
    common: bool = False


class Reader:
    """Reads quantities by the words of one table."""

    def __init__(self, folder: Path) -> None:
        table = read_yaml(folder / "verify" / "words.yml", folder)
        self._numbers: dict[str, float] = table["numbers"]
        self._common = frozenset(table["common"])
        self._fractions: dict[str, float] = table["fractions"]
        self._units: dict[str, Any] = table["units"]
        self._months: list[str] = table["months"]
        self._periods = [(re.compile(rf"\b(?:{row['words']})", re.I), row) for row in table["periods"]]
        self._laws = re.compile("|".join(f"(?:{law})" for law in table["laws"]), re.I)
        self._free = re.compile("|".join(rf"\b(?:{words})" for words in table["free"]), re.I)
        self._joins = re.compile(rf"\s*(?:{'|'.join(table['joins'])})\s*")
        self._between = rf"(?:(?!(?:{'|'.join(table['not_between'])}) )[a-zæøå]+ )?"
        self._number = self._number_pattern()
        self._unit = self._unit_pattern()

    def free(self, text: str) -> bool:
        """Whether the text says that something costs nothing."""
        return bool(self._free.search(text))

    def quantity(self, value: float, unit: str) -> Quantity:
        """An amount of a unit by its name in the table (`week`), or of a base unit, or of none."""
        if unit not in self._units:
            return Quantity(float(value), unit)
        return Quantity(value * self._units[unit]["times"], self._units[unit]["base"])

    def mentions(self, text: str) -> list[Mention]:
        """Every quantity in the text, in order; numbers of laws are no quantities."""
        text = _HALF.sub("½  ", text.replace("\N{NO-BREAK SPACE}", " "))
        text = self._laws.sub(lambda found: " " * len(found.group()), text)
        found: list[Mention] = []
        for reading in (self._phones, self._dates, self._clocks, self._recurring, self._counted):
            for mention in reading(text):
                found.append(mention)
                if mention.quantity.unit in ("phone", "date", "clock"):
                    text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
        return sorted(self._inherited(found, text), key=lambda mention: mention.start)

    def _number_pattern(self) -> re.Pattern[str]:
        fractions = "".join(self._fractions)
        words = "|".join(sorted(self._numbers, key=len, reverse=True))
        return re.compile(
            rf"{_DIGITS}(?: ?(?P<fraction>[{fractions}]))?|(?P<part>[{fractions}])|\b(?P<word>{words})\b)", re.I
        )

    def _unit_pattern(self) -> re.Pattern[str]:
        units = "|".join(f"(?P<{name}>{unit['words']})" for name, unit in self._units.items())
        return re.compile(rf"{_GAP}{self._between}(?:{units})(?![a-zæøå])", re.I)

    def _phones(self, text: str) -> Iterator[Mention]:
        for found in _PHONE.finditer(text):
            yield _mention(Quantity(float(found.group().replace(" ", "")), "phone"), found)

    def _dates(self, text: str) -> Iterator[Mention]:
        months = "|".join(self._months)
        for found in re.finditer(rf"(?<!\d)(\d{{1,2}})\.?\s+({months})\b", text, re.I):
            month = self._months.index(found.group(2).lower()) + 1
            yield _mention(Quantity(month * 100 + int(found.group(1)), "date"), found)
        for pattern in (_DATE, _DAY_MONTH):
            for found in pattern.finditer(text):
                if 1 <= int(found.group(2)) <= 12:
                    yield _mention(Quantity(int(found.group(2)) * 100 + int(found.group(1)), "date"), found)

    def _clocks(self, text: str) -> Iterator[Mention]:
        for found in _CLOCK.finditer(text):
            yield _mention(Quantity(int(found.group(1)) * 60 + int(found.group(2)), "clock"), found)

    def _recurring(self, text: str) -> Iterator[Mention]:
        for pattern, row in self._periods:
            for found in pattern.finditer(text):
                yield _mention(self.quantity(row["amount"], row["unit"]), found, common=not row["figure"])

    def _counted(self, text: str) -> Iterator[Mention]:
        for found in self._number.finditer(text):
            word = (found.group("word") or "").lower()
            unit = self._unit.match(text, found.end())
            if word in self._common and not unit:
                continue
            named = next((name for name in self._units if unit and unit.group(name)), "")
            end = unit.end() if unit else found.end()
            quantity = self.quantity(self._value(found, word), named)
            common = word in self._common or bool(word and not unit) or quantity == Quantity(1.0, "time")
            yield Mention(quantity, text[found.start() : end], found.start(), end, common)

    def _value(self, found: re.Match[str], word: str) -> float:
        if word:
            return float(self._numbers[word])
        if found.group("part"):
            return float(self._fractions[found.group("part")])
        whole = float(found.group("digits").replace(".", "") + "." + (found.group("decimals") or "0"))
        return whole + float(self._fractions.get(found.group("fraction") or "", 0))

    def _inherited(self, mentions: list[Mention], text: str) -> Iterator[Mention]:
        """The same, a bare number in the unit of the next one that a dash or an "og" joins it to."""
        later: Mention | None = None
        for mention in sorted(mentions, key=lambda mention: mention.start, reverse=True):
            if later and not mention.quantity.unit and self._joins.fullmatch(text[mention.end : later.start]):
                mention = self._in_the_unit_of(later, mention, text)
            later = mention
            yield mention

    def _in_the_unit_of(self, later: Mention, bare: Mention, text: str) -> Mention:
        ends = (unit for unit in self._units.values() if re.search(rf"(?:{unit['words']})$", later.words, re.I))
        unit = next(ends, None)
        if unit is None or not later.quantity.unit:
            return bare
        quantity = Quantity(bare.quantity.value * unit["times"], unit["base"])
        end = later.start + len(later.words)
        return Mention(quantity, text[bare.start : end], bare.start, bare.end, bare.common)


def _mention(quantity: Quantity, found: re.Match[str], *, common: bool = False) -> Mention:
    return Mention(quantity, found.group(), found.start(), found.end(), common)
