"""A database that fails is never a silent success: each call says NotStored, and works when the cause is gone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import event

from bot.errors import Misconfigured, NotStored, UnknownConversation
from bot.records import Keys, Record, Records
from tests.records.conftest import Clock
from tests.records.postgres import Postgres

CONTENT = {"turns": [{"text": "zafirkvantel"}]}


@pytest.fixture
def records(sqlite_url: str, opened: Callable[..., Records]) -> Records:
    return opened(sqlite_url, patience=timedelta(milliseconds=100))


@pytest.fixture
def record(records: Records) -> Record:
    return records.create(CONTENT)


def all_calls(records: Records, record: Record) -> dict[str, Callable[[], object]]:
    return {
        "create": lambda: records.create(CONTENT),
        "claim": lambda: records.claim("0" * 32, CONTENT),
        "read": lambda: records.read(record.id),
        "write": lambda: records.write(record, CONTENT),
        "erase": lambda: records.erase(record.id),
        "expire": records.expire,
        "probe": records.probe,
    }


def assert_not_stored(records: Records, record: Record, *calls: str) -> None:
    for name in calls:
        with pytest.raises(NotStored) as caught:
            all_calls(records, record)[name]()
        for secret in ("zafirkvantel", record.id):
            assert secret not in str(caught.value) + str(caught.value.__cause__), name


EVERY_CALL = ("create", "claim", "read", "write", "erase", "expire", "probe")
EVERY_WRITE = ("create", "claim", "write", "erase", "probe")


def assert_works(records: Records, record: Record) -> None:
    assert records.read(record.id) == record
    assert records.write(record, {"again": True}).version == record.version + 1
    records.probe()


def run(records: Records, *statements: str) -> None:
    with records._database.connection() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_lost_table(records: Records, record: Record) -> None:
    run(records, "ALTER TABLE conversation RENAME TO elsewhere")
    assert_not_stored(records, record, *EVERY_CALL)
    run(records, "ALTER TABLE elsewhere RENAME TO conversation")
    assert_works(records, record)


@pytest.mark.parametrize("kind", ["INSERT", "UPDATE", "DELETE"])
def test_a_statement_that_the_database_refuses(records: Records, record: Record, kind: str) -> None:
    run(records, f"CREATE TRIGGER no BEFORE {kind} ON conversation BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END")
    refused = {"INSERT": ["create", "probe"], "UPDATE": ["write", "erase"], "DELETE": ["probe"]}[kind]
    assert_not_stored(records, record, *refused)
    assert records.read(record.id) == record
    run(records, "DROP TRIGGER no")
    assert_works(records, record)


@contextmanager
def each_connection(records: Records, pragma: str, after: str) -> Iterator[None]:
    """Sets a pragma whenever a connection is handed out, and the other one whenever it comes back."""

    def before(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    def restore(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {after}")

    engine = records._database.engine
    event.listen(engine, "checkout", before)
    event.listen(engine, "checkin", restore)
    yield
    event.remove(engine, "checkout", before)
    event.remove(engine, "checkin", restore)


def test_a_read_only_database(records: Records, record: Record) -> None:
    with each_connection(records, "query_only=ON", "query_only=OFF"):
        assert_not_stored(records, record, *EVERY_WRITE)
        assert records.read(record.id) == record
    assert_works(records, record)


def test_a_full_disk(records: Records, record: Record) -> None:
    """SQLite's own limit of pages gives the same SQLITE_FULL as a disk without room."""
    large = {"noise": os.urandom(200_000).hex()}
    with each_connection(records, "max_page_count=1", "max_page_count=1073741823"):
        with pytest.raises(NotStored) as caught:
            records.write(record, large)
        assert "full" in str(caught.value.__cause__)
        with pytest.raises(NotStored):
            records.create(large)
        assert records.read(record.id) == record
    assert_works(records, record)


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/dev/full").exists(), reason="mounting a small disk needs root")
def test_a_disk_that_is_really_full(tmp_path: Path, opened: Callable[..., Records]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.system(f"mount -t tmpfs -o size=400k tmpfs {disk} 2>/dev/null") != 0:
        pytest.skip("not allowed to mount")
    try:
        records = opened(f"sqlite:///{disk}/records.sqlite")
        record = records.create(CONTENT)
        (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))
        assert_not_stored(records, record, "create", "write", "probe")
        assert records.read(record.id) == record
        (disk / "filler").unlink()
        assert_works(records, record)
        records.close()
    finally:
        os.system(f"umount -l {disk}")


def test_a_database_that_another_program_has_locked(records: Records, record: Record, sqlite_file: Path) -> None:
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert_not_stored(records, record, *EVERY_WRITE)
    assert records.read(record.id) == record
    other.execute("ROLLBACK")
    other.close()
    assert_works(records, record)


@pytest.mark.parametrize("how", ["deleted", "replaced", "folder deleted"])
def test_a_file_that_is_gone(records: Records, record: Record, sqlite_file: Path, how: str) -> None:
    """SQLite itself would write on into the unlinked file and report success."""
    if how == "folder deleted":
        shutil.rmtree(sqlite_file.parent)
    else:
        sqlite_file.unlink()
    if how == "replaced":
        sqlite3.connect(sqlite_file).execute("CREATE TABLE other (x)")
    assert_not_stored(records, record, *EVERY_CALL)


def test_a_file_that_is_no_database_any_more(
    records: Records, record: Record, sqlite_url: str, sqlite_file: Path, opened: Callable[..., Records]
) -> None:
    records.close()
    with sqlite_file.open("r+b") as file:
        file.write(b"zafirkvantel" * 1000)
    assert_not_stored(records, record, *EVERY_CALL)
    with pytest.raises(NotStored):
        opened(sqlite_url)


def test_a_pool_without_a_free_connection(records: Records, record: Record) -> None:
    engine = records._database.engine
    taken = [engine.connect() for _ in range(15)]
    assert_not_stored(records, record, *EVERY_CALL)
    for connection in taken:
        connection.close()
    assert_works(records, record)


def test_a_closed_store_opens_again(records: Records, record: Record) -> None:
    records.close()
    assert_works(records, record)


def test_an_unknown_conversation_is_told_from_a_broken_database(records: Records) -> None:
    with pytest.raises(UnknownConversation):
        records.read("0" * 32)
    run(records, "DROP TABLE conversation")
    with pytest.raises(NotStored):
        records.read("0" * 32)


@pytest.mark.parametrize(("pragma", "wanted"), [("synchronous", 2), ("secure_delete", 1), ("journal_mode", "wal")])
def test_each_connection_is_set_up(records: Records, pragma: str, wanted: object) -> None:
    with records._database.connection() as first, records._database.connection() as second:
        assert [one.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() for one in (first, second)] == [wanted, wanted]


def test_a_file_with_other_pages_is_refused(sqlite_file: Path, sqlite_url: str, opened: Callable[..., Records]) -> None:
    """Another page size would let ciphertext into shared pages again (bot/records/schema.py)."""
    old = sqlite3.connect(sqlite_file)
    old.execute("PRAGMA page_size=16384")
    old.execute("CREATE TABLE other (x)")
    old.close()
    with pytest.raises(Misconfigured, match="page_size is 16384 and must be 4096"):
        opened(sqlite_url)


def test_a_server_that_stops_and_comes_back(
    postgres: Postgres, postgres_url: str, opened: Callable[..., Records], clock: Clock
) -> None:
    records = opened(postgres_url)
    record = records.create(CONTENT)
    postgres.stop()
    try:
        assert_not_stored(records, record, *EVERY_CALL)
    finally:
        postgres.start()
    assert_works(records, record)


def test_a_server_that_restarted_in_between_is_not_noticed(
    postgres: Postgres, postgres_url: str, opened: Callable[..., Records]
) -> None:
    records = opened(postgres_url)
    record = records.create(CONTENT)
    postgres.stop()
    postgres.start()
    assert_works(records, record)


def test_a_server_that_hangs_is_given_up_and_holds_nobody_up(
    postgres: Postgres, postgres_url: str, opened: Callable[..., Records]
) -> None:
    """Frozen in the middle of its work: the connection stays open and no answer comes."""
    records = opened(postgres_url, patience=timedelta(milliseconds=100))
    record = records.create(CONTENT)
    postgres.freeze()
    try:
        assert_not_stored(records, record, "read")
        assert_not_stored(records, record, *EVERY_CALL)
        with pytest.raises(NotStored) as caught:
            records.read(record.id)
        assert caught.value.reason == "unanswered"
    finally:
        postgres.thaw()
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        with suppress(NotStored):
            assert_works(records, record)
            break
        time.sleep(0.1)
    else:
        pytest.fail("the store does not find back to a server that answers again")


def test_no_more_connections_are_opened_than_is_said(postgres_url: str, keys: Keys, clock: Clock) -> None:
    records = Records(postgres_url, keys, clock=clock, connections=3, patience=timedelta(seconds=20))
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda number: records.create({"n": number}), range(60)))
        assert [record.content for record in pool.map(lambda one: records.read(one.id), made)] == [
            record.content for record in made
        ]
    assert records.database.engine.pool.checkedin() <= 3
    with psycopg2.connect(postgres_url) as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                       "pg_backend_pid()")  # fmt: skip
        assert 1 <= cursor.fetchone()[0] <= 3
    other.close()
    records.close()


def test_a_row_that_a_server_keeps_locked(postgres_url: str, opened: Callable[..., Records]) -> None:
    records = opened(postgres_url, patience=timedelta(milliseconds=200))
    record = records.create(CONTENT)
    other = psycopg2.connect(postgres_url)
    other.cursor().execute("SELECT * FROM conversation FOR UPDATE")
    assert_not_stored(records, record, "write", "erase")
    assert records.read(record.id) == record
    other.close()
    assert_works(records, record)
