"""A citizen in each named situation types every answer in words of their own; what they get is what the rules say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import pytest

from bot.actions.counsel import Counsel
from rules_core import Situation, assess
from rules_core.facts import Question
from tests.citizens import own_topics
from tests.dialogue.conftest import Citizen
from tests.dialogue.typing_citizen import Typist, read_phrasings
from tests.named_cases import OWN, SHARED, NamedCase, named_cases

DAY = date(2026, 11, 22)
EACH = 60  # one in so many of the project's own cases; the shared ones all
CASES = [*named_cases(SHARED), *islice(named_cases(OWN), 0, None, EACH)]
MOST_TURNS = 45


@pytest.mark.parametrize(("seed", "case"), enumerate(CASES), ids=lambda value: getattr(value, "name", None))
def test_typed_answers_end_with_the_assessment_of_the_situation(
    open_citizen: Callable[..., Citizen], counsel: Counsel, seed: int, case: NamedCase
) -> None:
    citizen = _begun(open_citizen(), case, counsel)
    typist, asked = Typist(read_phrasings(), seed), []
    while citizen.asked:
        question = counsel.question(citizen.asked)
        assert question is not None
        asked.append(question)
        words = typist.words(question, case.situation)
        citizen.say(words)
        assert citizen.asked != question.id, f"{question.id} was not answered by: {words}"
        assert len(asked) <= MOST_TURNS
    told = {fact: value for question in asked for fact, value in _told(question, case).items()}
    assert {fact: citizen.situation.get(fact) for fact in told} == told
    expected = assess(Situation.parse(citizen.situation), counsel.knowledge, on=DAY).as_dict()
    assert citizen.turn["assessment"] == expected
    found = {finding["provision"]: finding["status"] for finding in expected["findings"]}
    wanted = case.expect.get("status", {})
    assert {provision: found[provision] for provision in wanted} == wanted


def _told(question: Question, case: NamedCase) -> dict[str, Any]:
    """What the answer must have stored. Of several facts only where they are the very words of a choice."""
    known = {fact: case.situation[fact] for fact in question.facts if fact in case.situation}
    if len(question.facts) > 1 and known:
        return known if any(choice.value == known for choice in question.choices) else {}
    return known or dict.fromkeys(question.facts, "dont_know")


def _begun(citizen: Citizen, case: NamedCase, counsel: Counsel) -> Citizen:
    """The needs chosen, and told by name what no question asks for."""
    for topic in own_topics(case, counsel.knowledge):
        citizen.send(topic=topic)
    facts = counsel.knowledge.facts
    only_heard = {fact: value for fact, value in case.situation.items() if fact in facts and facts[fact].heard_only}
    if only_heard:
        citizen.send(set=only_heard)
    return citizen
