"""Short answers that need no knowledge; the standing question follows."""

from __future__ import annotations

import re

from bot.actions.move import Move
from bot.actions.phrases import phrases
from bot.actions.talk import Talk


class Remark(Move):
    """Says one response of the domain, and what was heard beside the remark."""

    response: str

    def reply(self, talk: Talk) -> None:
        """The response, then the facts of the same sentence."""
        talk.replies.say(self.response)
        talk.say_understood()


class Greet(Remark):
    id, response = "action_greet", "utter_greet"


class Thank(Remark):
    id, response = "action_thank", "utter_thank"


class Help(Remark):
    id, response = "action_help", "utter_help"


class Privacy(Remark):
    id, response = "action_privacy", "utter_privacy"


class Process(Remark):
    id, response = "action_process", "utter_process"

    def reply(self, talk: Talk) -> None:
        """An interpreter and a companion are answered for themselves."""
        if say_asides(talk):
            talk.say_understood()
        else:
            super().reply(talk)


def say_asides(talk: Talk) -> bool:
    """Answers the wish for an interpreter or for somebody to come along; False where the text has none."""
    words = set(re.findall(r"\w+", talk.text.casefold()))
    asked = [aside for aside, forms in phrases()["asides"].items() if words & set(forms)]
    for aside in asked:
        talk.replies.say(f"utter_{aside}")
    return bool(asked)
