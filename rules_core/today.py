"""The day it is in Denmark, for the edges that must ask; everything inside takes the day as an argument."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

DANISH_TIME = ZoneInfo("Europe/Copenhagen")


def danish_day(moment: datetime | None = None) -> date:
    """The date in Europe/Copenhagen at that moment (aware; now where left out)."""
    return (moment or datetime.now(DANISH_TIME)).astimezone(DANISH_TIME).date()
