"""Deadlines: what is promised or demanded, and the day that it falls due.

Working days are Monday to Friday without Danish public holidays; 24 and 31 December, 1 May and 5 June count as
working days.
Dates do not roll to the next working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import holidays
from dateutil.relativedelta import relativedelta

from rules_core.conditions import Condition
from rules_core.source import Source

KINDS = (
    "decision", "start", "first_contact", "notification", "receipt", "letter", "plan", "appeal", "reassessment",
    "follow_up", "doctor_talk", "appointment", "notice",
)  # fmt: skip
UNITS = ("days", "working_days", "weeks", "months", "hours")
EVENTS = ("application", "contact", "decision", "admission", "notification", "complaint", "start", "end")
ACTORS = ("authority", "provider", "citizen")


@dataclass(frozen=True)
class DeadlineRule:
    """A deadline as it is written: `amount` of `unit` after the event `after`, kept by `who`; `when` narrows whom it
    is for.
    """

    id: str
    kind: str
    amount: int
    unit: str
    after: str
    who: str
    text: str
    source: Source
    when: Condition | None = None

    def as_dict(self, on: date) -> dict[str, Any]:
        """The contract's Deadline; `due` as if the event happened on the day."""
        return {
            "id": self.id, "kind": self.kind, "amount": self.amount, "unit": self.unit, "after": self.after,
            "due": due_date(on, self.amount, self.unit).isoformat(),
            "who": self.who, "text": self.text, "source": self.source.as_dict(),
        }  # fmt: skip


def due_date(start: date, amount: int, unit: str) -> date:
    """The day on which `amount` of `unit` after `start` ends; hours are reckoned from the start of the day."""
    if unit == "working_days":
        return _after_working_days(start, amount)
    if unit == "hours":
        return (datetime.combine(start, time()) + timedelta(hours=amount)).date()
    if unit == "months":
        later: date = start + relativedelta(months=amount)
        return later
    return start + timedelta(**{unit: amount})


def _after_working_days(start: date, amount: int) -> date:
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= day.weekday() < 5 and not _is_public_holiday(day)
    return day


@lru_cache(maxsize=4096)
def _is_public_holiday(day: date) -> bool:
    return day in _calendar()


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("DK")
