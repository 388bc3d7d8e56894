"""Sessions of the staff: on the server, ended by time, by logging out, and with the account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Conflict, Erased, UnknownConversation
from bot.records import Record, Records

LONGEST = timedelta(hours=10)
"""After a working day one logs in again, however busy one was."""
_TOUCH = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """Who is logged in, and the token that each of their forms must bear."""

    account: str
    csrf: str = field(repr=False)


class Sessions:
    """The sessions in their store: a token is stored as a digest alone. Calls block."""

    def __init__(self, records: Records, clock: Callable[[], datetime]) -> None:
        self._records, self._clock = records, clock

    def begin(self, account: str) -> str:
        """A new session's token, for the cookie."""
        token = secrets.token_urlsafe(32)
        content = {"account": account, "csrf": secrets.token_urlsafe(24), "began": self._clock().isoformat()}
        self._records.claim(_id(token), content)
        return token

    def find(self, token: str) -> Session | None:
        """The living session of a token, which lives on by it; None where it ended or never was."""
        record = self._record(_id(token))
        if record is None or "account" not in record.content:
            return None
        if self._clock() - datetime.fromisoformat(record.content["began"]) >= LONGEST:
            self._records.erase(record.id)
            return None
        if self._clock() - record.last_activity >= _TOUCH:
            with suppress(Conflict):  # another request of the same session has just done so
                self._records.write(record, record.content)
        return Session(record.content["account"], record.content["csrf"])

    def end(self, token: str) -> None:
        """The token opens nothing any more."""
        self._records.erase(_id(token))

    def end_all(self, account: str) -> None:
        """Ends every session of an account, so that none opens an account that is made anew under the same name."""
        for record in list(self._records.all()):
            if record.content.get("account") == account:
                self._records.erase(record.id)

    def keep(self, content: dict[str, Any]) -> str:
        """Keeps what a login elsewhere needs until one comes back: a token for it."""
        token = secrets.token_urlsafe(32)
        self._records.claim(_id(token), {"login": content})
        return token

    def take(self, token: str) -> dict[str, Any] | None:
        """What was kept, once."""
        record = self._record(_id(token))
        if record is None or "login" not in record.content:
            return None
        self._records.erase(record.id)
        login: dict[str, Any] = record.content["login"]
        return login

    def _record(self, id: str) -> Record | None:
        try:
            return self._records.read(id)
        except (UnknownConversation, Erased):
            return None


def _id(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()[:32]
