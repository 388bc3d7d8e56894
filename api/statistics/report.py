"""The counts of a month as they may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from api.statistics.suppress import LEAST, alone, part_of, parts
from bot.records.tallies import Cell, following
from rules_core import Knowledge

UNKNOWN = "unknown"
TOPIC_QUESTION = "topic"
REASONS = ("out_of_scope", "unsure", "language", "script", "symbols", "noise", "command", "empty", "too_long")
"""Why a text was not understood: it asks for what we have no rule for, or the model's gate gave a reason."""


def report_of(counts: Mapping[Cell, int], month: date, knowledge: Knowledge) -> dict[str, Any]:
    """The report of a month, given by its first day, in the form of `shapes.Report`; None is held back.

    Every row that there could be is named, whether somebody stands in it or not.
    """
    sums = _Sums(counts, [*knowledge.municipalities, UNKNOWN])
    total, by_municipality = parts(sums.places("conversation", ""))
    by_day_total, by_day = parts(sums.days(month))
    whole = total is not None and by_day_total is not None
    topics = list(knowledge.topics)
    return {
        "month": f"{month:%Y-%m}",
        "least": LEAST,
        "conversations": {
            "total": total if whole else None,
            "by_municipality": by_municipality if whole else dict.fromkeys(by_municipality),
            "by_day": by_day if whole else dict.fromkeys(by_day),
        },
        "topics": sums.table("topic", topics),
        "unmet": sums.table("unmet", topics),
        "not_understood": sums.table("not_understood", REASONS),
        "questions": _questions(sums, [TOPIC_QUESTION, *knowledge.questions]) if whole else {},
    }


def _questions(sums: _Sums, ids: Iterable[str]) -> dict[str, dict[str, int | None]]:
    """Of each question how many were asked it and how many ended there. How many came to the end is not shown: with it
    those who ended at a question would add up to a total."""
    pairs = {id: (sums.all("asked", id), sums.all("stopped", id)) for id in ids}
    return {id: {"asked": alone(asked), "stopped": part_of(stopped, asked)} for id, (asked, stopped) in pairs.items()}


class _Sums:
    """Counts of a month, summed over days or municipalities. `places` are all municipalities there can be."""

    def __init__(self, counts: Mapping[Cell, int], places: list[str]) -> None:
        self._places = places
        self._counts = {cell: count for cell, count in counts.items() if cell.municipality in places}

    def places(self, kind: str, name: str) -> dict[str, int]:
        """By municipality."""
        sums = dict.fromkeys(self._places, 0)
        for cell, count in self._counts.items():
            if (cell.kind, cell.name) == (kind, name):
                sums[cell.municipality] += count
        return sums

    def days(self, month: date) -> dict[str, int]:
        """Conversations by the day on which they began."""
        length = (following(month) - month).days
        sums = {(month + timedelta(days=day)).isoformat(): 0 for day in range(length)}
        for cell, count in self._counts.items():
            if cell.kind == "conversation":
                sums[cell.day] += count
        return sums

    def all(self, kind: str, name: str) -> int:
        """In all municipalities."""
        return sum(self.places(kind, name).values())

    def table(self, kind: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Each name with its total and its municipalities."""
        shown = {name: parts(self.places(kind, name)) for name in names}
        return {name: {"total": total, "by_municipality": places} for name, (total, places) in shown.items()}
