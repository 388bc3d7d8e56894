"""Due dates with Danish public holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_core.deadlines import due_date

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-22", 8, "weeks", "2027-01-17"),
        ("2026-11-22", 14, "days", "2026-12-06"),
        ("2026-11-23", 5, "working_days", "2026-11-30"),
        ("2026-03-30", 5, "working_days", "2026-04-09"),  # over Easter
        ("2026-12-23", 3, "working_days", "2026-12-29"),  # 24 December counts, 25 and 26 do not
        ("2026-12-30", 2, "working_days", "2027-01-04"),  # 31 December counts
        ("2026-04-30", 1, "working_days", "2026-05-01"),  # 1 May counts
        ("2026-06-04", 1, "working_days", "2026-06-05"),  # 5 June counts
        ("2023-05-04", 1, "working_days", "2023-05-08"),  # the great prayer day, a holiday for the last time
        ("2024-04-25", 1, "working_days", "2024-04-26"),  # and no longer
        ("2027-01-31", 1, "months", "2027-02-28"),
        ("2026-11-22", 6, "months", "2027-05-22"),
        ("2026-11-22", 24, "hours", "2026-11-23"),
        ("2026-11-22", 72, "hours", "2026-11-25"),
        ("2026-11-21", 1, "weeks", "2026-11-28"),  # a Saturday: dates do not roll
    ],
)
def test_due_date(start: str, amount: int, unit: str, due: str) -> None:
    assert due_date(date.fromisoformat(start), amount, unit) == date.fromisoformat(due)


@given(DAYS, st.integers(1, 60))
def test_a_deadline_in_working_days_falls_on_one(start: date, amount: int) -> None:
    due = due_date(start, amount, "working_days")
    assert due.weekday() < 5
    assert due - start >= timedelta(days=amount)


@given(DAYS, st.integers(1, 60))
def test_working_days_add_up(start: date, amount: int) -> None:
    stepwise = start
    for _ in range(amount):
        stepwise = due_date(stepwise, 1, "working_days")
    assert stepwise == due_date(start, amount, "working_days")
