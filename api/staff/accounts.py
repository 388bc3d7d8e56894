"""Accounts of the staff: made by a command line, opened by an Argon2 password or by the municipality's own login."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import Conflict, Erased, UnknownConversation
from bot.records import Record, Records

Role = Literal["adviser", "lead"]
ROLES: tuple[Role, ...] = ("adviser", "lead")
FAILURES = 5
"""Wrong passwords in a row after which an account is locked."""
LOCKED_FOR = timedelta(minutes=15)
LEAST_LENGTH = 12
"""Characters of a password."""
_TRIES = 20


class LoginRefused(Exception):
    """`reason` is unknown, wrong, locked or busy: for the log alone, the page says the same to all."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Account:
    """One member of staff."""

    id: str
    name: str
    role: Role


class Accounts:
    """The accounts in their store. `key` hides the names, which are not stored in clear anywhere. Calls block."""

    def __init__(
        self, records: Records, key: bytes, clock: Callable[[], datetime], hasher: PasswordHasher | None = None
    ) -> None:
        self._records, self._key, self._clock = records, key, clock
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody")

    def add(self, name: str, role: Role, *, password: str | None = None, subject: str | None = None) -> Account:
        """A new account, opened by a password or by an OpenID subject. Conflict where there is one; ValueError."""
        if (password is None) == (subject is None):
            raise ValueError("an account has either a password or a subject")
        if password is not None and len(password) < LEAST_LENGTH:
            raise ValueError(f"a password has at least {LEAST_LENGTH} characters")
        id = self.id_of(name) if subject is None else self.id_of_subject(subject)
        hashed = self._hasher.hash(password) if password is not None else None
        self._records.claim(id, {"name": name, "role": role, "password": hashed, "failures": 0, "locked_until": None})
        return Account(id, name, role)

    def login(self, name: str, password: str) -> Account:
        """The account of a right password. LoginRefused; an unknown name takes as long as a wrong password."""
        record = self._attempt(self.id_of(name))
        if record is None:
            self._matches(self._nobody, password)
            raise LoginRefused("unknown")
        if not self._matches(record.content["password"], password):
            raise LoginRefused("wrong")
        self._forget_failures(record)
        return _account(record)

    def login_by_subject(self, subject: str) -> Account:
        """The account of a subject that the municipality's login vouches for. LoginRefused."""
        record = self._record(self.id_of_subject(subject))
        if record is None:
            raise LoginRefused("unknown")
        return _account(record)

    def find(self, id: str) -> Account | None:
        """The account of an id; None where it was removed."""
        record = self._record(id)
        return _account(record) if record else None

    def all(self) -> list[Account]:
        """Every account, by name."""
        return sorted(map(_account, self._records.all()), key=lambda account: account.name.casefold())

    def remove(self, id: str) -> bool:
        """Whether there was one to remove; its sessions end with it."""
        return self._records.erase(id) == "erased"

    def unlock(self, id: str) -> bool:
        """Whether there is such an account; it can be tried again at once."""
        record = self._record(id)
        if record is not None:
            self._records.write(record, {**record.content, "failures": 0, "locked_until": None})
        return record is not None

    def id_of(self, name: str) -> str:
        """The id under which an account with a password lies."""
        return self._digest(f"name {name.strip().casefold()}")

    def id_of_subject(self, subject: str) -> str:
        """The id under which an account of the municipality's login lies."""
        return self._digest(f"subject {subject}")

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    def _record(self, id: str) -> Record | None:
        try:
            return self._records.read(id)
        except (UnknownConversation, Erased):
            return None

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError, UnicodeError):
            return False

    def _attempt(self, id: str) -> Record | None:
        """The account to be tried with a password, the attempt counted as a wrong one already; None without one.

        Counting first, by compare-and-swap, lets nobody try more by trying many at once, on one replica or on several.
        LoginRefused where it is locked.
        """
        for _ in range(_TRIES):
            record = self._record(id)
            if record is None or record.content["password"] is None:
                return None
            locked = record.content["locked_until"]
            if locked is not None and self._clock() < datetime.fromisoformat(locked):
                raise LoginRefused("locked")
            failures = record.content["failures"] + 1
            until = (self._clock() + LOCKED_FOR).isoformat() if failures >= FAILURES else None
            changed: dict[str, Any] = {"failures": 0 if until else failures, "locked_until": until}
            with suppress(Conflict):
                return self._records.write(record, {**record.content, **changed})
        raise LoginRefused("busy")

    def _forget_failures(self, record: Record) -> None:
        """After a right password. Where another attempt came between, its count stands."""
        with suppress(Conflict):
            self._records.write(record, {**record.content, "failures": 0, "locked_until": None})


def _account(record: Record) -> Account:
    return Account(record.id, record.content["name"], record.content["role"])
