"""`python -m api` serves the pages and the API; see api/settings.py for what can be set, api/commands for the rest."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from api.commands import CommandError, parser
from api.memory import share_one_arena
from api.settings import Settings, SettingsError
from bot.errors import Misconfigured, NotStored
from bot.logging import configure
from rules_core.errors import KnowledgeError

KEEP_ALIVE = 75
"""Seconds for which an idle connection stays open; a proxy in front should give up its own sooner."""


def main() -> int:
    """Does what is asked; 2 and one line on standard error where a setting, the knowledge or store is wrong."""
    configure()  # before anything of Rasa is loaded
    arguments = parser().parse_args()
    level = logging.INFO if arguments.command is None else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = Settings.from_environment()
        return _serve(settings) if arguments.command is None else arguments.run(arguments, settings)
    except (SettingsError, Misconfigured, KnowledgeError, NotStored, CommandError) as error:
        print(error, file=sys.stderr)
        return 2


def _serve(settings: Settings) -> int:
    """Serves until it is stopped."""
    share_one_arena()
    signal.signal(signal.SIGTERM, _stopped)
    app = loaded_app(settings)
    # No access log: it would hold addresses. No web sockets: the server logs who tries one. Connections stay open for
    # longer than a person thinks: at five seconds one would often close just when the next turn is sent.
    uvicorn.run(
        app, host=settings.host, port=settings.port, access_log=False, ws="none", server_header=False,
        log_config=None, proxy_headers=False, timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=10,
    )  # fmt: skip
    return 0


def _stopped(*_: object) -> NoReturn:
    """SIGTERM while it loads, and once more from the server after it has finished what was in flight: all is well."""
    sys.exit(0)


def loaded_app(settings: Settings) -> FastAPI:
    """The app with its parts loaded beforehand, so that a fault is one line here and not a traceback of the server."""
    from api.app import create_app
    from api.service import load

    service = load(settings)
    gc.collect()
    gc.freeze()  # what is loaded stays: looking through it all stopped every turn for a fifth of a second now and then
    return create_app(settings, load=lambda _: service)


if __name__ == "__main__":
    sys.exit(main())
