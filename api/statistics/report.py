"""The counts of a month as they may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    if not whole:
        total, by_municipality, by_day = None, dict.fromkeys(by_municipality), dict.fromkeys(by_day)
    topics, places = list(knowledge.topics), [name for name, count in by_municipality.items() if count is not None]
    return {
        "month": f"{month:%Y-%m}",
        "least": LEAST,
        "conversations": {"total": total, "by_municipality": by_municipality, "by_day": by_day},
        "topics": sums.shares("topic", topics, places),
        "unmet": sums.shares("unmet", topics, places),
        "not_understood": sums.shares("not_understood", REASONS, places),
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

    def shares(self, kind: str, names: Iterable[str], places: Collection[str]) -> dict[str, dict[str, Any]]:
        """Each name by municipality, and `at_least`: the sum of what is shown, which tells nothing of the rest.

        A true total would, together with the conversations of which these are shares. A municipality is shown where its
        conversations are (`places`): a share says how many they are at least.
        """
        counts = {name: self.places(kind, name) for name in names}
        shown = {
            name: {place: alone(count) if place in places else None for place, count in row.items()}
            for name, row in counts.items()
        }
        return {
            name: {"at_least": alone(sum(count or 0 for count in row.values())), "by_municipality": row}
            for name, row in shown.items()
        }
