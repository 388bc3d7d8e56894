"""What one conversation adds to the counts: each cell at most once, however often a turn is sent or a thing is said.

It lies in the conversation's own encrypted record and is erased with it; the counts get the difference of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.actions.counsel import Counsel
from bot.actions.state import OVERVIEW, State
from bot.records.tallies import Cell
from rules_core.interview import in_play

CONVERSATION, TOPIC, UNMET, NOT_UNDERSTOOD, ASKED, STOPPED = (
    "conversation", "topic", "unmet", "not_understood", "asked", "stopped",
)  # fmt: skip
"""Kinds of cells. The name is a topic, a reason or a question; `conversation` has none. A conversation stands in the
`stopped` of the question that waits for its answer now, and leaves it with the answer: what stays there ended there."""
UNKNOWN = "unknown"
"""The municipality of a conversation that has not told any."""
OUT_OF_SCOPE = "out_of_scope"
Things = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Tally:
    """The cells in which a conversation is counted: (kind, name), all under one municipality."""

    municipality: str = UNKNOWN
    things: Things = frozenset()

    @classmethod
    def of_json(cls, data: dict[str, Any] | None) -> Tally:
        """From `as_json`; an empty one for None, as of a record that was made before there were counts."""
        if data is None:
            return cls()
        return cls(data["municipality"], frozenset((kind, name) for kind, name in data["things"]))

    def as_json(self) -> dict[str, Any]:
        """As the record holds it."""
        return {"municipality": self.municipality, "things": sorted(map(list, self.things))}

    def after(self, state: State, reason: str | None, counsel: Counsel) -> Tally:
        """The tally after a turn; `reason` is why a text was not understood, None where it was."""
        place = state.situation.get("municipality") or self.municipality
        waiting = None if state.paused or state.finished else state.asking
        topics = [id for id in state.topics or () if id in counsel.knowledge.topics]
        things = {thing for thing in self.things if _stays(thing, topics)} | {(CONVERSATION, "")}
        things |= {(TOPIC, id) for id in topics} | {(UNMET, id) for id in topics if _is_unmet(id, state, counsel)}
        things |= {(NOT_UNDERSTOOD, reason)} if reason else set()
        things |= {(ASKED, waiting), (STOPPED, waiting)} if waiting else set()
        return Tally(place, frozenset(things))

    def cells(self, day: date) -> set[Cell]:
        """The cells of a conversation that began on this day."""
        on = day.isoformat()
        return {Cell(on, self.municipality, kind, name) for kind, name in self.things}


def changes(day: date, before: Tally, after: Tally) -> dict[Cell, int]:
    """What to add to the counts: 1 for each new cell, -1 for each left one."""
    old, new = before.cells(day), after.cells(day)
    return {**dict.fromkeys(new - old, 1), **dict.fromkeys(old - new, -1)}


def reason_of(message: UserMessage, before: State, after: State) -> str | None:
    """Why a text was not understood: the gate's reason, "unsure" or "out_of_scope"; None where it told something."""
    intent = (message.parse_data or {})["intent"]
    told = (before.situation, before.topics, before.trail) != (after.situation, after.topics, after.trail)
    if intent["name"] != OUT_OF_SCOPE or told:
        return None
    return str(intent.get("reason") or OUT_OF_SCOPE)


def _stays(thing: tuple[str, str], topics: list[str]) -> bool:
    """What was met stays counted, but an unmet need only until another answer gives it a rule after all."""
    kind, name = thing
    return kind != STOPPED and not (kind == UNMET and name in topics)


def _is_unmet(topic: str, state: State, counsel: Counsel) -> bool:
    """Whether every provision of the topic is unlikely; the overview, which opens everything, is no need of its own."""
    findings = in_play(counsel.knowledge, [topic], counsel.assessment(state))
    return topic != OVERVIEW and all(finding.status == "unlikely" for finding in findings)
