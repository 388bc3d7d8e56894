"""The schema: made at the first start, left alone after, refused when it is from the future."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from bot.errors import Misconfigured
from bot.records import Keys, Records
from bot.records.migrate import ADVISORY_LOCK, migrate
from bot.records.schema import metadata
from tests.records.conftest import Clock


def revisions(records: Records) -> list[str]:
    with records._database.connection() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT version_num FROM alembic_version")]


def test_an_empty_database_gets_the_schema_that_the_code_uses(records: Records) -> None:
    with records._database.connection() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    assert differences == []
    assert revisions(records) == ["0005"]


def test_a_second_start_changes_nothing_and_keeps_the_conversations(
    url: str, records: Records, opened: Callable[..., Records]
) -> None:
    record = records.create({"kept": True})
    migrate(records._database)
    again = opened(url)
    assert again.read(record.id) == record
    assert revisions(again) == ["0005"]


def test_a_database_of_a_newer_release_is_refused_and_left_alone(
    url: str, records: Records, opened: Callable[..., Records]
) -> None:
    record = records.create({"kept": True})
    with records._database.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match=r"9999 is unknown here, this release knows up to 0005; run the newer"):
        opened(url)
    assert revisions(records) == ["9999"]
    assert records.read(record.id) == record


def test_a_migration_that_breaks_leaves_nothing_half_made(
    url: str, opened: Callable[..., Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = op.create_table

    def make_and_break(*arguments: object, **options: object) -> None:
        made(*arguments, **options)
        raise RuntimeError("in the middle of a migration")

    monkeypatch.setattr(op, "create_table", make_and_break)
    with pytest.raises(RuntimeError, match="in the middle"):
        opened(url)
    monkeypatch.undo()
    records = opened(url)
    assert records.read(records.create({"works": True}).id).content == {"works": True}


def test_stores_that_start_together_share_one_migration(url: str, keys: Keys, clock: Clock) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Records(url, keys, clock=clock), range(6)))
    record = stores[0].create({"shared": True})
    assert [store.read(record.id) for store in stores] == [record] * 6
    for store in stores:
        store.close()


def test_a_migration_holds_the_lock_that_every_replica_takes(
    postgres_url: str, opened: Callable[..., Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, free = op.create_table, []

    def look_and_make(*arguments: object, **options: object) -> None:
        other = psycopg2.connect(postgres_url)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})")
            free.append(cursor.fetchone()[0])
        other.close()
        made(*arguments, **options)

    monkeypatch.setattr(op, "create_table", look_and_make)
    opened(postgres_url)
    assert set(free) == {False}


STARTER = """
import datetime, sys
from bot.records import Keys, Records
print("ready", flush=True)
sys.stdin.readline()
Records(sys.argv[1], Keys([bytes(32)]), clock=lambda: datetime.datetime.now(datetime.timezone.utc)).probe()
"""


def test_processes_that_start_together_share_one_migration(url: str) -> None:
    command = [sys.executable, "-c", STARTER, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen(command, text=True, **pipes) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    assert outcomes == [("", 0)] * 4


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "cannot be read"),
        ("records.sqlite", "cannot be read"),
        ("nosuch://x/y", "nosuch is not supported"),
        ("mysql://root@localhost/x", "mysql is not supported"),
        ("sqlite://", "keeps nothing"),
        ("sqlite:///:memory:", "keeps nothing"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_remedy(
    opened: Callable[..., Records], address: str, fault: str
) -> None:
    with pytest.raises(Misconfigured, match=fault) as caught:
        opened(address)
    assert "sqlite:///path/to/file or postgresql://" in caught.value.remedy


def test_a_folder_that_cannot_be_made_is_named(opened: Callable[..., Records], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be made") as caught:
        opened(f"sqlite:///{tmp_path}/file/records.sqlite")
    assert caught.value.place == f"{tmp_path}/file/records.sqlite"


def test_a_password_in_the_address_is_never_shown(
    url: str, postgres_url: str, opened: Callable[..., Records], records: Records
) -> None:
    with_password = postgres_url.replace("vejviser@", "vejviser:zafirkvantel@")
    store = opened(with_password)
    with store._database.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured) as caught:
        opened(with_password)
    assert "zafirkvantel" not in str(caught.value) + repr(store._database)
