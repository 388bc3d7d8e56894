"""The conversations: trained model, rules and records brought together, one turn at a time, in this process."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage

from bot.actions import actions
from bot.actions.counsel import Counsel
from bot.actions.state import State
from bot.errors import (
    Conflict,
    ConversationError,
    Erased,
    InvalidValue,
    TakenOver,
    TurnFailed,
    UnknownConversation,
    WrongToken,
)
from bot.logging import turn_in_hand
from bot.parse import heard
from bot.processor import Processor
from bot.records import Record, Records
from bot.records.tallies import Cell, is_closed
from bot.renewal import renewed
from bot.request import Messages, TurnRequest
from bot.tally import Tally, changes, reason_of
from bot.token import digest, matches, new_token
from bot.tracker import compact, restore, slots_of
from bot.turn import Turns, stored_turn
from rules_core import Knowledge
from rules_core.today import danish_day

logger = logging.getLogger(__name__)

TURNS_KEPT = 40
"""Interviews take 10 questions, and 24 at most; more turns would make every one of a long conversation dearer."""
TURN_IDS_KEPT = 1000
LANGUAGES = ("da",)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Opened:
    """A new conversation: its id, the token that opens it again (shown this once), and its first turn."""

    id: str
    token: str = field(repr=False)
    turn: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class _Answer:
    """A message answered: the events to keep, the turn, and what the conversation is counted as after it."""

    events: list[dict[str, Any]]
    turn: dict[str, Any]
    tally: Tally

    def kept(self, turns: list[dict[str, Any]], ids: list[str]) -> dict[str, Any]:
        """What the record holds after these turns: the new one last, and the ids of more than are kept, so that an id
        counts once also when its turn is gone."""
        return {
            "tracker": self.events,
            "turns": [*turns, self.turn][-TURNS_KEPT:],
            "turn_ids": [*ids, _short(self.turn["turn_id"])][-TURN_IDS_KEPT:],
            "tally": self.tally.as_json(),
        }


class Runtime:
    """Runs turns, any number at a time; the model works on one after the other."""

    def __init__(self, processor: Processor, records: Records, counsel: Counsel, clock: Callable[[], datetime]) -> None:
        self._processor = processor
        self._records = records
        self._counsel = counsel
        self._clock = clock
        self._model = threading.Lock()
        self._messages = Messages(counsel, processor.parse, frozenset(processor.domain.intents))
        self._turns = Turns(counsel, processor.domain.responses["utter_why_topic"][0]["text"])

    @classmethod
    def load(cls, model: Path, records: Records, knowledge: Knowledge, *, clock: Callable[[], datetime]) -> Runtime:
        """From a trained model: a file, or the newest in a folder. `clock` gives aware times. ModelNotFound."""
        counsel = Counsel(knowledge)
        return cls(Processor(model, actions(counsel)), records, counsel, clock)

    async def open(self, *, municipality: str | None = None, language: str | None = None) -> Opened:
        """A new conversation, asked about today. InvalidValue, NotStored, TurnFailed."""
        if language not in (None, *LANGUAGES):
            raise InvalidValue("language", f"write one of {', '.join(LANGUAGES)}")
        return await self._beside_the_loop(self._open, municipality)

    async def turn(self, conversation: str, token: str, request: TurnRequest) -> dict[str, Any]:
        """The contract's Turn. The same turn id gives the stored one again. If it raises, the turn did not happen."""
        return await self._beside_the_loop(self._turn, conversation, token, request)

    async def read(self, conversation: str, token: str) -> dict[str, Any]:
        """{"turns", "situation", "assessment"}; only the last turn bears its own. WrongToken, Records' errors."""
        return await self._beside_the_loop(self._story, conversation, token)

    async def erase(self, conversation: str, token: str) -> list[dict[str, Any]]:
        """Erases the conversation; one {"name", "outcome"} for each store that held a part of it."""
        return await self._beside_the_loop(self._erase, conversation, token)

    async def silence(self, conversation: str) -> None:
        """From now on a person answers: every further turn is TakenOver. Nothing happens where it is erased already."""
        await self._beside_the_loop(self._silence, conversation)

    def parse(self, text: str) -> dict[str, Any]:
        """What the language model hears: {"text", "intent", "confidence", "facts", "topics"}."""
        with turn_in_hand(), self._model:
            return heard(self._processor.parse(text, danish_day(self._clock())))

    async def _beside_the_loop(self, work: Callable[..., _T], *arguments: Any) -> _T:
        """In a thread: a turn reads and writes the database, and computes for some milliseconds."""
        with turn_in_hand():  # the thread inherits it
            return await asyncio.to_thread(_guarded, work, *arguments)

    def _open(self, municipality: str | None) -> Opened:
        day, token = danish_day(self._clock()), new_token()
        message = self._messages.opening(municipality)
        slots = {"day": day.isoformat(), "retention_hours": self._hours_kept()}
        answer = self._answer(compact(slots), str(uuid.uuid4()), message, Tally())
        content = {"token": digest(token), "day": day.isoformat(), **self._version(), **answer.kept([], [])}
        record = self._records.create(content, changes(day, Tally(), answer.tally))
        return Opened(record.id, token, self._turns.whole(answer.turn, day))

    def _turn(self, conversation: str, token: str, request: TurnRequest) -> dict[str, Any]:
        record = self._read(conversation, token)
        known = self._known(record, request.turn_id)
        if known is not None:
            return known
        content = record.content
        if content.get("silent"):
            raise TakenOver
        with self._model:
            message = self._messages.of(request, State.of_slots(slots_of(content["tracker"])))
        counted = Tally.of_json(content.get("tally"))
        answer = self._answer(content["tracker"], request.turn_id, message, counted)
        changed = {**content, **self._version(), **answer.kept(content["turns"], content["turn_ids"])}
        try:
            self._records.write(record, changed, self._counts(_day(record), counted, answer.tally))
        except Conflict:
            return self._of_the_other(conversation, token, request.turn_id)
        return self._turns.whole(answer.turn, _day(record))

    def _story(self, conversation: str, token: str) -> dict[str, Any]:
        record = self._read(conversation, token)
        *earlier, last = record.content["turns"]
        whole = self._turns.whole(last, _day(record))
        return {
            "turns": [*(self._turns.earlier(stored) for stored in earlier), whole],
            "situation": whole["situation"],
            "assessment": whole["assessment"],
        }

    def _erase(self, conversation: str, token: str) -> list[dict[str, Any]]:
        self._read(conversation, token)
        return [{"name": "records", "outcome": self._records.erase(conversation)}]

    def _silence(self, conversation: str) -> None:
        while True:
            try:
                record = self._records.read(conversation)
                self._records.write(record, {**record.content, "silent": True})
            except (UnknownConversation, Erased):
                return
            except Conflict:  # a turn came between: it stays, and none follows it
                continue
            return

    def _read(self, conversation: str, token: str) -> Record:
        record = self._records.read(conversation)
        if not matches(token, record.content["token"]):
            raise WrongToken
        return replace(record, content=renewed(record.content, self._counsel))

    def _version(self) -> dict[str, str]:
        """What a record says of the knowledge that it was written under."""
        return {"knowledge": self._counsel.knowledge.version}

    def _known(self, record: Record, turn_id: str) -> dict[str, Any] | None:
        """The stored turn of this id. Conflict for one that was counted so long ago that it is no longer kept."""
        for stored in record.content["turns"]:
            if stored["turn_id"] == turn_id:
                return self._turns.whole(stored, _day(record))
        if {_short(turn_id), turn_id} & set(record.content["turn_ids"]):  # an earlier release kept them whole
            raise Conflict
        return None

    def _of_the_other(self, conversation: str, token: str, turn_id: str) -> dict[str, Any]:
        """After another write came first: the turn itself, if it was the same turn sent twice. Conflict otherwise."""
        known = self._known(self._read(conversation, token), turn_id)
        if known is None:
            raise Conflict
        return known

    def _answer(self, events: list[dict[str, Any]], turn_id: str, message: UserMessage, counted: Tally) -> _Answer:
        """The message answered, in a conversation that is `counted` so far."""
        tracker = restore(events, self._processor.domain)
        before = len(tracker.events)
        with self._model:
            _finished(self._processor.answer(tracker, message))
        slots = tracker.current_slot_values()
        state, said = State.of_slots(slots), list(tracker.events)[before:]
        reason = reason_of(message, State.of_slots(slots_of(events)), state)
        tally = counted.after(state, reason, self._counsel)
        return _Answer(compact(slots), stored_turn(turn_id, said, state, self._counsel), tally)

    def _counts(self, day: date, before: Tally, after: Tally) -> dict[Cell, int]:
        """What a turn adds to the counts; nothing once the month in which the conversation began is closed."""
        return {} if is_closed(day, danish_day(self._clock())) else changes(day, before, after)

    def _hours_kept(self) -> float:
        """How long the notice says that an idle conversation is kept."""
        hours = self._records.retention.total_seconds() / 3600
        return int(hours) if hours == int(hours) else round(hours, 1)


def _short(turn_id: str) -> str:
    """Twelve digits that tell the ids of one conversation apart; a third of their length in every record."""
    return hashlib.blake2b(turn_id.encode(), digest_size=6).hexdigest()


def _day(record: Record) -> date:
    return date.fromisoformat(record.content["day"])


def _finished(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs Rasa's coroutine without an event loop: no action of ours waits for anything. RuntimeError if one does."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("an action waits")


def _guarded(work: Callable[..., _T], *arguments: Any) -> _T:
    """Whatever breaks in a turn becomes a TurnFailed that bears a type's name and no words."""
    try:
        return work(*arguments)
    except ConversationError:
        raise
    except Exception as error:
        reason = type(error).__name__
        logger.error(f"a turn failed with {reason}")
        raise TurnFailed(reason) from None
