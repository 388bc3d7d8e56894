"""What all actions of the dialogue share: hear the message, answer an alert before all else, reply, go on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.alerts import say_alerts
from bot.actions.counsel import Counsel, counsel
from bot.actions.talk import SET, Talk


class Move(Action, ABC):
    """One action. Subclasses give `id`, its name in the domain, and `reply`; `goes_on` False asks nothing after.

    Abstract, because `rasa run actions` makes one of every subclass of Action that is not.
    """

    goes_on = True

    @property
    @abstractmethod
    def id(self) -> str:
        """The action's name in the domain; subclasses write it as a plain attribute."""

    def __init__(self, advice: Counsel | None = None) -> None:
        """With the knowledge of the runtime, or with that of the file system under `rasa run actions`."""
        self._counsel = advice

    def name(self) -> str:
        """The action's name in the domain."""
        return self.id

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Hears, replies, goes on; gives the slots that changed."""
        talk = Talk(tracker, dispatcher, self._counsel or counsel())
        talk.state.erase_requested = False
        talk.hear()
        if talk.alerts:
            say_alerts(talk)
        if talk.alerts and talk.way != SET:
            talk.state.paused, talk.state.asking = True, None
            talk.go_on()
            return talk.events()
        self.reply(talk)
        if self.goes_on:
            talk.go_on()
        return talk.events()

    @abstractmethod
    def reply(self, talk: Talk) -> None:
        """What this action says and changes."""
