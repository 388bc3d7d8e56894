"""`python -m benchmarks.rules`: how long the rules take, without dialogue and web."""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import date
from time import perf_counter

from rules_core import Knowledge, Situation, assess, load_knowledge

DAY = date(2026, 11, 22)
# Everything that the interview may ask, answered: the situation in which most has to be reckoned.
FULL = {
    "about": "self", "age": 44, "legal_residence": True, "housing": "homeless", "home_loss_cause": "eviction",
    "keeps_own_home": False, "partner": False, "partner_in_residence": False, "meals_included": True,
    "violence_exposed": True, "immediate_danger": False, "self_harm": False, "child_concern": False,
    "violence_perpetrator": False, "children": 2, "pregnant": False, "alcohol_problem": True, "drug_problem": True,
    "opioid_use": True, "wants_treatment": True, "wants_anonymity": False, "social_problems": True,
    "impairment": ["physical", "vision", "hearing"], "impairment_lasting": True, "vum_practical": 3,
    "vum_self_care": 3, "vum_mobility": 3, "vum_communication": 2, "vum_society": 3, "vum_relations": 2,
    "goes_out_alone": False, "can_express_wishes": True, "care_need": "massive", "leads_helpers": True,
    "helper_hours_per_day": 12, "attendance_allowance": 3000, "home_support_enough": False, "need_permanent": True,
    "motivated": True, "lonely": True, "income_source": "disability_pension", "monthly_income": 15000,
    "yearly_income": 180000, "yearly_wage": 4000, "in_education": False, "welfare_residence": True,
    "disability_pension_before_2003": False, "pension_deferred": False, "ordinary_work_possible": False,
    "subsidised_work_possible": False, "monthly_extra_costs": 1500, "life_sustaining_treatment": False,
    "cares_for_relative": False, "lives_with_relative": False, "relative_of_user": False, "dental_need": "acute",
    "ordinary_dentist_possible": False, "receives": ["sel-85"], "nights": 30, "transport_km": 14,
    "protected_work_income": 2500,
}  # fmt: skip


def main() -> int:
    """Prints a Markdown table; the targets are those of the project, and nothing fails when they are missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="assessments of each municipality")
    parser.add_argument("--loads", type=int, default=9, help="times that the knowledge is loaded")
    options = parser.parse_args()
    knowledge = load_knowledge()
    loads = _timed(load_knowledge, options.loads)
    assessments, answers = [], []
    for situation in _situations(knowledge):
        assessments += _timed(lambda: assess(situation, knowledge, on=DAY), options.rounds)  # noqa: B023
        answers += _timed(lambda: assess(situation, knowledge, on=DAY).as_dict(), options.rounds)  # noqa: B023
    print("| | median | target |\n|---|---:|---:|")
    print(f"| all knowledge loads | {statistics.median(loads):.2f} s | 0.5 s |")
    print(f"| `assess`, a full situation, all provisions | {1000 * statistics.median(assessments):.2f} ms | 5 ms |")
    print(f"| the same, with its answer as JSON-able objects | {1000 * statistics.median(answers):.2f} ms | |")
    return 0


def _situations(knowledge: Knowledge) -> Iterator[Situation]:
    """The full situation in each municipality in turn."""
    for name in sorted(knowledge.municipalities):
        yield Situation.parse({**FULL, "municipality": name})


def _timed(call: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call, after one that is not counted."""
    call()
    gc.collect()
    seconds = []
    for _ in range(times):
        start = perf_counter()
        call()
        seconds.append(perf_counter() - start)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
