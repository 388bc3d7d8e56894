"""The custom actions of the dialogue: called in process by the runtime, or served by `rasa run actions`."""

from __future__ import annotations

from bot.actions.control import Back, Correct, Erase, Goodbye, Results, Resume, StartOver, Stop
from bot.actions.counsel import Counsel
from bot.actions.digressions import (
    Appeal,
    Contacts,
    Cost,
    Deadlines,
    Human,
    ProvisionSummary,
    WhyQuestion,
    WhyResult,
)  # fmt: skip
from bot.actions.interview import Interview, Open, OutOfScope
from bot.actions.move import Move
from bot.actions.remarks import Greet, Help, Privacy, Process, Thank
from bot.actions.safety import Safety

ACTIONS: tuple[type[Move], ...] = (
    Open, Interview, Safety, Resume, Results, Correct, Back, StartOver, Erase, Stop, Goodbye,
    Greet, Thank, Help, Privacy, Process, Human, OutOfScope,
    Cost, Deadlines, Contacts, Appeal, ProvisionSummary, WhyQuestion, WhyResult,
)  # fmt: skip


def actions(counsel: Counsel) -> list[Move]:
    """One of each, with this knowledge."""
    return [action(counsel) for action in ACTIONS]
