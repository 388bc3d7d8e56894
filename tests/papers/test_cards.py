"""Cards: what the citizen answered stands beside each reason, and a date says what it counts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.locale import words_of
from api.papers.answers import answers_of, question_for, standing
from api.papers.cards import FROM_TODAY, cards_of, dates_of, shared_contacts
from rules_core import Knowledge
from rules_core.fact_table import choices_of
from tests.papers.conftest import DAY, FULL, PLAIN

Result = Callable[[dict[str, Any]], dict[str, Any]]
W = words_of("da")["result"]


def cards(result: Result, knowledge: Knowledge, situation: dict[str, Any]) -> list[dict[str, Any]]:
    return cards_of(result(situation)["assessment"], situation, knowledge)


def test_a_reason_bears_the_answers_it_looked_at_and_no_other(result: Result, knowledge: Knowledge) -> None:
    card = next(card for card in cards(result, knowledge, PLAIN) if card["provision"] == "sel-12")
    by_criterion = {reason["criterion"]: reason["answers"] for reason in card["reasons"]}
    age, alcohol, drugs = (knowledge.facts[fact].label for fact in ("age", "alcohol_problem", "drug_problem"))
    assert by_criterion["age_18"] == [f"{age}: 34 år"]
    assert by_criterion["need"] == [f"{alcohol}: Ja", f"{drugs}: Ved ikke"]


def test_what_would_change_a_card_names_what_stands_against_it_and_what_nobody_told(
    result: Result, knowledge: Knowledge
) -> None:
    for card in cards(result, knowledge, PLAIN):
        against = [reason["text"] for reason in card["reasons"] if reason["outcome"] == "unmet"]
        changes = " ".join(card["changes"])
        assert all(text in changes for text in against)
        assert all(knowledge.facts[fact].label in changes for fact in card["missing"])
        assert bool(card["changes"]) == bool(against or card["missing"])


def test_the_time_line_holds_only_likely_dates_that_count_from_today(result: Result, knowledge: Knowledge) -> None:
    found = cards(result, knowledge, FULL)
    dates = dates_of(found, DAY.isoformat())
    assert dates[0] == {"day": "2026-11-26", "text": W["counted_from"], "today": True, "kind": None}
    expected = {
        (line["due"], line["kind"])
        for card in found if card["status"] == "likely" for line in card["deadlines"] if line["after"] in FROM_TODAY
    }  # fmt: skip
    assert {(line["day"], line["kind"]) for line in dates[1:]} == expected
    assert "appeal" not in {line["kind"] for line in dates}
    assert [line["day"] for line in dates] == sorted(line["day"] for line in dates)


def test_a_card_says_what_each_of_its_dates_counts_from(result: Result, knowledge: Knowledge) -> None:
    for card in cards(result, knowledge, FULL):
        assert len(card["dates"]) == (len(card["deadlines"]) + 1 if card["deadlines"] else 0)
        for line in card["deadlines"]:
            assert {"day": line["due"], "text": f"{line['text']} ({W['after'][line['after']]})", "today": False,
                    "kind": line["kind"]} in card["dates"]  # fmt: skip


def test_every_deadline_of_the_knowledge_has_its_words(knowledge: Knowledge) -> None:
    kinds = words_of("da")["papers"]["calendar_kinds"]
    seen = 0
    for provision in (one for place in knowledge.provisions.values() for one in place.values()):
        for line in provision.deadlines:
            seen += 1
            assert line.after in W["after"]
            assert line.kind in kinds
    assert seen > 100


def test_contacts_of_most_cards_are_shared_and_those_of_unlikely_ones_do_not_count() -> None:
    def card(status: str, *ids: str) -> dict[str, Any]:
        return {"status": status, "contacts": [{"id": id} for id in ids]}

    found = [card("likely", "a", "b"), card("possible", "a"), card("possible", "a", "c"), card("unlikely", "c")]
    assert shared_contacts(found) == [{"id": "a"}]


def test_an_answer_names_the_question_that_changes_it(knowledge: Knowledge) -> None:
    answers = {answer["name"]: answer for answer in answers_of({**PLAIN, "self_harm": True}, knowledge)}
    assert answers[knowledge.facts["housing"].label]["question"] == "housing"
    assert answers[knowledge.facts["self_harm"].label]["question"] == "self_harm"
    assert len(answers) == len(PLAIN) + 1


def test_every_fact_has_a_question_that_takes_every_answer_it_can_have(knowledge: Knowledge) -> None:
    for fact in knowledge.facts.values():
        question = question_for(fact.id, knowledge) or knowledge.question_of(fact.id)
        assert question, fact.id
        assert fact.id in question.facts
        if fact.heard_only:
            wanted = list(choices_of(fact.id)) or [True, False]
            assert [choice.value for choice in question.choices] == wanted
            assert {str(question.accept(value)[fact.id]) for value in wanted} == {str(value) for value in wanted}
            assert question.accept("declined") == {fact.id: "declined"}


@pytest.mark.parametrize(
    ("id", "situation", "words"),
    [
        ("age", {"age": 34}, "34 år"),
        ("about", {"about": "other"}, "En anden"),
        ("misuse", {"alcohol_problem": True, "drug_problem": False}, "Ja, med alkohol"),
        ("misuse", {"alcohol_problem": True}, "Problemer med alkohol: Ja"),
        ("misuse", {}, None),
        ("housing", {"housing": "declined"}, "Ville ikke svare"),
    ],
)
def test_the_answer_that_stands_is_told_in_words(
    knowledge: Knowledge, id: str, situation: dict[str, Any], words: str | None
) -> None:
    question = question_for(id, knowledge)
    assert question
    assert standing(question, situation, knowledge) == words


@pytest.mark.parametrize("key", ["open_lists", "unsure_lists", "nowhere"])
def test_what_is_no_fact_is_no_answer(knowledge: Knowledge, key: str) -> None:
    assert answers_of({key: ["impairment"]}, knowledge) == []
