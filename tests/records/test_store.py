"""What `Records` promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from bot.errors import Conflict, Erased, TooLarge, UnknownConversation, Unreadable
from bot.records import Keys, Record, Records
from bot.records.content import LIMIT
from bot.records.schema import conversation
from tests.records.conftest import Clock

CONTENT = {"token": "0" * 64, "turns": [{"text": "jeg er blevet sat på gaden"}]}


def rows(records: Records) -> list:
    with records._database.connection() as connection:
        return connection.execute(select(conversation)).all()


def test_a_conversation_is_read_as_it_was_written(records: Records, clock: Clock) -> None:
    created = records.create(CONTENT)
    assert (created.version, created.content, created.last_activity) == (1, CONTENT, clock.now)
    assert records.read(created.id) == created
    clock.turn(minutes=5)
    written = records.write(created, {"turns": []})
    assert written == Record(created.id, 2, {"turns": []}, clock.now)
    assert records.read(created.id) == written


def test_what_one_store_confirmed_another_one_sees(url: str, opened: Callable[..., Records]) -> None:
    writing, reading = opened(url), opened(url)
    record = writing.create(CONTENT)
    assert reading.read(record.id) == record
    written = writing.write(record, {"next": True})
    assert reading.read(record.id) == written
    writing.erase(record.id)
    with pytest.raises(Erased):
        reading.read(record.id)


def test_ids_are_long_and_random(records: Records) -> None:
    ids = {records.create({}).id for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch("[0-9a-f]{32}", id) for id in ids)


def test_a_record_keeps_its_content_out_of_its_repr(records: Records) -> None:
    assert "gaden" not in repr(records.create(CONTENT))


UNKNOWN_IDS = ["0" * 32, "", "ukendt", "\x00", "\ud800", "' OR 1=1 --", "a" * 100_000, "A" * 32]


@pytest.mark.parametrize("id", UNKNOWN_IDS, ids=range(len(UNKNOWN_IDS)))
def test_an_id_that_nobody_has_is_unknown(records: Records, id: str) -> None:
    with pytest.raises(UnknownConversation):
        records.read(id)
    assert records.erase(id) == "absent"


def test_the_second_of_two_writes_from_one_version_is_a_conflict(records: Records) -> None:
    read = records.create(CONTENT)
    first = records.write(read, {"by": "first"})
    with pytest.raises(Conflict):
        records.write(read, {"by": "second"})
    assert records.read(read.id) == first


def test_two_stores_racing_from_threads_have_one_winner_each_time(url: str, opened: Callable[..., Records]) -> None:
    stores = [opened(url), opened(url)]
    record, start = stores[0].create({"round": 0}), Barrier(2)

    def attempt(store: Records, round: int) -> Record | None:
        start.wait()
        try:
            return store.write(record, {"round": round, "by": stores.index(store)})
        except Conflict:
            return None

    with ThreadPoolExecutor(2) as pool:
        for round in range(1, 201):
            outcomes = list(pool.map(attempt, stores, [round, round]))
            winners = [outcome for outcome in outcomes if outcome is not None]
            assert len(winners) == 1
            record = winners[0]
            assert stores[round % 2].read(record.id) == record
    assert record.version == 201


def test_many_threads_that_retry_lose_no_change(url: str, opened: Callable[..., Records]) -> None:
    stores = [opened(url, patience=timedelta(seconds=20)) for _ in range(2)]
    id = stores[0].create({"count": 0}).id

    def add_up(number: int) -> None:
        for _ in range(25):
            while True:
                record = stores[number % 2].read(id)
                try:
                    stores[number % 2].write(record, {"count": record.content["count"] + 1})
                    break
                except Conflict:
                    continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_up, range(4)))
    assert stores[0].read(id).content == {"count": 100}


def test_too_much_is_refused_and_the_last_version_stays(records: Records) -> None:
    record = records.create(CONTENT)
    with pytest.raises(TooLarge):
        records.write(record, {"text": "x" * LIMIT})
    assert records.read(record.id) == record
    almost = {"text": "x" * (LIMIT - len('{"text":""}'))}
    assert records.read(records.write(record, almost).id).content == almost


# Ids that the caller derives


CLAIMED = "0123456789abcdef" * 2


def test_a_derived_id_is_taken_once(records: Records) -> None:
    record = records.claim(CLAIMED, CONTENT)
    assert (record.id, record.version) == (CLAIMED, 1)
    with pytest.raises(Conflict):
        records.claim(CLAIMED, {"by": "another"})
    assert records.read(CLAIMED) == record
    assert records.write(record, {"next": True}).version == 2


def test_a_derived_id_lives_again_after_its_erasure(records: Records, clock: Clock) -> None:
    first = records.claim(CLAIMED, CONTENT)
    records.erase(CLAIMED)
    clock.turn(hours=1)
    again = records.claim(CLAIMED, {"again": True})
    assert records.read(CLAIMED) == again
    assert records.erase(CLAIMED) == "erased"
    with pytest.raises(Erased):
        records.write(first, CONTENT)


@pytest.mark.parametrize("tombstone", [False, True])
def test_of_many_that_claim_an_id_at_once_one_gets_it(
    url: str, opened: Callable[..., Records], tombstone: bool
) -> None:
    stores = [opened(url, patience=timedelta(seconds=20)) for _ in range(2)]
    if tombstone:
        stores[0].claim(CLAIMED, CONTENT)
        stores[0].erase(CLAIMED)
    start = Barrier(4)

    def attempt(number: int) -> Record | None:
        start.wait()
        try:
            return stores[number % 2].claim(CLAIMED, {"by": number})
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as pool:
        winners = [record for record in pool.map(attempt, range(4)) if record is not None]
    assert winners == [stores[0].read(CLAIMED)]


@pytest.mark.parametrize("id", ["", "kort", CLAIMED.upper(), CLAIMED + "0", "\ud800" * 32])
def test_a_derived_id_of_another_form_is_refused(records: Records, id: str) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        records.claim(id, CONTENT)


# Encryption in place


def test_the_database_holds_no_readable_word(records: Records) -> None:
    records.create(CONTENT)
    [row] = rows(records)
    assert b"gaden" not in row.ciphertext
    assert b"turns" not in row.ciphertext


def test_a_row_cannot_be_passed_off_as_another(records: Records) -> None:
    mine, theirs = records.create(CONTENT), records.create({"of": "somebody else"})
    swap_ciphertext(records, mine.id, ciphertext_of(records, theirs.id))
    with pytest.raises(Unreadable):
        records.read(mine.id)


def test_an_older_ciphertext_does_not_pass_as_the_newest(records: Records) -> None:
    record = records.create(CONTENT)
    old = ciphertext_of(records, record.id)
    records.write(record, {"newer": True})
    swap_ciphertext(records, record.id, old)
    with pytest.raises(Unreadable):
        records.read(record.id)


def test_a_flipped_bit_is_noticed(records: Records) -> None:
    record = records.create(CONTENT)
    sealed = bytearray(ciphertext_of(records, record.id))
    sealed[-1] ^= 1
    swap_ciphertext(records, record.id, bytes(sealed))
    with pytest.raises(Unreadable):
        records.read(record.id)


def test_another_installations_key_does_not_read(url: str, opened: Callable[..., Records]) -> None:
    record = opened(url).create(CONTENT)
    with pytest.raises(Unreadable):
        opened(url, keys=Keys([Keys.generate()])).read(record.id)


def test_each_write_after_a_rotation_moves_the_record_to_the_new_key(url: str, opened: Callable[..., Records]) -> None:
    old, new = Keys.generate(), Keys.generate()
    record = opened(url, keys=Keys([old])).create(CONTENT)
    rotating = opened(url, keys=Keys([new, old]))
    rotating.write(rotating.read(record.id), {"after": "rotation"})
    assert opened(url, keys=Keys([new])).read(record.id).content == {"after": "rotation"}


def ciphertext_of(records: Records, id: str) -> bytes:
    return next(row.ciphertext for row in rows(records) if row.id == id)


def swap_ciphertext(records: Records, id: str, ciphertext: bytes) -> None:
    with records._database.connection() as connection:
        connection.execute(update(conversation).where(conversation.c.id == id).values(ciphertext=ciphertext))


# Erasure and age


def test_an_erased_conversation_leaves_a_tombstone_without_content(records: Records, clock: Clock) -> None:
    record = records.create(CONTENT)
    assert records.erase(record.id) == "erased"
    assert rows(records) == [(record.id, 0, None, int(clock.now.timestamp()), None)]
    assert records.erase(record.id) == "absent"
    with pytest.raises(Erased):
        records.read(record.id)


def test_a_turn_that_was_under_way_cannot_bring_an_erased_conversation_back(records: Records) -> None:
    record = records.create(CONTENT)
    records.erase(record.id)
    with pytest.raises(Erased):
        records.write(record, CONTENT)
    assert rows(records)[0].ciphertext is None


def test_idle_conversations_are_erased_after_a_day_and_used_ones_stay(records: Records, clock: Clock) -> None:
    idle, used = records.create(CONTENT), records.create(CONTENT)
    clock.turn(hours=23, minutes=59, seconds=59)
    assert records.expire() == 0
    used = records.write(records.read(used.id), CONTENT)
    clock.turn(seconds=1)
    assert records.expire() == 1
    assert records.read(used.id) == used
    with pytest.raises(Erased):
        records.read(idle.id)
    assert records.expire() == 0


def test_what_is_too_old_is_erased_by_reading_it_before_any_sweep(records: Records, clock: Clock) -> None:
    record = records.create(CONTENT)
    clock.turn(hours=24)
    with pytest.raises(Erased):
        records.read(record.id)
    assert rows(records)[0].ciphertext is None


def test_the_retention_is_the_operators_choice(url: str, opened: Callable[..., Records], clock: Clock) -> None:
    records = opened(url, retention=timedelta(hours=1))
    record = records.create(CONTENT)
    clock.turn(minutes=59)
    assert records.read(record.id) == record
    clock.turn(minutes=1)
    assert records.expire() == 1


def test_a_tombstone_goes_after_thirty_days(records: Records, clock: Clock) -> None:
    record = records.create(CONTENT)
    records.erase(record.id)
    clock.turn(days=29, hours=23)
    records.expire()
    with pytest.raises(Erased):
        records.read(record.id)
    clock.turn(hours=1)
    records.expire()
    with pytest.raises(UnknownConversation):
        records.read(record.id)
    assert rows(records) == []


def test_a_sweep_of_many_takes_them_in_portions(
    records: Records, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.records.store.SWEPT_AT_ONCE", 3)
    for _ in range(8):
        records.create(CONTENT)
    clock.turn(hours=24)
    kept = records.create(CONTENT)
    assert records.expire() == 8
    clock.turn(days=30, seconds=-1)
    records.write(kept, CONTENT)
    clock.turn(seconds=1)
    assert records.expire() == 0
    assert [row.id for row in rows(records)] == [kept.id]


def test_two_replicas_that_sweep_at_once_count_each_conversation_once(
    url: str, opened: Callable[..., Records], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.records.store.SWEPT_AT_ONCE", 7)
    stores = [opened(url, patience=timedelta(seconds=20)) for _ in range(2)]
    for number in range(60):
        stores[number % 2].create(CONTENT)
    clock.turn(hours=24)
    start = Barrier(2)

    def sweep(store: Records) -> int:
        start.wait()
        return store.expire()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, stores)) == 60
    assert {row.ciphertext for row in rows(stores[0])} == {None}


def test_a_probe_is_seen_by_nobody(url: str, opened: Callable[..., Records], monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk opens every thread: a half-done probe must not be among them."""
    probing, reading = opened(url), opened(url)
    record, open_row, seen = reading.create(CONTENT), Records._opened, []

    def look_and_open(store: Records, row: object) -> Record:
        seen.append([] if store is reading else [one.id for one in reading.all()])
        return open_row(store, row)

    monkeypatch.setattr(Records, "_opened", look_and_open)
    probing.probe()
    assert [record.id] in seen


def test_a_probe_leaves_nothing_behind(records: Records) -> None:
    record = records.create(CONTENT)
    records.probe()
    with records._database.connection() as connection:
        assert connection.execute(select(func.count()).select_from(conversation)).scalar_one() == 1
    assert records.read(record.id) == record
