"""The gate before the threads: guessing receipts is slowed, without knowing or storing who guesses.

There is nobody to tell apart, so all wait when many guess wrong, the right ones too: an answer that came quicker for a
right receipt would tell. The wrong ones are counted in the database, so that a second replica is no second try. Each
process reckons one digest at a time, and a bounded number may wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from api.problems import Problem
from bot.errors import Erased, UnknownConversation
from bot.records import Level

_T = TypeVar("_T")

FREE = 20
"""Wrong receipts that cost nothing; people mistype."""
DOUBLES = 10
"""After so many more the wait is twice as long."""
LONGEST = 20.0
"""Seconds that one look-up waits at most."""
FORGET = timedelta(seconds=6)
"""The time after which one wrong receipt is forgotten."""
WRONG = "wrong receipts"
"""The name of the level that they raise."""
WAITING = 100
"""Look-ups that may wait at once; more are refused."""


class Gate:
    """One for all threads of a process; `wrong` is the level of wrong receipts in all of them."""

    def __init__(self, wrong: Level, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._wrong, self._sleep, self._waiting = wrong, sleep, 0
        self._one = asyncio.Lock()

    async def find(self, look: Callable[[], _T]) -> _T:
        """What `look` finds, after the wait that is due. Its errors; an unknown thread counts. Problem `too_many`.

        NotStored where the level cannot be read or raised: then nobody hears whether a receipt was right.
        """
        if self._waiting >= WAITING:
            raise Problem("too_many", headers={"Retry-After": str(int(LONGEST))})
        self._waiting += 1
        try:
            await self._sleep(await asyncio.to_thread(self.delay))
            async with self._one:
                return await asyncio.to_thread(look)
        except (UnknownConversation, Erased):
            await asyncio.to_thread(self._wrong.add)
            raise
        finally:
            self._waiting -= 1

    def delay(self) -> float:
        """Seconds that the next look-up waits. Blocks; NotStored."""
        over = self._wrong.read() - FREE
        return 0.0 if over <= 0 else float(min(LONGEST, 0.1 * 2 ** min(over / DOUBLES, 20)))
