"""How much a thread hurries: danger first, then deadlines that are near or past, then people without a roof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NEAR = timedelta(days=3)


@dataclass(frozen=True)
class Urgency:
    """`id` names its words (acute, late, soon, normal); a lower `rank` is more urgent."""

    id: str
    rank: int


ACUTE, LATE, SOON, NORMAL = Urgency("acute", 0), Urgency("late", 1), Urgency("soon", 2), Urgency("normal", 3)
_SHELTER = {"sel-109", "sel-110"}
"""A crisis centre or a shelter seems relevant: a person without a roof, or one who cannot go home."""


def urgency_of(content: dict[str, Any], today: date) -> Urgency:
    """From the alerts, the running deadlines of the authority and the provisions that are likely."""
    if content["alerts"]:
        return ACUTE
    dues = [date.fromisoformat(line["due"]) for line in content["summary"]["deadlines"] if line["who"] != "citizen"]
    if any(due < today for due in dues):
        return LATE
    if any(due - today <= NEAR for due in dues) or content["summary"]["violence"] or _shelter(content["summary"]):
        return SOON
    return NORMAL


def _shelter(summary: dict[str, Any]) -> bool:
    likely = {one["provision"] for one in summary["provisions"] if one["status"] == "likely"}
    return bool(likely & _SHELTER)
