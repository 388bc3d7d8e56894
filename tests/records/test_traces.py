"""What lies in SQLite's files: no readable word ever, and of an erased conversation not even ciphertext."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import Erased
from bot.records import Keys, Records
from bot.records.schema import conversation
from tests.records.conftest import Clock

SIDE_FILES = ("", "-wal", "-shm", "-journal")


def files(database: Path) -> list[Path]:
    return [path for path in (database.with_name(database.name + suffix) for suffix in SIDE_FILES) if path.exists()]


def all_bytes(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in files(database))


def ciphertext_of(records: Records, id: str) -> bytes:
    with records._database.connection() as connection:
        sealed: bytes = connection.execute(select(conversation.c.ciphertext).filter_by(id=id)).scalar_one()
    return sealed


def found(sealed: bytes, data: bytes) -> bool:
    """Whether any piece of 16 bytes is in the data: pages cut a ciphertext anywhere."""
    return any(sealed[start : start + 16] in data for start in range(0, len(sealed) - 15, 16))


@pytest.fixture
def records(sqlite_url: str, opened: Callable[..., Records]) -> Records:
    return opened(sqlite_url)


def test_planted_words_are_in_no_file(records: Records, sqlite_file: Path, planted_words: tuple[str, ...]) -> None:
    for number in range(20):
        record = records.create({"turns": [{"text": word} for word in planted_words]})
        records.write(record, {"turns": [{"text": word * number} for word in planted_words]})
    assert {path.name for path in files(sqlite_file)} >= {"records.sqlite", "records.sqlite-wal", "records.sqlite-shm"}
    assert found(ciphertext_of(records, record.id), all_bytes(sqlite_file))
    for word in planted_words:
        for spelling in (word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode()):
            assert spelling not in all_bytes(sqlite_file)


@pytest.mark.parametrize("size", [0, 100, 3000, 20_000])
def test_erasure_leaves_no_byte_of_any_version(records: Records, sqlite_file: Path, size: int) -> None:
    noise = random.Random(size)
    record, sealed = records.create({"text": noise.randbytes(size).hex()}), []
    for _ in range(5):
        sealed.append(ciphertext_of(records, record.id))
        record = records.write(record, {"text": noise.randbytes(size).hex()})
    sealed.append(ciphertext_of(records, record.id))
    assert found(sealed[-1], all_bytes(sqlite_file))
    records.erase(record.id)
    assert not any(found(one, all_bytes(sqlite_file)) for one in sealed)


def test_expiry_leaves_no_byte_either(records: Records, sqlite_file: Path, clock: Clock) -> None:
    sealed = [ciphertext_of(records, records.create({"n": "x" * number}).id) for number in range(30)]
    clock.turn(hours=24)
    stays = records.create({"n": "stays"})
    assert records.expire() == 30
    data = all_bytes(sqlite_file)
    assert not any(found(one, data) for one in sealed)
    assert found(ciphertext_of(records, stays.id), data)


@pytest.mark.parametrize("seed", range(3))
def test_rows_that_moved_between_pages_leave_no_stale_copy(records: Records, sqlite_file: Path, seed: int) -> None:
    """SQLite's secure_delete alone fails here: short rows leave copies in the free space of shared pages."""
    chance, live, gone = random.Random(seed), {}, []
    for _ in range(900):
        content = {"text": chance.randbytes(chance.randint(20, 600)).hex()}
        choice = chance.random()
        if choice < 0.35 or not live:
            record = records.create(content)
        else:
            record = live.pop(chance.choice(list(live)))
            gone.append(ciphertext_of(records, record.id))
            if choice > 0.9:
                records.erase(record.id)
                continue
            record = records.write(record, content)
        live[record.id] = record
    records.erase(live.popitem()[0])
    data = all_bytes(sqlite_file)
    windows = {data[start : start + 16] for start in range(len(data) - 15)}
    assert len(gone) > 400
    leftovers = [one for one in gone if any(one[start : start + 16] in windows for start in range(len(one) - 15))]
    assert leftovers == []
    assert all(ciphertext_of(records, id)[:16] in windows for id in live)


def test_a_reader_in_the_way_only_delays_the_last_bytes(
    sqlite_url: str, sqlite_file: Path, opened: Callable[..., Records], caplog: pytest.LogCaptureFixture
) -> None:
    records = opened(sqlite_url, patience=timedelta(milliseconds=50))
    record = records.create({"text": "some words"})
    sealed = ciphertext_of(records, record.id)
    reader = sqlite3.connect(sqlite_file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversation").fetchone()
    assert records.erase(record.id) == "erased"
    assert "write-ahead log" in caplog.text
    with pytest.raises(Erased):
        records.read(record.id)
    assert found(sealed, all_bytes(sqlite_file))
    reader.close()
    assert records.expire() == 0
    assert not found(sealed, all_bytes(sqlite_file))


def test_an_erasure_that_waits_for_a_reader_holds_up_no_writer(
    sqlite_url: str, sqlite_file: Path, opened: Callable[..., Records]
) -> None:
    """SQLite keeps every writer out while it waits to empty the log; less patient ones would hear "not stored"."""
    eraser, writer = opened(sqlite_url), opened(sqlite_url, patience=timedelta(milliseconds=800))
    going, record = eraser.create({}), writer.create({})
    reader = sqlite3.connect(sqlite_file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM conversation").fetchone()
    record = writer.write(record, {})
    with ThreadPoolExecutor(1) as pool:
        erasure = pool.submit(eraser.erase, going.id)
        while not erasure.done():
            time.sleep(0.01)  # so that the erasure comes to its turn at all: SQLite's queue is not fair
            record = writer.write(record, {"version": record.version})
    reader.close()
    assert erasure.result() == "erased"
    assert writer.read(record.id) == record


def test_files_are_for_the_owner_alone(records: Records, sqlite_file: Path) -> None:
    records.create({})
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in files(sqlite_file)}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


# A process that writes, says what was confirmed, and is killed in the middle of it.
WRITER = """
import base64, datetime, os, sys
from bot.records import Keys, Records
clock = lambda: datetime.datetime(2026, 11, 22, tzinfo=datetime.timezone.utc)
records = Records(sys.argv[1], Keys([base64.b64decode(os.environ["VEJVISER_KEY"])]), clock=clock)
record = records.create({"count": 0})
while True:
    print(record.id, record.version, flush=True)
    record = records.write(record, {"count": record.version})
"""


@pytest.mark.parametrize("after", [1, 40, 150])
def test_what_was_confirmed_survives_kill_9(sqlite_url: str, opened: Callable[..., Records], after: int) -> None:
    key = Keys.generate()
    id, version = killed_writer(sqlite_url, key, after)
    record = opened(sqlite_url, keys=Keys([key])).read(id)
    assert record.version in (version, version + 1)
    assert record.content == {"count": record.version - 1}


def test_erased_bytes_that_a_killed_process_left_go_at_the_next_start(
    sqlite_url: str, sqlite_file: Path, opened: Callable[..., Records]
) -> None:
    key = Keys.generate()
    killed_writer(sqlite_url, key, 30)
    raw = sqlite3.connect(sqlite_file, isolation_level=None)
    sealed = raw.execute("SELECT ciphertext FROM conversation").fetchone()[0][4096:]
    raw.execute("PRAGMA secure_delete=ON")
    raw.execute("UPDATE conversation SET ciphertext = NULL, erased_at = 1, version = 0")  # killed before the log's end
    assert found(sealed, all_bytes(sqlite_file))
    opened(sqlite_url, keys=Keys([key]))
    assert not found(sealed, all_bytes(sqlite_file))
    raw.close()


def killed_writer(url: str, key: bytes, after: int) -> tuple[str, int]:
    """The id and last version that it confirmed; it was killed while it went on."""
    environ = {**os.environ, "VEJVISER_KEY": base64.b64encode(key).decode()}
    process = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, env=environ)
    assert process.stdout is not None
    confirmed = [process.stdout.readline() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    confirmed += process.stdout.read().splitlines(keepends=True)
    process.wait()
    process.stdout.close()
    last = [line for line in confirmed if line.endswith("\n")][-1]
    return last.split()[0], int(last.split()[1])
