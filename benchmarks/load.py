"""Many citizens at once: how many turns a second a way answers, and how long each waits at a steady load."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx

from benchmarks.conversations import Message
from benchmarks.way import TIMEOUT, Conversation, Request, Response, Way

AT_ONCE = 8
CITIZENS = 100
EVERY = 5.0
"""Seconds between two turns of a citizen."""
Script = Sequence[Message]


@dataclass
class Load:
    """What a steady load met: milliseconds from when each turn was due to its last byte, and what was no answer."""

    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0


class _Citizen:
    """One client of a way, who begins anew when the interview is over."""

    def __init__(self, way: Way, client: httpx.AsyncClient, scripts: Iterator[Script]) -> None:
        self._way, self._client, self._scripts = way, client, scripts
        self._conversation: Conversation | None = None
        self._left: Iterator[Message] = iter(())

    async def next_turn(self) -> None:
        """An opening or the next message. httpx.HTTPError where it is not answered with 2xx."""
        message = next(self._left, None)
        if message is None or self._conversation is None:
            request = self._way.opening()
            response = await self._send(request)
            self._conversation, self._left = self._way.opened(response, request), iter(next(self._scripts))
        else:
            await self._send(self._way.turn(self._conversation, message))

    async def _send(self, request: Request) -> Response:
        answer = await self._client.post(request.path, content=request.content, headers=request.headers)
        return Response(answer.raise_for_status().status_code, answer.content, None)  # httpx has unpacked it


def throughput(way: Way, scripts: Sequence[Script], seconds: float) -> float:
    """Turns a second, of eight clients each of whom sends the next as soon as the last is answered."""
    return asyncio.run(_throughput(way, scripts, seconds))


async def _throughput(way: Way, scripts: Sequence[Script], seconds: float) -> float:
    turns = 0

    async def work(citizen: _Citizen) -> None:
        nonlocal turns
        while time.perf_counter() < end:
            await citizen.next_turn()
            turns += 1

    async with _client(way) as client:
        queue = itertools.cycle(scripts)
        citizens = [_Citizen(way, client, queue) for _ in range(AT_ONCE)]
        began = time.perf_counter()
        end = began + seconds
        await asyncio.gather(*map(work, citizens))
        return turns / (time.perf_counter() - began)


def steady(way: Way, scripts: Sequence[Script], seconds: float) -> Load:
    """A hundred citizens, each with a turn every five seconds, sent when it is due whether or not others wait."""
    return asyncio.run(_steady(way, scripts, seconds))


async def _steady(way: Way, scripts: Sequence[Script], seconds: float) -> Load:
    load, pace = Load(), random.Random(7)
    began = time.perf_counter() + 0.5

    async def live(citizen: _Citizen) -> None:
        due = began + pace.uniform(0, EVERY)
        while due < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                await citizen.next_turn()
                load.milliseconds.append((time.perf_counter() - due) * 1000)
            except httpx.HTTPError:
                load.errors += 1
            due += EVERY

    async with _client(way) as client:
        queue = itertools.cycle(scripts)
        await asyncio.gather(*(live(_Citizen(way, client, queue)) for _ in range(CITIZENS)))
    return load


def _client(way: Way) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=2 * CITIZENS, max_keepalive_connections=CITIZENS)
    return httpx.AsyncClient(base_url=way.address, timeout=TIMEOUT, limits=limits)
