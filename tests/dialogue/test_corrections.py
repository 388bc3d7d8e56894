"""What was told is changed by who says so, and by nothing said in passing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialogue.conftest import Citizen


def _told(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(choice="own_home")
    assert citizen.asked == "violence"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("nej, 52", {"age": 52}),
        ("jeg mente 52", {"age": 52}),
        ("jeg er 52 år", {"age": 52}),
        ("nej, jeg bor i Varde", {"municipality": "varde"}),
        ("jeg bor i Varde nu", {"municipality": "varde"}),
        ("jeg er hjemløs", {"housing": "homeless"}),
    ],
)
def test_a_correction_or_what_is_said_of_today_changes_what_was_told(
    citizen: Citizen, text: str, facts: dict[str, Any]
) -> None:
    _told(citizen)
    before = citizen.situation
    citizen.say(text)
    assert citizen.situation == {**before, **facts}
    assert "Jeg har rettet det" in citizen.words
    assert citizen.asked == "violence"


@pytest.mark.parametrize(
    "text", ["hvad koster det i Varde?", "hvad koster det, hvis jeg er 70 år?"]
)
def test_a_word_in_passing_changes_nothing_and_what_stands_is_said(citizen: Citizen, text: str) -> None:
    _told(citizen)
    before = citizen.situation
    citizen.say(text)
    assert citizen.situation == before
    assert "Det går jeg stadig ud fra" in citizen.words
    assert citizen.asked == "violence"


def test_where_one_lived_before_is_not_heard(citizen: Citizen) -> None:
    _told(citizen)
    before = citizen.situation
    citizen.say("jeg boede i Varde før")
    assert citizen.situation == before
    assert citizen.asked == "violence"


def test_violence_that_was_denied_and_is_told_is_heard(citizen: Citizen) -> None:
    _told(citizen)
    citizen.send(choice=False)
    citizen.say("min mand slår mig")
    assert citizen.situation["violence_exposed"] is True


def test_a_number_after_a_no_puts_right_the_number_that_was_answered_last(citizen: Citizen) -> None:
    citizen.send(choice="need_violence")
    citizen.say("jeg er 34")
    citizen.say("nej, 52")
    assert citizen.situation["age"] == 52
    assert citizen.asked == "housing"


def test_a_no_to_the_standing_question_is_an_answer_and_no_correction(citizen: Citizen) -> None:
    _told(citizen)
    citizen.say("nej")
    assert citizen.situation["violence_exposed"] is False
    assert citizen.situation["age"] == 34


def test_after_not_knowing_a_fact_may_still_be_told(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice="dont_know", question="age")
    citizen.say("jeg fylder 52 år i dag, jeg er 52 år")
    assert citizen.situation["age"] == 52


def test_not_knowing_the_rest_of_a_list_closes_nothing_and_is_not_asked_again(citizen: Citizen) -> None:
    citizen.send(choice="need_overview")
    citizen.say("jeg er blind")
    while citizen.asked != "impairment":
        citizen.send(choice="dont_know")
    citizen.say("ved ikke")
    assert citizen.situation["impairment"] == ["vision"]
    assert citizen.situation["open_lists"] == citizen.situation["unsure_lists"] == ["impairment"]
    asked = set()
    while citizen.asked:
        asked.add(citizen.asked)
        citizen.send(choice="dont_know")
    assert "impairment" not in asked


def test_back_takes_the_not_knowing_of_a_list_back(citizen: Citizen) -> None:
    citizen.send(choice="need_overview")
    citizen.say("jeg er blind")
    while citizen.asked != "impairment":
        citizen.send(choice="dont_know")
    citizen.say("ved ikke", "tilbage")
    assert citizen.asked == "impairment"
    assert citizen.situation["open_lists"] == ["impairment"]
    assert "unsure_lists" not in citizen.situation


def test_a_bare_no_to_a_question_over_two_facts_says_what_all_its_noes_say(citizen: Citizen) -> None:
    citizen.send(choice="need_accompaniment")
    while citizen.asked != "going_out":
        citizen.send(choice={"impairment": ["vision"], "impairment_lasting": True, "functional_level": "D",
                             "age": 40}.get(str(citizen.asked), "dont_know"))  # fmt: skip
    citizen.say("nej")
    assert citizen.situation["goes_out_alone"] is False
    assert "can_express_wishes" not in citizen.situation
    assert citizen.asked == "going_out"
    citizen.send(choice=citizen.turn["asking"]["choices"][0]["value"])
    assert citizen.situation["can_express_wishes"] is True
