"""Conversations through the runtime: the trained model, the real knowledge and an SQLite file for each test."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.actions import actions
from bot.actions.counsel import Counsel
from bot.processor import Processor
from bot.records import Keys, Records
from bot.request import TurnRequest
from bot.runtime import Runtime
from bot.train import train_if_needed
from rules_core import load_knowledge

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)


class Citizen:
    """One conversation; `turn` is the last that was answered."""

    def __init__(self, runtime: Runtime, municipality: str | None = None) -> None:
        self.runtime = runtime
        opened = asyncio.run(runtime.open(municipality=municipality))
        self.id, self.token, self.turn = opened.id, opened.token, opened.turn

    def send(self, turn_id: str | None = None, **way: Any) -> dict[str, Any]:
        """A turn by text, choice, command, topic or set."""
        request = TurnRequest(turn_id or str(uuid.uuid4()), **way)
        self.turn = asyncio.run(self.runtime.turn(self.id, self.token, request))
        return self.turn

    def say(self, *texts: str) -> dict[str, Any]:
        """Texts, one after the other; the last turn."""
        for text in texts:
            self.send(text=text)
        return self.turn

    def read(self) -> dict[str, Any]:
        return asyncio.run(self.runtime.read(self.id, self.token))

    def erase(self) -> list[dict[str, Any]]:
        return asyncio.run(self.runtime.erase(self.id, self.token))

    @property
    def asked(self) -> str | None:
        return self.turn["asking"] and self.turn["asking"]["question"]

    @property
    def situation(self) -> dict[str, Any]:
        return self.turn["situation"]

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.turn["messages"]]

    @property
    def words(self) -> str:
        return "\n".join(message["text"] for message in self.turn["messages"])


@pytest.fixture(scope="session")
def processor() -> Processor:
    counsel = Counsel(load_knowledge())
    return Processor(train_if_needed(), actions(counsel))


@pytest.fixture(scope="session")
def counsel(processor: Processor) -> Counsel:
    return Counsel(load_knowledge())


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    store = Records(f"sqlite:///{tmp_path}/records.db", Keys([Keys.generate()]), clock=lambda: NOW)
    yield store
    store.close()


@pytest.fixture
def runtime(processor: Processor, records: Records, counsel: Counsel) -> Runtime:
    return Runtime(processor, records, counsel, lambda: NOW)


@pytest.fixture
def citizen(runtime: Runtime) -> Citizen:
    return Citizen(runtime, "holbaek")


@pytest.fixture
def open_citizen(runtime: Runtime) -> Callable[..., Citizen]:
    return lambda municipality=None: Citizen(runtime, municipality)
