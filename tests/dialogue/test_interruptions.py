"""Interruptions win: a cry for help and a question are answered in every state, also beside a fact."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dialogue.conftest import Citizen

CRIES = {
    "han slår mig lige nu": ("immediate_danger", "112"),
    "jeg vil ikke leve mere": ("self_harm", "70 201 201"),
    "jeg er bekymret for min nabos barn, han bliver slået": ("child_concern", "116 111"),
}


def _at_the_topic(citizen: Citizen) -> None:
    assert citizen.asked == "topic"


def _in_the_interview(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    assert citizen.asked == "age"


def _at_a_yes_or_no(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    while citizen.asked != "violence":
        citizen.send(choice="dont_know")


def _after_the_results(citizen: Citizen) -> None:
    citizen.send(command="results")
    assert citizen.asked is None


def _while_paused(citizen: Citizen) -> None:
    citizen.say("jeg vil ikke leve mere")
    assert citizen.asked is None


STATES = [_at_the_topic, _in_the_interview, _at_a_yes_or_no, _after_the_results, _while_paused]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("cry", CRIES)
def test_a_cry_for_help_is_answered_first_and_nothing_is_asked(
    citizen: Citizen, cry: str, state: Callable[[Citizen], None]
) -> None:
    state(citizen)
    citizen.say(cry)
    fact, phone = CRIES[cry]
    assert citizen.kinds[0] == "alert"
    assert phone in citizen.turn["messages"][0]["text"]
    assert citizen.situation[fact] is True
    assert citizen.asked is None
    assert "question" not in citizen.kinds


def test_a_cry_for_help_beside_an_answer_is_heard_and_so_is_the_answer(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.say("jeg er 34 år, og han slår mig lige nu")
    assert citizen.kinds[0] == "alert"
    assert citizen.situation["age"] == 34


def test_after_an_alert_nothing_is_asked_until_the_citizen_wants_to_go_on(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.say("han slår mig lige nu", "hej")
    assert citizen.asked is None
    assert "fortsæt" in citizen.words
    citizen.say("fortsæt")
    assert citizen.asked == "age"


def test_an_alert_that_is_set_by_name_is_shown_and_the_interview_goes_on(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.send(set={"immediate_danger": True})
    assert citizen.kinds[0] == "alert"
    assert citizen.asked == "age"


QUESTIONS = {
    "hvad koster det?": "koster",
    "hvornår får jeg svar?": "i dag, er det senest den",
    "hvad er § 107?": "Midlertidigt botilbud",
    "hvorfor ikke krisecenter?": "Krisecenter kan være en mulighed",
    "hvordan foregår det?": "Sådan foregår det",
    "kan jeg få en tolk?": "brug for en tolk",
    "må jeg tage en bisidder med?": "Det hedder en bisidder",
    "hvem skal jeg kontakte?": "ontakt",
    "kan jeg klage?": "klage",
    "hvorfor spørger du om det?": "voksne",
    "hvad gemmer du om mig?": "krypteret",
    "jeg vil tale med et menneske": "landsdækkende",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_and_the_standing_one_comes_again(citizen: Citizen, question: str) -> None:
    _in_the_interview(citizen)
    citizen.say(question)
    assert QUESTIONS[question] in citizen.words
    assert citizen.kinds[-1] == "question"
    assert citizen.asked == "age"


def test_a_question_beside_an_answer_is_answered_and_the_answer_counts(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.say("jeg er 34 år, men hvad koster det?")
    assert "Der kan være betaling for" in citizen.words
    assert citizen.situation["age"] == 34
    assert citizen.asked == "housing"


def test_a_number_in_a_question_is_nobodys_age(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.say("hvad koster 30 dage?")
    assert "age" not in citizen.situation
    assert citizen.asked == "age"


def test_another_need_in_the_middle_opens_its_topic_and_the_question_stands(citizen: Citizen) -> None:
    _in_the_interview(citizen)
    citizen.say("jeg har også brug for hjælp til mine tænder")
    assert "Tænder" in citizen.words
    assert citizen.asked == "age"
