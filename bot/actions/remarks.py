"""Short answers that need no knowledge; the standing question follows."""

from __future__ import annotations

from bot.actions.move import Move
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
