"""Amounts and ranges: nothing guessed, unknown made a range, the year of the rate always told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules_core.costs import CostPlan
from rules_core.rates import Rate, RateValue
from rules_core.reading.amounts import read_cost
from rules_core.reading.place import Place
from rules_core.situation import Situation
from rules_core.source import Document

DAY = date(2026, 11, 22)
DOCUMENT = Document("holbaek", "", date(2024, 6, 19))
AGED = "Satsen er fra {year}."


def rate(name: str, *values: tuple[int, float], unit: str = "dkk") -> Rate:
    rows = tuple(RateValue(date(year, 1, 1), value, DOCUMENT.section("5")) for year, value in values)
    return Rate(name, name, unit, unit == "dkk", rows)


RATES = {
    "night": rate("night", (2024, 100.77)),
    "limit": rate("limit", (2023, 226_100)),
    "meal": rate("meal", (2025, 10)),
    "low": rate("low", (2023, 10), unit="percent"),
    "high": rate("high", (2023, 20), unit="percent"),
}
PLACE = Place("test.yml", "", DOCUMENT, {"holbaek": DOCUMENT}, RATES)


def plan(*lines: dict[str, Any]) -> CostPlan:
    filled = [
        {"id": f"line{index}", "side": "pays", "label": "Linje", "per": "month", "source": "5", **line}
        for index, line in enumerate(lines)
    ]
    return read_cost({"lines": filled}, PLACE, AGED)


def pays(amount: Any, on: date = DAY, **facts: Any) -> dict[str, Any]:
    return plan({"amount": amount}).estimate(Situation.parse(facts), on)["pays"]


STAY = {
    "per": "stay",
    "amount": {"rate": "night"},
    "times": "nights",
    "unit_per": "night",
    "when": {"not": {"income_source": "none"}},
    "reduced_when": {"keeps_own_home": True},
}


@pytest.mark.parametrize(
    ("facts", "expected", "missing"),
    [
        ({"income_source": "wage", "keeps_own_home": False, "nights": 30}, (3023.10, 3023.10, "stay"), []),
        ({"income_source": "none", "nights": 30}, (0, 0, "stay"), []),
        ({"nights": 10}, (0, 1007.70, "stay"), ["income_source", "keeps_own_home"]),
        ({"income_source": "wage", "keeps_own_home": True, "nights": 10}, (0, 1007.70, "stay"), []),
        ({"income_source": "wage", "keeps_own_home": False}, (100.77, 100.77, "night"), ["nights"]),
        ({"income_source": "dont_know", "keeps_own_home": False, "nights": 1}, (0, 100.77, "stay"), []),
    ],
)
def test_a_stay_per_begun_night(facts: dict[str, Any], expected: tuple[float, float, str], missing: list[str]) -> None:
    cost = plan(STAY).estimate(Situation.parse(facts), DAY)
    assert (cost["pays"]["low"], cost["pays"]["high"], cost["pays"]["per"]) == expected
    assert cost["missing"] == missing


def test_the_year_is_told_and_its_age_said() -> None:
    cost = plan({"amount": {"rate": "night"}}).estimate(Situation.parse({}), DAY)
    assert cost["pays"]["rate_year"] == cost["lines"][0]["rate_year"] == 2024
    assert cost["assumptions"] == ["Satsen er fra 2024."]
    assert plan({"amount": {"rate": "night"}}).estimate(Situation.parse({}), date(2024, 5, 1))["assumptions"] == []


@pytest.mark.parametrize(
    ("amount", "facts", "low", "high"),
    [
        (12.5, {}, 12.5, 12.5),
        ({"fact": "monthly_income"}, {"monthly_income": 9000}, 9000, 9000),
        ({"fact": "monthly_income"}, {}, 0, None),
        ({"from": 0, "to": {"rate": "night"}}, {}, 0, 100.77),
        ({"from": 1000, "to": None}, {}, 1000, None),
        ({"sum": [100, {"product": [1300, {"fact": "children"}]}]}, {"children": 2}, 2700, 2700),
        ({"percent": 50, "of": {"fact": "attendance_allowance"}}, {"attendance_allowance": 3000}, 1500, 1500),
        ({"per_month": {"fact": "yearly_income"}}, {"yearly_income": 120_000}, 10_000, 10_000),
        ({"part": "yearly_income", "above": {"rate": "limit"}}, {"yearly_income": 250_000}, 23_900, 23_900),
        ({"part": "yearly_income", "up_to": {"rate": "limit"}}, {"yearly_income": 250_000}, 226_100, 226_100),
        ({"part": "yearly_income", "up_to": {"rate": "limit"}}, {}, 0, 226_100),
    ],
    ids=str,
)
def test_forms_of_an_amount(amount: Any, facts: dict[str, Any], low: float, high: float | None) -> None:
    found = pays(amount, **facts)
    assert (found["low"], found["high"]) == (low, high)


def test_income_part_of_rent_in_two_steps() -> None:
    below = {"percent": {"rate": "low"}, "of": {"part": "yearly_income", "up_to": {"rate": "limit"}}}
    above = {"percent": {"rate": "high"}, "of": {"part": "yearly_income", "above": {"rate": "limit"}}}
    assert pays({"sum": [below, above]}, yearly_income=250_000) == {
        "low": 27_390,
        "high": 27_390,
        "per": "month",
        "rate_year": 2023,
    }


BANDS = {
    "first": [
        {"when": {"age": {"below": 25}}, "amount": 3600},
        {"when": {"age": {"at_least": 67}}, "amount": 4200},
        {"amount": 4500},
    ]
}


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [({"age": 24}, 3600, 3600), ({"age": 67}, 4200, 4200), ({"age": 30}, 4500, 4500), ({}, 3600, 4500)],
)
def test_the_first_case_that_holds_and_a_range_of_all_that_may(facts: dict[str, Any], low: float, high: float) -> None:
    found = pays(BANDS, **facts)
    assert (found["low"], found["high"]) == (low, high)


def test_an_exception_to_a_table_waits_until_it_is_told_and_is_still_asked_for() -> None:
    table = {"first": [{"when": {"meals_included": True}, "told": True, "amount": 1600}, {"amount": 3600}]}
    for meals, amount in ((True, 1600), (False, 3600), ("dont_know", 3600)):
        assert pays(table, meals_included=meals)["high"] == amount
    unknown = plan({"amount": table}).estimate(Situation.parse({}), DAY)
    assert (unknown["pays"]["low"], unknown["pays"]["high"], unknown["missing"]) == (3600, 3600, ["meals_included"])


def test_what_somebody_else_fixes_is_named_and_not_summed() -> None:
    cost = plan({"amount": 100}, {"amount": None, "label": "Mad"}).estimate(Situation.parse({}), DAY)
    assert cost["pays"]["high"] == 100
    assert (cost["lines"][1]["label"], cost["lines"][1]["low"]) == ("Mad", None)
    assert plan({"amount": None}).estimate(Situation.parse({}), DAY)["pays"] is None


def test_a_line_that_is_not_counted_bears_its_figure_beside_the_sum() -> None:
    cost = plan({"amount": 100}, {"amount": 7, "counted": False}).estimate(Situation.parse({}), DAY)
    assert cost["pays"]["high"] == 100
    assert cost["lines"][1]["low"] == 7
    assert plan({"amount": 7, "counted": False}).estimate(Situation.parse({}), DAY)["pays"] is None


def test_sides_are_kept_apart() -> None:
    cost = plan({"amount": 5}, {"amount": 7, "side": "keeps"}).estimate(Situation.parse({}), DAY)
    assert (cost["pays"]["low"], cost["keeps"]["low"], cost["receives"]) == (5, 7, None)


def test_the_oldest_year_of_a_sum_is_told() -> None:
    assert pays({"sum": [{"rate": "meal"}, {"rate": "night"}]})["rate_year"] == 2024
