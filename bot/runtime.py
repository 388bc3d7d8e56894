"""The conversations: trained model, rules and records brought together, one turn at a time, in this process."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import skops.io  # noqa: F401  before TensorFlow: it scans every loaded module, 7 s once TensorFlow's are among them
from rasa.core.channels.channel import UserMessage

from bot.actions import actions
from bot.actions.counsel import Counsel
from bot.actions.state import State
from bot.components.facts import topics_of
from bot.errors import Conflict, ConversationError, InvalidValue, TurnFailed, WrongToken
from bot.logging import turn_in_hand
from bot.processor import Processor
from bot.records import Record, Records
from bot.request import Messages, TurnRequest
from bot.token import digest, matches, new_token
from bot.tracker import compact, restore, slots_of
from bot.turn import Turns, stored_turn
from rules_core import Knowledge
from rules_core.situation import FACTS

logger = logging.getLogger(__name__)

TURNS_KEPT = 100
TURN_IDS_KEPT = 1000
LANGUAGES = ("da",)
DENMARK = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True)
class Opened:
    """A new conversation: its id, the token that opens it again (shown this once), and its first turn."""

    id: str
    token: str = field(repr=False)
    turn: dict[str, Any] = field(repr=False)


class Runtime:
    """Runs turns. Its methods are coroutines of one event loop; what the database does runs in threads beside it."""

    def __init__(self, processor: Processor, records: Records, counsel: Counsel, clock: Callable[[], datetime]) -> None:
        self._processor = processor
        self._records = records
        self._counsel = counsel
        self._clock = clock
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
        with _in_hand():
            day, token = self._today(), new_token()
            slots = {"day": day.isoformat(), **self._promise()}
            message = self._messages.opening(municipality)
            tracker, stored = await self._answer(compact(slots), str(uuid.uuid4()), message)
            content = {"token": digest(token), "day": day.isoformat(), "tracker": tracker, **_kept([], [], stored)}
            record = await asyncio.to_thread(self._records.create, content)
            return Opened(record.id, token, self._turns.whole(stored, day))

    async def turn(self, conversation: str, token: str, request: TurnRequest) -> dict[str, Any]:
        """The contract's Turn. The same turn id gives the stored one again. Every ConversationError but InvalidValue
        means that the turn did not happen, and so does that."""
        with _in_hand():
            record = await self._read(conversation, token)
            known = self._known(record, request.turn_id)
            if known is not None:
                return known
            content, day = record.content, _day(record)
            message = self._messages.of(request, State.of_slots(slots_of(content["tracker"])))
            tracker, stored = await self._answer(content["tracker"], request.turn_id, message)
            changed = {**content, "tracker": tracker, **_kept(content["turns"], content["turn_ids"], stored)}
            try:
                await asyncio.to_thread(self._records.write, record, changed)
            except Conflict:
                return await self._of_the_other(conversation, token, request.turn_id)
            return self._turns.whole(stored, day)

    async def read(self, conversation: str, token: str) -> dict[str, Any]:
        """{"turns", "situation", "assessment"}; only the last turn bears its own. WrongToken, Records' errors."""
        with _in_hand():
            record = await self._read(conversation, token)
            *earlier, last = record.content["turns"]
            whole = self._turns.whole(last, _day(record))
            return {
                "turns": [*(self._turns.earlier(stored) for stored in earlier), whole],
                "situation": whole["situation"],
                "assessment": whole["assessment"],
            }

    async def erase(self, conversation: str, token: str) -> list[dict[str, Any]]:
        """Erases the conversation; one {"name", "outcome"} for each store that held a part of it."""
        with _in_hand():
            await self._read(conversation, token)
            outcome = await asyncio.to_thread(self._records.erase, conversation)
            return [{"name": "records", "outcome": outcome}]

    def parse(self, text: str) -> dict[str, Any]:
        """What the language model hears: {"text", "intent", "confidence", "facts", "topics"}."""
        with _in_hand():
            parsed = self._processor.parse(text, self._today())
        facts = {entity["entity"]: entity["value"] for entity in parsed["entities"] if entity["entity"] in FACTS}
        needs = dict.fromkeys([parsed["intent"]["name"], *topics_of(facts)])
        return {
            "text": text,
            "intent": parsed["intent"]["name"],
            "confidence": parsed["intent"]["confidence"],
            "facts": facts,
            "topics": [need for need in needs if need in self._counsel.knowledge.topics],
        }

    def _today(self) -> date:
        return self._clock().astimezone(DENMARK).date()

    async def _read(self, conversation: str, token: str) -> Record:
        record = await asyncio.to_thread(self._records.read, conversation)
        if not matches(token, record.content["token"]):
            raise WrongToken
        return record

    def _known(self, record: Record, turn_id: str) -> dict[str, Any] | None:
        """The stored turn of this id. Conflict for one that was counted so long ago that it is no longer kept."""
        for stored in record.content["turns"]:
            if stored["turn_id"] == turn_id:
                return self._turns.whole(stored, _day(record))
        if turn_id in record.content["turn_ids"]:
            raise Conflict
        return None

    async def _of_the_other(self, conversation: str, token: str, turn_id: str) -> dict[str, Any]:
        """After another write came first: the turn itself, if it was the same turn sent twice. Conflict otherwise."""
        known = self._known(await self._read(conversation, token), turn_id)
        if known is None:
            raise Conflict
        return known

    async def _answer(
        self, events: list[dict[str, Any]], turn_id: str, message: UserMessage
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The message answered: the events to keep, and the turn to keep."""
        tracker = restore(events, self._processor.domain)
        before = len(tracker.events)
        await self._processor.answer(tracker, message)
        slots = tracker.current_slot_values()
        said = list(tracker.events)[before:]
        return compact(slots), stored_turn(turn_id, said, State.of_slots(slots), self._counsel)

    def _promise(self) -> dict[str, Any]:
        """How many hours the notice says that an idle conversation is kept."""
        hours = self._records.retention.total_seconds() / 3600
        return {"retention_hours": int(hours) if hours == int(hours) else round(hours, 1)}


def _day(record: Record) -> date:
    return date.fromisoformat(record.content["day"])


def _kept(turns: list[dict[str, Any]], ids: list[str], new: dict[str, Any]) -> dict[str, Any]:
    """The turns that are kept, the new one last, and the ids of more: an id counts once also when its turn is gone."""
    return {"turns": [*turns, new][-TURNS_KEPT:], "turn_ids": [*ids, new["turn_id"]][-TURN_IDS_KEPT:]}


@contextmanager
def _in_hand() -> Iterator[None]:
    """Nothing of a turn reaches the log; whatever breaks in it is a TurnFailed with a type's name and no words."""
    with turn_in_hand():
        try:
            yield
        except ConversationError:
            raise
        except Exception as error:
            logger.error(f"a turn failed with {type(error).__name__}")
            raise TurnFailed(type(error).__name__) from None
