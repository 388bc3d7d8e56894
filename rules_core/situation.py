"""The citizen's situation: every fact of the contract, strictly typed, each possibly absent.

Absent (never asked), `dont_know` and `declined` are three different things: all evaluate to unknown, only the first is asked.
"""

from __future__ import annotations

from typing import Any, Literal, Union

from pydantic import BaseModel, Extra, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError, conint, root_validator

from rules_core.errors import SituationError
from rules_core.vocabulary import municipality_names, provision_ids

UNANSWERED = ("dont_know", "declined")
LEVELS = ("A", "B", "C", "D", "E")
CARE_NEEDS = ("none", "some", "extensive", "massive")
VUM_FACTS = ("vum_practical", "vum_self_care", "vum_mobility", "vum_communication", "vum_society", "vum_relations")
OPEN_LISTS = "open_lists"
"""Wire key that names the list facts heard in a text and not yet asked: what is not in them is unknown, not false."""

_Unanswered = Literal["dont_know", "declined"]
_Bool = Union[StrictBool, _Unanswered, None]
_Money = Union[StrictInt, StrictFloat, _Unanswered, None]
_Vum = Union[conint(strict=True, ge=0, le=4), _Unanswered, None]  # type: ignore[valid-type]
_Impairment = Literal[
    "physical", "mental_illness", "cognitive", "brain_injury", "neurodevelopmental", "vision", "hearing", "deafblind"
]


class _Facts(BaseModel):
    """The contract's table of facts; pydantic refuses what is not of the type. Money is DKK, ages are whole years."""

    municipality: Union[StrictStr, _Unanswered, None]
    about: Union[Literal["self", "other"], _Unanswered, None]
    age: Union[conint(strict=True, ge=0, le=120), _Unanswered, None]  # type: ignore[valid-type]
    legal_residence: _Bool
    housing: Union[
        Literal[
            "own_home", "home_at_risk", "cannot_stay_home", "with_others", "homeless",
            "residential_care", "crisis_centre", "shelter", "institution",
        ],
        _Unanswered,
        None,
    ]  # fmt: skip
    home_loss_cause: Union[
        Literal["acute_event", "breakup", "moving_out", "notice", "eviction", "violence", "other"], _Unanswered, None
    ]
    keeps_own_home: _Bool
    partner: _Bool
    partner_in_residence: _Bool
    meals_included: _Bool
    violence_exposed: _Bool
    immediate_danger: _Bool
    self_harm: _Bool
    child_concern: _Bool
    violence_perpetrator: _Bool
    children: Union[conint(strict=True, ge=0, le=15), _Unanswered, None]  # type: ignore[valid-type]
    pregnant: _Bool
    alcohol_problem: _Bool
    drug_problem: _Bool
    opioid_use: _Bool
    wants_treatment: _Bool
    wants_anonymity: _Bool
    social_problems: _Bool
    impairment: Union[list[_Impairment], _Unanswered, None]
    impairment_lasting: _Bool
    functional_level: Union[Literal["A", "B", "C", "D", "E"], _Unanswered, None]
    vum_practical: _Vum
    vum_self_care: _Vum
    vum_mobility: _Vum
    vum_communication: _Vum
    vum_society: _Vum
    vum_relations: _Vum
    goes_out_alone: _Bool
    can_express_wishes: _Bool
    care_need: Union[Literal["none", "some", "extensive", "massive"], _Unanswered, None]
    leads_helpers: _Bool
    helper_hours_per_day: Union[StrictInt, StrictFloat, _Unanswered, None]
    attendance_allowance: _Money
    home_support_enough: _Bool
    need_permanent: _Bool
    motivated: _Bool
    lonely: _Bool
    income_source: Union[
        Literal["none", "wage", "cash_benefit", "disability_pension", "state_pension", "sick_pay", "student", "other"],
        _Unanswered,
        None,
    ]
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
    dental_need: Union[Literal["none", "acute", "other"], _Unanswered, None]
    ordinary_dentist_possible: _Bool
    receives: Union[list[StrictStr], _Unanswered, None]
    nights: Union[conint(strict=True, ge=1, le=365), _Unanswered, None]  # type: ignore[valid-type]
    transport_km: _Money
    protected_work_income: _Money

    class Config:
        extra = Extra.forbid
        smart_union = True

    @root_validator(pre=True)
    def _no_null(cls, values: dict[str, Any]) -> dict[str, Any]:
        for fact, value in values.items():
            if value is None:
                raise SituationError(str(fact), _remedy(str(fact)))
        return values


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


def _remedy(fact: str) -> str:
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
                raise SituationError(fact, _remedy(fact))
        elif fact == "municipality" and value not in municipality_names() and value not in UNANSWERED:
            raise SituationError(fact, _remedy(fact))
        elif fact == "receives" and isinstance(value, list) and not set(value) <= provision_ids():
            raise SituationError(fact, _remedy(fact))


class Situation:
    """An immutable set of facts. `get` is None for absent, dont_know and declined alike; `is_absent` tells them apart."""

    __slots__ = ("_facts", "_open", "_level")

    def __init__(self, facts: dict[str, Any], open_lists: frozenset[str] = frozenset()) -> None:
        """Trusts its arguments: use `parse` for anything that comes from outside."""
        self._facts = facts
        self._open = open_lists
        self._level: str | None | Literal[False] = False

    @classmethod
    def parse(cls, data: Any) -> Situation:
        """From the wire form (an object of facts). SituationError names the fact and what to write."""
        if not isinstance(data, dict):
            raise SituationError("situation", "write an object of facts, such as {\"age\": 34}")
        facts = dict(data)
        open_lists = facts.pop(OPEN_LISTS, [])
        if not isinstance(open_lists, list) or not all(
            isinstance(name, str) and name in LIST_FACTS and isinstance(facts.get(name), list) for name in open_lists
        ):
            raise SituationError(OPEN_LISTS, "write a list of list facts that are in the situation")
        return cls(_validated(facts), frozenset(open_lists))

    def get(self, fact: str) -> Any:
        """The known value of a fact, else None. The functional level is computed from the `vum_*` facts where not set."""
        value = self._facts.get(fact)
        if value in UNANSWERED if isinstance(value, str) else value is None:
            return self._level_of_vum() if fact == "functional_level" else None
        return value

    def is_absent(self, fact: str) -> bool:
        """True if the fact was never answered; an open list counts as not answered yet."""
        if fact == "functional_level" and fact not in self._facts:
            return self._level_of_vum() is None
        return fact not in self._facts or fact in self._open

    def is_open(self, fact: str) -> bool:
        """True for a list heard in a text: what is in it is so, what is not in it is unknown."""
        return fact in self._open

    def put(self, fact: str, value: Any) -> Situation:
        """A new situation with this fact answered (a list is then closed). SituationError as `parse`."""
        facts = {**self._facts, **_validated({fact: value})}
        return Situation(facts, self._open - {fact})

    def heard(self, fact: str, words: list[str]) -> Situation:
        """A new situation in which these words of a list fact are so and the rest of the list stays unknown."""
        if fact not in LIST_FACTS:
            raise SituationError(fact, "only a list can be heard in part")
        known = self._facts.get(fact)
        before = known if isinstance(known, list) else []
        merged = before + [word for word in words if word not in before]
        closed = isinstance(known, list) and fact not in self._open
        facts = {**self._facts, **_validated({fact: merged})}
        return Situation(facts, self._open if closed else self._open | {fact})

    def without(self, fact: str) -> Situation:
        """A new situation in which the fact is absent."""
        return Situation({key: value for key, value in self._facts.items() if key != fact}, self._open - {fact})

    def as_dict(self) -> dict[str, Any]:
        """The wire form; `open_lists` only where a list is open."""
        facts = {key: list(value) if isinstance(value, list) else value for key, value in self._facts.items()}
        if self._open:
            facts[OPEN_LISTS] = sorted(self._open)
        return facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Situation) and self.as_dict() == other.as_dict()

    def __repr__(self) -> str:
        return f"Situation({len(self._facts)} facts)"

    def _level_of_vum(self) -> str | None:
        """The level that the six scores make, if every value of the unknown ones makes the same; see docs/functional-level.md."""
        if self._level is False:
            scores = [self._facts.get(fact) for fact in VUM_FACTS]
            known = [score for score in scores if isinstance(score, int)]
            gaps = len(scores) - len(known)
            least, most = _level(known + [0] * gaps), _level(known + [4] * gaps)
            self._level = LEVELS[least] if least == most else None
        return self._level


def _level(scores: list[int]) -> int:
    """The mean of the highest score and the average score, rounded half up: one bad area counts, and does not decide alone."""
    doubled = max(scores) + sum(scores) / len(scores)
    return int(doubled / 2 + 0.5)


def _validated(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        model = _Facts(**{str(key): value for key, value in facts.items()})
    except SituationError:
        raise
    except ValidationError as error:
        fact = str(error.errors()[0]["loc"][0])
        raise SituationError(fact if fact in _Facts.__fields__ else "situation", _remedy(fact)) from None
    values = {fact: getattr(model, fact) for fact in facts}
    _check_vocabularies(values)
    return values
