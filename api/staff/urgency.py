"""How much a thread hurries: danger first, then deadlines that are near or past, then people without a roof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from api.dates import danish_date
from api.handoff.threads import CLOSED
from api.staff.words import words
from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent
_RULES: dict[str, Any] = read_yaml(_FOLDER / "urgency.yml", _FOLDER)
NEAR = timedelta(days=_RULES["near_days"])


@dataclass(frozen=True)
class Urgency:
    """`id` names its words (acute, late, soon, normal, closed); a lower `rank` is more urgent."""

    id: str
    rank: int


ACUTE, LATE, SOON, NORMAL = Urgency("acute", 0), Urgency("late", 1), Urgency("soon", 2), Urgency("normal", 3)
DONE = Urgency("closed", 4)
_WITHOUT_A_HOME = frozenset(_RULES["without_a_home"])


def urgency_of(content: dict[str, Any], today: date) -> Urgency:
    """From the alerts, the running deadlines of the authority and the provisions that are likely."""
    if content["state"] == CLOSED:
        return DONE
    if content["alerts"]:
        return ACUTE
    days = [date.fromisoformat(line["due"]) for line in running(content)]
    if any(due < today for due in days):
        return LATE
    summary = content["summary"]
    if any(due - today <= NEAR for due in days) or summary["violence"] or _without_a_home(summary):
        return SOON
    return NORMAL


def running(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The deadlines that others than the citizen must keep, the first one first."""
    lines = [line for line in content["summary"]["deadlines"] if line["who"] != "citizen"]
    return sorted(lines, key=lambda line: str(line["due"]))


def alarms_of(content: dict[str, Any], today: date) -> list[str]:
    """What hurries in one thread, in words: each alert, and each deadline that is past or near, with its day."""
    return [] if content["state"] == CLOSED else list(_alarms(content, today))


def distance(due: date | str, today: date) -> str:
    """How far off a day is, as one says it: "i dag", "om 2 dage", "for 2 dage siden"."""
    days = ((date.fromisoformat(due) if isinstance(due, str) else due) - today).days
    w = words()["queue"]["distance"]
    near = {-1: w["yesterday"], 0: w["today"], 1: w["tomorrow"]}
    return str(near.get(days) or (w["ahead"] if days > 0 else w["past"]).format(days=abs(days)))


def _alarms(content: dict[str, Any], today: date) -> Iterator[str]:
    w = words()["thread"]["alarm"]
    yield from (w[alert] for alert in content["alerts"])
    for line in running(content):
        due = date.fromisoformat(line["due"])
        if due - today <= NEAR:
            yield w["late" if due < today else "soon"].format(
                due=danish_date(due), distance=distance(due, today), text=line["text"].rstrip("."), law=line["law"]
            )


def _without_a_home(summary: dict[str, Any]) -> bool:
    likely = {one["provision"] for one in summary["provisions"] if one["status"] == "likely"}
    return bool(likely & _WITHOUT_A_HOME)
