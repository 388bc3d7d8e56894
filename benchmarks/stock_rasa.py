"""Stock Rasa as documented: its server with the REST channel, and our actions on its action server over HTTP."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from benchmarks.ports import LOOPBACK, free_port
from benchmarks.process import ROOT, Server

STOCK = ROOT / "benchmarks" / "stock"
INPUTS = (STOCK / "config.yml", STOCK / "stories.yml", ROOT / "domain.yml", ROOT / "bot" / "data")
ENDPOINTS = """\
action_endpoint:
  url: http://{host}:{port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


def trained_model(folder: Path) -> Path:
    """The stock model, trained with our domain and data; kept until one of them changes."""
    name = f"stock-{_digest()[:16]}"
    model = folder / f"{name}.tar.gz"
    if not model.exists():
        print("Training the stock model ...", flush=True)
        command = ["-m", "rasa", "train", "--config", str(STOCK / "config.yml"), "--domain", str(ROOT / "domain.yml"),
                   "--data", str(ROOT / "bot" / "data"), str(STOCK / "stories.yml"),
                   "--out", str(folder), "--fixed-model-name", name]
        with (folder / "train.log").open("wb") as log:
            subprocess.run([sys.executable, *command], cwd=ROOT, check=True, timeout=1800, stdout=log, stderr=log)
    return model


def _digest() -> str:
    digest = hashlib.sha256()
    for entry in INPUTS:
        for file in sorted(entry.rglob("*.yml")) if entry.is_dir() else [entry]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


class StockRasa:
    """Both servers, on free ports; a context that ends them."""

    def __init__(self, model: Path, folder: Path) -> None:
        self._model, self._folder = model, folder

    def __enter__(self) -> StockRasa:
        with ExitStack() as stack:
            self._servers = self._start(stack)
            self.start_seconds = max(server.wait_until_ready() for server in self._servers)
            self._stack = stack.pop_all()  # all is up: what was started lives until the end of the block
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> list[Server]:
        port, actions_port = free_port(), free_port()
        endpoints, database = self._folder / "endpoints.yml", self._folder / "stock.sqlite3"
        endpoints.write_text(ENDPOINTS.format(host=LOOPBACK, port=actions_port, database=database))
        address = f"http://{LOOPBACK}:{port}"
        self._client = stack.enter_context(httpx.Client(base_url=address, timeout=60))
        actions = ["actions", "--actions", "bot.actions", "--port", str(actions_port)]
        server = ["--model", str(self._model), "--interface", LOOPBACK, "--port", str(port),
                  "--endpoints", str(endpoints), "--credentials", str(STOCK / "credentials.yml")]
        servers = [Server(["-m", "rasa", "run", *actions], f"http://{LOOPBACK}:{actions_port}/health",
                          self._folder / "actions.log"),
                   Server(["-m", "rasa", "run", *server], address, self._folder / "server.log")]
        return [stack.enter_context(each) for each in servers]

    def memory(self) -> float | None:
        """Resident memory of both servers in MiB; None where the system does not tell."""
        figures = [server.memory() for server in self._servers]
        return None if None in figures else sum(figure for figure in figures if figure)

    def say(self, sender: str, intent: str, facts: dict[str, Any]) -> tuple[float, str]:
        """Sends a choice as Rasa's clients do, `/intent{json}`; gives milliseconds and all that the bot said."""
        message = {"sender": sender, "message": f"/{intent}{json.dumps(facts) if facts else ''}"}
        begun = time.perf_counter()
        response = self._client.post("/webhooks/rest/webhook", json=message)
        milliseconds = (time.perf_counter() - begun) * 1000
        response.raise_for_status()
        return milliseconds, "\n".join(reply.get("text", "") for reply in response.json())
