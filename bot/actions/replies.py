"""What is said in a turn: responses of domain.yml, and texts of the knowledge, each with its kind."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.state import TOPIC
from rules_core.facts import Choice, Question

HANDOFF = "handoff"
"""What a message may offer: to send a summary to an adviser."""


class Replies:
    """Sends messages in order. `kind` is the contract's: info, question, alert or result; it travels as metadata."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def say(self, response: str, kind: str = "info", **values: Any) -> None:
        """A response of domain.yml, its gaps filled with the values."""
        self._dispatcher.utter_message(response=response, kind=kind, **values)

    def ask(self, question: Question, choices: tuple[Choice, ...]) -> None:
        """A question; its choices are also buttons, for Rasa's own channels."""
        buttons = [{"title": choice.label, "payload": _payload(question, choice)} for choice in choices]
        words = {"response": "utter_ask_topic"} if question.id == TOPIC else {"text": question.text}
        self._dispatcher.utter_message(kind="question", buttons=buttons, **words)


def _payload(question: Question, choice: Choice) -> str:
    """The message that a button of Rasa's channels sends in place of a text."""
    if question.id == TOPIC:
        return f"/{choice.value}"
    if len(question.facts) > 1:
        facts = dict(choice.value)
    else:
        facts = {question.facts[0]: [choice.value] if question.kind == "many_of" else choice.value}
    return "/inform" + json.dumps({**facts, "answers": question.id})
