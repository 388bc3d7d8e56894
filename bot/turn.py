"""The contract's Turn: what was said, what is asked now, and how far the interview is.

A stored turn leaves out what can be computed again from its situation: the assessment, and the words of the question.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rasa.shared.core.events import BotUttered, Event

from bot.actions.counsel import Counsel
from bot.actions.replies import HANDOFF
from bot.actions.state import TOPIC, State, trusted
from bot.actions.typed import offered
from rules_core import Situation


def stored_turn(turn_id: str, events: Iterable[Event], state: State, counsel: Counsel) -> dict[str, Any]:
    """A turn as it is kept: {"turn_id", "messages", "asking": question id or null, "situation", "progress",
    "erase_requested", "handoff_requested"}. `events` are those of the turn."""
    said = [event for event in events if isinstance(event, BotUttered) and event.text]
    return {
        "turn_id": turn_id,
        "messages": [{"kind": event.metadata.get("kind", "info"), "text": event.text} for event in said],
        "asking": state.asking,
        "situation": state.situation.as_dict(),
        "progress": {"answered": len(state.trail), "left_at_most": counsel.left(state)},
        "erase_requested": state.erase_requested,
        "handoff_requested": any(event.metadata.get("offers") == HANDOFF for event in said),
    }


class Turns:
    """Makes whole turns of stored ones. `why_topic` is the Danish reason for the question about the topic."""

    def __init__(self, counsel: Counsel, why_topic: str) -> None:
        self._counsel = counsel
        self._why_topic = why_topic

    def whole(self, stored: dict[str, Any], day: date) -> dict[str, Any]:
        """The contract's Turn, its assessment that of its situation on the day; null while nothing is known."""
        situation = trusted(stored["situation"])
        assessment = self._counsel.assess(situation, day).as_dict() if stored["situation"] else None
        return {**stored, "asking": self._asking(stored["asking"], situation), "assessment": assessment}

    def earlier(self, stored: dict[str, Any]) -> dict[str, Any]:
        """A Turn that others followed: its assessment, some 50 kB, is null, because only the last one counts."""
        situation = trusted(stored["situation"])
        return {**stored, "asking": self._asking(stored["asking"], situation), "assessment": None}

    def _asking(self, id: str | None, situation: Situation) -> dict[str, Any] | None:
        question = self._counsel.question(id)
        if question is None:
            return None
        choices = offered(question, situation)
        return {
            "question": question.id,
            "facts": list(question.facts),
            "kind": question.kind,
            "choices": [{"value": choice.value, "label": choice.label} for choice in choices],
            "why": self._why_topic if question.id == TOPIC else question.why,
            "unit": question.unit,
        }
