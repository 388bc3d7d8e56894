"""Canaries: 200 conversations and threads with planted names, numbers and secrets. None is found in any file or log.

The logs are searched by `tests/conftest.py` after every test: each canary bears a planted word.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.handoff.receipt import Cost
from api.service import Service
from bot.records.schema import RECORD_TABLES
from tests.api.conftest import Clock
from tests.api.staffing import Desk, cheap_passwords
from tests.api.talking import Talk
from tests.log_watch import PLANTED

pytestmark = pytest.mark.model
CITIZENS = 200


def canaries(number: int) -> dict[str, str]:
    """What one citizen gives away; each value bears a planted word or number of its own."""
    return {
        "name": f"Zafirkvantel{number:03d} Quispelfjord",
        "phone": f"20{number:03d}999",
        "secret": f"brømsehåndlægte{number:03d}",
        "cpr": PLANTED[3],
    }


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, with its bytes."""
    yield from ((str(file), file.read_bytes()) for file in folder.rglob("*") if file.is_file())


def found(needles: set[bytes], folders: list[Path]) -> list[tuple[str, int]]:
    """Which needles lie in which file, by their place in the sorted list: never the needle itself."""
    return [
        (name, index)
        for folder in folders for name, content in files(folder)
        for index, needle in enumerate(sorted(needles)) if needle in content
    ]  # fmt: skip


def spellings(text: str) -> set[bytes]:
    return {text.encode(), text.lower().encode(), text.encode("utf-16-le"), text.encode("unicode_escape")}


def sealed(service: Service) -> list[bytes]:
    """Every ciphertext that is stored now."""
    with service.records.database.connection() as connection:
        rows = [row for table in RECORD_TABLES for row in connection.execute(select(table.c.ciphertext))]
    return [row.ciphertext for row in rows if row.ciphertext is not None]


def live_through(client: TestClient, number: int) -> tuple[Talk, str]:
    """A conversation, a thread with all that a citizen may write, and their receipt."""
    planted, talk = canaries(number), Talk(client)
    talk.say(text=f"jeg hedder {planted['name']}, cpr {planted['cpr']}, tlf {planted['phone']}, {planted['secret']}")
    body = {"turn_id": str(uuid4()), "message": f"{planted['name']} {planted['secret']} {planted['cpr']}",
            "keep_names": True,
            "contact": {"how": "phone", "detail": planted["phone"], "safe": planted["secret"]}}  # fmt: skip
    sent = client.post(f"{talk.address}/handoff", json=body, headers=talk.headers)
    assert sent.status_code == 201
    key = {"Authorization": f"Bearer {sent.json()['receipt']}"}
    line = {"turn_id": str(uuid4()), "text": planted["secret"]}
    assert client.post("/api/v1/thread/messages", json=line, headers=key).status_code == 200
    named = {"name": planted["name"], "detail": planted["phone"]}
    assert client.post("/api/v1/thread/identity", json=named, headers=key).status_code == 200
    return talk, sent.json()["receipt"]


def test_no_canary_is_found_anywhere_and_after_erasure_and_age_the_records_are_gone(
    client: TestClient, service: Service, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(service.stores.receipts, "_cost", Cost(passes=1, memory=8))
    cheap_passwords(service)
    desk = Desk(client.app, service, "Zafirkvantel Adviser")
    desk.login()

    made = [live_through(client, number) for number in range(CITIZENS)]
    [*threads] = service.stores.threads.all()
    assert len(threads) == CITIZENS
    for record in threads[:5]:
        desk.post(f"/staff/threads/{record.id}/take")
        desk.post(f"/staff/threads/{record.id}/reply", text=canaries(0)["secret"])
        desk.post(f"/staff/threads/{record.id}/note", text=canaries(1)["name"])
    stored = [record.content for record in service.stores.threads.all()]
    assert any(canaries(7)["name"] in str(content) for content in stored), "the net must hold something to lose"
    assert not any(PLANTED[3] in str(content) for content in stored)

    needles = {form for number in range(CITIZENS) for text in canaries(number).values() for form in spellings(text)}
    needles |= {form for _, receipt in made for form in spellings(receipt)}
    needles |= {form for talk, _ in made for form in spellings(talk.token)}
    folders = [service.settings.state, temporary]
    assert {Path(name).name for name, _ in files(service.settings.state)} >= {"records.sqlite3", "records.sqlite3-wal"}
    assert found(needles, folders) == []

    before = sealed(service)
    pieces = {one[len(one) // 2 :][:24] for one in before}
    assert len({index for _, index in found(pieces, folders)}) == len(pieces)
    for _, receipt in made[: CITIZENS // 2]:
        answer = client.delete("/api/v1/thread", headers={"Authorization": f"Bearer {receipt}"})
        assert {store["outcome"] for store in answer.json()["stores"]} == {"erased"}
    assert len(list(service.stores.threads.all())) == len(list(service.records.all())) == CITIZENS // 2
    clock.move(hours=24)
    assert service.stores.expire()["conversation"] == CITIZENS // 2
    clock.move(days=90)
    assert service.stores.expire()["thread"] == CITIZENS // 2
    assert list(service.stores.threads.all()) == []
    accounts = {one[len(one) // 2 :][:24] for one in sealed(service)}
    assert len(accounts) == 1  # the account of the desk is all that is left
    assert found(pieces - accounts, folders) == []
