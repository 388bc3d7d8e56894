"""The contract's table of facts: their types, words and bounds, enforced strictly.

pydantic 1 coerces unless told not to; here `3.7`, `true` or `"yes"` for a whole number is an error.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConstrainedInt,
    Extra,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
)

from rules_core.errors import SituationError
from rules_core.vocabulary import municipality_names, provision_ids

UNANSWERED = ("dont_know", "declined")
LEVELS = ("A", "B", "C", "D", "E")
CARE_NEEDS = ("none", "some", "extensive", "massive")
VUM_FACTS = ("vum_practical", "vum_self_care", "vum_mobility", "vum_communication", "vum_society", "vum_relations")


class _Score(ConstrainedInt):
    strict, ge, le = True, 0, 4


class _Years(ConstrainedInt):
    strict, ge, le = True, 0, 120


class _Children(ConstrainedInt):
    strict, ge, le = True, 0, 15


class _Nights(ConstrainedInt):
    strict, ge, le = True, 1, 365


_Unanswered = Literal["dont_know", "declined"]
_Bool = StrictBool | _Unanswered | None
_Money = StrictInt | StrictFloat | _Unanswered | None
_Vum = _Score | _Unanswered | None
_Impairment = Literal[
    "physical", "mental_illness", "cognitive", "brain_injury", "neurodevelopmental", "vision", "hearing", "deafblind"
]


class _Facts(BaseModel):
    """The contract's table of facts; pydantic refuses what is not of the type. Money is DKK, ages are whole years."""

    municipality: StrictStr | _Unanswered | None
    about: Literal["self", "other"] | _Unanswered | None
    age: _Years | _Unanswered | None
    legal_residence: _Bool
    housing: Literal["own_home", "home_at_risk", "cannot_stay_home", "with_others", "homeless", "residential_care",
    "crisis_centre", "shelter", "institution"] | _Unanswered | None  # fmt: skip
    home_loss_cause: (
        Literal["acute_event", "breakup", "moving_out", "notice", "eviction", "violence", "other"] | _Unanswered | None
    )
    keeps_own_home: _Bool
    partner: _Bool
    partner_in_residence: _Bool
    meals_included: _Bool
    violence_exposed: _Bool
    immediate_danger: _Bool
    self_harm: _Bool
    child_concern: _Bool
    violence_perpetrator: _Bool
    children: _Children | _Unanswered | None
    pregnant: _Bool
    alcohol_problem: _Bool
    drug_problem: _Bool
    opioid_use: _Bool
    wants_treatment: _Bool
    wants_anonymity: _Bool
    social_problems: _Bool
    impairment: list[_Impairment] | _Unanswered | None
    impairment_lasting: _Bool
    functional_level: Literal["A", "B", "C", "D", "E"] | _Unanswered | None
    vum_practical: _Vum
    vum_self_care: _Vum
    vum_mobility: _Vum
    vum_communication: _Vum
    vum_society: _Vum
    vum_relations: _Vum
    goes_out_alone: _Bool
    can_express_wishes: _Bool
    care_need: Literal["none", "some", "extensive", "massive"] | _Unanswered | None
    leads_helpers: _Bool
    helper_hours_per_day: StrictInt | StrictFloat | _Unanswered | None
    attendance_allowance: _Money
    home_support_enough: _Bool
    need_permanent: _Bool
    motivated: _Bool
    lonely: _Bool
    income_source: (
        Literal["none", "wage", "cash_benefit", "disability_pension", "state_pension", "sick_pay", "student", "other"]
        | _Unanswered
        | None
    )
    monthly_income: _Money
    yearly_income: _Money
    yearly_wage: _Money
    in_education: _Bool
    welfare_residence: _Bool
    disability_pension_before_2003: _Bool
    pension_deferred: _Bool
    ordinary_work_possible: _Bool
    subsidised_work_possible: _Bool
    monthly_extra_costs: _Money
    life_sustaining_treatment: _Bool
    cares_for_relative: _Bool
    lives_with_relative: _Bool
    relative_of_user: _Bool
    dental_need: Literal["none", "acute", "other"] | _Unanswered | None
    ordinary_dentist_possible: _Bool
    receives: list[StrictStr] | _Unanswered | None
    nights: _Nights | _Unanswered | None
    transport_km: _Money
    protected_work_income: _Money

    class Config:
        extra = Extra.forbid
        smart_union = True


MONEY_FACTS = frozenset(
    {"attendance_allowance", "monthly_income", "yearly_income", "yearly_wage", "monthly_extra_costs",
     "transport_km", "protected_work_income"}
)  # fmt: skip
_AMOUNT_LIMIT = 1_000_000_000
LIST_FACTS = frozenset({"impairment", "receives"})
FACTS: tuple[str, ...] = tuple(_Facts.__fields__)
"""Every fact of the contract, in its order."""


def choices_of(fact: str) -> tuple[str, ...]:
    """The words that a one-of or many-of fact may bear; empty for numbers, truth values and open vocabularies."""
    words: list[str] = []
    for part in _literals(_Facts.__fields__[fact].outer_type_):
        words.extend(word for word in part if word not in UNANSWERED)
    return tuple(words)


def kind_of(fact: str) -> str:
    """`boolean`, `integer`, `amount`, `one_of` or `many_of`."""
    if fact in LIST_FACTS:
        return "many_of"
    if fact in MONEY_FACTS or fact == "helper_hours_per_day":
        return "amount"
    if fact in {"age", "children", "nights", *VUM_FACTS}:
        return "integer"
    return "one_of" if fact == "municipality" or choices_of(fact) else "boolean"


def bounds_of(fact: str) -> tuple[float, float]:
    """Least and greatest value of a number, both allowed."""
    if fact in MONEY_FACTS:
        return 0, _AMOUNT_LIMIT
    if fact in VUM_FACTS:
        return 0, 4
    return {"age": (0, 120), "children": (0, 15), "nights": (1, 365), "helper_hours_per_day": (0, 24)}[fact]


def _literals(annotation: Any) -> list[tuple[Any, ...]]:
    arguments = getattr(annotation, "__args__", ())
    if getattr(annotation, "__origin__", None) is Literal:
        return [arguments]
    return [found for argument in arguments for found in _literals(argument)]


def remedy_for(fact: str) -> str:
    """What to write for this fact; the same words for every wrong value, so that none is echoed."""
    if fact not in _Facts.__fields__:
        return "no such fact; the facts are listed in the documentation"
    kind = kind_of(fact)
    unanswered = ', or "dont_know" or "declined"'
    if kind == "boolean":
        return "write true or false" + unanswered
    if kind in ("integer", "amount"):
        least, most = bounds_of(fact)
        noun = "a whole number" if kind == "integer" else "a number"
        return f"write {noun} from {least:g} to {most:g}" + unanswered
    words = choices_of(fact) or tuple(sorted(municipality_names() if fact == "municipality" else provision_ids()))
    noun = "a list of" if kind == "many_of" else "one of"
    return f"write {noun} {', '.join(words)}" + unanswered


def _check_vocabularies(facts: dict[str, Any]) -> None:
    """The bounds and words that the type of a fact cannot say."""
    for fact, value in facts.items():
        if fact in MONEY_FACTS or fact == "helper_hours_per_day":
            least, most = bounds_of(fact)
            if not isinstance(value, str) and not least <= value <= most:
                raise SituationError(fact, remedy_for(fact))
        elif (fact == "municipality" and value not in municipality_names() and value not in UNANSWERED) or (
            fact == "receives" and isinstance(value, list) and not set(value) <= provision_ids()
        ):
            raise SituationError(fact, remedy_for(fact))


def validated(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, each of its type and within its bounds; SituationError names the fact and what to write."""
    for fact, value in facts.items():
        if value is None:
            raise SituationError(*_named(str(fact)))
    try:
        model = _Facts(**{str(key): value for key, value in facts.items()})
    except ValidationError as error:
        raise SituationError(*_named(str(error.errors()[0]["loc"][0]))) from None
    values = {fact: getattr(model, fact) for fact in facts}
    _check_vocabularies(values)
    return values


def _named(fact: str) -> tuple[str, str]:
    """The key and remedy of a complaint; a name that is no fact may be a citizen's words and is not repeated."""
    return (fact if fact in _Facts.__fields__ else "situation"), remedy_for(fact)
