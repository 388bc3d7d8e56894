"""Dated figures: what a rate is on a day, and whether it may have been adjusted since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules_core.source import Source


@dataclass(frozen=True)
class RateValue:
    """A figure that holds from a day on."""

    starts: date
    value: float
    source: Source


@dataclass(frozen=True)
class Figure:
    """A rate on a day: its value, the year that it is of, where it was read, and whether it may be out of date."""

    value: float
    year: int
    source: Source
    outdated: bool


@dataclass(frozen=True)
class Rate:
    """A figure with its values in order of time. `yearly`: adjusted every 1 January, so that it ages with the year."""

    id: str
    label: str
    unit: str
    yearly: bool
    values: tuple[RateValue, ...]

    def on(self, day: date) -> Figure:
        """The value in force on the day; before the first, the first, marked as of another year."""
        value = self.values[0]
        for candidate in self.values:
            if candidate.starts <= day:
                value = candidate
        aged = self.yearly and day.year > value.starts.year
        return Figure(value.value, value.starts.year, value.source, aged or day < value.starts)
