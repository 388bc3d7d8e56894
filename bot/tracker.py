"""The conversation as Rasa's tracker, and the short list of events that it is kept as.

A turn costs more the longer the tracker is (55 ms at 250 events). The dialogue stands in the slots alone, so the
slots and the `action_listen` that every rule begins with are all that is kept; no event with a citizen's words is among
them.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

SENDER = "citizen"  # no tracker is looked up by its id, so the id need not tell conversations apart


def compact(slots: dict[str, Any]) -> list[dict[str, Any]]:
    """The events that bring back these slots (unset ones are left out), as JSON."""
    events: list[dict[str, Any]] = [
        {"event": "slot", "name": name, "value": value} for name, value in slots.items() if value is not None
    ]
    return [*events, {"event": "action", "name": ACTION_LISTEN_NAME}]


def restore(events: list[dict[str, Any]], domain: Domain) -> DialogueStateTracker:
    """A tracker that listens. Slots that the domain no longer has are dropped."""
    tracker = DialogueStateTracker(SENDER, None)
    tracker.slots = {slot.name: _fresh(slot) for slot in domain.slots}
    for event in events:
        if event["event"] == "action":
            tracker.update(ActionExecuted(event["name"]))
        elif event["name"] in tracker.slots:
            tracker.update(SlotSet(event["name"], event["value"]))
    return tracker


def _fresh(slot: Slot) -> Slot:
    """A copy of the domain's slot; Python's way to one, which Rasa takes, is four times as long."""
    copied = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The slots in a compact list, without building a tracker."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}
