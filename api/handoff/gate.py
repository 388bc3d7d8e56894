"""The gate before the threads: guessing receipts is slowed, without knowing or storing who guesses.

There is nobody to tell apart, so all wait when many guess wrong, the right ones too: an answer that came quicker for a
right receipt would tell. One digest is reckoned at a time, and a bounded number may wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.problems import Problem
from bot.errors import Erased, UnknownConversation

_T = TypeVar("_T")

FREE = 20
"""Wrong receipts that cost nothing; people mistype."""
DOUBLES = 10
"""After so many more the wait is twice as long."""
LONGEST = 20.0
"""Seconds that one look-up waits at most."""
FORGET = 6.0
"""Seconds after which one wrong receipt is forgotten."""
WAITING = 100
"""Look-ups that may wait at once; more are refused."""


class Gate:
    """One for all threads of a process."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now, self._sleep = now, sleep
        self._wrong, self._at, self._waiting = 0.0, now(), 0
        self._one = asyncio.Lock()

    async def find(self, look: Callable[[], _T]) -> _T:
        """What `look` finds, after the wait that is due. Its errors; an unknown thread counts. Problem `too_many`."""
        if self._waiting >= WAITING:
            raise Problem("too_many", headers={"Retry-After": str(int(LONGEST))})
        self._waiting += 1
        try:
            await self._sleep(self.delay())
            async with self._one:
                return await asyncio.to_thread(look)
        except (UnknownConversation, Erased):
            self._wrong = self._still_wrong() + 1
            self._at = self._now()
            raise
        finally:
            self._waiting -= 1

    def delay(self) -> float:
        """Seconds that the next look-up waits."""
        over = self._still_wrong() - FREE
        return 0.0 if over <= 0 else float(min(LONGEST, 0.1 * 2 ** min(over / DOUBLES, 20)))

    def _still_wrong(self) -> float:
        return max(0.0, self._wrong - (self._now() - self._at) / FORGET)
