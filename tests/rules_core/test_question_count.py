"""How much a citizen is asked once the need is told: the interview beside a form that asks everybody everything."""

from __future__ import annotations

import math
import statistics

import pytest

from rules_core import Knowledge
from tests.citizens import OVERVIEW, fixed_questionnaire, own_topics, questions_asked
from tests.named_cases import OWN, SHARED, named_cases

MEDIAN_AT_MOST, P95_AT_MOST = 10, 15


@pytest.fixture(scope="module")
def counts(knowledge: Knowledge) -> list[tuple[int, int]]:
    """For every named case with needs of its own: the questions of the interview, and those of the form."""
    found = []
    for case in named_cases(SHARED, OWN):
        topics = own_topics(case, knowledge)
        if topics != [OVERVIEW]:
            asked = questions_asked(case, knowledge, topics)
            form = fixed_questionnaire(case, knowledge, topics)
            found.append((len(asked), len(form)))
    return found


def _percentile_95(values: list[int]) -> int:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def test_the_interview_asks_few_questions_and_fewer_than_a_form(counts: list[tuple[int, int]]) -> None:
    asked, form = [count[0] for count in counts], [count[1] for count in counts]
    assert len(counts) > 500
    assert statistics.median(asked) <= MEDIAN_AT_MOST
    assert _percentile_95(asked) <= P95_AT_MOST
    assert statistics.median(asked) < statistics.median(form)


def test_the_interview_never_asks_more_than_the_form(counts: list[tuple[int, int]]) -> None:
    assert all(asked <= form for asked, form in counts)
