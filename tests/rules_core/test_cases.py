"""Every named situation must come out as it was read off its source."""

from __future__ import annotations

import pytest

from rules_core import Knowledge
from tests.named_cases import OWN, SHARED, NamedCase, differences, named_cases

# Municipalities whose own standards are entered whole; the others answer by the national rule until theirs are.
ENTERED = {"holbaek", "varde", "lejre", "hvidovre", "other", None}
CASES = [case for case in named_cases(OWN, SHARED) if case.municipality in ENTERED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_named_case_comes_out_as_read_off_the_source(case: NamedCase, knowledge: Knowledge) -> None:
    found = differences(case, knowledge)
    assert not found, "\n" + "\n".join(found)


def test_a_wrong_expectation_is_noticed(knowledge: Knowledge) -> None:
    case = CASES[0]
    wrong = {
        provision: "unlikely" if status == "likely" else "likely" for provision, status in case.expect["status"].items()
    }
    assert differences(NamedCase(case.file, case.name, case.day, case.situation, {"status": wrong}), knowledge)
