"""Sending a summary to an adviser, and what a citizen does with the thread afterwards."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from api.bodies import HandoffBody, IdentityBody, LineBody
from api.handoff.masking import mask
from api.handoff.summary import summary_of
from api.handoff.threads import CLOSED, WAITING, with_line
from api.service import Service
from bot.errors import ConversationError, UnknownConversation
from bot.records import Notice, Record
from rules_core import Situation
from rules_core.fact_table import FACTS

BY_DETAIL = ("phone", "email")
"""Ways to reach a citizen that need a number or an address."""
_ALERTS = {"immediate_danger": "danger", "self_harm": "self_harm", "child_concern": "child_concern"}
_INTENTS = {"danger_now": "danger", "self_harm": "self_harm", "child_concern": "child_concern"}


async def preview(service: Service, conversation: str, token: str, body: HandoffBody) -> dict[str, Any]:
    """Exactly what an adviser would get. The runtime's errors."""
    story = await service.runtime.read(conversation, token)
    return await asyncio.to_thread(_summary, service, story, _left(story, body), body)


async def send(service: Service, conversation: str, token: str, body: HandoffBody) -> tuple[str, dict[str, Any]]:
    """Opens the thread: the receipt, shown this once, and the summary as it lies there, also where it was sent before.

    The runtime's and the store's errors.
    """
    story = await service.runtime.read(conversation, token)
    situation = _left(story, body)
    summary = await asyncio.to_thread(_summary, service, story, situation, body)
    heard = [*(alert["id"] for alert in summary["alerts"]), *await _alerts_in(service, body.message)]
    receipt = service.threads.receipt_for(conversation, str(body.turn_id))
    content = {
        "conversation": conversation, "summary": summary, "situation": situation.as_dict(),
        "alerts": list(dict.fromkeys(heard)), "keep_names": body.keep_names, "identity": None, "lines": [],
        "notes": [], "state": WAITING, "adviser": None, "opened": service.clock().isoformat(timespec="seconds"),
    }  # fmt: skip
    record = await asyncio.to_thread(
        service.threads.open, receipt, content, lambda id: service.notices.opened(id, content, service.today())
    )
    service.metrics.handoffs.inc()
    return receipt, record.content["summary"]


async def find(service: Service, receipt: str) -> Record:
    """The thread of a receipt, through the gate. UnknownConversation; Problem `too_many`; NotStored."""
    service.limits.open()
    try:
        return await service.gate.find(lambda: service.threads.find(receipt))
    except UnknownConversation:
        service.metrics.receipts_wrong.inc()
        raise


async def write(service: Service, record: Record, body: LineBody) -> Record:
    """A message of the citizen's, to the adviser alone; words of danger raise the urgency. Problem `too_many`."""
    service.limits.turn(record.id)
    alerts = await _alerts_in(service, body.text)
    text = service.clean(body.text)
    line = service.threads.line("citizen", text, id=str(body.turn_id))

    def change(content: dict[str, Any]) -> dict[str, Any] | None:
        shown = {**line, "text": mask(text)[0]} if masks(content) else line
        state = WAITING if content["state"] == CLOSED else content["state"]
        return with_line(content, shown, alerts=list(dict.fromkeys([*content["alerts"], *alerts])), state=state)

    def tell(before: dict[str, Any], after: dict[str, Any]) -> list[Notice]:
        return service.notices.written(record.id, before, after, service.today())

    return await asyncio.to_thread(service.threads.change, record.id, change, tell)


def masks(content: dict[str, Any]) -> bool:
    """Whether names in what a citizen writes are hidden: until they let them stand, or say who they are."""
    return not (content["keep_names"] or content["identity"])


async def reveal(service: Service, record: Record, body: IdentityBody) -> Record:
    """The citizen says who they are. CPR numbers go all the same. Problem `too_many`."""
    service.limits.turn(record.id)
    identity = {"name": service.clean(body.name), "detail": service.clean(body.detail)}
    return await asyncio.to_thread(service.threads.change, record.id, lambda old: {**old, "identity": identity})


def shown(record: Record) -> dict[str, Any]:
    """The thread as the citizen sees it: neither notes nor who of the staff wrote."""
    content = record.content
    lines = [{name: line[name] for name in ("from", "at", "text")} for line in content["lines"]]
    return {
        "state": content["state"], "lines": lines, "summary": content["summary"], "identity": content["identity"],
        "last_activity": record.last_activity.isoformat(),
    }  # fmt: skip


def _left(story: dict[str, Any], body: HandoffBody) -> Situation:
    """The facts that are left after striking out."""
    situation = Situation.parse(story["situation"])
    for fact in _struck(story, body):
        situation = situation.without(fact)
    return situation


def _struck(story: dict[str, Any], body: HandoffBody) -> list[str]:
    return [fact for fact in body.leave_out if fact in FACTS and fact in story["situation"]]


def _summary(service: Service, story: dict[str, Any], left: Situation, body: HandoffBody) -> dict[str, Any]:
    """From the facts that are left: what was struck out is not used either. A number that nobody may call goes."""
    assessment, today = story["assessment"], service.today()
    on = date.fromisoformat(assessment["on"]) if assessment else today
    summary = summary_of(left, service.knowledge, on=on, sent=today, withheld=bool(_struck(story, body)))
    message, safe = service.clean(body.message.strip()), service.clean(body.contact.safe.strip())
    shown = [_masked(text, body.keep_names) for text in (message, safe)]
    detail = service.clean(body.contact.detail.strip()) if body.contact.how in BY_DETAIL else ""
    return {
        **summary, "message": shown[0] or None, "masked": shown != [message, safe],
        "reach": {"how": body.contact.how, "detail": detail, "safe": shown[1]},
    }  # fmt: skip


def _masked(text: str, keep: bool) -> str:
    return text if keep else mask(text)[0]


async def _alerts_in(service: Service, text: str) -> list[str]:
    """Ids of the alerts that the language model hears in a message to a person; none where it cannot listen."""
    if not text.strip():
        return []
    try:
        heard = await asyncio.to_thread(service.runtime.parse, service.clean(text))
    except ConversationError:
        return []
    found = [_ALERTS[fact] for fact, value in heard["facts"].items() if fact in _ALERTS and value is True]
    return [*found, *filter(None, [_INTENTS.get(str(heard["intent"]))])]
