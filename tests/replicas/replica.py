"""A replica as production runs it: `python -m api` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import httpx

from benchmarks.ports import LOOPBACK, free_port

ROOT = Path(__file__).parents[2]
START_LIMIT = 120  # seconds
CITIZENS_SEE = "https://vejviser.example"


def environment(state: Path, **settings: object) -> dict[str, str]:
    """The least that a replica needs; nothing of what is set for the tests themselves."""
    named = {f"VEJVISER_{name.upper()}": str(value) for name, value in {"state": state, **settings}.items()}
    return {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **named}


class Replica:
    """One process on a free port of this machine; `log` takes what it prints."""

    def __init__(self, state: Path, log: Path, **settings: object) -> None:
        self.port = free_port()
        self.address = f"http://{LOOPBACK}:{self.port}"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api"], cwd=ROOT, env=environment(state, port=self.port, **settings),
                stdout=output, stderr=output,
            )  # fmt: skip

    def wait(self) -> Replica:
        """Until it takes turns. RuntimeError where it ends before."""
        give_up = time.monotonic() + START_LIMIT
        while time.monotonic() < give_up and self.process.poll() is None:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/health/ready", timeout=10).status_code == 200:
                    return self
            time.sleep(0.1)
        raise RuntimeError("the replica did not come up")

    def stop(self) -> int:
        """Ends it as a service manager does; gives its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class Alternating(httpx.BaseTransport):
    """Stands in for the proxy: each request goes to the next replica; the client sees one site."""

    def __init__(self, replicas: Sequence[Replica]) -> None:
        self._ports = cycle([replica.port for replica in replicas])
        self._transport = httpx.HTTPTransport()
        self.used: list[int] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.used.append(next(self._ports))
        url = request.url.copy_with(scheme="http", host=LOOPBACK, port=self.used[-1])
        handed_on = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return self._transport.handle_request(handed_on)

    def close(self) -> None:
        self._transport.close()


def client_of(replicas: Sequence[Replica]) -> httpx.Client:
    """A browser without a script in front of the replicas, with cookies of its own."""
    return httpx.Client(base_url=CITIZENS_SEE, transport=Alternating(replicas), timeout=30)
