"""What the staff do with threads: see the queue, read, take, reply, note, hand on, close. Each is logged first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from api.handoff.threads import CLOSED, TAKEN, WAITING, with_line
from api.problems import Problem
from api.service import Service
from api.staff.accounts import Account
from api.staff.urgency import distance, running, urgency_of
from bot.errors import Erased, UnknownConversation
from bot.records import Record

Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def queue(service: Service, today: date) -> list[dict[str, Any]]:
    """Every thread, the most urgent first, then the nearest deadline; the closed ones come last."""
    names = {account.id: account.name for account in service.accounts.all()}
    rows = [_row(record, names, service, today) for record in service.stores.threads.all()]
    return sorted(rows, key=lambda row: (row["urgency"].rank, row["due"] or "9", row["opened"]))


async def read(service: Service, account: Account, id: str, action: str = "read_thread") -> Record:
    """The thread; that it was read is logged before it is. Problem `unknown_thread`; NotStored."""
    await _log(service, account, action, id)
    try:
        return await asyncio.to_thread(service.stores.threads.read, id)
    except (UnknownConversation, Erased):
        raise Problem("unknown_thread") from None


async def take(service: Service, account: Account, id: str) -> None:
    """The thread is this person's, and the machine says nothing more in its conversation."""

    def change(content: dict[str, Any]) -> dict[str, Any]:
        if content["adviser"] not in (None, account.id) and account.role != "lead":
            raise Problem("thread_changed")
        return {**content, "adviser": account.id, "state": TAKEN}

    await _silence(service, await _change(service, account, "take_thread", id, change))


async def reply(service: Service, account: Account, id: str, text: str) -> None:
    """A message to the citizen, from the one who took the thread; a lead who replies to an untaken one takes it."""
    line = service.threads.line("adviser", text, id=str(uuid4()), by=account.id)

    def change(content: dict[str, Any]) -> dict[str, Any] | None:
        return with_line(content, line, adviser=content["adviser"] or account.id, state=TAKEN)

    await _silence(service, await _change(service, account, "reply_thread", id, _own(account, change)))


async def note(service: Service, account: Account, id: str, text: str) -> None:
    """A note that only the staff see."""
    made = {"at": service.clock().isoformat(timespec="seconds"), "by": account.id, "text": text}
    await _change(service, account, "note_thread", id, lambda old: {**old, "notes": [*old["notes"], made]})


async def hand_on(service: Service, account: Account, id: str, to: str) -> None:
    """To another member of staff (an account's id), or back to the queue (""). Problem `unknown_thread`."""
    if to and await asyncio.to_thread(service.accounts.find, to) is None:
        raise Problem("thread_changed")
    state = TAKEN if to else WAITING
    change = _own(account, lambda content: {**content, "adviser": to or None, "state": state})
    record = await _change(service, account, "hand_on_thread", id, change)
    if to:
        await _silence(service, record)


async def close(service: Service, account: Account, id: str) -> None:
    """Done with. A message of the citizen's brings it back into the queue."""
    change = _own(account, lambda content: {**content, "adviser": None, "state": CLOSED})
    await _change(service, account, "close_thread", id, change)


async def search(service: Service, account: Account, receipt: str) -> str | None:
    """The id of the thread of a receipt; None where there is none. NotStored; Problem `too_many`."""
    await _log(service, account, "search_receipt", "")
    try:
        record = await service.gate.find(lambda: service.threads.find(receipt))
    except UnknownConversation:
        return None
    return record.id


def _own(account: Account, change: Change) -> Change:
    """Only the one who took it, or a lead. Problem `thread_changed`."""

    def checked(content: dict[str, Any]) -> dict[str, Any] | None:
        if content["adviser"] != account.id and account.role != "lead":
            raise Problem("thread_changed")
        return change(content)

    return checked


async def _change(service: Service, account: Account, action: str, id: str, change: Change) -> Record:
    await _log(service, account, action, id)
    try:
        return await asyncio.to_thread(service.threads.change, id, change)
    except (UnknownConversation, Erased):
        raise Problem("unknown_thread") from None


async def _silence(service: Service, record: Record) -> None:
    """The machine says no more in the thread's conversation. At each reply anew: an earlier try may have failed."""
    await service.runtime.silence(record.content["conversation"])


async def _log(service: Service, account: Account, action: str, subject: str) -> None:
    await asyncio.to_thread(service.stores.audit.append, account.id, action, subject[:32])


def place_of(content: dict[str, Any], service: Service) -> str:
    """The municipality that the citizen named; "" where there is none."""
    municipality = service.knowledge.municipalities.get(content["summary"]["municipality"])
    return municipality.label if municipality else ""


def _row(record: Record, names: dict[str, str], service: Service, today: date) -> dict[str, Any]:
    content = record.content
    due = next((line["due"] for line in running(content)), None)
    lines = content["lines"]
    return {
        "id": record.id, "opened": content["opened"], "state": content["state"], "due": due,
        "distance": distance(due, today) if due else "", "alerts": content["alerts"],
        "adviser": names.get(content["adviser"] or "", ""), "urgency": urgency_of(content, today),
        "municipality": place_of(content, service),
        "answered": bool(lines) and lines[-1]["from"] == "adviser", "named": content["identity"] is not None,
    }  # fmt: skip
