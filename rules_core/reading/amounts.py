"""Reads amounts and cost lines: see the table in `rules_core.costs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rules_core.costs import (
    PERIODS,
    SIDES,
    Amount,
    Between,
    Case,
    CostLine,
    CostPlan,
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
from rules_core.fact_table import kind_of
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place


def read_amount(raw: Any, place: Place) -> Amount:
    """The amount written at the place. KnowledgeError for an unknown form, rate or fact."""
    if not isinstance(raw, dict):
        return Fixed(place.number(raw))
    for form, read in _FORMS.items():
        if form in raw:
            return read(raw, place)
    place.refuse(f"write a number or one of the forms {', '.join(_FORMS)}")


def _rate(raw: dict[str, Any], place: Place) -> Amount:
    name = place.mapping(raw, (), ("rate",))["rate"]
    if name not in place.rates:
        place.at("rate").refuse("is no rate here; the rates stand in rates.yml of this layer or the national one")
    return OfRate(place.rates[name])


def _fact(raw: dict[str, Any], place: Place) -> Amount:
    return OfFact(_number_fact(place.mapping(raw, (), ("fact",))["fact"], place.at("fact")))


def _between(raw: dict[str, Any], place: Place) -> Amount:
    values = place.mapping(raw, ("from", "to"))
    high = values.get("to")
    if "to" not in values:
        place.at("to").refuse("is missing; write null where no upper bound is known")
    low = read_amount(values["from"], place.at("from"))
    return Between(low, None if high is None else read_amount(high, place.at("to")))


def _sum(raw: dict[str, Any], place: Place) -> Amount:
    items = place.at("sum").sequence(place.mapping(raw, (), ("sum",))["sum"])
    return Sum(tuple(read_amount(item, spot) for spot, item in items))


def _product(raw: dict[str, Any], place: Place) -> Amount:
    items = place.at("product").sequence(place.mapping(raw, (), ("product",))["product"])
    return Product(tuple(read_amount(item, spot) for spot, item in items))


def _share(raw: dict[str, Any], place: Place) -> Amount:
    values = place.mapping(raw, (), ("percent", "of"))
    return Share(read_amount(values["percent"], place.at("percent")), read_amount(values["of"], place.at("of")))


def _part(raw: dict[str, Any], place: Place) -> Amount:
    values = place.mapping(raw, ("above", "up_to"), ("part",))
    fact = _number_fact(values["part"], place.at("part"))
    ceiling = values.get("up_to")
    return Part(
        fact,
        read_amount(values.get("above", 0), place.at("above")),
        None if ceiling is None else read_amount(ceiling, place.at("up_to")),
    )


def _per_month(raw: dict[str, Any], place: Place) -> Amount:
    return PerMonth(read_amount(place.mapping(raw, (), ("per_month",))["per_month"], place.at("per_month")))


def _first(raw: dict[str, Any], place: Place) -> Amount:
    cases = []
    for spot, item in place.at("first").sequence(place.mapping(raw, (), ("first",))["first"]):
        values = spot.mapping(item, ("when", "told"), ("amount",))
        when = _optional_condition(values.get("when"), spot.at("when"))
        told = spot.at("told").truth(values.get("told", False))
        cases.append(Case(when, read_amount(values["amount"], spot.at("amount")), told))
    return FirstOf(tuple(cases))


_FORMS: Mapping[str, Callable[[dict[str, Any], Place], Amount]] = {
    "rate": _rate, "fact": _fact, "from": _between, "sum": _sum, "product": _product,
    "percent": _share, "part": _part, "per_month": _per_month, "first": _first,
}  # fmt: skip


def _number_fact(raw: Any, place: Place) -> str:
    try:
        numeric = kind_of(raw) in ("integer", "amount")
    except (KeyError, TypeError):
        numeric = False
    if not numeric:
        place.refuse("is no fact that bears a number")
    return str(raw)


def read_cost(raw: Any, place: Place, aged: str) -> CostPlan:
    """The cost of a provision: its lines and what the estimate takes for granted."""
    values = place.mapping(raw, ("assumptions",), ("lines",))
    lines = tuple(_read_line(item, spot) for spot, item in place.at("lines").sequence(values["lines"]))
    if len({line.id for line in lines}) != len(lines):
        place.at("lines").refuse("two lines bear the same id; give each its own")
    assumptions = place.at("assumptions").sequence(values.get("assumptions"))
    return CostPlan(lines, tuple(spot.text(item) for spot, item in assumptions), aged)


def _read_line(raw: Any, place: Place) -> CostLine:
    known = ("amount", "when", "reduced_when", "times", "unit_per", "counted")
    values = place.mapping(raw, known, ("id", "side", "label", "per", "source"))
    if "amount" not in values:
        place.at("amount").refuse("is missing; write null where somebody else fixes it")
    amount, times = values["amount"], values.get("times")
    return CostLine(
        id=place.at("id").text(values["id"]),
        side=place.at("side").word(values["side"], SIDES),
        label=place.at("label").text(values["label"]),
        per=place.at("per").word(values["per"], PERIODS),
        amount=None if amount is None else read_amount(amount, place.at("amount")),
        source=place.at("source").source(values["source"]),
        when=_optional_condition(values.get("when"), place.at("when")),
        reduced_when=_optional_condition(values.get("reduced_when"), place.at("reduced_when")),
        times=None if times is None else _number_fact(times, place.at("times")),
        unit_per=None if times is None else place.at("unit_per").word(values.get("unit_per"), PERIODS),
        counted=place.at("counted").truth(values.get("counted", True)),
    )


def _optional_condition(raw: Any, place: Place) -> Any:
    return None if raw is None else read_condition(raw, place)
