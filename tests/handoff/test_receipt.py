"""Receipts: sixteen digits, found again by a keyed digest, and not by guessing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw

from api.handoff.gate import FORGET, FREE, LONGEST, WAITING, WRONG, Gate
from api.handoff.receipt import Cost, Receipts, _argon2id, derived, grouped, parse
from api.problems import Problem
from bot.errors import NotStored, UnknownConversation
from bot.records import Keys, Level, Records

CHEAP = Cost(passes=1, memory=8, lanes=1)
SECRET = b"s" * 32


def test_a_receipt_is_sixteen_digits_and_new_each_time() -> None:
    made = {Receipts.new() for _ in range(200)}
    assert len(made) == 200
    assert all(parse(receipt) == receipt for receipt in made)


def test_it_is_found_as_people_write_it() -> None:
    assert grouped("0123456789012345") == "0123 4567 8901 2345"
    for text in ("0123 4567 8901 2345", " 0123-4567-8901-2345 ", "0123.4567.8901.2345", "0123456789012345"):
        assert parse(text) == "0123456789012345"
    for text in ("", "012345678901234", "01234567890123456", "x123456789012345", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥"):
        assert parse(text) is None


def test_the_digest_needs_the_secret_and_repeats() -> None:
    receipts = Receipts(SECRET, CHEAP)
    digest = receipts.digest("0123456789012345")
    assert digest == Receipts(SECRET, CHEAP).digest("0123456789012345")
    assert len(digest) == 32
    assert digest != receipts.digest("0123456789012346")
    assert digest != Receipts(b"t" * 32, CHEAP).digest("0123456789012345")


def test_the_hash_is_argon2id_with_a_secret() -> None:
    """Without a secret it is the library's own function; the RFC's test vector has all inputs, ours lacks `ad`."""
    salt = derived(SECRET, "receipt salt")[:16]
    plain = hash_secret_raw(b"1", salt, time_cost=1, memory_cost=8, parallelism=1, hash_len=16, type=Type.ID)
    assert _argon2id(b"1", salt, b"", CHEAP) == plain
    assert _argon2id(b"1", salt, b"pepper", CHEAP) != plain


def test_the_real_cost_is_what_is_advised_for_passwords() -> None:
    cost = Cost()
    assert cost.memory >= 19 * 1024  # KiB, with two passes: OWASP's least for Argon2id
    assert cost.passes >= 2
    salt, pepper = derived(SECRET, "receipt salt")[:16], derived(SECRET, "receipt pepper")
    digest = _argon2id(b"0123456789012345", salt, pepper, cost)
    assert Receipts(SECRET).digest("0123456789012345") == digest.hex()


class Hands:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.time, self.slept = datetime(2026, 11, 26, tzinfo=timezone.utc), 0.0

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.slept += seconds


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def wrong(tmp_path: Path, hands: Hands) -> Iterator[Level]:
    """The level of wrong receipts."""
    store = Records(f"sqlite:///{tmp_path}/records.sqlite", Keys([Keys.generate()]), clock=hands.now)
    yield Level(store.database, WRONG, FORGET, hands.now)
    store.close()


class Remembered:
    """A level without a database, for many thousand counts; tests/records/test_levels.py holds the real one."""

    def __init__(self, hands: Hands) -> None:
        self._hands, self._height, self._at = hands, 0.0, hands.time

    def read(self) -> float:
        return max(0.0, self._height - (self._hands.time - self._at) / FORGET)

    def add(self) -> None:
        self._height, self._at = self.read() + 1, self._hands.time


async def test_ten_thousand_guesses_open_nothing_and_take_days(hands: Hands) -> None:
    receipts, chance, wrong = Receipts(SECRET, CHEAP), random.Random(6), Remembered(hands)
    threads = {receipts.digest(Receipts.new()) for _ in range(50)}
    gate, opened = Gate(wrong, sleep=hands.sleep), 0  # type: ignore[arg-type]

    def look() -> None:
        if receipts.digest(f"{chance.randrange(10**16):016d}") not in threads:
            raise UnknownConversation

    for number in range(10_000):
        try:
            await gate.find(look)
            opened += 1
        except UnknownConversation:
            assert gate.delay() == 0 if number < FREE - 1 else True
    assert opened == 0
    assert hands.slept > 10 * 3600
    assert gate.delay() > 1


def nothing() -> None:
    raise UnknownConversation


async def test_a_level_without_a_database_is_like_the_real_one(wrong: Level, hands: Hands) -> None:
    remembered = Remembered(hands)
    for seconds in (0, 1, 5, 0, 30, 2):
        for level in (wrong, remembered):
            level.add()
        await hands.sleep(seconds)
        assert wrong.read() == pytest.approx(remembered.read(), abs=0.01)


async def test_right_ones_wait_as_well_and_the_wait_goes_away(wrong: Level, hands: Hands) -> None:
    gate = Gate(wrong, sleep=hands.sleep)
    for _ in range(200):
        with pytest.raises(UnknownConversation):
            await gate.find(nothing)
    waited = hands.slept
    assert await gate.find(lambda: "found") == "found"
    assert hands.slept > waited
    assert gate.delay() <= LONGEST
    hands.time += timedelta(hours=1)
    assert gate.delay() == 0


async def test_a_second_replica_is_no_second_try(wrong: Level, hands: Hands) -> None:
    gates = [Gate(wrong, sleep=hands.sleep) for _ in range(2)]
    for number in range(2 * FREE):
        with pytest.raises(UnknownConversation):
            await gates[number % 2].find(nothing)
    assert gates[0].delay() == gates[1].delay() > 0


async def test_where_the_level_cannot_be_raised_nobody_hears_that_a_receipt_was_wrong(
    wrong: Level, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise NotStored

    monkeypatch.setattr(wrong, "add", lost)
    with pytest.raises(NotStored):
        await Gate(wrong, sleep=hands.sleep).find(nothing)


async def test_no_more_than_a_bounded_number_wait(wrong: Level) -> None:
    doors = asyncio.Event()

    async def sleep(_: float) -> None:
        await doors.wait()

    gate = Gate(wrong, sleep=sleep)
    waiting = [asyncio.create_task(gate.find(lambda: "found")) for _ in range(WAITING)]
    await asyncio.sleep(0)  # each is counted before it waits for anything
    with pytest.raises(Problem) as caught:
        await gate.find(lambda: "found")
    assert caught.value.kind == "too_many"
    doors.set()
    assert await asyncio.gather(*waiting) == ["found"] * WAITING
    assert await gate.find(lambda: "found") == "found"
