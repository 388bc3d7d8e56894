"""How many turns a minute, in one conversation and in all. No address is kept, nor anything else of who sends them."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.problems import Problem

_CONVERSATIONS = 10_000
"""Buckets kept; the one unused longest gives way, which only ever allows more."""


@dataclass
class Bucket:
    """A minute's worth of turns that fills up steadily; a quick reader may use it all at once."""

    per_minute: int
    left: float
    at: float

    def take(self, now: float) -> float:
        """Takes one; 0 if there was one, else the seconds until there is. `now` in seconds, never going back."""
        self.left = min(self.per_minute, self.left + (now - self.at) * self.per_minute / 60)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) * 60 / self.per_minute


class Limits:
    """The buckets of one process."""

    def __init__(self, conversation: int, total: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._per_conversation = now, conversation
        self._total = Bucket(total, total, now())
        self._conversations: OrderedDict[str, Bucket] = OrderedDict()

    def open(self) -> None:
        """Counts a new conversation or any other request that costs like a turn. Problem `too_many`."""
        _refuse_for(self._total.take(self._now()))

    def turn(self, conversation: str) -> None:
        """Counts a turn. Problem `too_many`, with the seconds to wait."""
        _refuse_for(self._bucket(conversation).take(self._now()))
        self.open()

    def _bucket(self, conversation: str) -> Bucket:
        bucket = self._conversations.pop(conversation, None)
        bucket = bucket or Bucket(self._per_conversation, self._per_conversation, self._now())
        self._conversations[conversation] = bucket
        if len(self._conversations) > _CONVERSATIONS:
            self._conversations.popitem(last=False)
        return bucket


def _refuse_for(seconds: float) -> None:
    if seconds > 0:
        raise Problem("too_many", headers={"Retry-After": str(math.ceil(seconds))})
