"""Where a conversation stands: the slots, typed. Actions change it and give back the slots that differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet

from rules_core import Situation
from rules_core.situation import OPEN_LISTS, UNSURE_LISTS
from rules_core.today import danish_day

TOPIC = "topic"
"""The id of the question what one wants help with; it has no facts."""
OVERVIEW = "need_overview"
"""The topic of those who do not know: everything."""
TRAIL_KEPT = 60


@dataclass
class State:
    """The dialogue's memory. `topics` None: not known yet. `asking`: id of the standing question.

    `trail` holds one step for each answered question, oldest first; see trail.py.
    """

    situation: Situation = field(default_factory=lambda: Situation.parse({}))
    topics: list[str] | None = None
    asking: str | None = None
    trail: list[dict[str, Any]] = field(default_factory=list)
    paused: bool = False
    price: bool = False
    finished: bool = False
    attempts: int = 0
    erase_requested: bool = False
    day: date = date.min
    opened_in: str | None = None

    @classmethod
    def of_slots(cls, slots: dict[str, Any]) -> State:
        """From the slots, which may be unset. Today in Denmark where no day is set, as under `rasa shell`."""
        day = slots.get("day")
        return cls(
            situation=trusted(slots.get("situation") or {}),
            topics=None if slots.get("topics") is None else list(slots["topics"]),
            asking=slots.get("asking"),
            trail=list(slots.get("trail") or ()),
            paused=bool(slots.get("paused")),
            price=bool(slots.get("price")),
            finished=bool(slots.get("finished")),
            attempts=int(slots.get("attempts") or 0),
            erase_requested=bool(slots.get("erase_requested")),
            day=date.fromisoformat(day) if day else danish_day(),
            opened_in=slots.get("opened_in"),
        )

    def as_slots(self) -> dict[str, Any]:
        """The slots; what says nothing is None, and so takes no room in the record."""
        return {
            "situation": self.situation.as_dict() or None,
            "topics": self.topics,
            "asking": self.asking,
            "trail": self.trail[-TRAIL_KEPT:] or None,
            "paused": self.paused or None,
            "price": self.price or None,
            "finished": self.finished or None,
            "attempts": self.attempts or None,
            "erase_requested": self.erase_requested or None,
            "day": self.day.isoformat(),
            "opened_in": self.opened_in,
        }

    def events(self, slots: dict[str, Any]) -> list[dict[str, Any]]:
        """One SlotSet for each slot that differs from these."""
        return [SlotSet(name, value) for name, value in self.as_slots().items() if slots.get(name) != value]


def trusted(data: dict[str, Any]) -> Situation:
    """A situation that this module's slots held before: every change of it went through the strict `put`."""
    facts = dict(data)
    return Situation(facts, frozenset(facts.pop(OPEN_LISTS, ())), frozenset(facts.pop(UNSURE_LISTS, ())))
