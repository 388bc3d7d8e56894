"""A rate knows its year, and what it does not know."""

from __future__ import annotations

from datetime import date

import pytest

from rules_core.rates import Rate, RateValue
from rules_core.source import Document

SOURCE = Document("holbaek", "", None).section("5")
NIGHT = Rate(
    "night", "", "dkk", True, (RateValue(date(2023, 1, 1), 96.71, SOURCE), RateValue(date(2024, 1, 1), 100.77, SOURCE))
)


@pytest.mark.parametrize(
    ("day", "value", "year", "outdated"),
    [
        ("2022-12-31", 96.71, 2023, True),
        ("2023-01-01", 96.71, 2023, False),
        ("2023-12-31", 96.71, 2023, False),
        ("2024-01-01", 100.77, 2024, False),
        ("2024-12-31", 100.77, 2024, False),
        ("2025-01-01", 100.77, 2024, True),
    ],
)
def test_rate_on_a_day(day: str, value: float, year: int, outdated: bool) -> None:
    figure = NIGHT.on(date.fromisoformat(day))
    assert (figure.value, figure.year, figure.outdated) == (value, year, outdated)


def test_an_age_in_the_law_does_not_age_with_the_year() -> None:
    pension = Rate("pension-age", "", "years", False, (RateValue(date(2022, 1, 1), 67, SOURCE),))
    assert not pension.on(date(2026, 11, 22)).outdated
