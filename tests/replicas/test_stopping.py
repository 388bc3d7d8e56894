"""A replica that is told to stop finishes what it has begun; a database that stops is said plainly, and found again."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg2
import pytest

from api.locale import words_of
from api.service import now
from benchmarks.ports import LOOPBACK
from bot.records import Records, load_keys
from tests.api.talking import Talk
from tests.records.postgres import Postgres
from tests.replicas.replica import Replica

pytestmark = pytest.mark.model
PATIENCE = 60  # seconds that a test waits for what must come


@pytest.fixture(scope="module")
def own_url(postgres: Postgres) -> str:
    return postgres.new_database(f"t{secrets.token_hex(6)}")


@pytest.fixture(scope="module")
def replica(own_url: str, state: Path, watched_log: Callable[[str], Path]) -> Iterator[Replica]:
    """One by itself; the last test ends it."""
    replica = Replica(state, watched_log("replica-alone"), database_url=own_url).wait()
    yield replica
    replica.stop()


@pytest.fixture
def alone(replica: Replica) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=replica.address, timeout=PATIENCE) as client:
        yield client


def until(what: Callable[[], bool]) -> None:
    """Waits until it is so."""
    give_up = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < give_up, "it never came about"
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=5):
        return True
    return False


def says(answer: httpx.Response, kind: str) -> bool:
    """Whether it is this problem, in Danish."""
    words: dict[str, Any] = words_of("da")["problems"][kind]
    return answer.status_code == 503 and words.items() <= answer.json().items()


@pytest.mark.parametrize("how", ["stopped", "hanging"])
def test_a_database_that_is_gone_is_said_in_danish_and_found_again(
    replica: Replica, alone: httpx.Client, postgres: Postgres, how: str
) -> None:
    talk = Talk(alone, municipality="holbaek")
    talk.say(set={"age": 52})
    id = str(uuid4())
    (postgres.stop if how == "stopped" else postgres.freeze)()
    try:
        assert says(talk.send(turn_id=id, set={"age": 53}), "not_stored")
        assert says(alone.post("/api/v1/conversations", json={}), "not_stored")
        assert says(alone.get("/health/ready"), "not_ready")
        assert alone.get("/health/live").status_code == 200
    finally:
        (postgres.start if how == "stopped" else postgres.thaw)()
    until(lambda: alone.get("/health/ready").status_code == 200)
    assert talk.read().json()["situation"]["age"] == 52
    talk.say(turn_id=id, set={"age": 53})
    assert [one["turn_id"] for one in talk.read().json()["turns"]].count(id) == 1


def half_sent(talk: Talk, port: int, turn: bytes) -> socket.socket:
    """A turn whose body the replica waits for: it has said "100 Continue"."""
    half = socket.create_connection((LOOPBACK, port), timeout=PATIENCE)
    head = (
        f"POST {talk.address}/turns HTTP/1.1", f"Host: {LOOPBACK}", f"Authorization: Bearer {talk.token}",
        "Content-Type: application/json", f"Content-Length: {len(turn)}", "Expect: 100-continue", "", "",
    )  # fmt: skip
    half.sendall("\r\n".join(head).encode())
    assert half.recv(1000).startswith(b"HTTP/1.1 100")
    return half


def test_a_turn_in_flight_is_finished_stored_and_answered(
    replica: Replica, alone: httpx.Client, own_url: str, state: Path
) -> None:
    talk, id = Talk(alone, municipality="holbaek"), str(uuid4())
    turn = json.dumps({"turn_id": id, "set": {"age": 52}}).encode()
    half = half_sent(talk, replica.port, turn)
    replica.process.terminate()
    until(lambda: not is_listening(replica.port))
    half.sendall(turn)
    answer = HTTPResponse(half)
    answer.begin()
    assert (answer.status, json.loads(answer.read())["situation"]["age"]) == (200, 52)
    half.close()
    assert replica.process.wait(timeout=PATIENCE) == 0
    with psycopg2.connect(own_url) as watcher, watcher.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone()[0] == 1, "the replica left connections open"
    watcher.close()
    records = Records(own_url, load_keys(state / "key"), clock=now)
    assert records.read(talk.id).content["turns"][-1]["turn_id"] == id
    records.close()
