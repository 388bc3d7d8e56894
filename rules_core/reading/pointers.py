"""Reads alerts and pointers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rules_core.catalogue import Alert, Pointer
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place

_KEYS = ("id", "when", "text", "source")


def read_alerts(raw: Any, place: Place, contacts: Collection[str]) -> dict[str, Alert]:
    """The alerts by id, in the order in which they are answered."""
    alerts = [Alert(**_read_entry(item, spot, contacts)) for spot, item in place.sequence(raw)]
    return {alert.id: alert for alert in alerts}


def read_pointers(raw: Any, place: Place, contacts: Collection[str]) -> tuple[Pointer, ...]:
    """The pointers of one layer."""
    return tuple(Pointer(**_read_entry(item, spot, contacts)) for spot, item in place.sequence(raw))


def _read_entry(raw: Any, place: Place, contacts: Collection[str]) -> dict[str, Any]:
    values = place.mapping(raw, ("contacts",), _KEYS)
    return {
        "id": place.at("id").text(values["id"]),
        "when": read_condition(values["when"], place.at("when")),
        "text": place.at("text").text(values["text"]),
        "contacts": read_contact_ids(values.get("contacts"), place.at("contacts"), contacts),
        "source": place.at("source").source(values["source"]),
    }


def read_contact_ids(raw: Any, place: Place, contacts: Collection[str]) -> tuple[str, ...]:
    """Ids of contacts that this layer or the national one holds."""
    return tuple(spot.word(item, tuple(contacts)) for spot, item in place.sequence(raw))
