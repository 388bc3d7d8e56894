"""Turns a minute: a quick reader may use a minute's worth at once, more has to wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.limits import Limits
from api.problems import Problem
from api.service import Service
from bot.errors import StaleQuestion


class Seconds:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_conversation_has_its_own_limit() -> None:
    now = Seconds()
    limits = Limits(3, 100, now=now)
    for _ in range(3):
        limits.turn("one")
    with pytest.raises(Problem) as refused:
        limits.turn("one")
    assert (refused.value.kind, refused.value.headers) == ("too_many", {"Retry-After": "20"})
    limits.turn("another")
    now.time = 20.0
    limits.turn("one")
    with pytest.raises(Problem):
        limits.turn("one")


def test_all_conversations_together_have_a_limit() -> None:
    now = Seconds()
    limits = Limits(100, 4, now=now)
    for number in range(4):
        limits.turn(str(number))
    with pytest.raises(Problem):
        limits.open()
    now.time = 60.0
    for _ in range(4):
        limits.open()


def test_the_buckets_do_not_grow_without_end() -> None:
    limits = Limits(1, 10**9)
    for number in range(10_050):
        limits.turn(str(number))
    assert len(limits._conversations) == 10_000


def test_too_many_turns_are_429_with_the_time_to_wait(broken: Service, serve: Callable[[Service], TestClient]) -> None:
    broken.limits = Limits(2, 100)
    broken.runtime.error = StaleQuestion()  # type: ignore[attr-defined]
    client = serve(broken)
    body = {"turn_id": "00000000-0000-4000-8000-000000000000", "text": "hej"}

    def send(conversation: str) -> int:
        address = f"/api/v1/conversations/{conversation}/turns"
        answer = client.post(address, json=body, headers={"Authorization": "Bearer x"})
        if answer.status_code == 429:
            assert 1 <= int(answer.headers["retry-after"]) <= 60
        return answer.status_code

    assert [send("a"), send("a"), send("a"), send("b")] == [409, 409, 429, 409]
