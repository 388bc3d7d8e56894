"""The conversations that are measured, each written down once, so that every way answers the very same messages.

They are recorded by talking to our own app: what it asks decides what the citizen says next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.ours import Ours
from rules_core import Knowledge

CITIZENS = Path(__file__).with_name("citizens.yml")
TURNS_AT_MOST = 60
LONG = 300
CYCLE = 10
TOPIC = "topic"
_INTENTS = {"dont_know": "dont_know", "declined": "decline"}
_COMMANDS = {"back": "go_back", "why": "ask_why_question"}
_LEAD_IN = ("choice", "choice", "choice", "why", "choice", "set", "why", "set", "why", "set")
_EACH_TEN = ("choice", "back", "choice", "text", "back", "choice", "set", "why", "back", "back")
_WRITTEN = (1, 4, 8)
"""The turns of each ten that are written; the others are choices."""


@dataclass(frozen=True)
class Message:
    """One turn: the way that our API names and its value, the question it answers, and the same for stock Rasa.

    `plainly`: what stock Rasa is told after a written answer that it understood otherwise, so that it asks on alike.
    """

    way: str
    value: Any
    question: str | None
    stock: str
    plainly: str | None = None


class NoEndError(Exception):
    """An interview asked on for longer than any citizen would answer."""


def citizens() -> list[dict[str, Any]]:
    """{"topic", "knows": facts, "says": words by fact} of each."""
    loaded: list[dict[str, Any]] = yaml.safe_load(CITIZENS.read_text(encoding="utf-8"))
    return loaded


def interviews(ours: Ours, knowledge: Knowledge) -> list[list[Message]]:
    """Each citizen's whole interview, from the first question to the results. NoEndError."""
    return [list(_interview(citizen, ours, knowledge)) for citizen in citizens()]


def _interview(citizen: dict[str, Any], ours: Ours, knowledge: Knowledge) -> Iterator[Message]:
    conversation, turn = ours.begin()
    for number in range(TURNS_AT_MOST):
        asking = turn["asking"]
        if asking is None:
            return
        message = _answer(asking, citizen, knowledge, written=number % CYCLE in _WRITTEN)
        yield message
        previous, turn = asking["question"], ours.talk(conversation, message)
        if message.way == "text" and (turn["asking"] or {}).get("question") == previous:  # not understood: chosen
            message = _answer(turn["asking"], citizen, knowledge, written=False)
            yield message
            turn = ours.talk(conversation, message)
    raise NoEndError


def long_conversation(ours: Ours, knowledge: Knowledge) -> list[Message]:
    """One citizen who goes back and corrects for 300 turns; each ten ends where it began and is like the others."""
    citizen = citizens()[0]
    conversation, turn = ours.begin()
    messages: list[Message] = []
    while len(messages) < LONG:
        message = _of_the_ten(len(messages), turn["asking"], citizen, knowledge)
        messages.append(message)
        turn = ours.talk(conversation, message)
    return messages


def _of_the_ten(number: int, asking: dict[str, Any], citizen: dict[str, Any], knowledge: Knowledge) -> Message:
    """The first ten lead in; then four answers, one of them written, four steps back, a correction and a question."""
    step = (_LEAD_IN if number < CYCLE else _EACH_TEN)[number % CYCLE]
    if step == "set":
        return Message("set", {"age": 30 + number % 40}, None, _slash("correct", {"age": 30 + number % 40}))
    if step in _COMMANDS:
        return Message("command", step, None, _slash(_COMMANDS[step], {}))
    return _answer(asking, citizen, knowledge, written=step == "text")


def _answer(asking: dict[str, Any], citizen: dict[str, Any], knowledge: Knowledge, *, written: bool) -> Message:
    """What the citizen answers: a value, an object where a question is over several facts, or that they do not know."""
    question = asking["question"]
    if question == TOPIC:
        facts, value = [TOPIC], citizen["topic"]
    else:
        facts, knows = asking["facts"], citizen["knows"]
        known = all(fact in knows for fact in facts)
        value = "dont_know" if not known else knows[facts[0]] if len(facts) == 1 else {key: knows[key] for key in facts}
    if written:
        text = next((citizen["says"][fact] for fact in facts if fact in citizen["says"]), None)
        text = text or _label(asking, value)
        return Message("text", text, None, text, _payload(question, value, knowledge))
    return Message("choice", value, question, _payload(question, value, knowledge))


def _label(asking: dict[str, Any], value: Any) -> str:
    """The words of a choice in small letters; "ved ikke" where the citizen does not know."""
    labels = [choice["label"] for choice in asking["choices"] if choice["value"] == value]
    return labels[0].lower() if labels else "ved ikke" if value == "dont_know" else str(value)


def _payload(question: str, value: Any, knowledge: Knowledge) -> str:
    """The same choice as Rasa's clients send it: `/intent{entities}`."""
    if question == TOPIC:
        return _slash(str(value), {"answers": question})
    facts = knowledge.questions[question].accept(value)
    intent = _INTENTS.get(value, "inform") if isinstance(value, str) else "inform"
    return _slash(intent, {**facts, "answers": question})


def _slash(intent: str, facts: dict[str, Any]) -> str:
    """Rasa makes one entity of each member of a list, so a value that is a list goes into another."""
    entities = {fact: [value] if isinstance(value, list) else value for fact, value in facts.items()}
    return f"/{intent}{json.dumps(entities) if entities else ''}"
