"""Rasa's message processor, run on a tracker in hand: no store, no lock, no action server, and no silent failure.

What stock Rasa does here: an action that raises looks like a success, a message that starts with "/" skips the language
model, and debug lines copy the whole conversation each time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import rasa_sdk
from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.trackers import DialogueStateTracker

from bot.errors import TurnFailed
from bot.local_action import LocalAction
from bot.serving_model import load_serving_model
from bot.tracker import restore

logger = logging.getLogger(__name__)


class Processor(MessageProcessor):
    """A trained model and the actions that it chooses among. To be used from one event loop."""

    def __init__(self, model: Path, actions: Iterable[rasa_sdk.Action]) -> None:
        """Loads the model: a file, or the newest in a folder. ModelNotFound, and whatever a component refuses with."""
        replies = TemplatedNaturalLanguageGenerator({})
        # Without store and lock the stock entry points fail at once; with them they would work beside the records.
        super().__init__(model, tracker_store=None, lock_store=None, generator=replies)  # type: ignore[arg-type]
        replies.responses = self.domain.responses
        self._local = {action.name(): LocalAction(action) for action in actions}
        self._chosen: dict[str, str] = {}
        self._blank = restore([], self.domain)
        self._language = self._node_before_slash_parser()

    def parse(self, text: str, day: date) -> dict[str, Any]:
        """What the language model makes of a text on a day, as Rasa's parse data; a leading "/" is text."""
        message = UserMessage(text, metadata={"day": day.isoformat()})
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: self._blank}
        (heard,) = self.graph_runner.run(inputs=inputs, targets=[self._language])[self._language]
        parsed: dict[str, Any] = heard.as_dict(only_output_properties=True)
        return {"intent": {"name": None, "confidence": 0.0}, "entities": [], **parsed, "text": text}

    async def answer(self, tracker: DialogueStateTracker, message: UserMessage) -> None:
        """Adds the message, and what is done and said about it, to the tracker. TurnFailed where an action raises.

        Slots are set by the actions alone (all have custom mappings without an action), so none are extracted here.
        Our own actions end the turn, as the rules have it, and the policy need not be asked for `action_listen`.
        """
        await self._handle_message_with_tracker(message, tracker)
        channel = CollectingOutputChannel()
        prediction = self._predict(tracker, _intent_of(message))
        for _ in range(self.max_number_of_predictions):
            action = self._get_action(self.domain.action_names_or_texts[prediction.max_confidence_index])
            if not await self._run_action(action, tracker, channel, self.nlg, prediction):
                return
            prediction = self._predict_next_with_tracker(tracker)
        raise TurnFailed("ActionLimitReached")

    def _predict(self, tracker: DialogueStateTracker, intent: str) -> PolicyPrediction:
        """The policy's answer to a message. It depends on the intent alone, because no slot influences the conversation
        and no history is kept; so the trained policy is asked once for each intent, and 4 ms a turn are saved."""
        if intent not in self._chosen:
            prediction = self._predict_next_with_tracker(tracker)
            self._chosen[intent] = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return PolicyPrediction.for_action_name(self.domain, self._chosen[intent])

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: Rasa writes what a citizen told into a line that nobody may read."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        return load_serving_model(Path(model_path))

    def _get_action(self, action_name: str) -> Action:
        local = self._local.get(action_name)
        return local or action_for_name_or_text(action_name, self.domain, self.action_endpoint)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """As Rasa's, but an exception fails the turn; True if another action is to follow."""
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except Exception as error:
            reason = type(error).__name__
            logger.error(f"an action failed with {reason}")
            raise TurnFailed(reason) from None
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
        return action.name() not in self._local and self.should_predict_another_action(action.name())

    def _node_before_slash_parser(self) -> str:
        """The last component of our own pipeline. Rasa puts a parser of "/intent{json}" behind it in every model."""
        schema = self.model_metadata.predict_schema
        return str(schema.nodes[self.model_metadata.nlu_target].needs["messages"])


def _intent_of(message: UserMessage) -> str:
    """The intent that the message came with; every message of ours is parsed before it gets here."""
    return str((message.parse_data or {})["intent"]["name"])
