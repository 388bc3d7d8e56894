"""Conditions and amounts in Danish words, as a jurist reads them; the words stand in `words.yml`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rules_core.catalogue import Knowledge
from rules_core.conditions import All, AnyOf, Condition, Constant, Not, Test
from rules_core.costs import (
    Amount,
    Between,
    Case,
    FirstOf,
    Fixed,
    OfFact,
    OfRate,
    Part,
    PerMonth,
    Product,
    Share,
    Sum,
)
from rules_core.rates import Rate
from rules_core.truth import Truth
from rules_core.vocabulary import OTHER


class Readable:
    """Puts conditions and amounts into words; rates as they are on the day."""

    def __init__(self, knowledge: Knowledge, words: dict[str, Any], on: date) -> None:
        self._knowledge, self._words, self._on = knowledge, words, on
        self._forms: dict[type, Callable[[Any], str]] = {
            Fixed: lambda amount: self._said("fixed", value=number(amount.value)),
            OfRate: self._of_rate,
            OfFact: lambda amount: self._said("fact", fact=self._fact(amount.fact)),
            Between: self._between,
            Sum: lambda amount: self._words["amount"]["plus"].join(map(self.amount, amount.parts)),
            Product: lambda amount: self._words["amount"]["product"].join(map(self.amount, amount.parts)),
            Share: self._share,
            Part: self._part,
            PerMonth: lambda amount: self._said("per_month", yearly=self.amount(amount.yearly)),
            FirstOf: lambda amount: self._words["amount"]["next"].join(map(self._case, amount.cases)),
        }

    def condition(self, condition: Condition) -> str:
        """The condition in words, such as "Alder: mindst 18 og Bolig: Jeg har ingen bolig"."""
        words = self._words["condition"]
        if isinstance(condition, (All, AnyOf)):
            join = words["and" if isinstance(condition, All) else "or"]
            return str(join).join(self._part_of(part) for part in condition.parts)
        if isinstance(condition, Not):
            return str(words["not"]).format(part=self.condition(condition.part))
        if isinstance(condition, Constant):
            return str(words["always" if condition.value is Truth.TRUE else "never"])
        assert isinstance(condition, Test)
        return self._test(condition)

    def amount(self, amount: Amount | None) -> str:
        """The amount in words, such as "97,30 kr. (Egenbetaling pr. døgn, 2024)"."""
        if amount is None:
            return str(self._words["amount"]["unknown"])
        return self._forms[type(amount)](amount)

    def _part_of(self, part: Condition) -> str:
        words = self.condition(part)
        return f"({words})" if isinstance(part, (All, AnyOf)) and len(part.parts) > 1 else words

    def _test(self, test: Test) -> str:
        form = test.operator
        if isinstance(test.bound, bool):
            form = {"is": ("no", "yes"), "not_empty": ("empty", "some")}[test.operator][test.bound]
        words = self._words["condition"]
        bounds = test.bound if isinstance(test.bound, tuple) else (test.bound,)
        value = words["or"].join(self._value(test.fact, bound) for bound in bounds)
        return str(words[form]).format(fact=self._fact(test.fact), value=value)

    def _fact(self, fact: str) -> str:
        return self._knowledge.facts[fact].label

    def _value(self, fact: str, value: Any) -> str:
        if isinstance(value, Rate):
            return self._rate("condition", value)
        if isinstance(value, (int, float)):
            return number(value)
        question = self._knowledge.question_of(fact)
        label = question.label_of(value) if question else None
        if label:
            return str(self._words["condition"]["choice"]).format(label=label)
        provision = self._knowledge.provisions[OTHER].get(value)
        return provision.law if provision else str(value)

    def _rate(self, table: str, rate: Rate) -> str:
        figure = rate.on(self._on)
        return str(self._words[table]["rate"]).format(
            label=rate.label, value=number(figure.value), unit=self._words["rate_units"][rate.unit], year=figure.year
        )

    def _of_rate(self, amount: OfRate) -> str:
        return self._rate("amount", amount.rate)

    def _between(self, amount: Between) -> str:
        high = self._words["amount"]["open"] if amount.high is None else self.amount(amount.high)
        return self._said("between", low=self.amount(amount.low), high=high)

    def _share(self, amount: Share) -> str:
        percent = amount.percent
        said = (
            self._said("percent", value=number(percent.value)) if isinstance(percent, Fixed) else self.amount(percent)
        )
        return self._said("share", percent=said, whole=self.amount(amount.of))

    def _part(self, amount: Part) -> str:
        bounds = {"fact": self._fact(amount.fact), "above": self.amount(amount.above)}
        if amount.up_to is None:
            return self._said("part", **bounds)
        return self._said("part_up_to", **bounds, up_to=self.amount(amount.up_to))

    def _case(self, case: Case) -> str:
        said = self.amount(case.amount)
        if case.when is None:
            return self._said("otherwise", amount=said)
        return self._said("case", condition=self.condition(case.when), amount=said)

    def _said(self, form: str, **values: str) -> str:
        return str(self._words["amount"][form]).format(**values)


def number(value: float) -> str:
    """As Danish writes it: 1.005 and 100,77."""
    text = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    return text.removesuffix(",00")
