"""The audit log: rows are added, never changed, and a gap or a change is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql

from bot.errors import NotStored
from bot.records import Audit, Records
from bot.records.audit import EXPIRED
from bot.records.schema import audit
from tests.records.conftest import Clock

KEY = bytes(32)


@pytest.fixture
def log(records: Records, clock: Clock) -> Audit:
    return Audit(records.database, KEY, clock)


def forge(records: Records, statement: object, *, trigger: str) -> None:
    """As somebody with the file would: the trigger is dropped first."""
    on = "" if records.database.is_sqlite else " ON audit"
    with records.database.connection() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on}")
        connection.execute(statement)


def test_lines_come_back_newest_first(log: Audit, clock: Clock) -> None:
    log.append("a" * 32, "read_thread", "b" * 32)
    clock.turn(minutes=1)
    log.append("a" * 32, "close_thread", "c" * 32)
    assert [(line.seq, line.action) for line in log.entries()] == [(2, "close_thread"), (1, "read_thread")]
    assert log.entries()[0].at == clock()
    assert [line.seq for line in log.entries(subject="b" * 32)] == [1]
    assert [line.seq for line in log.entries(last=1)] == [2]
    assert log.count("read_thread", clock() - timedelta(hours=1)) == 1
    assert log.count("read_thread", clock()) == 0
    assert log.broken() == []


@pytest.mark.parametrize("statement", [update(audit).values(actor="x"), delete(audit)], ids=["update", "delete"])
def test_the_database_refuses_to_change_or_delete_a_line(
    records: Records, statement: object, clock: Clock
) -> None:
    clock.now = datetime.now(timezone.utc)  # the database looks at its own clock
    log = Audit(records.database, KEY, clock)
    log.append("a", "read_thread")
    with pytest.raises(NotStored), records.database.connection() as connection:
        connection.execute(statement)
    assert log.entries()[0].actor == "a"


def test_old_lines_go_by_age_and_the_rest_stays_whole(records: Records, clock: Clock) -> None:
    clock.now = datetime(2020, 1, 1, tzinfo=timezone.utc)
    log = Audit(records.database, KEY, clock)
    for _ in range(3):
        log.append("a", "read_thread")
        clock.turn(days=100)
    assert log.expire(timedelta(days=1)) == 2  # never less than 180 days
    assert [(line.seq, line.action) for line in log.entries()] == [(4, EXPIRED), (3, "read_thread")]
    assert log.broken() == []
    assert log.expire(timedelta(days=1)) == 0
    clock.turn(days=400)
    assert log.expire(timedelta(days=200)) == 2
    log.append("a", "read_thread")
    assert [line.seq for line in log.entries()] == [6, 5]
    assert log.broken() == []


def test_a_beginning_that_is_gone_otherwise_is_found(records: Records, log: Audit) -> None:
    for _ in range(4):
        log.append("a", "read_thread")
    trigger = "audit_no_delete" if records.database.is_sqlite else "audit_no_change"
    forge(records, delete(audit).where(audit.c.seq <= 2), trigger=trigger)
    assert log.broken() == [3]
    log.append("-", EXPIRED, f"2 {'0' * 64}")  # by somebody who may write lines but does not know the link
    assert log.broken() == [3]


def test_a_line_put_in_the_place_of_another_is_refused_or_found(records: Records, log: Audit) -> None:
    """SQLite's REPLACE deletes without asking the triggers; the chain tells."""
    for _ in range(3):
        log.append("a", "read_thread")
    row = {"seq": 2, "at": 1, "actor": "x", "action": "read_thread", "subject": "", "mac": "0" * 64}
    if records.database.is_sqlite:
        with records.database.connection() as connection:
            connection.execute(insert(audit).prefix_with("OR REPLACE").values(**row))
        assert log.broken() == [2, 3]
    else:
        changed = postgresql.insert(audit).values(**row).on_conflict_do_update(index_elements=["seq"], set_=row)
        with pytest.raises(NotStored), records.database.connection() as connection:
            connection.execute(changed)
        assert log.broken() == []


def test_the_whole_log_cannot_be_emptied(records: Records, clock: Clock) -> None:
    clock.now = datetime.now(timezone.utc)
    log = Audit(records.database, KEY, clock)
    log.append("a", "read_thread")
    statement = "DELETE FROM audit" if records.database.is_sqlite else "TRUNCATE audit"
    with pytest.raises(NotStored), records.database.connection() as connection:
        connection.exec_driver_sql(statement)
    assert len(log.entries()) == 1


@pytest.mark.parametrize("column", ["actor", "action", "subject", "at", "seq"])
def test_a_changed_line_is_found(records: Records, log: Audit, column: str) -> None:
    for _ in range(4):
        log.append("a", "read_thread")
    value: object = 77 if column in ("at", "seq") else "x"
    trigger = "audit_no_change"
    forge(records, update(audit).where(audit.c.seq == 2).values(**{column: value}), trigger=trigger)
    assert log.broken()


def test_a_missing_line_and_a_forged_one_are_found(records: Records, log: Audit, clock: Clock) -> None:
    for _ in range(4):
        log.append("a", "read_thread")
    trigger = "audit_no_delete" if records.database.is_sqlite else "audit_no_change"
    forge(records, delete(audit).where(audit.c.seq == 3), trigger=trigger)
    assert log.broken() == [4]
    other = Audit(records.database, b"x" * 32, clock)
    other.append("a", "read_thread")
    assert log.broken() == [4, 5]


def test_replicas_add_lines_at_once(url: str, opened: Callable[..., Records], clock: Clock) -> None:
    logs = [Audit(opened(url).database, KEY, clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda log: [log.append("a", "read_thread") for _ in range(10)], logs))
    assert [line.seq for line in logs[0].entries()] == list(range(40, 0, -1))
    assert logs[0].broken() == []


def test_a_probe_writes_and_leaves_no_line(log: Audit, records: Records) -> None:
    log.append("a", "read_thread")
    log.probe()
    log.append("a", "close_thread")
    assert [(line.seq, line.action) for line in log.entries()] == [(2, "close_thread"), (1, "read_thread")]
    assert log.broken() == []
    with records.database.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
    with pytest.raises(NotStored):
        log.probe()


@pytest.mark.parametrize("portion", [1, 2, 5, 6])
def test_a_long_log_is_checked_in_portions(
    log: Audit, records: Records, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr("bot.records.audit.READ_AT_ONCE", portion)
    for _ in range(5):
        log.append("a", "read_thread")
    assert log.broken() == []
    trigger = "audit_no_change"
    forge(records, update(audit).where(audit.c.seq == 3).values(actor="x"), trigger=trigger)
    assert log.broken() == [3]
