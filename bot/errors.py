"""What can go wrong between a citizen's turn and its storage; the api turns each into one problem answer.

No error bears a citizen's words, an answer or a token: what is raised may be logged.
"""

from __future__ import annotations


class ConversationError(Exception):
    """Base of everything that the conversation or its storage refuses."""


class UnknownConversation(ConversationError):
    """No conversation has this id, or its tombstone is gone by age (404)."""


class WrongToken(ConversationError):
    """The conversation exists and the token is not the one that opened it (401)."""


class Erased(ConversationError):
    """The conversation was erased, by the citizen or by age; only its tombstone is left (410)."""


class TakenOver(ConversationError):
    """A person has taken over: the machine says nothing more in this conversation (409)."""


class StaleQuestion(ConversationError):
    """The choice answers a question that no longer stands (409)."""


class Conflict(ConversationError):
    """Another turn was stored since this record was read; read again and decide anew (409)."""


class InvalidValue(ConversationError):
    """A value that cannot be taken (422): `key` is the field or fact, `remedy` says what would be accepted.

    Neither may repeat what the citizen wrote.
    """

    def __init__(self, key: str, remedy: str) -> None:
        super().__init__(f"{key}: {remedy}")
        self.key = key
        self.remedy = remedy


class NotStored(ConversationError):
    """The database did not confirm (503): the citizen must hear that it was not saved.

    A connection that breaks during the confirmation leaves it open whether the row was written;
    repeating the turn with the same turn id is always safe. `reason` is a word for the log, never content.
    """

    def __init__(self, reason: str = "database") -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(NotStored):
    """The conversation has outgrown what one record may hold; `size` and `limit` are bytes of JSON."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"the record is {size} bytes of JSON and may be {limit}")
        self.size = size
        self.limit = limit


class Unreadable(NotStored):
    """The row is there and cannot be opened: its key is missing, or somebody changed or moved it."""


class TurnFailed(ConversationError):
    """The turn broke before it could be stored, for instance in a custom action (503); `reason` is a type's name."""

    def __init__(self, reason: str = "turn") -> None:
        super().__init__(reason)
        self.reason = reason


class Misconfigured(Exception):
    """An operator's mistake, found at start: `place` is a file, a variable or a database, `remedy` says what to do.

    It shows neither keys nor passwords.
    """

    def __init__(self, place: str, fault: str, remedy: str) -> None:
        super().__init__(f"{place}: {fault}; {remedy}")
        self.place = place
        self.fault = fault
        self.remedy = remedy
