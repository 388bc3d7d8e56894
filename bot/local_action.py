"""A custom action called in this process.

Rasa's own way to a custom action serialises the whole tracker and domain, posts them, and rebuilds and checks a JSON
schema of the answer: some 50 ms a call. Here the same rasa_sdk action gets its tracker and dispatcher directly.
"""

from __future__ import annotations

from typing import Any

import rasa_sdk
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.utils import call_potential_coroutine


class LocalAction(Action):
    """Runs a rasa_sdk action with this conversation's slots and last message; its events and replies become Rasa's."""

    def __init__(self, action: rasa_sdk.Action) -> None:
        self._action = action

    def name(self) -> str:
        """The action's name in the domain."""
        return str(self._action.name())

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """The replies, then the events. Whatever the action raises is raised."""
        dispatcher = CollectingDispatcher()
        events = await call_potential_coroutine(self._action.run(dispatcher, _sdk_tracker(tracker), {}))
        replies = await RemoteAction._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
        return [*replies, *_rasa_events(events or [])]


def _sdk_tracker(tracker: DialogueStateTracker) -> rasa_sdk.Tracker:
    """What the actions read: slots and the last message. They are handed no history, because none is kept."""
    message = dict(tracker.latest_message.parse_data) if tracker.latest_message else {}
    return rasa_sdk.Tracker(
        tracker.sender_id, tracker.current_slot_values(), message, [], False, None, {}, tracker.latest_action_name
    )


def _rasa_events(events: list[dict[str, Any]]) -> list[Event]:
    """Slots are built directly: Rasa's deserialiser searches all event classes for each."""
    if all(event["event"] == "slot" for event in events):
        return [SlotSet(event["name"], event["value"]) for event in events]
    return list(deserialise_events(events))
