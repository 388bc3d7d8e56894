"""Who writes through Rasa's REST channel: a keyed hash of the sender leads to a conversation of its own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import Conflict, Erased, UnknownConversation
from bot.records import Record, Records

_REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Link:
    """The conversation of a sender, and its token."""

    conversation: str
    token: str


class Senders:
    """Links in the records: encrypted like conversations, erased by age like them. Nothing of the sender is stored."""

    def __init__(self, records: Records, key: str, clock: Callable[[], datetime]) -> None:
        self._records, self._key, self._clock = records, key.encode(), clock

    def digest(self, *parts: str) -> str:
        """128 bits in hexadecimal that nobody without the key can make or undo."""
        return hmac.new(self._key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()[:32]

    def find(self, sender: str) -> Link | None:
        """The sender's conversation; None where there is none, or it lay idle too long. NotStored."""
        record = self._record(sender)
        if record is None:
            return None
        if self._clock() - record.last_activity > _REFRESH:  # so that the link lives as long as its conversation
            with suppress(Conflict):
                self._records.write(record, record.content)
        return Link(record.content["conversation"], record.content["token"])

    def keep(self, sender: str, link: Link) -> None:
        """Stores the link in the place of an older one. Conflict where two requests make one at once; NotStored."""
        content = {"conversation": link.conversation, "token": link.token}
        record = self._record(sender)
        if record is None:
            self._records.claim(self.digest("sender", sender), content)
        else:
            self._records.write(record, content)

    def _record(self, sender: str) -> Record | None:
        try:
            return self._records.read(self.digest("sender", sender))
        except (UnknownConversation, Erased):
            return None
