"""`python -m benchmarks.soak`: half an hour at a steady load. Does memory stand still, and is every turn answered?

VEJVISER_SOAK_MINUTES shortens it. docs/soak.md is written anew each minute, so an interrupted run leaves what it had.
"""

from __future__ import annotations

import asyncio
import os
import platform
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.process import ROOT
from benchmarks.served import Served

PAGE = ROOT / "docs" / "soak.md"
MINUTES = 30
WARM = 5
"""Minutes before which growth does not count: caches fill, and the allocator finds its size."""
GROWTH = 5.0
"""MiB that memory may grow after that."""
CITIZENS = 50
EVERY = 5.0
"""Seconds between two turns of a citizen: ten turns a second in all."""
TURNS = 40
"""Turns after which a conversation that has not ended is left."""
TEXTS = (
    "jeg er {} år og har mistet min lejlighed", "ved ikke", "hvad koster det", "jeg bor i Varde", "jeg er ensom",
    "min mand slår mig", "hvornår får jeg svar", "jeg drikker for meget", "jeg er {} år", "tilbage", "hvorfor",
    "jeg kan ikke klare rengøringen selv", "hvem kan jeg ringe til", "vis resultat", "asdf {} qwer",
    "min nabo {} {} støjer",
)  # fmt: skip


@dataclass
class Minute:
    """One minute: MiB resident (samples of each second), milliseconds of each turn, and what went wrong."""

    resident: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def memory(self) -> float:
        return statistics.median(self.resident)

    def row(self, number: int) -> str:
        p50, p95 = (statistics.quantiles(self.turns, n=20, method="inclusive")[place] for place in (9, 18))
        return f"| {number} | {self.memory:.1f} | {len(self.turns)} | {p50:.1f} | {p95:.1f} | {self.errors} |"


@dataclass
class Soak:
    """The minutes so far; the last one is being filled."""

    minutes: list[Minute] = field(default_factory=lambda: [Minute()])

    @property
    def now(self) -> Minute:
        return self.minutes[-1]

    @property
    def done(self) -> list[Minute]:
        return self.minutes[:-1]

    @property
    def growth(self) -> float | None:
        """MiB from the last warm minute to the largest after it; None before there is one."""
        after = [minute.memory for minute in self.done[WARM:]]
        return max(after) - self.done[WARM - 1].memory if after else None

    @property
    def errors(self) -> int:
        return sum(minute.errors for minute in self.done)

    @property
    def holds(self) -> bool:
        return self.growth is not None and self.growth < GROWTH and self.errors == 0

    def page(self, minutes: int) -> str:
        """The record as Markdown."""
        rows = [minute.row(number) for number, minute in enumerate(self.done, 1)]
        return "\n".join([_TITLE, "", self.verdict(minutes), "", _HEAD, *rows, "", self._conditions(), ""])

    def verdict(self, minutes: int) -> str:
        if len(self.done) < minutes:
            return f"**Interrupted or running: {len(self.done)} of {minutes} minutes.**"
        grown = "not measured" if self.growth is None else f"{self.growth:.1f} MiB"
        bound = f"growth after minute {WARM}: {grown} (allowed: under {GROWTH:.0f}); errors: {self.errors}"
        return f"**{'Held' if self.holds else 'Not held'}**: {bound}."

    def _conditions(self) -> str:
        day, turns = datetime.now(timezone.utc).date(), sum(len(minute.turns) for minute in self.done)
        machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, SQLite"
        return (
            f"{turns:,} turns on {day}: {machine}. {CITIZENS} citizens, each a turn every {EVERY:.0f} seconds, 70 % "
            "choices and 30 % free text, whole interviews; one conversation in four is left for an adviser, one in two "
            "is erased. Memory is the median of a minute's samples, times are the client's. `make soak` measures anew."
        )


_TITLE = "# Half an hour at a steady load"
_HEAD = (
    "| minute | resident, MiB | turns | median, ms | 95th percentile, ms | errors |\n|---:|---:|---:|---:|---:|---:|"
)


class Citizen:
    """Has one conversation after the other, at a steady pace."""

    def __init__(self, client: httpx.AsyncClient, soak: Soak, seed: int) -> None:
        self._client, self._soak, self._random = client, soak, random.Random(seed)

    async def live(self) -> None:
        """Until it is cancelled. The first turn comes at a random moment, so that not all come at once."""
        await asyncio.sleep(self._random.uniform(0, EVERY))
        while True:
            await self._converse()

    async def _converse(self) -> None:
        opened = await self._ask("POST", "/api/v1/conversations", {}, json={"municipality": "varde"})
        if opened is None:
            return
        path, headers = f"/api/v1/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
        turn: dict[str, Any] | None = opened["turn"]
        for _ in range(TURNS):
            if turn is None or turn["asking"] is None:
                break
            body = {"turn_id": str(uuid4()), **self._something(turn["asking"])}
            turn = await self._ask("POST", f"{path}/turns", headers, json=body, timed=True)
        await self._ask("GET", path, headers)
        if self._random.random() < 0.25:
            body = {"turn_id": str(uuid4()), "message": "ring til mig"}
            await self._ask("POST", f"{path}/handoff", headers, json=body)
        if self._random.random() < 0.5:
            await self._ask("DELETE", path, headers)

    def _something(self, asking: dict[str, Any]) -> dict[str, Any]:
        if self._random.random() < 0.3:
            unheard = "".join(self._random.choice("bdfgklmnprstv") + self._random.choice("aeiouyæøå") for _ in range(5))
            return {"text": self._random.choice(TEXTS).format(self._random.randint(18, 90), unheard)}
        values = [choice["value"] for choice in asking["choices"]]
        one = bool(values) and asking["kind"] != "many_of"
        return {"choice": self._random.choice(values) if one else "dont_know", "question": asking["question"]}

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], json: Any = None, timed: bool = False
    ) -> dict[str, Any] | None:
        """The answer, at this citizen's pace; None for one that is none."""
        began = time.perf_counter()
        try:
            answer = await self._client.request(method, path, headers=headers, json=json)
            taken = answer.status_code < 400
            fault = "" if taken else f"{answer.status_code} {answer.json().get('type')}"
        except (httpx.HTTPError, ValueError) as error:
            taken, fault = False, type(error).__name__
        spent = time.perf_counter() - began
        if timed:
            self._soak.now.turns.append(spent * 1000)
        if not taken:
            self._soak.now.errors += 1
            print(f"{method}: {fault}", flush=True)
        await asyncio.sleep(max(0.0, EVERY - spent))
        return answer.json() if taken else None


@asynccontextmanager
async def crowd(address: str, soak: Soak) -> AsyncIterator[None]:
    """The citizens live until the end of the block."""
    # The server closes an idle connection after five seconds, perhaps at the very moment at which it is used again.
    limits = httpx.Limits(max_connections=CITIZENS, keepalive_expiry=EVERY / 2)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        lives = [asyncio.create_task(Citizen(client, soak, seed).live()) for seed in range(CITIZENS)]
        try:
            yield
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)


async def soak(served: Served, minutes: int, page: Path) -> Soak:
    """Runs the minutes and writes the page after each of them."""
    run = Soak()
    async with crowd(served.address, run):
        for _ in range(minutes):
            end = time.monotonic() + 60
            while time.monotonic() < end:
                await asyncio.sleep(1)
                run.now.resident.append(served.resident())
            run.minutes.append(Minute())
            page.write_text(run.page(minutes), encoding="utf-8")
            print(run.done[-1].row(len(run.done)), flush=True)
    return run


def main() -> int:
    """1 where memory grew too much or a turn got no answer."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("interrupted"))  # else the service would be left running
    minutes = int(os.environ.get("VEJVISER_SOAK_MINUTES", MINUTES))
    (ROOT / ".state").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".state", prefix="soak-") as folder:
        served = Served(Path(folder) / "state", ROOT / ".state" / "soak.log")
        served.start()
        try:
            served.wait_until_ready()
            run = asyncio.run(soak(served, minutes, PAGE))
        finally:
            served.stop()
    print(run.verdict(minutes))
    return 0 if run.holds else 1


if __name__ == "__main__":
    sys.exit(main())
