"""The service as operators run it, `python -m api` in a process of its own, that can be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks.ports import LOOPBACK, free_port
from benchmarks.process import ROOT

START_LIMIT = 120.0
"""Seconds after which a start is given up: a multiple of what a busy machine takes."""
_KEPT = ("VEJVISER_MODEL", "VEJVISER_DESIGN")


class NotServedError(Exception):
    """The service ended by itself, or did not become ready; its log says why."""


class Served:
    """One service on one address, through any number of processes. `settings` are VEJVISER_ variables without it."""

    def __init__(self, state: Path, log: Path, **settings: object) -> None:
        self.port = free_port()
        self.address = f"http://{LOOPBACK}:{self.port}"
        self._log = log
        given = {name: value for name, value in os.environ.items() if name[:9] != "VEJVISER_" or name in _KEPT}
        chosen = {"state": state, "host": LOOPBACK, "port": self.port, **settings}
        self._environment = {
            **given, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore",
            **{f"VEJVISER_{name.upper()}": str(value) for name, value in chosen.items()},
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that serves now."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Begins a process and does not wait for it."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api"], cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )

    def wait_until_ready(self) -> float:
        """Seconds that were waited until it could write and read its store. NotServedError."""
        began = time.monotonic()
        while time.monotonic() - began < START_LIMIT:
            if self.process is None or self.process.poll() is not None:
                raise NotServedError(f"the service ended, see {self._log}")
            if self.is_ready():
                return time.monotonic() - began
            time.sleep(0.05)
        raise NotServedError(f"the service is not ready, see {self._log}")

    def resident(self) -> float:
        """MiB of memory that it holds now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health/ready", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """kill -9: nothing of it gets to say goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL where that is not heard."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(by)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
