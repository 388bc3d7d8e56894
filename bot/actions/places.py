"""Whom to call when no provision is spoken of: the citizen's municipality, and lines for the whole country."""

from __future__ import annotations

from typing import Any

from bot.actions.talk import Talk
from rules_core.vocabulary import OTHER

_LINES = 6


def place_contacts(talk: Talk) -> list[dict[str, Any]]:
    """The municipality's own contacts for everyone; empty where none is known."""
    knowledge = talk.counsel.knowledge
    place = talk.state.situation.get("municipality")
    municipality = knowledge.municipalities.get(place or OTHER)
    ids = municipality.contacts if municipality else ()
    return [contact.as_dict() for contact in knowledge.contacts(ids, place)]


def national_lines(talk: Talk) -> list[dict[str, Any]]:
    """Help lines with a telephone number that anyone in the country may call, in the order of the knowledge."""
    lines = talk.counsel.knowledge.layers[OTHER].contacts.values()
    return [contact.as_dict() for contact in lines if contact.phone][:_LINES]
