"""The audit log: rows are added, never changed, and a gap or a change is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, update

from bot.errors import NotStored
from bot.records import Audit, Records
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
    assert [line.seq for line in log.entries()] == [3]
    assert log.broken() == []


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
