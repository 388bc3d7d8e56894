"""Delivers what lies in the outbox, one notice after the other, beside the event loop and apart from the turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from api.metrics import Metrics
from api.outbox.channels import Channels
from api.outbox.delivery import NotDelivered, deliver
from api.shield import log_type
from bot.errors import ConversationError
from bot.records import Outbox

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks into an outbox in which nothing is due."""


class Worker:
    """One a process; several processes share the outbox."""

    def __init__(self, outbox: Outbox, channels: Channels, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._outbox, self._channels, self._metrics, self._clock = outbox, channels, metrics, clock

    async def run(self) -> None:
        """Until it is cancelled. In a thread of its own: a server that does not answer holds up no citizen."""
        thread, loop = ThreadPoolExecutor(1, "outbox"), asyncio.get_running_loop()
        try:
            while True:
                if not await loop.run_in_executor(thread, self.step):
                    await asyncio.sleep(EVERY)
        finally:
            thread.shutdown(wait=False)

    def step(self) -> bool:
        """Tries the notice that is due; False where none is. Never raises: the next notice must have its turn."""
        try:
            return self._step()
        except ConversationError as error:
            logger.warning("the outbox cannot be read: %s", type(error).__name__)
        except Exception as error:  # the notice at hand is leased, and so out of the way for a while
            log_type(error)
        return False

    def _step(self) -> bool:
        waiting, oldest = self._outbox.pending(self._channels.names)
        self._metrics.notices_pending.set(waiting)
        self._metrics.notices_oldest.set(oldest)
        taken = self._outbox.take(self._channels.names) if waiting else None
        if taken is None:
            return False
        kind = taken.notice.channel.rpartition(" ")[2]
        try:
            deliver(taken.notice, self._channels, self._clock())
        except NotDelivered as error:
            logger.warning("a notice by %s was not delivered: %s", kind, error.reason)
            self._metrics.notices_failed.labels(kind).inc()
            self._outbox.put_off(taken)
            return True
        self._metrics.notices_delivered.labels(kind).inc()
        self._outbox.delivered(taken)
        return True
