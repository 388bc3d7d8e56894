"""The computed interview: themes first, each question once, nothing asked that is known or settles nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_core import Knowledge, Situation, SituationError, assess, next_question, open_questions
from rules_core.facts import Question

DAY = date(2026, 11, 22)
THEMES = ["municipality", "age", "housing", "violence", "misuse", "functional_level"]


def ask(knowledge: Knowledge, situation: Situation, topics: list[str], price: bool = False) -> Question | None:
    return next_question(
        situation, knowledge, topics=topics, assessment=assess(situation, knowledge, on=DAY), price=price
    )


def walk(
    knowledge: Knowledge, topics: list[str], answers: dict[str, Any], price: bool = False
) -> tuple[list[str], Situation]:
    """The questions asked of a citizen who knows the answers and says dont_know to the rest."""
    situation, asked = Situation.parse({}), []
    while question := ask(knowledge, situation, topics, price):
        asked.append(question.id)
        assert len(asked) <= 60
        for fact in question.facts:
            situation = situation.put(fact, answers.get(fact, "dont_know"))
    return asked, situation


def test_the_themes_come_first_in_order(knowledge: Knowledge) -> None:
    asked, _ = walk(knowledge, ["need_homeless"], {})
    assert asked[:6] == THEMES


@pytest.mark.parametrize("topic", ["need_overview", "need_homeless", "need_accompaniment", "need_residence"])
def test_no_question_comes_twice_and_dont_know_ends(knowledge: Knowledge, topic: str) -> None:
    asked, _ = walk(knowledge, [topic], {"municipality": "holbaek"}, price=True)
    assert len(asked) == len(set(asked))


def test_what_is_known_is_not_asked(knowledge: Knowledge) -> None:
    known = Situation.parse({"municipality": "holbaek", "age": 34, "housing": "homeless"})
    question = ask(knowledge, known, ["need_homeless"])
    assert question is not None
    assert question.id == "violence"


def test_only_what_can_change_a_status_in_play_is_asked(knowledge: Knowledge) -> None:
    child = {"municipality": "holbaek", "age": 12}
    asked, situation = walk(knowledge, ["need_homeless"], child)
    assessment = assess(situation, knowledge, on=DAY)
    assert assessment.finding("sel-110").status == "unlikely"
    assert "social_problems" not in asked or any(
        "social_problems" in finding.missing for finding in assessment.findings
    )


def test_the_price_is_asked_for_only_when_wanted(knowledge: Knowledge) -> None:
    answers = {
        "municipality": "holbaek",
        "age": 34,
        "legal_residence": True,
        "housing": "homeless",
        "home_loss_cause": "eviction",
        "social_problems": True,
    }
    plain, _ = walk(knowledge, ["need_homeless"], answers)
    priced, _ = walk(knowledge, ["need_homeless"], answers, price=True)
    assert "nights" not in plain
    assert {"nights", "keeps_own_home"} <= set(priced)


def test_remaining_counts_down_to_nothing(knowledge: Knowledge) -> None:
    situation = Situation.parse({})
    while question := ask(knowledge, situation, ["need_homeless"]):
        assessment = assess(situation, knowledge, on=DAY)
        assert open_questions(situation, knowledge, topics=["need_homeless"], assessment=assessment)
        for fact in question.facts:
            situation = situation.put(fact, "declined")
    assessment = assess(situation, knowledge, on=DAY)
    assert not open_questions(situation, knowledge, topics=["need_homeless"], assessment=assessment)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_answers_end_the_interview_with_nothing_missing_in_play(knowledge: Knowledge, data: st.DataObject) -> None:
    topics = data.draw(st.lists(st.sampled_from(sorted(knowledge.topics)), max_size=2, unique=True))
    situation, asked = Situation.parse({}), set()
    while question := ask(knowledge, situation, topics):
        assert question.id not in asked
        asked.add(question.id)
        offered: list[Any] = [choice.value for choice in question.choices] or [1, 18, 40]
        value = data.draw(st.sampled_from([*offered, "dont_know"]))
        many = question.kind == "many_of" and value != "dont_know"
        for fact, answer in question.accept([value] if many else value).items():
            situation = situation.put(fact, answer)
    opened = {id for topic in topics for id in knowledge.topics[topic].provisions}
    for finding in assess(situation, knowledge, on=DAY).findings:
        assert not finding.missing or (opened and finding.provision.id not in opened)


def test_an_answer_outside_what_stands_is_refused(knowledge: Knowledge) -> None:
    for id, value in (
        ("age", 200),
        ("age", "gammel"),
        ("housing", "castle"),
        ("violence", "yes"),
        ("misuse", {"age": 3}),
        ("misuse", {}),
        ("impairment", ["eyes"]),
        ("impairment", "vision"),
        ("receives", ["sel-999"]),
    ):
        with pytest.raises(SituationError):
            knowledge.questions[id].accept(value)


def test_dont_know_and_declined_answer_every_question(knowledge: Knowledge) -> None:
    for question in knowledge.questions.values():
        for word in ("dont_know", "declined"):
            assert question.accept(word) == dict.fromkeys(question.facts, word)


def test_half_an_answer_leaves_the_other_fact_unknown(knowledge: Knowledge) -> None:
    assert knowledge.questions["misuse"].accept({"drug_problem": True}) == {
        "drug_problem": True,
        "alcohol_problem": "dont_know",
    }
