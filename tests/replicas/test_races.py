"""Two replicas race on one conversation: every turn that was confirmed is there exactly once, and no other.

VEJVISER_RACES says how many rounds are run (100).
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from bot.errors import Conflict
from bot.records import Keys, Records, Tallies
from rules_core import load_knowledge
from tests.records.postgres import Postgres
from tests.replicas.replica import ROOT

pytestmark = pytest.mark.model
RACES = int(os.environ.get("VEJVISER_RACES", "100"))
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def pair(postgres: Postgres) -> Any:
    """Two runtimes, each with connections and a model of its own, over one database."""
    from bot.runtime import Runtime

    folder = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))
    url, keys, knowledge = postgres.new_database(f"t{secrets.token_hex(6)}"), Keys([Keys.generate()]), load_knowledge()
    stores = [Records(url, keys, clock=lambda: NOW, patience=timedelta(seconds=20)) for _ in range(2)]
    yield [(Runtime.load(folder, store, knowledge, clock=lambda: NOW), store) for store in stores]
    for store in stores:
        store.close()


def test_of_two_turns_at_once_each_is_stored_once_or_refused(pair: Any) -> None:
    from bot.request import TurnRequest

    (first, store), (second, _) = pair
    opened = asyncio.run(first.open(municipality="holbaek"))
    conversation, start, chance = (opened.id, opened.token), Barrier(2), random.Random(7)

    def send(runtime: Any, request: TurnRequest) -> dict[str, Any] | None:
        start.wait()
        try:
            return asyncio.run(runtime.turn(*conversation, request))
        except Conflict:
            return None

    confirmed = refused = 0
    with ThreadPoolExecutor(2) as pool:
        for round in range(RACES):
            age = 18 + round % 50
            mine = TurnRequest(str(uuid4()), set={"age": age})
            # every fourth time it is the same turn, sent twice
            theirs = mine if chance.random() < 0.25 else TurnRequest(str(uuid4()), set={"age": age, "partner": True})
            version = store.read(opened.id).version
            answers = list(pool.map(send, (first, second), (mine, theirs)))
            taken = {answer["turn_id"]: answer for answer in answers if answer is not None}
            record = store.read(opened.id)
            assert taken
            assert record.version == version + len(taken)
            assert sorted(turn["turn_id"] for turn in record.content["turns"][-len(taken) :]) == sorted(taken)
            assert len(set(record.content["turn_ids"])) == len(record.content["turn_ids"])
            story = asyncio.run(second.read(*conversation))
            assert story["turns"][-1] == taken[story["turns"][-1]["turn_id"]]
            confirmed, refused = confirmed + len(taken), refused + answers.count(None)
            for request, answer in zip((mine, theirs), answers, strict=True):
                if answer is None:  # a citizen sends it again: it is taken now, once
                    again = asyncio.run(first.turn(*conversation, request))
                    assert again == asyncio.run(second.turn(*conversation, request))
                    assert store.read(opened.id).version == record.version + 1
    assert confirmed >= RACES
    assert refused, "no two turns ever met; the race shows nothing"


def test_conversations_begun_at_both_replicas_are_counted_once_each(pair: Any) -> None:
    (first, store), (second, _) = pair
    with ThreadPoolExecutor(4) as pool:
        begin = [first, second] * 10
        list(pool.map(lambda runtime: asyncio.run(runtime.open(municipality="lejre")), begin))
    counts = Tallies(store.database).read(NOW.date().replace(day=1))
    assert sum(n for cell, n in counts.items() if (cell.kind, cell.municipality) == ("conversation", "lejre")) == 20
