"""What the knowledge covers, and what in it wants a look: figures past their year, contacts past their check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rules_core.catalogue import Knowledge
from rules_core.vocabulary import OTHER

_LOCAL, _REFUSED, _NATIONAL = "standard", "not offered", "national"


def coverage_table(knowledge: Knowledge) -> Iterator[str]:
    """A row a provision, a column a municipality: its own standard, not offered there, or the national rule."""
    places = [name for name in knowledge.municipalities if name != OTHER]
    width = max(len(id) for id in knowledge.provisions[OTHER]) + 2
    yield "provision".ljust(width) + "".join(place.ljust(13) for place in places)
    for id in knowledge.provisions[OTHER]:
        yield id.ljust(width) + "".join(_cell(knowledge, id, place).ljust(13) for place in places).rstrip()


def _cell(knowledge: Knowledge, id: str, place: str) -> str:
    provision = knowledge.provisions[place][id]
    if any(criterion.id == "offered" for criterion in provision.criteria):
        return _REFUSED
    return _LOCAL if provision.local else _NATIONAL


def warnings(knowledge: Knowledge, on: date) -> Iterator[str]:
    """A line for each rate that is of an earlier year than the day and each contact not checked for 180 days."""
    for layer, content in knowledge.layers.items():
        national = knowledge.layers[OTHER].rates
        for rate in content.rates.values():
            if layer != OTHER and national.get(rate.id) is rate:
                continue
            figure = rate.on(on)
            if figure.outdated:
                yield f"{_name(layer)}/rates.yml: {rate.id}: is of {figure.year}; write the rate of {on.year}"
        for contact in content.contacts.values():
            if contact.is_stale(on):
                yield f"{_name(layer)}/contacts.yml: {contact.id}: was checked {contact.checked}; check it again"


def _name(layer: str) -> str:
    return "national" if layer == OTHER else f"municipalities/{layer}"
