"""Faults in the files beside the provisions: rates, telephone numbers, alerts, and what holds for every application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.mutation.conditions import Rates, in_condition
from tests.mutation.mutant import Mutant, dropped, flipped, moved
from tests.mutation.provisions import in_appeal, in_deadlines


def in_rates(raw: dict[str, Any], _: Rates) -> Iterator[Mutant]:
    """Each value up and down by one krone, øre, year, hour or kilometre, and each a year later."""
    for name, rate in raw.items():
        for index, row in enumerate(rate["values"]):
            at = (name, "values", index)
            yield from moved((*at, rate["unit"]), row[rate["unit"]], "rate")
            later = row["from"].replace(year=row["from"].year + 1)
            yield Mutant((*at, "from"), "year of a rate moved", f"{row['from']} → {later}", later)


def in_contacts(raw: dict[str, Any], _: Rates) -> Iterator[Mutant]:
    """Each telephone number with another last digit, and left out; each promise made about the contact turned."""
    for id, contact in raw.items():
        phone = contact.get("phone")
        if phone:
            other = phone[:-1] + str((int(phone[-1]) + 1) % 10)
            yield Mutant((id, "phone"), "telephone digit changed", f"{phone} → {other}", other)
            yield dropped((id, "phone"), "telephone")
        for key in ("anonymous", "round_the_clock"):
            if key in contact:
                yield flipped((id, key), contact[key], key)


def in_alerts(raw: list[dict[str, Any]], rates: Rates) -> Iterator[Mutant]:
    """Whom an alert is for, each of its help lines left out, and the alert as a whole."""
    for index, alert in enumerate(raw):
        yield dropped((index,), "alert")
        yield from in_condition(alert["when"], (index, "when"), rates)
        for number, id in enumerate(alert["contacts"]):
            if id != "own-municipality":
                yield Mutant((index, "contacts", number), "help line dropped", f"{id} dropped")


def in_pointers(raw: list[dict[str, Any]], rates: Rates) -> Iterator[Mutant]:
    """Whom a pointer is for, and the pointer as a whole."""
    for index, pointer in enumerate(raw):
        yield dropped((index,), "pointer")
        yield from in_condition(pointer["when"], (index, "when"), rates)


def in_municipality(raw: dict[str, Any], rates: Rates) -> Iterator[Mutant]:
    """The deadlines of every application there."""
    yield from in_deadlines(raw.get("deadlines") or [], ("deadlines",), rates)


def in_defaults(raw: dict[str, Any], rates: Rates) -> Iterator[Mutant]:
    """The appeal and the deadlines of every provision."""
    yield from in_appeal(raw["appeal"], ("appeal",))
    yield from in_deadlines(raw["deadlines"], ("deadlines",), rates)
