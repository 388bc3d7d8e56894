"""Money, days and ranges as Danes write them, at the edge only."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from api.dates import danish_date, today
from api.money import decimal, kroner
from api.pages.form import number_of
from api.pages.render import range_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (3023.1, "3.023,10 kr."), (761, "761 kr."), (761.0, "761 kr."), (0, "0 kr."), (100.77, "100,77 kr."),
        (1e6, "1.000.000 kr."),
    ],
)
def test_kroner(amount: float, text: str) -> None:
    assert kroner(amount).replace("\u00a0", " ") == text


def test_decimal() -> None:
    assert [decimal(number) for number in (12000, 4.5, 0.25, 7)] == ["12.000", "4,5", "0,25", "7"]


def test_days() -> None:
    assert danish_date("2027-01-17") == danish_date(date(2027, 1, 17)) == "17. januar 2027"


@pytest.mark.parametrize(("hour", "day"), [(21, 21), (22, 22), (23, 22)])
def test_today_is_denmarks_day_in_summer(hour: int, day: int) -> None:
    assert today(lambda: datetime(2026, 6, 21, hour, 30, tzinfo=timezone.utc)) == date(2026, 6, day)


@pytest.mark.parametrize(
    ("text", "number"),
    [("34", 34), ("1.234", 1234), ("1.234,50", 1234.5), ("0,5", 0.5), ("12000", 12000), ("1.23", None), ("1,", None),
     ("fyrre", None), ("-1", None), ("1e3", None), ("", None), ("٣٤", 34)],
)  # fmt: skip
def test_numbers_in_forms(text: str, number: float | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 3023.1, "op til 3.023,10 kr. pr. måned"),
        (100, 200, "100 kr. til 200 kr. pr. måned"),
        (100.77, 100.77, "100,77 kr. pr. måned"),
        (0, 0, "ikke noget"),
        (50, None, "50 kr. eller mere pr. måned"),
        (0, None, ""),
    ],
)
def test_ranges(low: float, high: float | None, text: str) -> None:
    amount: dict[str, Any] = {"low": low, "high": high, "per": "month"}
    assert range_text(amount).replace("\u00a0", " ") == text
