"""No citizen's word in any log, at any level.

Rasa and what it stands on log messages, entities and slots at DEBUG, some of it at WARNING, and hand them over in
f-strings, so that nothing can be filtered out afterwards. While a turn is handled, a log line therefore says where it
was written and which type of exception it bears, and nothing else; only our own modules keep their sentences, without
the arguments.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog

_OWN = ("bot.", "api.", "rules_core.")
_in_turn: ContextVar[bool] = ContextVar("in_turn", default=False)
_make_record = logging.getLogRecordFactory()


def configure() -> None:
    """Silences Rasa's structured log below WARNING, scrubs all records of a turn, keeps telemetry off."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    logging.setLogRecordFactory(_record)
    structlog.configure(
        processors=[_scrub, structlog.stdlib.add_log_level, structlog.processors.KeyValueRenderer(["event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


@contextmanager
def turn_in_hand() -> Iterator[None]:
    """Between here and the end nothing is logged but places and types; threads started with the context inherit it."""
    token = _in_turn.set(True)
    try:
        yield
    finally:
        _in_turn.reset(token)


def _record(
    name: str, level: int, path: str, line: int, message: Any, arguments: Any, exc_info: Any, *rest: Any, **options: Any
) -> logging.LogRecord:
    """A record; in a turn without words: "place, line" for foreign modules, our own sentence without its arguments."""
    if _in_turn.get():
        said = f"{message} " if name.startswith(_OWN) and not arguments else ""
        kind = f" {exc_info[0].__name__}" if isinstance(exc_info, tuple) and exc_info[0] else ""
        message, arguments, exc_info = f"{said}({name}, line {line}{kind})", (), None
        rest = rest[:1]  # the function's name; what could follow is a stack
    return _make_record(name, level, path, line, message, arguments, exc_info, *rest, **options)


def _scrub(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Of a structured event only its name is left: the other fields may hold a message."""
    return {"event": event.get("event", "")}
