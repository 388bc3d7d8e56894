"""The product's own way: a turn in this process, kept in an encrypted record on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from benchmarks.process import ROOT, resident
from bot.logging import configure
from bot.records import Keys, Records
from rules_core import Knowledge, load_knowledge

MODELS = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))


class InProcess:
    """A runtime on a new SQLite file, and the conversation it is in."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        from bot.runtime import Runtime

        records = Records(f"sqlite:///{folder / 'records.sqlite3'}", Keys([Keys.generate()]), clock=_now)
        self._runtime = Runtime.load(MODELS, records, knowledge, clock=_now)

    async def open(self) -> dict[str, Any]:
        """A new conversation's first turn."""
        self._opened = await self._runtime.open()
        return self._opened.turn

    async def choose(self, question: str, choice: Any) -> tuple[float, dict[str, Any]]:
        """Answers the standing question; gives milliseconds and the turn."""
        from bot.request import TurnRequest

        request = TurnRequest(str(uuid.uuid4()), choice=choice, question=question)
        begun = time.perf_counter()
        turn = await self._runtime.turn(self._opened.id, self._opened.token, request)
        return (time.perf_counter() - begun) * 1000, turn


def start_in_new_process(folder: Path) -> tuple[float, float | None]:
    """Seconds until a new process can take a turn, and its resident memory in MiB."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.in_process", str(folder)]
    with (folder / "start.log").open("wb") as log:
        process = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=True, timeout=300)
    ended, memory = process.stdout.decode().split()[-2:]
    return float(ended) - begun, float(memory) or None


def _now() -> datetime:
    return datetime.now(timezone.utc)


if __name__ == "__main__":
    configure()
    InProcess(Path(sys.argv[1]), load_knowledge())
    print(time.perf_counter(), resident(os.getpid()) or 0.0)
