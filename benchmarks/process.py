"""A server that the benchmark starts, waits for, and ends by its own process id."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.ports import LOOPBACK

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT = 300  # seconds


class Server:
    """One process with its log; as a context it runs until the end of the block."""

    def __init__(self, arguments: Sequence[str], ready_url: str, log: Path) -> None:
        self._arguments, self._ready_url, self._log_path = arguments, ready_url, log

    def __enter__(self) -> Server:
        self._log = self._log_path.open("wb")
        self.started = time.perf_counter()
        # Without SANIC_HOST the action server listens on every address of the machine.
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": LOOPBACK}
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

    def wait_until_ready(self) -> float:
        """Seconds from the start until the server answers 200. RuntimeError where it ends or takes too long."""
        while time.perf_counter() - self.started < START_LIMIT:
            if self.process.poll() is not None:
                break
            if self._answers():
                return time.perf_counter() - self.started
            time.sleep(0.1)
        raise RuntimeError(f"{self._arguments} did not come up; see {self._log_path}")

    def _answers(self) -> bool:
        try:
            return httpx.get(self._ready_url, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def memory(self) -> float | None:
        """Resident memory in MiB, children included; None where the system does not tell."""
        return resident(self.process.pid)


def resident(pid: int) -> float | None:
    """Resident memory of a process and its children, in MiB; None without /proc."""
    if not Path("/proc/self/status").exists():
        return None
    own = _status(pid, "VmRSS")
    children = [int(child) for thread in Path(f"/proc/{pid}/task").iterdir()
                for child in (thread / "children").read_text().split()]
    return own / 1024 + sum(resident(child) or 0.0 for child in children)


def _status(pid: int, key: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)
