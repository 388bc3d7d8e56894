"""The interview, computed: the themes first, then the question that settles most, then the price if it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules_core.assess import Assessment, Finding, decisive
from rules_core.catalogue import Knowledge
from rules_core.facts import Question
from rules_core.situation import Situation


def next_question(
    situation: Situation,
    knowledge: Knowledge,
    *,
    topics: Iterable[str],
    assessment: Assessment,
    price: bool = False,
) -> Question | None:
    """The next question, or None when nothing is left that can change a status of the topics in play.

    `topics` are topic ids; none of them puts every provision in play. `price` asks on for the cost of what is likely.
    `assessment` is that of the situation. KeyError for an unknown topic.
    """
    return next(_questions(situation, knowledge, topics, assessment, price), None)


def open_questions(
    situation: Situation,
    knowledge: Knowledge,
    *,
    topics: Iterable[str],
    assessment: Assessment,
    price: bool = False,
) -> tuple[Question, ...]:
    """All that are left if no answer settles more than its own, the next one first. Arguments as `next_question`."""
    return tuple(_questions(situation, knowledge, topics, assessment, price))


def in_play(knowledge: Knowledge, topics: Iterable[str], assessment: Assessment) -> list[Finding]:
    """The findings that the topics open; all where no topic is given."""
    opened = {provision for topic in topics for provision in knowledge.topics[topic].provisions}
    return [finding for finding in assessment.findings if not opened or finding.provision.id in opened]


def _questions(
    situation: Situation, knowledge: Knowledge, topics: Iterable[str], assessment: Assessment, price: bool
) -> Iterator[Question]:
    """All questions that are open now, each once, in the order in which they would be asked."""
    findings = in_play(knowledge, topics, assessment)
    facts: list[str] = [
        fact for id in knowledge.themes for fact in knowledge.questions[id].facts if situation.is_absent(fact)
    ]
    facts += assessment.missing if len(findings) == len(assessment.findings) else decisive(findings)
    if price:
        facts += _price_facts(findings, assessment)
    asked: set[str] = set()
    for fact in facts:
        question = knowledge.question_of(fact)
        if question and question.id not in asked:
            asked.add(question.id)
            yield question


def _price_facts(findings: Sequence[Finding], assessment: Assessment) -> list[str]:
    missing: dict[str, None] = {}
    for finding in findings:
        if finding.status == "likely":
            cost = assessment.cost(finding)
            missing.update(dict.fromkeys(cost["missing"] if cost else ()))
    return list(missing)
