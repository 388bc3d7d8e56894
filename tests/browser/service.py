"""The real service behind a real socket, for a browser: `Served(settings, ...)` runs it in a thread of this process."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import uvicorn

from api.app import create_app
from api.service import Service, open_records
from api.settings import Settings
from rules_core import Knowledge

START = datetime(2026, 11, 26, 9, 0, tzinfo=timezone.utc)
EXIT = "https://exit.example/"
"""Where "leave" leads in the tests: no such host exists, and the browser's context answers for it."""


class Served:
    """A service at `address`, and its parts at `service`; `stop()` ends it."""

    def __init__(self, folder: Path, knowledge: Knowledge, processor: Any, **settings: Any) -> None:
        from bot.actions.counsel import Counsel
        from bot.runtime import Runtime

        chosen = Settings(state=folder, port=0, exit_url=EXIT, **settings)
        records = open_records(chosen, lambda: START)
        runtime = Runtime(processor, records, Counsel(knowledge), lambda: START)
        self.service = Service(chosen, knowledge, records, runtime, lambda: START)
        self.app = create_app(chosen, load=lambda _: self.service)
        # Lower-case header names, no access log: as api/__main__.py serves.
        options: dict[str, Any] = {"access_log": False, "log_config": None, "server_header": False}
        config = uvicorn.Config(self.app, host="127.0.0.1", port=0, **options)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the service did not start")
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()


def load_processor(folder: Path, knowledge: Knowledge) -> Any:
    """The trained model of a folder; it takes some seconds."""
    from bot.actions import actions
    from bot.actions.counsel import Counsel
    from bot.processor import Processor

    return Processor(folder, actions(Counsel(knowledge)))
