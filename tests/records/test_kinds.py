"""Several kinds of records in one database: apart, each with its retention, resealed together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import Erased, UnknownConversation, Unreadable
from bot.records import Keys, Records
from bot.records.schema import RECORD_TABLES, account, thread
from tests.records.conftest import Clock


def test_kinds_do_not_see_one_another(records: Records) -> None:
    threads = records.of_kind(thread, timedelta(days=90))
    made = threads.create({"kind": "thread"})
    assert threads.read(made.id).content == {"kind": "thread"}
    assert threads.name == "thread"
    with pytest.raises(UnknownConversation):
        records.read(made.id)
    assert list(records.all()) == []
    assert [record.content for record in threads.all()] == [{"kind": "thread"}]


def test_a_ciphertext_cannot_be_moved_to_another_kind(records: Records) -> None:
    threads, accounts = records.of_kind(thread, None), records.of_kind(account, None)
    made = threads.create({"role": "citizen"})
    with records.database.connection() as connection:
        row = connection.execute(select(thread)).one()
        connection.execute(account.insert().values(**row._mapping))
    with pytest.raises(Unreadable):
        accounts.read(made.id)


def test_each_kind_has_its_own_retention(records: Records, clock: Clock) -> None:
    threads, accounts = records.of_kind(thread, timedelta(days=90)), records.of_kind(account, None)
    old, kept, for_ever = records.create({}), threads.create({}), accounts.create({})
    clock.turn(days=89)
    assert (records.expire(), threads.expire(), accounts.expire()) == (1, 0, 0)
    with pytest.raises(Erased):
        records.read(old.id)
    threads.read(kept.id)
    clock.turn(days=1)
    assert list(threads.all()) == []
    with pytest.raises(Erased):
        threads.read(kept.id)
    clock.turn(days=10_000)
    assert accounts.expire() == 0
    assert accounts.read(for_ever.id).content == {}
    assert accounts.retention is None


@pytest.mark.parametrize("table", RECORD_TABLES, ids=lambda table: table.name)
def test_resealing_moves_every_kind_to_the_newest_key(
    url: str, opened: Callable[..., Records], table: object
) -> None:
    old, new = Keys.generate(), Keys.generate()
    before = opened(url, keys=Keys([old])).of_kind(table, timedelta(days=1))
    made = [before.create({"n": number}) for number in range(5)]
    before.erase(made[0].id)
    both = opened(url, keys=Keys([new, old])).of_kind(table, timedelta(days=1))
    assert both.reseal() == 4
    assert both.reseal() == 0
    after = opened(url, keys=Keys([new])).of_kind(table, timedelta(days=1))
    for record in made[1:]:
        assert after.read(record.id) == record
        with pytest.raises(Unreadable):
            before.read(record.id)
    # A turn that was read before the resealing can still be written: neither content nor version changed.
    assert both.write(made[1], {"n": "next"}).version == 2


def test_resealing_says_so_where_a_key_is_missing(url: str, opened: Callable[..., Records]) -> None:
    opened(url, keys=Keys([Keys.generate()])).create({"n": 1})
    with pytest.raises(Unreadable):
        opened(url, keys=Keys([Keys.generate()])).reseal()


def test_a_write_during_the_resealing_is_not_undone(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    record = records.create({"n": 1})
    newer = Records.of_kind(records, records._table, records.retention)
    newer._keys = Keys([Keys.generate()])
    monkeypatch.setattr(newer._keys, "open", lambda sealed, binding: b"stale")
    sealed = newer._keys.seal

    def meanwhile(plain: bytes, binding: str) -> bytes:
        records.write(record, {"n": 2})
        return sealed(plain, binding)

    monkeypatch.setattr(newer._keys, "seal", meanwhile)
    assert newer.reseal() == 0
    assert records.read(record.id).content == {"n": 2}


def test_only_a_tombstone_is_skipped(records: Records) -> None:
    record = records.create({"n": 1})
    with records.database.connection() as connection:
        connection.execute(update(records._table).values(version=7))
    with pytest.raises(Unreadable):
        records.read(record.id)
