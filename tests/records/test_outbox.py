"""The outbox: stored with what it is about or not at all, taken by one, due again when nobody comes back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Conflict
from bot.records import Notice, Outbox, Records
from bot.records.outbox import LEASE
from bot.records.schema import notice, thread
from tests.records.conftest import Clock

CHANNELS = ["varde webhook", "any mail"]
ID = "0123456789abcdef" * 2


@pytest.fixture
def threads(records: Records) -> Records:
    return records.of_kind(thread, timedelta(days=90))


@pytest.fixture
def outbox(records: Records, clock: Clock) -> Outbox:
    return Outbox(records.database, clock)


def opened(threads: Records, outbox: Outbox, *notices: Notice, id: str = ID) -> None:
    threads.claim(id, {}, lambda connection: outbox.put(connection, notices))


def of(event: str = "opened", channel: str = CHANNELS[0], id: str = ID) -> Notice:
    return Notice.of(id, channel, event, "soon")


def keys(records: Records) -> list[str]:
    with records.database.connection() as connection:
        return [row.key for row in connection.execute(select(notice))]


def test_a_notice_is_stored_with_its_thread_or_not_at_all(records: Records, threads: Records, outbox: Outbox) -> None:
    opened(threads, outbox, of())
    with pytest.raises(Conflict):
        opened(threads, outbox, of("other"))
    old = threads.read(ID)
    threads.write(old, {}, also=lambda connection: outbox.put(connection, [of("message")]))
    with pytest.raises(Conflict):
        threads.write(old, {}, also=lambda connection: outbox.put(connection, [of("late")]))

    def break_off(connection: object) -> None:
        outbox.put(connection, [of("broken")])  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        threads.write(threads.read(ID), {"changed": True}, also=break_off)
    assert threads.read(ID).content == {}
    assert sorted(keys(records)) == sorted([of().key, of("message").key])


def test_one_event_makes_one_notice_even_after_it_was_delivered(
    records: Records, threads: Records, outbox: Outbox
) -> None:
    opened(threads, outbox, of(), of())
    outbox.add([of()])
    taken = outbox.take(CHANNELS)
    assert taken is not None
    assert (taken.notice, taken.attempt) == (of(), 1)
    outbox.delivered(taken)
    outbox.add([of()])
    assert outbox.take(CHANNELS) is None
    assert outbox.pending(CHANNELS) == (0, 0)
    assert keys(records) == [of().key]


def test_a_notice_is_taken_by_one_of_many(url: str, records: Records, threads: Records, clock: Clock,
                                          opened: Callable[..., Records]) -> None:  # fmt: skip
    """Twelve threads on three stores: each of forty notices is taken once."""
    replicas = [Outbox(store.database, clock) for store in (records, opened(url), opened(url))]
    threads.claim(ID, {})
    replicas[0].add([of(f"event-{number}") for number in range(40)])

    def take_all(replica: Outbox) -> list[str]:
        found = []
        while replica.pending(CHANNELS) and len(found) < 40:
            taken = replica.take(CHANNELS)
            if taken is not None:
                found.append(taken.notice.key)
            elif all_leased(replica):
                break
        return found

    def all_leased(replica: Outbox) -> bool:
        with replica._database.connection() as connection:
            return not connection.execute(select(notice).where(notice.c.attempts == 0)).all()

    with ThreadPoolExecutor(12) as pool:
        taken = [key for keys in pool.map(take_all, replicas * 4) for key in keys]
    assert len(taken) == len(set(taken)) == 40


def test_a_notice_whose_replica_died_is_due_again_after_the_lease(
    threads: Records, outbox: Outbox, clock: Clock
) -> None:
    opened(threads, outbox, of())
    assert outbox.take(CHANNELS) is not None
    clock.turn(seconds=LEASE - 1)
    assert outbox.take(CHANNELS) is None
    clock.turn(seconds=1)
    again = outbox.take(CHANNELS)
    assert again is not None
    assert (again.notice, again.attempt) == (of(), 2)


def test_a_channel_that_is_away_is_asked_more_and_more_rarely_and_the_other_is_not_held_up(
    threads: Records, outbox: Outbox, clock: Clock
) -> None:
    opened(threads, outbox, *(of(f"event-{number}") for number in range(10)), of("mail", CHANNELS[1]))
    waits, asked = [], 0
    for second in range(2000):
        taken = outbox.take(CHANNELS[:1])
        if taken is not None:
            outbox.put_off(taken)
            waits.append(second)
            asked += 1
        if second == 0:
            other = outbox.take(CHANNELS)
            assert other is not None
            assert other.notice.channel == CHANNELS[1]
            outbox.delivered(other)
        clock.turn(seconds=1)
    gaps = [after - before for before, after in itertools.pairwise(waits)]
    assert gaps == sorted(gaps)
    assert gaps[0] == 5
    assert gaps[-1] == 300
    assert outbox.pending(CHANNELS) == (10, 2000)


def test_nothing_is_delivered_for_a_thread_that_is_gone(
    records: Records, threads: Records, outbox: Outbox, clock: Clock
) -> None:
    old, new = ID, "f" * 32
    opened(threads, outbox, of(), id=old)
    threads.erase(old)
    assert outbox.take(CHANNELS) is None
    assert outbox.pending(CHANNELS) == (0, 0)
    assert outbox.expire() == 1
    opened(threads, outbox, of(id=new), id=new)
    assert outbox.expire() == 0
    outbox.forget(new)
    assert keys(records) == []


def test_a_channel_that_is_no_longer_set_is_left_alone(threads: Records, outbox: Outbox) -> None:
    opened(threads, outbox, of())
    assert outbox.take(["any mail"]) is None
    assert outbox.pending(["any mail"]) == (0, 0)


def test_a_key_gives_nothing_away() -> None:
    assert ID not in of().key
    assert len({of().key, of("message").key, of(channel="any mail").key, of(id="f" * 32).key}) == 4
