"""Counts in their table: added up, read by month, deleted by age; on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.errors import Conflict, NotStored
from bot.records import Records, Tallies
from bot.records.tallies import Cell, is_closed


def cell(day: str, name: str = "need_dental", municipality: str = "lejre") -> Cell:
    return Cell(day, municipality, "topic", name)


def test_counts_are_added_up_and_read_by_month(records: Records) -> None:
    tallies = Tallies(records.database)
    for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-11-30", "2026-12-01"):
        records.create({}, {cell(day): 1})
    assert tallies.read(date(2026, 11, 1)) == {cell("2026-11-01"): 1, cell("2026-11-30"): 2}


def test_a_count_can_be_taken_back(records: Records) -> None:
    record = records.create({}, {cell("2026-11-01"): 1})
    records.write(record, {}, {cell("2026-11-01"): -1, cell("2026-11-01", "need_work"): 1})
    assert Tallies(records.database).read(date(2026, 11, 1)) == {
        cell("2026-11-01"): 0, cell("2026-11-01", "need_work"): 1,
    }  # fmt: skip


def test_a_write_that_came_second_adds_nothing(records: Records) -> None:
    record = records.create({})
    records.write(record, {"first": True}, {cell("2026-11-01"): 1})
    with pytest.raises(Conflict):
        records.write(record, {"second": True}, {cell("2026-11-01"): 1})
    assert Tallies(records.database).read(date(2026, 11, 1)) == {cell("2026-11-01"): 1}


def test_turns_that_count_at_once_are_all_counted(records: Records) -> None:
    names = [f"need_{number}" for number in range(5)]
    changes = [{cell("2026-11-01", name): 1 for name in order} for order in (names, names[::-1]) * 10]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda counts: records.create({}, counts), changes))
    assert Tallies(records.database).read(date(2026, 11, 1)) == {cell("2026-11-01", name): 20 for name in names}


@pytest.mark.parametrize(
    ("day", "today", "closed"),
    [
        (date(2026, 11, 1), date(2026, 12, 2), False),
        (date(2026, 11, 30), date(2026, 12, 3), True),
        (date(2026, 12, 31), date(2027, 1, 2), False),
        (date(2026, 12, 1), date(2027, 1, 3), True),
    ],
)
def test_a_month_is_closed_on_the_third_of_the_next(day: date, today: date, closed: bool) -> None:
    assert is_closed(day, today) is closed


def test_only_closed_months_are_listed_the_newest_first(records: Records) -> None:
    records.create({}, {cell(day): 1 for day in ("2026-09-30", "2026-10-01", "2026-10-02", "2026-11-01")})
    assert Tallies(records.database).months(date(2026, 11, 22)) == [date(2026, 10, 1), date(2026, 9, 1)]


def test_old_counts_and_noughts_are_deleted(records: Records) -> None:
    tallies = Tallies(records.database)
    records.create({}, {cell("2025-12-31"): 1, cell("2026-01-01"): 1, cell("2026-02-01"): 0})
    assert tallies.expire(date(2026, 3, 15), months=2) == 2
    assert tallies.read(date(2025, 12, 1)) == {}
    assert tallies.read(date(2026, 1, 1)) == {cell("2026-01-01"): 1}
    assert tallies.read(date(2026, 2, 1)) == {}


def test_a_probe_leaves_no_count(records: Records) -> None:
    tallies = Tallies(records.database)
    tallies.probe()
    with records.database.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tally").scalar_one() == 0
        connection.exec_driver_sql("ALTER TABLE tally RENAME TO elsewhere")
    with pytest.raises(NotStored):
        tallies.probe()
