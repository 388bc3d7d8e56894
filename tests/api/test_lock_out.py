"""The lock-out holds for everybody who tries at once, on one replica or on several."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from argon2 import PasswordHasher

from api.staff.accounts import FAILURES, LOCKED_FOR, Accounts, LoginRefused
from bot.records import Keys, Records
from bot.records.schema import account
from tests.api.conftest import Clock

PASSWORD = "korrekt hest batteri"  # for tests alone


class Counting(PasswordHasher):
    """Costs next to nothing, and counts how many passwords were compared."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.compared = 0

    def verify(self, *arguments: object) -> bool:
        self.compared += 1
        return super().verify(*arguments)  # type: ignore[arg-type]


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def replica(tmp_path: object, clock: Clock, hasher: Counting) -> Callable[[], Accounts]:
    """Accounts as another process has them: the same database, connections of its own."""
    keys = Keys([Keys.generate()])

    def open_() -> Accounts:
        url = f"sqlite:///{tmp_path}/records.sqlite"
        records = Records(url, keys, clock=clock, patience=timedelta(seconds=20))
        return Accounts(records.of_kind(account, None), b"k" * 32, clock, hasher)

    return open_


def test_many_wrong_passwords_at_once_are_no_more_tries(
    replica: Callable[[], Accounts], hasher: Counting, clock: Clock
) -> None:
    replicas = [replica(), replica()]
    replicas[0].add("anna", "adviser", password=PASSWORD)
    hasher.compared = 0
    start = Barrier(8)

    def guess(number: int) -> str:
        start.wait()
        with pytest.raises(LoginRefused) as caught:
            replicas[number % 2].login("anna", f"forkert adgangskode {number}")
        return caught.value.reason

    with ThreadPoolExecutor(8) as pool:
        reasons = list(pool.map(guess, range(24)))
    assert hasher.compared == reasons.count("wrong") == FAILURES
    for one in replicas:
        with pytest.raises(LoginRefused) as caught:
            one.login("anna", PASSWORD)
        assert caught.value.reason == "locked"
    clock.move(seconds=LOCKED_FOR.total_seconds())
    assert replicas[1].login("anna", PASSWORD).name == "anna"


def test_a_right_password_forgets_the_wrong_ones(replica: Callable[[], Accounts]) -> None:
    one, other = replica(), replica()
    one.add("anna", "adviser", password=PASSWORD)
    for _ in range(3):
        for accounts in (one, other) * ((FAILURES - 1) // 2):
            with pytest.raises(LoginRefused):
                accounts.login("anna", "forkert adgangskode")
        assert other.login("anna", PASSWORD).name == "anna"
