"""The one way into a conversation, for JSON, pages and the REST channel alike: cleaned, limited and counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from api.bodies import INPUTS, OpenBody, TurnBody
from api.problems import invalid, problem_of
from api.remedies import remedy_of_fact
from api.service import Service
from bot.errors import InvalidValue
from rules_core.fact_table import FACTS

if TYPE_CHECKING:
    from bot.runtime import Opened


async def open_conversation(service: Service, body: OpenBody) -> Opened:
    """Begins one. Problems `invalid` (municipality), `too_many`; the runtime's errors."""
    service.limits.open()
    if body.municipality is not None and body.municipality not in service.knowledge.municipalities:
        raise invalid(*remedy_of_fact("municipality"))
    opened = await service.runtime.open(municipality=body.municipality, language=body.language)
    service.metrics.opened.inc()
    return opened


async def take_turn(service: Service, conversation: str, token: str, body: TurnBody) -> dict[str, Any]:
    """The contract's Turn. Problem `too_many`; the runtime's errors. Identity numbers end here."""
    kind = next(name for name in INPUTS if getattr(body, name) is not None)
    began = time.perf_counter()
    try:
        service.limits.turn(conversation)
        turn = await _run(service, conversation, token, kind, body)
    except Exception as error:
        problem = problem_of(error)
        service.metrics.turns.labels(kind, problem.kind if problem else "unexpected").inc()
        raise
    service.metrics.turns.labels(kind, "stored").inc()
    service.metrics.seconds.labels(kind).observe(time.perf_counter() - began)
    return turn


async def _run(service: Service, conversation: str, token: str, kind: str, body: TurnBody) -> dict[str, Any]:
    from bot.request import TurnRequest  # here, because it brings Rasa

    value = service.clean_value(getattr(body, kind))
    request = TurnRequest(turn_id=str(body.turn_id), question=body.question, **{kind: value})
    try:
        return await service.runtime.turn(conversation, token, request)
    except InvalidValue as error:
        # A question over several facts names itself, which is no fact that a client could mend.
        raise (invalid(*remedy_of_fact("choice")) if kind == "choice" and error.key not in FACTS else error) from None
