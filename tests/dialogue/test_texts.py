"""What people type: answers in their own words, nonsense, and text that looks like a command to Rasa."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialogue.conftest import Citizen


def _at(citizen: Citizen, question: str) -> None:
    citizen.send(choice="need_overview")
    while citizen.asked != question:
        citizen.send(choice="dont_know")


@pytest.mark.parametrize(
    ("question", "text", "facts"),
    [
        ("age", "34", {"age": 34}),
        ("age", "fireogtredive", {"age": 34}),
        ("age", "jeg er 34 år", {"age": 34}),
        ("age", "ved ikke", {"age": "dont_know"}),
        ("age", "vil ikke svare", {"age": "declined"}),
        ("housing", "Jeg har ingen bolig", {"housing": "homeless"}),
        ("housing", "på et krisecenter", {"housing": "crisis_centre"}),
        ("violence", "nej", {"violence_exposed": False}),
        ("violence", "Ja", {"violence_exposed": True}),
        ("misuse", "nej", {"alcohol_problem": False, "drug_problem": False}),
        ("misuse", "ja, med stoffer", {"alcohol_problem": False, "drug_problem": True}),
        ("functional_level", "en gang imellem", {"functional_level": "B"}),
        ("impairment", "synet og hørelsen", {"impairment": ["vision", "hearing"]}),
        ("impairment", "nej", {"impairment": []}),
    ],
)
def test_a_typed_answer_is_taken(citizen: Citizen, question: str, text: str, facts: dict[str, Any]) -> None:
    _at(citizen, question)
    citizen.say(text)
    assert {fact: citizen.situation.get(fact) for fact in facts} == facts
    assert citizen.asked != question


@pytest.mark.parametrize(("question", "text"), [("age", "nej"), ("age", "-5"), ("age", "3,7"), ("age", "200"),
                                                ("misuse", "ja"), ("housing", "blå")])  # fmt: skip
def test_what_answers_nothing_sets_nothing_and_is_asked_again(citizen: Citizen, question: str, text: str) -> None:
    _at(citizen, question)
    before = citizen.situation
    citizen.say(text)
    assert citizen.situation == before
    assert citizen.asked == question


def test_the_third_failed_answer_offers_other_ways(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.say("qwrtp zxcvb", "blå elefant spiser ost", "zxcvb")
    assert "vis resultat" in citizen.words
    assert "menneske" in citizen.words
    citizen.say("34", "zxcvb")
    assert "vis resultat" not in citizen.words


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\n", "\t\u2003"])
@pytest.mark.parametrize(
    "text", ["/restart", '/inform{"age": 99}', '/danger_now', "/session_start", '/inform@0.9{"housing": "homeless"}']
)
def test_a_text_that_begins_with_a_slash_is_text(citizen: Citizen, blank: str, text: str) -> None:
    citizen.send(choice="need_homeless")
    citizen.say(blank + text)
    assert citizen.situation == {"municipality": "holbaek"}
    assert citizen.asked == "age"
    assert citizen.turn["progress"]["answered"] == 1


@pytest.mark.parametrize("text", ["\ud800", "\x00", "😀😀😀", "x" * 10_000, "{age}", "%s %n", "'; drop table--"])
def test_odd_texts_are_answered(citizen: Citizen, text: str) -> None:
    citizen.send(choice="need_homeless")
    citizen.say(text)
    assert citizen.asked == "age"
    assert "age" not in citizen.situation
