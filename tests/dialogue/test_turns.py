"""A turn counts once or not at all."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import pytest

from bot.actions.interview import Interview
from bot.errors import (
    Conflict,
    Erased,
    InvalidValue,
    NotStored,
    StaleQuestion,
    TurnFailed,
    UnknownConversation,
    WrongToken,
)  # fmt: skip
from bot.records import Records
from bot.request import TurnRequest
from bot.runtime import TURNS_KEPT, Runtime
from tests.dialogue.conftest import Citizen


def test_the_same_turn_id_gives_the_stored_turn_and_counts_once(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    first = citizen.send("11111111-1111-4111-8111-111111111111", choice=34)
    again = citizen.send("11111111-1111-4111-8111-111111111111", choice=34)
    assert again == first
    assert len(citizen.read()["turns"]) == 3


def test_reading_gives_the_turns_the_situation_and_the_assessment(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    last = citizen.send(choice=34)
    story = citizen.read()
    assert story["turns"][-1] == last
    assert story["situation"] == last["situation"]
    assert story["assessment"] == last["assessment"]
    assert [turn["asking"]["question"] for turn in story["turns"]] == ["topic", "age", "housing"]


def test_a_choice_of_a_question_that_no_longer_stands_is_stale(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34, question="age")
    with pytest.raises(StaleQuestion):
        citizen.send(choice=35, question="age")
    with pytest.raises(StaleQuestion):
        citizen.send(choice=35)
    with pytest.raises(StaleQuestion):
        citizen.send(choice="need_dental")
    assert citizen.read()["situation"]["age"] == 34


def test_a_choice_is_stale_where_nothing_is_asked(citizen: Citizen) -> None:
    citizen.send(command="results")
    with pytest.raises(StaleQuestion):
        citizen.send(choice="dont_know")


@pytest.mark.parametrize("value", ["34", 3.7, True, -1, 121, [34], {"age": 34}, "need_nothing"])
def test_a_wrong_value_is_refused_and_changes_nothing(citizen: Citizen, value: Any) -> None:
    citizen.send(choice="need_homeless")
    with pytest.raises(InvalidValue) as caught:
        citizen.send(choice=value)
    assert str(value) not in str(caught.value) or value is True
    assert len(citizen.read()["turns"]) == 2


@pytest.mark.parametrize(
    "way",
    [{}, {"text": "hej", "command": "why"}, {"command": "nonsense"}, {"topic": "need_nothing"}, {"set": {}},
     {"set": {"shoe_size": 44}}, {"set": {"age": None}}, {"set": {"age": 34, "children": "two"}}],
)  # fmt: skip
def test_what_no_turn_can_be_is_refused(citizen: Citizen, way: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        citizen.send(**way)
    assert citizen.read()["situation"] == {"municipality": "holbaek"}


def test_an_unknown_municipality_or_language_is_refused(runtime: Runtime) -> None:
    for opening in ({"municipality": "atlantis"}, {"language": "tlh"}):
        with pytest.raises(InvalidValue):
            asyncio.run(runtime.open(**opening))


def test_another_token_and_another_conversation_open_nothing(citizen: Citizen, runtime: Runtime) -> None:
    request = TurnRequest(str(uuid.uuid4()), text="hej")
    with pytest.raises(WrongToken):
        asyncio.run(runtime.turn(citizen.id, "x" * 43, request))
    with pytest.raises(UnknownConversation):
        asyncio.run(runtime.turn("0" * 32, citizen.token, request))


def test_an_erased_conversation_is_gone(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    assert citizen.erase() == [{"name": "records", "outcome": "erased"}]
    with pytest.raises(Erased):
        citizen.send(choice=34)


def test_a_turn_that_is_not_stored_did_not_happen(
    citizen: Citizen, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.send(choice="need_homeless")

    def refuse(*_: Any) -> None:
        raise NotStored("disk")

    with monkeypatch.context() as patch:
        patch.setattr(records, "write", refuse)
        with pytest.raises(NotStored):
            citizen.send("22222222-2222-4222-8222-222222222222", choice=34)
    assert "age" not in citizen.read()["situation"]
    citizen.send("22222222-2222-4222-8222-222222222222", choice=34)
    assert citizen.situation["age"] == 34


def test_an_action_that_raises_fails_the_turn_and_bears_no_words(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch, planted_words: tuple[str, ...]
) -> None:
    def break_down(*_: Any) -> None:
        raise RuntimeError(planted_words[0])

    with monkeypatch.context() as patch:
        patch.setattr(Interview, "reply", break_down)
        with pytest.raises(TurnFailed) as caught:
            citizen.send(choice="need_homeless")
    assert caught.value.reason == "RuntimeError"
    assert caught.value.__cause__ is None
    assert planted_words[0] not in str(caught.value)
    assert len(citizen.read()["turns"]) == 1
    citizen.send(choice="need_homeless")
    assert citizen.asked == "age"


def test_of_two_turns_at_once_one_wins_and_the_other_hears_it(citizen: Citizen, runtime: Runtime) -> None:
    citizen.send(choice="need_homeless")

    async def both() -> list[Any]:
        requests = [TurnRequest(str(uuid.uuid4()), choice=age, question="age") for age in (34, 35)]
        turns = [runtime.turn(citizen.id, citizen.token, request) for request in requests]
        return await asyncio.gather(*turns, return_exceptions=True)

    outcomes = asyncio.run(both())
    failed = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(failed) == 1
    assert isinstance(failed[0], (Conflict, StaleQuestion))
    assert len(citizen.read()["turns"]) == 3


def test_the_same_turn_sent_twice_at_once_is_one_turn(citizen: Citizen, runtime: Runtime) -> None:
    citizen.send(choice="need_homeless")
    request = TurnRequest(str(uuid.uuid4()), choice=34, question="age")

    async def both() -> list[Any]:
        return await asyncio.gather(*(runtime.turn(citizen.id, citizen.token, request) for _ in range(2)))

    first, second = asyncio.run(both())
    assert first == second
    assert len(citizen.read()["turns"]) == 3


def test_the_record_stays_bounded_and_holds_no_token_and_no_text(
    citizen: Citizen, records: Records, planted_words: tuple[str, ...]
) -> None:
    citizen.send(choice="need_homeless")
    citizen.say(planted_words[0])
    for _ in range(TURNS_KEPT):
        citizen.send(command="why")
    content = records.read(citizen.id).content
    assert len(content["turns"]) == TURNS_KEPT
    assert len(content["tracker"]) < 15
    assert len(json.dumps(content)) < 1000 * TURNS_KEPT
    assert citizen.token not in str(content)
    assert planted_words[0] not in str(content)


@pytest.mark.parametrize("whole", [False, True], ids=["as kept now", "as an earlier release kept them"])
def test_an_id_counts_once_also_when_its_turn_is_no_longer_kept(
    citizen: Citizen, records: Records, whole: bool
) -> None:
    first = str(uuid.uuid4())
    citizen.send(first, choice="need_homeless")
    record = records.read(citizen.id)
    ids = [first] if whole else record.content["turn_ids"]
    records.write(record, {**record.content, "turns": record.content["turns"][:1], "turn_ids": ids})
    with pytest.raises(Conflict):
        citizen.send(first, choice="need_homeless")


def test_a_text_for_a_question_that_no_longer_stands_answers_nothing(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    before = citizen.situation
    with pytest.raises(StaleQuestion):
        citizen.send(text="34", question="nights")
    assert citizen.read()["situation"] == before


def test_a_cry_for_help_is_heard_whatever_question_it_names(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    turn = citizen.send(text="jeg vil ikke leve mere", question="nights")
    assert [alert["id"] for alert in turn["assessment"]["alerts"]] == ["self_harm"]
