"""What a simulated citizen in a named situation wants help with, and how many questions it takes to find out."""

from __future__ import annotations

from typing import Any

from rules_core import Knowledge, Situation, assess, next_question
from rules_core.facts import Question
from tests.named_cases import NamedCase

_BY_PROVISION = ("status", "deadlines", "pays", "receives", "keeps", "lines", "cost_lines", "phones", "local", "appeal")
OVERVIEW = "need_overview"


def own_topics(case: NamedCase, knowledge: Knowledge) -> list[str]:
    """The needs that open what the case names, fewest provisions first; the overview where it names none."""
    needs = sorted(knowledge.topics.values(), key=lambda topic: len(topic.provisions))
    named = next((list(case.expect[key]) for key in _BY_PROVISION if case.expect.get(key)), [])
    chosen = {next(topic.id for topic in needs if provision in topic.provisions): None for provision in named}
    return list(chosen) or [OVERVIEW]


def heard_beforehand(case: NamedCase, knowledge: Knowledge, topics: list[str]) -> Situation:
    """What is only heard and never asked, and what the needs bear with them."""
    told = {fact: value for topic in topics for fact, value in knowledge.topics[topic].implies.items()}
    told |= {fact: case.situation[fact] for fact in case.situation if _is_only_heard(fact, knowledge)}
    return Situation.parse(told)


def questions_asked(case: NamedCase, knowledge: Knowledge, topics: list[str]) -> list[str]:
    """The questions of the interview, answered from the case, "dont_know" where it is silent."""
    situation, asked = heard_beforehand(case, knowledge, topics), []
    while question := _next(situation, knowledge, topics, case):
        asked.append(question.id)
        for fact in question.facts:
            situation = situation.put(fact, case.situation.get(fact, "dont_know"))
    return asked


def fixed_questionnaire(case: NamedCase, knowledge: Knowledge, topics: list[str]) -> list[str]:
    """The questions of a form that asks everybody with these needs for all facts that their provisions read."""
    opened = {id for topic in topics for id in knowledge.topics[topic].provisions}
    provisions = knowledge.provisions[knowledge.place(case.municipality)]
    facts = {fact for id in opened for criterion in provisions[id].criteria for fact in criterion.when.facts}
    read = {question.id for fact in facts if (question := knowledge.question_of(fact))}
    return [id for id in knowledge.questions if id in read or id in knowledge.themes]


def _next(situation: Situation, knowledge: Knowledge, topics: list[str], case: NamedCase) -> Question | None:
    assessment = assess(situation, knowledge, on=case.day)
    return next_question(situation, knowledge, topics=topics, assessment=assessment)


def _is_only_heard(fact: str, knowledge: Knowledge) -> bool:
    known: Any = knowledge.facts.get(fact)
    return known is not None and known.heard_only
