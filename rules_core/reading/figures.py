"""Reads rates, contacts and deadlines."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

from rules_core.contacts import Contact
from rules_core.deadlines import ACTORS, EVENTS, KINDS, UNITS, DeadlineRule
from rules_core.rates import Rate, RateValue
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place

RATE_UNITS = ("dkk", "years", "percent", "hours", "km")
_PHONE = re.compile(r"\+?\d[\d ]{1,14}\d")


def read_rates(raw: Any, place: Place) -> dict[str, Rate]:
    """The rates of one file, by name."""
    return {name: _read_rate(name, item, place.at(name)) for name, item in place.mapping(raw or {}).items()}


def _read_rate(name: str, raw: Any, place: Place) -> Rate:
    values = place.mapping(raw, ("yearly",), ("label", "unit", "values"))
    unit = place.at("unit").word(values["unit"], RATE_UNITS)
    rows = [_read_value(item, unit, spot) for spot, item in place.at("values").sequence(values["values"])]
    if not rows:
        place.at("values").refuse("write at least one value")
    for earlier, later in pairwise(rows):
        if later.starts <= earlier.starts:
            place.at("values").refuse("two values overlap; write them in order of time, each from a later day")
    yearly = place.at("yearly").truth(values.get("yearly", unit == "dkk"))
    return Rate(name, place.at("label").text(values["label"]), unit, yearly, tuple(rows))


def _read_value(raw: Any, unit: str, place: Place) -> RateValue:
    values = place.mapping(raw, (), ("from", unit, "source"))
    return RateValue(
        read_day(values["from"], place.at("from")),
        place.at(unit).number(values[unit]),
        place.at("source").source(values["source"]),
    )


def read_day(raw: Any, place: Place) -> date:
    """A day as YAML writes it."""
    if not isinstance(raw, date):
        place.refuse("write a day as 2024-01-01, so that the figure has a year")
    return raw


def read_contacts(raw: Any, place: Place) -> dict[str, Contact]:
    """The contacts of one file, by id."""
    return {id: _read_contact(id, item, place.at(id)) for id, item in place.mapping(raw or {}).items()}


def _read_contact(id: str, raw: Any, place: Place) -> Contact:
    optional = ("phone", "email", "url", "address", "hours", "anonymous", "round_the_clock", "placeholder")
    values = place.mapping(raw, optional, ("name", "checked", "source"))
    texts = {key: None if values.get(key) is None else place.at(key).text(values[key]) for key in optional[:5]}
    phone = texts["phone"]
    if phone and (not _PHONE.fullmatch(phone) or not phone.strip("+0 ")):
        place.at("phone").refuse("write digits and blanks in quotes; leave a masked number out")
    return Contact(
        id=id,
        name=place.at("name").text(values["name"]),
        **texts,
        anonymous=place.at("anonymous").truth(values.get("anonymous", False)),
        round_the_clock=place.at("round_the_clock").truth(values.get("round_the_clock", False)),
        checked=read_day(values["checked"], place.at("checked")),
        source=place.at("source").source(values["source"]),
        placeholder=place.at("placeholder").truth(values.get("placeholder", False)),
    )


def read_deadlines(raw: Any, place: Place) -> tuple[DeadlineRule, ...]:
    """A list of deadlines."""
    return tuple(_read_deadline(item, spot) for spot, item in place.sequence(raw))


def _read_deadline(raw: Any, place: Place) -> DeadlineRule:
    required = ("id", "kind", "amount", "unit", "after", "who", "text", "source")
    values = place.mapping(raw, ("when",), required)
    when = values.get("when")
    return DeadlineRule(
        id=place.at("id").text(values["id"]),
        kind=place.at("kind").word(values["kind"], KINDS),
        amount=place.at("amount").whole(values["amount"]),
        unit=place.at("unit").word(values["unit"], UNITS),
        after=place.at("after").word(values["after"], EVENTS),
        who=place.at("who").word(values["who"], ACTORS),
        text=place.at("text").text(values["text"]),
        source=place.at("source").source(values["source"]),
        when=None if when is None else read_condition(when, place.at("when")),
    )
