"""Dates as a calendar file. A calendar is seen by others and sends notices: nothing in it says what it is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from icalendar import Calendar, Event

from api.dates import danish_date
from api.locale import words_of


def calendar_of(dates: list[dict[str, Any]], on: str, now: datetime) -> bytes:
    """RFC 5545: one whole-day event a date of `dates_of`, without alarm, name of a law, place or address."""
    words = words_of("da")["papers"]
    calendar = Calendar()
    calendar.add("prodid", "-//Kalender//DA")
    calendar.add("version", "2.0")
    seen = dict.fromkeys((line["day"], line["kind"]) for line in dates if not line["today"])
    for day, kind in seen:
        calendar.add_component(_event(date.fromisoformat(day), words["calendar_kinds"][kind], on, now))
    return bytes(calendar.to_ical())


def _event(day: date, summary: str, on: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid4()))
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", summary)
    event.add("description", words_of("da")["papers"]["calendar_text"].format(day=danish_date(on)))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
