"""Whole interviews: what is asked, what is not, and how they end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.actions.counsel import Counsel
from rules_core import Situation, assess
from tests.dialogue.conftest import Citizen

DAY = date(2026, 11, 22)
THEMES = {"municipality", "age", "housing", "violence", "misuse", "functional_level"}


def _value(asking: dict[str, Any], chance: random.Random) -> Any:
    if chance.random() < 0.15:
        return chance.choice(["dont_know", "declined"])
    if asking["kind"] in ("integer", "amount"):
        return chance.randint(1, 4)
    value = chance.choice(asking["choices"])["value"]
    return [value] if asking["kind"] == "many_of" else value


def _interview(citizen: Citizen, chance: random.Random) -> list[str]:
    """Answers by choices until nothing is asked; the questions in order."""
    asked = []
    while citizen.turn["asking"]:
        asked.append(citizen.asked)
        citizen.send(choice=_value(citizen.turn["asking"], chance), question=citizen.asked)
    return asked


@pytest.mark.parametrize("seed", range(6))
def test_an_interview_asks_each_question_once_and_ends_with_the_assessment_of_its_situation(
    open_citizen: Callable[..., Citizen], counsel: Counsel, seed: int
) -> None:
    citizen = open_citizen()
    asked = _interview(citizen, random.Random(seed))
    assert len(asked) == len(set(asked))
    assert set(asked) >= THEMES
    assert "result" in citizen.kinds
    expected = assess(Situation.parse(citizen.situation), counsel.knowledge, on=DAY).as_dict()
    assert citizen.turn["assessment"] == expected


def test_the_first_turn_says_who_speaks_and_asks_what_help_is_wanted(open_citizen: Callable[..., Citizen]) -> None:
    citizen = open_citizen()
    assert "maskine" in citizen.words
    assert "afgør ikke" in citizen.words
    assert "24 timer" in citizen.words
    assert "112" in citizen.words
    assert citizen.asked == "topic"
    assert citizen.turn["assessment"] is None


def test_the_assessment_is_there_from_the_first_answer_on(open_citizen: Callable[..., Citizen]) -> None:
    citizen = open_citizen()
    assert citizen.send(choice="need_homeless")["assessment"] is None
    assert citizen.send(choice="holbaek")["assessment"] is not None


def test_what_the_first_sentence_told_is_not_asked(open_citizen: Callable[..., Citizen]) -> None:
    citizen = open_citizen()
    citizen.say("jeg er 34 år gammel og jeg bor i Holbæk kommune og er hjemløs")
    assert citizen.situation == {"age": 34, "municipality": "holbaek", "housing": "homeless"}
    asked = _interview(citizen, random.Random(1))
    assert not {"topic", "age", "municipality", "housing"} & set(asked)


def test_who_does_not_know_the_topic_is_asked_about_everything(citizen: Citizen, counsel: Counsel) -> None:
    left_before = citizen.turn["progress"]["left_at_most"]
    citizen.send(choice="dont_know")
    assert citizen.asked != "topic"
    assert citizen.turn["progress"] == {"answered": 1, "left_at_most": left_before - 1}


def test_a_topic_may_be_added_while_another_is_asked_about(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    standing, before = citizen.asked, citizen.turn["progress"]["left_at_most"]
    citizen.send(topic="need_dental")
    assert citizen.asked == standing
    assert citizen.turn["progress"]["left_at_most"] > before


def test_dont_know_and_declined_are_kept_apart_and_not_asked_again(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice="dont_know", question="age")
    citizen.send(choice="declined", question="housing")
    assert citizen.situation["age"] == "dont_know"
    assert citizen.situation["housing"] == "declined"
    assert not {"age", "housing"} & set(_interview(citizen, random.Random(2)))


def test_what_was_heard_of_a_question_is_not_taken_back_by_not_knowing_the_rest(citizen: Citizen) -> None:
    citizen.send(choice="need_drugs")
    citizen.send(set={"alcohol_problem": True})
    while citizen.asked != "misuse":
        citizen.send(choice="dont_know")
    values = [choice["value"] for choice in citizen.turn["asking"]["choices"]]
    assert all(value["alcohol_problem"] for value in values)
    citizen.send(choice="dont_know")
    assert citizen.situation["alcohol_problem"] is True
    assert citizen.situation["drug_problem"] == "dont_know"


def test_a_list_heard_in_a_text_is_closed_by_its_question_and_loses_nothing(citizen: Citizen) -> None:
    citizen.send(choice="need_overview")
    citizen.say("jeg er blind")
    assert citizen.situation["impairment"] == ["vision"]
    assert citizen.situation["open_lists"] == ["impairment"]
    while citizen.asked != "impairment":
        citizen.send(choice="dont_know")
    citizen.send(choice=["hearing"])
    assert citizen.situation["impairment"] == ["vision", "hearing"]
    assert "open_lists" not in citizen.situation


def test_the_price_is_asked_for_only_when_it_is_wanted(citizen: Citizen) -> None:
    citizen.send(topic="need_homeless")
    known = {"age": 34, "legal_residence": True, "housing": "homeless", "home_loss_cause": "eviction",
             "social_problems": True, "violence_exposed": False, "alcohol_problem": False, "drug_problem": False,
             "functional_level": "A"}  # fmt: skip
    citizen.send(set=known)
    asked = _interview(citizen, random.Random(3))
    assert not {"nights", "income_source"} & set(asked)
    citizen.say("hvad koster det?")
    citizen.send(command="continue")
    assert {"nights"} & set(_interview(citizen, random.Random(4)))


def test_who_names_the_need_to_stop_being_violent_is_shown_the_way(citizen: Citizen) -> None:
    turn = citizen.send(topic="need_violence_perpetrator")
    assert turn["situation"]["violence_perpetrator"] is True
    assert any("35 30 17 17" in str(pointer) for pointer in turn["assessment"]["pointers"])


def test_a_need_takes_nothing_back_that_was_told(citizen: Citizen) -> None:
    citizen.send(set={"violence_perpetrator": False})
    assert citizen.send(topic="need_violence_perpetrator")["situation"]["violence_perpetrator"] is False
