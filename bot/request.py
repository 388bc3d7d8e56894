"""What a client asks of a turn, checked against where the conversation stands, as a message to Rasa."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.actions.counsel import Counsel
from bot.actions.state import OVERVIEW, TOPIC, State
from bot.actions.talk import ALERT_INTENTS, SET
from bot.actions.typed import intent_of
from bot.errors import InvalidValue, StaleQuestion
from rules_core import SituationError
from rules_core.fact_table import UNANSWERED
from rules_core.facts import Question

Parse = Callable[[str, date], dict[str, Any]]
WAYS = ("text", "choice", "command", "topic", "set")
COMMANDS = {
    "back": "go_back",
    "why": "ask_why_question",
    "start_over": "start_over",
    "human": "ask_human",
    "continue": "resume",
    "results": "show_results",
}


@dataclass(frozen=True)
class TurnRequest:
    """One turn: its id, exactly one of the ways, and optionally the id of the question that a choice answers."""

    turn_id: str
    text: str | None = None
    choice: Any = None
    command: str | None = None
    topic: str | None = None
    set: dict[str, Any] | None = None
    question: str | None = None


class Messages:
    """Makes Rasa's message of a request. `parse` is the language model; `intents` are those of the domain."""

    def __init__(self, counsel: Counsel, parse: Parse, intents: Collection[str]) -> None:
        self._counsel = counsel
        self._parse = parse
        self._intents = intents

    def of(self, request: TurnRequest, state: State) -> UserMessage:
        """InvalidValue for what can never be, StaleQuestion for an answer to what is not asked now."""
        ways = [way for way in WAYS if getattr(request, way) is not None]
        if len(ways) != 1:
            raise InvalidValue("turn", f"send exactly one of {', '.join(WAYS)}")
        message: UserMessage = getattr(self, f"_of_{ways[0]}")(request, state)
        return message

    def opening(self, municipality: str | None) -> UserMessage:
        """The message that opens a conversation. InvalidValue for an unknown municipality."""
        facts = {} if municipality is None else {"municipality": municipality}
        self._check(facts)
        return _message("open", facts)

    def _of_text(self, request: TurnRequest, state: State) -> UserMessage:
        text = str(request.text).encode("utf-8", errors="replace").decode("utf-8")  # half a surrogate pair has no UTF-8
        parsed = self._parse(text, state.day)
        name = parsed["intent"]["name"]
        if name not in ALERT_INTENTS:
            if request.question not in (None, state.asking):
                raise StaleQuestion  # a cry for help is heard on any page, an answer only by its own question
            standing = self._counsel.question(state.asking)
            sure = intent_of(text, standing, state.situation)
            name = sure or (name if name in self._intents else "out_of_scope")
        return UserMessage(text, parse_data={**parsed, "intent": {**parsed["intent"], "name": name}})

    def _of_choice(self, request: TurnRequest, state: State) -> UserMessage:
        question = self._counsel.question(state.asking)
        if question is None or request.question not in (None, question.id):
            raise StaleQuestion
        if question.id == TOPIC:
            return _message(self._topic_choice(request.choice, state), {}, ("answers", TOPIC))
        try:
            facts = question.accept(request.choice)
        except SituationError as error:
            if self._answered_before(request.choice, state):
                raise StaleQuestion from None
            raise InvalidValue(error.key, error.remedy) from None
        return _message(_INTENT_OF.get(_word(request.choice), "inform"), facts, ("answers", question.id))

    def _of_command(self, request: TurnRequest, state: State) -> UserMessage:
        if request.command not in COMMANDS:
            raise InvalidValue("command", f"write one of {', '.join(COMMANDS)}")
        return _message(COMMANDS[request.command], {})

    def _of_topic(self, request: TurnRequest, state: State) -> UserMessage:
        return _message(self._topic(request.topic, "topic"), {})

    def _of_set(self, request: TurnRequest, state: State) -> UserMessage:
        if not isinstance(request.set, dict) or not request.set:
            raise InvalidValue("set", 'write an object of facts, such as {"age": 34}')
        self._check(request.set)
        return _message("correct", request.set, way=SET)

    def _check(self, facts: dict[str, Any]) -> None:
        situation = State().situation
        try:
            for fact, value in facts.items():
                situation = situation.put(fact, value)
        except SituationError as error:
            raise InvalidValue(error.key, error.remedy) from None

    def _topic_choice(self, value: Any, state: State) -> str:
        """The intent of an answer to the question for the topic."""
        if _word(value) in UNANSWERED:
            return OVERVIEW
        if _word(value) not in self._counsel.knowledge.topics and self._answered_before(value, state):
            raise StaleQuestion
        return self._topic(value, "choice")

    def _topic(self, value: Any, key: str) -> str:
        topics = self._counsel.knowledge.topics
        if _word(value) not in topics:
            raise InvalidValue(key, f"write one of {', '.join(topics)}")
        return _word(value)

    def _answered_before(self, value: Any, state: State) -> bool:
        """Whether the value answers a question of the trail, so that the client is merely late."""
        questions = [self._counsel.question(step["question"]) for step in state.trail]
        return any(question is not None and _accepts(question, value) for question in questions)


_INTENT_OF = {"dont_know": "dont_know", "declined": "decline"}


def _accepts(question: Question, value: Any) -> bool:
    if question.id == TOPIC:
        return any(choice.value == value for choice in question.choices)
    try:
        question.accept(value)
    except SituationError:
        return False
    return True


def _word(value: Any) -> str:
    """The value where it is text; a list or an object has no place as a key."""
    return value if isinstance(value, str) else ""


def _message(intent: str, facts: dict[str, Any], *more: tuple[str, Any], way: str | None = None) -> UserMessage:
    """A message that passes the language model by; facts travel as entities."""
    entities = [{"entity": name, "value": value} for name, value in (*facts.items(), *more)]
    parsed = {"intent": {"name": intent, "confidence": 1.0}, "entities": entities, "metadata": {"way": way}}
    return UserMessage(parse_data={**parsed, "text": None})
