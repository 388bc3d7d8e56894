"""What outranks everything: help lines, in the same turn, in any state."""

from __future__ import annotations

from bot.actions.phrases import contacts
from bot.actions.talk import Talk


def say_alerts(talk: Talk) -> None:
    """The alerts that the message raises: the help lines first, then what the citizen must know about this machine."""
    knowledge = talk.counsel.knowledge
    municipality = talk.state.situation.get("municipality")
    for id in talk.alerts:
        alert = knowledge.alerts[id]
        lines = contacts(contact.as_dict() for contact in knowledge.contacts(alert.contacts, municipality))
        talk.replies.say("utter_alert", "alert", advice=alert.text, contacts=lines)
        talk.replies.say(f"utter_{id}", "alert")
