"""Days: today in Denmark, and days as Danes write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def today(clock: Callable[[], datetime]) -> date:
    """The day in Copenhagen at the clock's time, which bears a time zone."""
    return clock().astimezone(COPENHAGEN).date()


def danish_date(day: date | str) -> str:
    """`17. januar 2027`, from a date or its ISO form."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(day, "d. MMMM y", locale="da")


def danish_moment(moment: datetime | str) -> str:
    """`17. januar 2027 14.05`, Danish time, from an aware time or its ISO form."""
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return format_datetime(moment.astimezone(COPENHAGEN), "d. MMMM y HH.mm", locale="da")
