"""Levels: every thing that is counted counts once, whoever counts it, and is forgotten steadily."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.records import Level, Records
from bot.records.schema import level
from tests.records.conftest import Clock

FORGET = timedelta(seconds=6)


def test_a_level_rises_and_sinks(records: Records, clock: Clock) -> None:
    wrong = Level(records.database, "wrong", FORGET, clock)
    assert wrong.read() == 0
    for _ in range(4):
        wrong.add()
    assert wrong.read() == 4
    clock.turn(seconds=9)
    assert wrong.read() == pytest.approx(2.5)
    wrong.add()
    assert wrong.read() == pytest.approx(3.5)
    clock.turn(hours=1)
    assert wrong.read() == 0
    wrong.add()
    assert wrong.read() == 1


def test_levels_know_nothing_of_each_other(records: Records, clock: Clock) -> None:
    Level(records.database, "wrong", FORGET, clock).add()
    assert Level(records.database, "another", FORGET, clock).read() == 0


def test_a_clock_that_lags_behind_lowers_nothing(records: Records, clock: Clock) -> None:
    wrong, late = (Level(records.database, "wrong", FORGET, one) for one in (clock, Clock()))
    clock.turn(seconds=30)
    wrong.add()
    late.add()
    assert wrong.read() == late.read() == 2


def test_of_counts_at_once_on_several_replicas_none_is_lost(
    url: str, opened: Callable[..., Records], clock: Clock
) -> None:
    stores = [opened(url, patience=timedelta(seconds=20)) for _ in range(2)]
    levels = [Level(store.database, "wrong", FORGET, clock) for store in stores]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: levels[number % 2].add(), range(120)))
    assert levels[0].read() == levels[1].read() == 120


def test_a_probe_leaves_nothing(records: Records, clock: Clock) -> None:
    Level(records.database, "wrong", FORGET, clock).probe()
    with records.database.connection() as connection:
        assert connection.execute(select(func.count()).select_from(level)).scalar_one() == 0
