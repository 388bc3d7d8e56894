"""Results to make papers of: assessed as the service does, without a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules_core import Knowledge, Situation, assess, load_knowledge

DAY = date(2026, 11, 26)
PLAIN = {
    "municipality": "holbaek", "age": 34, "legal_residence": True, "housing": "homeless", "violence_exposed": False,
    "alcohol_problem": True, "drug_problem": "dont_know", "about": "self",
}  # fmt: skip
FULL = {
    **PLAIN, "municipality": "varde", "impairment": ["mental_illness", "physical"], "impairment_lasting": True,
    "functional_level": "D", "social_problems": True, "drug_problem": True, "motivated": True, "lonely": True,
    "care_need": "some", "home_support_enough": False, "need_permanent": True, "violence_exposed": True,
    "wants_treatment": True, "immediate_danger": True, "self_harm": True, "child_concern": True,
}  # fmt: skip
"""As much as one person can need at once: three alerts and half of all provisions likely."""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def result(knowledge: Knowledge) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """`{situation, assessment}` of a situation, as a conversation bears them."""
    return lambda situation: {
        "situation": situation,
        "assessment": assess(Situation.parse(situation), knowledge, on=DAY).as_dict(),
    }
