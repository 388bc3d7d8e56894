"""Backups that were restored: with the key everything is there again, without it nothing, and erasures are undone.

The last is why old backups must end (docs/operations.md): nobody can tell what was erased since.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import Erased, NotStored, Unreadable
from bot.records import Audit, Keys, Level, Record, Records, Tallies
from bot.records.schema import audit, thread
from bot.records.tallies import Cell
from tests.records.conftest import Clock
from tests.records.postgres import Postgres

CONTENT = {"turns": [{"text": "zafirkvantel"}]}
CELL = Cell("2026-11-22", "lejre", "topic", "need_dental")
STAYS = timedelta(days=90)


@pytest.fixture
def filled(records: Records, clock: Clock) -> tuple[Record, Record, Record]:
    """A conversation that stays, one that the citizen erases later, and a thread; a line of the log, a count."""
    made = records.create(CONTENT, {CELL: 1}), records.create({"later": "erased"})
    Audit(records.database, bytes(32), clock).append("a" * 32, "read_thread", "b" * 32)
    Level(records.database, "wrong", timedelta(seconds=6), clock).add()
    return *made, records.of_kind(thread, STAYS).create({"lines": []})


@pytest.fixture
def restored(
    url: str, records: Records, filled: tuple[Record, ...], request: pytest.FixtureRequest, tmp_path: Path
) -> str:
    """The address of what a backup was restored to. After the backup a citizen erased something."""
    if records.database.is_sqlite:
        copy = tmp_path / "copy.sqlite"
        records.database.copy_to(copy)
        records.erase(filled[1].id)
        assert copy.stat().st_mode & 0o777 == 0o600
        return f"sqlite:///{copy}"
    server: Postgres = request.getfixturevalue("postgres")
    dump, target = server.folder / secrets.token_hex(6), f"t{secrets.token_hex(6)}"
    server.run("pg_dump", "--format=custom", "--file", str(dump), url.rpartition("/")[2])
    records.erase(filled[1].id)
    server.new_database(target)
    server.run("pg_restore", "--exit-on-error", "--no-owner", "--dbname", target, str(dump))
    return server.url(target)


def test_with_the_key_everything_is_there_again(
    restored: str, filled: tuple[Record, ...], records: Records, opened: Callable[..., Records], clock: Clock
) -> None:
    again = opened(restored)
    assert again.read(filled[0].id) == filled[0]
    assert again.of_kind(thread, STAYS).read(filled[2].id) == filled[2]
    log = Audit(again.database, bytes(32), clock)
    assert log.broken() == []
    assert [line.action for line in log.entries()] == ["read_thread"]
    with pytest.raises(NotStored), again.database.connection() as connection:  # its triggers came along
        connection.execute(audit.update().values(actor="x"))
    assert Tallies(again.database).read(clock.now.date().replace(day=1)) == {CELL: 1}
    assert Level(again.database, "wrong", timedelta(seconds=6), clock).read() == 1
    assert again.write(again.read(filled[0].id), {"goes": "on"}).version == 2


def test_what_was_erased_after_the_backup_is_back_until_it_is_too_old(
    restored: str, filled: tuple[Record, ...], records: Records, opened: Callable[..., Records], clock: Clock
) -> None:
    with pytest.raises(Erased):
        records.read(filled[1].id)
    again = opened(restored)
    assert again.read(filled[1].id).content == {"later": "erased"}
    clock.turn(hours=24)
    assert again.expire() == 2


def test_without_the_key_nothing_can_be_read(
    restored: str, filled: tuple[Record, ...], opened: Callable[..., Records]
) -> None:
    stranger = opened(restored, keys=Keys([Keys.generate()]))
    for record in filled[:2]:
        with pytest.raises(Unreadable):
            stranger.read(record.id)
    with stranger.database.connection() as connection:
        rows = connection.execute(text("SELECT ciphertext FROM conversation")).all()
    assert not [row for row in rows if b"zafirkvantel" in bytes(row.ciphertext)]


def test_a_copy_is_whole_while_others_write(sqlite_url: str, opened: Callable[..., Records], tmp_path: Path) -> None:
    records = opened(sqlite_url)
    made = [records.create({"n": number}) for number in range(50)]
    with records.database.transaction() as connection:
        connection.execute(text("UPDATE conversation SET version = version + 1"))  # not confirmed yet
        records.database.copy_to(tmp_path / "copy.sqlite")
    copied = opened(f"sqlite:///{tmp_path}/copy.sqlite")
    assert [copied.read(one.id) for one in made] == made


def test_a_copy_writes_nothing_over_and_is_not_for_postgresql(records: Records, tmp_path: Path) -> None:
    if not records.database.is_sqlite:
        with pytest.raises(ValueError, match="not SQLite"):
            records.database.copy_to(tmp_path / "copy")
        return
    (tmp_path / "there").write_text("kept")
    with pytest.raises(FileExistsError):
        records.database.copy_to(tmp_path / "there")
    assert (tmp_path / "there").read_text() == "kept"
