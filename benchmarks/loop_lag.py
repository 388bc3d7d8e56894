"""How long the event loop of our app is held at a stretch: `python -m benchmarks.loop_lag` serves and measures.

Every callback of the loop is timed by the processor that it used, so that a busy machine tells no lies, and a ticker
notes how late it comes, whatever held the loop: a callback, a thread that kept the interpreter's lock, or the machine.
`longest` runs such a server and sends it all that is heavy.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from asyncio.events import Handle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.conversations import Message
from benchmarks.ours import Ours
from benchmarks.way import Request

TICK = 0.005
REPORT = "/lag"
TEXT = "jeg er 34 år, bor i Holbæk, har mistet min lejlighed og drikker for meget, og min kæreste slår mig. "
LENGTH = 10_000


@dataclass
class Lag:
    """Milliseconds: the longest callback, by its own processor time, and its name; the ticker's 99th percentile."""

    longest: float
    name: str
    late: float


class _Watch:
    """Times the callbacks of asyncio's own loop (the one of uvloop cannot be looked into)."""

    def __init__(self) -> None:
        self.longest, self.name, self.late = 0.0, "", [0.0]
        self._run: Callable[[Handle], None] = Handle._run  # type: ignore[attr-defined]

    def install(self) -> None:
        watch = self

        def timed(handle: Handle) -> None:
            began = time.thread_time()
            watch._run(handle)
            took = (time.thread_time() - began) * 1000
            if took > watch.longest:
                watch.longest, watch.name = took, _name(handle)

        Handle._run = timed  # type: ignore[attr-defined]

    async def tick(self) -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            self.late.append((time.perf_counter() - due) * 1000)

    def report(self) -> dict[str, Any]:
        """A Lag since the last report."""
        late = sorted(self.late)[int(len(self.late) * 0.99)]
        figures = {"longest": self.longest, "name": self.name, "late": late}
        self.longest, self.name, self.late = 0.0, "", [0.0]
        return figures


def _name(handle: Handle) -> str:
    """Of the task or function."""
    owner = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]
    inner = owner.get_coro() if isinstance(owner, asyncio.Task) else handle._callback  # type: ignore[attr-defined]
    return str(getattr(inner, "__qualname__", type(inner).__name__))


async def _serve() -> None:
    from api.__main__ import loaded_app
    from api.settings import Settings

    settings = Settings.from_environment()
    app = loaded_app(settings)
    watch = _Watch()

    @app.post(REPORT)
    async def report() -> dict[str, Any]:
        return watch.report()

    config = uvicorn.Config(app, host=settings.host, port=settings.port, access_log=False, log_config=None, loop="none")
    watch.install()
    ticker = asyncio.create_task(watch.tick())
    await uvicorn.Server(config).serve()
    ticker.cancel()


def longest(folder: Path, script: list[Message], rounds: int) -> Lag:
    """Serves, warms up (imports and templates are the start's), then sends all that is heavy, one after the other."""
    with Ours(folder, module=("-m", "benchmarks.loop_lag"), name="loop") as way:
        assert isinstance(way, Ours)
        _heavy(way, script)
        way.send(Request(REPORT, {}))
        for _ in range(rounds):
            _heavy(way, script)
        return Lag(**way.send(Request(REPORT, {})).json())


def _heavy(way: Ours, script: list[Message]) -> None:
    """One citizen who does everything."""
    conversation, _ = way.begin()
    for message in script:
        way.talk(conversation, message)
    long = (TEXT * (LENGTH // len(TEXT) + 1))[:LENGTH]
    way.talk(conversation, Message("text", long, None, long))
    way.talk(conversation, Message("text", "x" * LENGTH, None, ""))
    way.talk(conversation, Message("command", "results", None, ""))
    key = {"conversation": conversation.id, "token": str(conversation.token)}
    way.form("/samtale", {**key, "turn_id": str(uuid.uuid4()), "command": "results"})
    for form in ("print", "pdf", "calendar", "text"):
        way.form("/papir", {**key, "form": form})
    path = f"/api/v1/conversations/{conversation.id}"
    way.send(Request(f"{path}/handoff", {"turn_id": str(uuid.uuid4()), "message": TEXT}, conversation.token))
    way.erase(conversation)


if __name__ == "__main__":
    asyncio.run(_serve())
