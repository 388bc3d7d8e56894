"""The help lines of every alert, which each page leads to."""

from __future__ import annotations

from typing import Any

from rules_core import Knowledge


def help_lines(knowledge: Knowledge) -> list[dict[str, Any]]:
    """The contacts of all alerts, each once, in the order of the knowledge; those without a telephone too."""
    ids = dict.fromkeys(contact for alert in knowledge.alerts.values() for contact in alert.contacts)
    return [contact.as_dict() for contact in knowledge.contacts(tuple(ids))]
