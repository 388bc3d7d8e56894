"""A result reported as wrong: a case without a person, in the form of the named cases that jurists read."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from api.handoff.masking import mask
from rules_core import Knowledge, Situation, SituationError

STATUSES = ("likely", "possible", "unlikely")
WHY_LIMIT = 2000


def case_of(
    situation: dict[str, Any], provision: str, expected: str, why: str, *, on: date, knowledge: Knowledge
) -> dict[str, Any]:
    """The case; SituationError where facts, provision or status are none. Free text is masked."""
    facts = Situation.parse(situation).as_dict()
    if provision not in knowledge.provisions["other"] or expected not in STATUSES:
        raise SituationError("provision", "write a provision's id and one of likely, possible, unlikely")
    return {
        "name": f"reported: {provision} should be {expected}",
        "source": mask(why.strip())[0][:WHY_LIMIT],
        "day": on,
        "situation": facts,
        "expect": {"status": {provision: expected}},
    }


def yaml_of(case: dict[str, Any]) -> str:
    """A file with this one case, as it may lie in tests/cases."""
    return yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=120)
