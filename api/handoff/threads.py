"""Threads in their store: made under a receipt's digest, found by it, changed by compare-and-swap, erased."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from api.handoff.receipt import DIGITS, derived, parse
from api.stores import Stores
from bot.errors import Conflict, Erased, UnknownConversation
from bot.records import Notice, Record

WAITING, TAKEN, CLOSED = "waiting", "taken", "closed"
LINES_KEPT = 500
_TRIES = 10


class Threads:
    """What citizen and staff do with threads. Its calls block: run them beside the event loop."""

    def __init__(self, stores: Stores, clock: Callable[[], datetime]) -> None:
        self._stores, self._clock = stores, clock

    def receipt_for(self, conversation: str, turn_id: str) -> str:
        """The receipt of one sending: the same sending again gets the same, and nobody without the secret another's."""
        key = derived(self._stores.receipts.pepper, "receipt of a sending")
        digest = hmac.new(key, f"{conversation} {turn_id}".encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"

    def open(self, receipt: str, content: dict[str, Any], tell: Callable[[str], list[Notice]] | None = None) -> Record:
        """A new thread; the living one where it was opened before under this receipt. NotStored, TooLarge.

        `tell` makes notices of the thread's id; they are stored with it, or not at all.
        """
        id = self._stores.receipts.digest(receipt)
        try:
            return self._stores.threads.claim(id, content, self._telling(tell(id) if tell else []))
        except Conflict:
            return self._stores.threads.read(id)

    def find(self, receipt: str) -> Record:
        """The thread of a receipt, as people write it. UnknownConversation, also where it was erased; NotStored."""
        digits = parse(receipt)
        if digits is None:
            raise UnknownConversation
        try:
            return self._stores.threads.read(self._stores.receipts.digest(digits))
        except Erased:
            raise UnknownConversation from None

    def change(
        self,
        id: str,
        change: Callable[[dict[str, Any]], dict[str, Any] | None],
        tell: Callable[[dict[str, Any], dict[str, Any]], list[Notice]] | None = None,
    ) -> Record:
        """Stores what `change` makes of the newest content (None: nothing to do). Conflict after many tries.

        `tell` makes notices of the content before and after; they are stored with the change, or not at all.
        """
        for _ in range(_TRIES):
            record = self._stores.threads.read(id)
            changed = change(record.content)
            if changed is None:
                return record
            try:
                notices = tell(record.content, changed) if tell else []
                return self._stores.threads.write(record, changed, also=self._telling(notices))
            except Conflict:
                continue
        raise Conflict

    def erase(self, record: Record) -> list[dict[str, str]]:
        """Erases the thread and the conversation it came from: one {"name", "outcome"} a store. NotStored."""
        conversation, outcome = record.content["conversation"], self._stores.threads.erase(record.id)
        self._stores.outbox.forget(record.id)  # where this does not happen, the thread is gone and they never leave
        return [
            {"name": "thread", "outcome": outcome},
            {"name": "conversation", "outcome": self._stores.conversations.erase(conversation or "")},
        ]

    def _telling(self, notices: list[Notice]) -> Callable[[Connection], None] | None:
        return (lambda connection: self._stores.outbox.put(connection, notices)) if notices else None

    def line(self, author: str, text: str, *, id: str, by: str | None = None) -> dict[str, Any]:
        """A message as it is kept: {"id", "from", "at", "text", "by"}."""
        return {"id": id, "from": author, "at": self._clock().isoformat(timespec="seconds"), "text": text, "by": by}


def with_line(content: dict[str, Any], line: dict[str, Any], **changes: Any) -> dict[str, Any] | None:
    """The content with one message more; None where this very message is there already."""
    if any(old["id"] == line["id"] for old in content["lines"]):
        return None
    return {**content, "lines": [*content["lines"], line][-LINES_KEPT:], **changes}
