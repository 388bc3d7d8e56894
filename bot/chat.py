"""A conversation in the terminal, with the trained model, a store of its own and nothing left behind."""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.errors import ConversationError, InvalidValue
from bot.records import Keys, Records
from bot.request import COMMANDS, TurnRequest
from bot.runtime import Runtime
from rules_core import load_knowledge

Say = Callable[[str], None]
Read = Callable[[str], str]


def chat(model: Path, say: Say, read: Read) -> None:
    """Until the end of the input. A number picks a choice, `:results` and the like are commands, all else is text."""
    with tempfile.TemporaryDirectory() as folder:
        records = Records(f"sqlite:///{folder}/chat.db", Keys([Keys.generate()]), clock=_now)
        runtime = Runtime.load(model, records, load_knowledge(), clock=_now)
        asyncio.run(_converse(runtime, say, read))


async def _converse(runtime: Runtime, say: Say, read: Read) -> None:
    opened = await runtime.open()
    turn = opened.turn
    while True:
        _show(turn, say)
        try:
            line = read("> ").strip()
        except EOFError:
            return
        if line:
            turn = await _answered(runtime, opened.id, opened.token, line, turn, say)


async def _answered(
    runtime: Runtime, id: str, token: str, line: str, turn: dict[str, Any], say: Say
) -> dict[str, Any]:
    """The next turn, or the one before where this one could not be."""
    try:
        return await runtime.turn(id, token, TurnRequest(str(uuid.uuid4()), **_request(line, turn["asking"])))
    except InvalidValue as error:
        say(f"({error.key}: {error.remedy})")
    except ConversationError as error:
        say(f"({type(error).__name__})")
    return turn


def _request(line: str, asking: dict[str, Any] | None) -> dict[str, Any]:
    choices = asking["choices"] if asking else []
    if line.startswith(":") and line[1:] in COMMANDS:
        return {"command": line[1:]}
    if line.isdecimal() and 1 <= int(line) <= len(choices):
        value = choices[int(line) - 1]["value"]
        return {"choice": [value] if asking and asking["kind"] == "many_of" else value}
    return {"text": line}


def _show(turn: dict[str, Any], say: Say) -> None:
    for message in turn["messages"]:
        say(message["text"])
    for number, choice in enumerate((turn["asking"] or {}).get("choices", ()), 1):
        say(f"  {number}. {choice['label']}")


def _now() -> datetime:
    return datetime.now(timezone.utc)
