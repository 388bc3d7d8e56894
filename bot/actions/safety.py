"""Danger, self-harm, a child at risk: whatever is being asked, the alert is all that is answered."""

from __future__ import annotations

from bot.actions.move import Move
from bot.actions.talk import Talk


class Safety(Move):
    """The intent alone raises the alert, also where no fact was heard; `Move` answers it and pauses the interview."""

    id = "action_safety"

    def reply(self, talk: Talk) -> None:
        """Reached only where a fact was set by name: nothing to add to the alert."""
