"""A server that the benchmark starts and ends by its own process id."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.ports import LOOPBACK

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT = 300  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """One process with its log; as a context it runs until the end of the block."""

    def __init__(self, arguments: Sequence[str], log: Path, settings: Mapping[str, str] | None = None) -> None:
        self._arguments, self._log_path, self._settings = arguments, log, settings or {}

    def __enter__(self) -> Server:
        self._log = self._log_path.open("wb")
        # Without SANIC_HOST the action server listens on every address of the machine.
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": LOOPBACK, **self._settings}
        self.process = subprocess.Popen(
            [sys.executable, *self._arguments], cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def must_run(self) -> None:
        """RuntimeError where it has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(self._arguments)} ended; see {self._log_path.name}")

    def memory(self) -> float:
        """Resident memory in MiB, children included."""
        return sum(_status(pid, "VmRSS") for pid in _family(self.process.pid)) / 1024

    def cpu(self) -> float:
        """Seconds of processor used so far, children included."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / _TICKS


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    lists = [thread / "children" for thread in Path(f"/proc/{pid}/task").iterdir()]
    children = [int(child) for each in lists for child in each.read_text().split()]
    return [pid, *(member for child in children for member in _family(child))]


def _status(pid: int, key: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)


def _ticks(pid: int) -> int:
    """User and system time, in ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
