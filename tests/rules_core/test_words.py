"""Every fact, choice and topic has its words exactly once, and what a rule reads can be answered."""

from __future__ import annotations

from collections import Counter

from rules_core import Knowledge
from rules_core.fact_table import FACTS, LIST_FACTS, choices_of


def test_every_fact_has_a_name_and_one_question_or_is_only_heard(knowledge: Knowledge) -> None:
    asked = Counter(fact for question in knowledge.questions.values() for fact in question.facts)
    for fact in FACTS:
        assert knowledge.facts[fact].label
        assert asked[fact] == (0 if knowledge.facts[fact].heard_only else 1)


def test_every_word_of_a_one_of_fact_can_be_picked(knowledge: Knowledge) -> None:
    for question in knowledge.questions.values():
        if len(question.facts) == 1 and choices_of(question.facts[0]):
            assert {choice.value for choice in question.choices} == set(choices_of(question.facts[0]))


def test_every_municipality_can_be_picked(knowledge: Knowledge) -> None:
    picked = {choice.value for choice in knowledge.questions["municipality"].choices}
    assert picked == set(knowledge.municipalities)


def test_everything_a_rule_asks_of_a_list_can_be_picked(knowledge: Knowledge) -> None:
    offered = {
        fact: {c.value for c in question.choices} for fact in LIST_FACTS if (question := knowledge.question_of(fact))
    }
    assert offered["receives"] == set(knowledge.provisions["other"])


def test_labels_of_one_question_differ(knowledge: Knowledge) -> None:
    for question in knowledge.questions.values():
        labels = [choice.label for choice in question.choices]
        assert len(labels) == len(set(labels))


def test_every_question_says_why_it_is_asked(knowledge: Knowledge) -> None:
    for question in knowledge.questions.values():
        assert question.text.endswith("?")
        assert question.why.endswith(".")


def test_every_provision_is_opened_by_some_topic_besides_the_overview(knowledge: Knowledge) -> None:
    opened = {id for topic in knowledge.topics.values() if topic.id != "need_overview" for id in topic.provisions}
    assert set(knowledge.provisions["other"]) - opened <= {"sel-141"}


def test_the_overview_opens_everything(knowledge: Knowledge) -> None:
    assert set(knowledge.topics["need_overview"].provisions) == set(knowledge.provisions["other"])
