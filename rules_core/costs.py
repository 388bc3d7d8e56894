"""What help costs: ranges in DKK with the year of their rates. Nothing is estimated that the sources do not carry.

An amount is written as data, and nothing else is understood:

| form | DKK |
|---|---|
| `12.5` | that figure |
| `{rate: name}` | the dated rate |
| `{fact: name}` | the citizen's own figure; a gap from 0 upwards where it is unknown |
| `{from: amount, to: amount}` | a range; `to: null` has no known upper bound |
| `{sum: [..]}`, `{product: [..]}` | of amounts (a product takes a number of nights or children as a fact) |
| `{percent: amount, of: amount}` | so many per cent of it; `percent` a number or a rate |
| `{part: fact, above: amount, up_to: amount}` | the part of a figure between two bounds |
| `{per_month: amount}` | a twelfth of a yearly amount |
| `{first: [{when: condition, amount: ..}, ..]}` | the amount of the first condition that holds; all that may hold
make a range. A case with `told: true` waits: while its condition is unknown the next one stands, and its facts are
still asked for |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from rules_core.conditions import Condition
from rules_core.rates import Rate
from rules_core.situation import Situation
from rules_core.source import Source
from rules_core.truth import Truth

SIDES = ("pays", "receives", "keeps")
PERIODS = ("night", "month", "year", "stay")


@dataclass
class Reckoning:
    """One estimate in the making: the situation and day, and what it leaned on."""

    situation: Situation
    on: date
    missing: list[str] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    outdated: bool = False

    def figure(self, rate: Rate) -> float:
        """The rate's value, its year noted."""
        figure = rate.on(self.on)
        self.years.add(figure.year)
        self.outdated = self.outdated or figure.outdated
        return figure.value

    def lacks(self, facts: Iterable[str]) -> None:
        """Notes the absent facts among these; what the citizen does not know or declined is not asked again."""
        self.missing.extend(fact for fact in facts if self.situation.is_absent(fact) and fact not in self.missing)


@dataclass(frozen=True)
class Span:
    """From `low` to `high` DKK; `high` None has no known upper bound."""

    low: float
    high: float | None


class Amount(Protocol):
    """A form of the table above."""

    def span(self, reckoning: Reckoning) -> Span | None:
        """The range, or None where nothing is known that bears a figure."""


@dataclass(frozen=True)
class Fixed:
    value: float

    def span(self, reckoning: Reckoning) -> Span | None:
        return Span(self.value, self.value)


@dataclass(frozen=True)
class OfRate:
    rate: Rate

    def span(self, reckoning: Reckoning) -> Span | None:
        value = reckoning.figure(self.rate)
        return Span(value, value)


@dataclass(frozen=True)
class OfFact:
    fact: str

    def span(self, reckoning: Reckoning) -> Span | None:
        value = reckoning.situation.get(self.fact)
        if value is None:
            reckoning.lacks([self.fact])
            return Span(0, None)
        return Span(value, value)


@dataclass(frozen=True)
class Between:
    low: Amount
    high: Amount | None

    def span(self, reckoning: Reckoning) -> Span | None:
        low = self.low.span(reckoning)
        high = self.high.span(reckoning) if self.high else None
        return Span(low.low if low else 0, high.high if high else None)


@dataclass(frozen=True)
class Sum:
    parts: tuple[Amount, ...]

    def span(self, reckoning: Reckoning) -> Span | None:
        return _added(part.span(reckoning) for part in self.parts)


@dataclass(frozen=True)
class Product:
    parts: tuple[Amount, ...]

    def span(self, reckoning: Reckoning) -> Span | None:
        spans = [part.span(reckoning) for part in self.parts]
        low, high = 1.0, 1.0
        bounded = True
        for span in spans:
            if span is None:
                return None
            low *= span.low
            bounded = bounded and span.high is not None
            high *= span.high or 0
        return Span(low, high if bounded or any(span and span.high == 0 for span in spans) else None)


@dataclass(frozen=True)
class Share:
    percent: Amount
    of: Amount

    def span(self, reckoning: Reckoning) -> Span | None:
        whole = Product((self.percent, self.of)).span(reckoning)
        return whole and Span(whole.low / 100, None if whole.high is None else whole.high / 100)


@dataclass(frozen=True)
class Part:
    """How much of a figure lies above one bound and, where given, up to another."""

    fact: str
    above: Amount
    up_to: Amount | None

    def span(self, reckoning: Reckoning) -> Span | None:
        whole = OfFact(self.fact).span(reckoning)
        floor = self.above.span(reckoning)
        ceiling = self.up_to.span(reckoning) if self.up_to else None
        if whole is None or floor is None:
            return None
        top = ceiling.high if ceiling else None
        return Span(_between(whole.low, floor.low, top) or 0, _between(whole.high, floor.low, top))


@dataclass(frozen=True)
class PerMonth:
    yearly: Amount

    def span(self, reckoning: Reckoning) -> Span | None:
        span = self.yearly.span(reckoning)
        return span and Span(span.low / 12, None if span.high is None else span.high / 12)


@dataclass(frozen=True)
class Case:
    """An amount and whom it is for (`when` None: everybody left).

    `told`: an exception that a table states beside its standard figure; it counts once its condition is known to hold.
    """

    when: Condition | None
    amount: Amount
    told: bool = False


@dataclass(frozen=True)
class FirstOf:
    """The first case whose condition holds; while one is unknown, it and all later possible ones make a range."""

    cases: tuple[Case, ...]

    def span(self, reckoning: Reckoning) -> Span | None:
        possible: list[Span | None] = []
        for case in self.cases:
            truth = case.when.truth(reckoning.situation, reckoning.on) if case.when else Truth.TRUE
            if truth is Truth.UNKNOWN and case.when:
                reckoning.lacks(case.when.open_facts(reckoning.situation, reckoning.on))
            if truth is Truth.FALSE or (truth is Truth.UNKNOWN and case.told):
                continue
            possible.append(case.amount.span(reckoning))
            if truth is Truth.TRUE:
                break
        return _united([span for span in possible if span is not None])


@dataclass(frozen=True)
class CostLine:
    """One thing that is paid, received or kept. `amount` None: somebody else fixes it; it is named, not summed.

    `when` says for whom; unknown makes the low end 0. `reduced_when` says when it may be lowered or waived; unless that
    is known to be false, the low end is 0. `times` multiplies by a number fact; while it is absent the line stays per
    `unit_per`. `counted` False: named with its figure, and not summed either.
    """

    id: str
    side: str
    label: str
    per: str
    amount: Amount | None
    source: Source
    when: Condition | None = None
    reduced_when: Condition | None = None
    times: str | None = None
    unit_per: str | None = None
    counted: bool = True

    def reckon(self, reckoning: Reckoning) -> dict[str, Any] | None:
        """The contract's line, or None where it is not for this citizen."""
        applies = self.when.truth(reckoning.situation, reckoning.on) if self.when else Truth.TRUE
        if self.when and applies is Truth.UNKNOWN:
            reckoning.lacks(self.when.open_facts(reckoning.situation, reckoning.on))
        if applies is Truth.FALSE:
            return None
        own = Reckoning(reckoning.situation, reckoning.on, reckoning.missing)
        span = self.amount.span(own) if self.amount else None
        per = self.per
        if span is not None and self.times:
            span, per = self._multiplied(span, own)
        may_be_reduced = self._may_be_reduced(own)
        if span is not None and (applies is Truth.UNKNOWN or may_be_reduced):
            span = Span(0, span.high)
        reckoning.years |= own.years
        reckoning.outdated = reckoning.outdated or own.outdated
        return {
            "id": self.id, "side": self.side,
            "counted": self.counted, "label": self.label,
            "low": None if span is None else _oere(span.low), "high": None if span is None else _oere(span.high),
            "per": per, "rate_year": min(own.years) if own.years else None, "source": self.source.as_dict(),
        }  # fmt: skip

    def _multiplied(self, span: Span, own: Reckoning) -> tuple[Span, str]:
        assert self.times is not None
        count = own.situation.get(self.times)
        if count is None:
            own.lacks([self.times])
            return span, self.unit_per or self.per
        return Span(span.low * count, None if span.high is None else span.high * count), self.per

    def _may_be_reduced(self, own: Reckoning) -> bool:
        if self.reduced_when is None:
            return False
        truth = self.reduced_when.truth(own.situation, own.on)
        own.lacks(self.reduced_when.open_facts(own.situation, own.on))
        return truth is not Truth.FALSE


@dataclass(frozen=True)
class CostPlan:
    """All lines of a provision, and what the estimate takes for granted (Danish sentences)."""

    lines: tuple[CostLine, ...]
    assumptions: tuple[str, ...]
    aged: str
    """The sentence said when a rate is of an earlier year, with `{year}` in it."""

    def estimate(self, situation: Situation, on: date) -> dict[str, Any]:
        """The contract's Cost."""
        reckoning = Reckoning(situation, on)
        lines = [line for line in (plan.reckon(reckoning) for plan in self.lines) if line]
        sides = {line.side for line in self._counted()}
        assumptions = list(self.assumptions)
        if reckoning.outdated:
            assumptions.append(self.aged.format(year=min(reckoning.years)))
        ranges = {side: self._range(side, lines) if side in sides else None for side in SIDES}
        return {**ranges, "lines": lines, "assumptions": assumptions, "missing": reckoning.missing}

    def _counted(self) -> list[CostLine]:
        """The lines that may be summed."""
        return [line for line in self.lines if line.counted and line.amount is not None]

    def _range(self, side: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """The lines of one side that bear a figure, summed over those of the first one's period; 0 when none is for
        this citizen.
        """
        own = [line for line in lines if line["side"] == side and line["counted"] and line["low"] is not None]
        per = own[0]["per"] if own else next(line.per for line in self._counted() if line.side == side)
        summed = [line for line in own if line["per"] == per]
        years = [line["rate_year"] for line in summed if line["rate_year"]]
        low = _oere(sum(line["low"] for line in summed))
        unbounded = any(line["high"] is None for line in summed)
        high = None if unbounded else _oere(sum(line["high"] for line in summed))
        return {"low": low, "high": high, "per": per, "rate_year": min(years) if years else None}


def _added(spans: Iterable[Span | None]) -> Span | None:
    low, high = 0.0, 0.0
    bounded = True
    for span in spans:
        if span is None:
            return None
        low += span.low
        bounded = bounded and span.high is not None
        high += span.high or 0
    return Span(low, high if bounded else None)


def _united(spans: list[Span]) -> Span | None:
    if not spans:
        return None
    highs = [span.high for span in spans if span.high is not None]
    return Span(min(span.low for span in spans), max(highs) if len(highs) == len(spans) else None)


def _between(value: float | None, floor: float, ceiling: float | None) -> float | None:
    if value is None:
        return None if ceiling is None else max(0.0, ceiling - floor)
    return max(0.0, (value if ceiling is None else min(value, ceiling)) - floor)


def _oere(value: float | None) -> float | None:
    """Rounded to the øre; a whole amount as a whole number."""
    if value is None:
        return None
    rounded = round(value + 1e-9, 2)
    return int(rounded) if rounded == int(rounded) else rounded
