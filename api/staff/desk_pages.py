"""The desk's pages: queue, thread, statistics, log, and the summary as PDF and JSON."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.bodies import MESSAGE_LIMIT
from api.dates import danish_date
from api.documents.pdf import pdf_of
from api.handoff.summary_lines import lines_of
from api.handoff.summary_shape import Summary
from api.handoff.words import words as handoff_words
from api.problems import responses
from api.service import Service, service_of
from api.staff import desk
from api.staff.complaint import WHY_LIMIT
from api.staff.entry import Visitor, allowed
from api.staff.render import staff_page
from api.staff.urgency import ACUTE, DONE, LATE, NEAR, SOON, alarms_of, distance, urgency_of
from api.staff.words import words
from api.statistics.suppress import LEAST, parts

router = APIRouter(prefix="/staff", tags=["staff"], default_response_class=HTMLResponse)
STAFF = ("login", "forbidden", "foreign", "not_stored")
_GUARD = responses(*STAFF)
_THREAD = responses(*STAFF, "unknown_thread", "thread_changed", "broken_form", "wrong_type")
Id = Path(description="The thread's id, from the queue.", regex="^[0-9a-f]{32}$")
Anyone = Depends(allowed("adviser", "lead"))
Lead = Depends(allowed("lead"))
Here = Depends(service_of)


@router.get("", summary="The queue", responses=_GUARD)
async def queue(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Every thread, the most urgent first."""
    return await _queue(service, visitor)


@router.post("/search", summary="Find a thread by its receipt", responses=_THREAD)
async def search(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Field `receipt`; leads to the thread, or says that there is none."""
    found = await desk.search(service, visitor.account, visitor.form.fields.get("receipt", ""))
    if found is None:
        return await _queue(service, visitor, words()["queue"]["search_none"], 404)
    return RedirectResponse(f"/staff/threads/{found}", 303)


@router.get("/threads/{id}", summary="Read a thread", responses=_THREAD)
async def thread(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Summary, messages, notes, and what can be done."""
    record = await desk.read(service, visitor.account, id)
    accounts = await asyncio.to_thread(service.accounts.all)
    content, me, today = record.content, visitor.account, service.today()
    own, is_lead = content["adviser"] == me.id, me.role == "lead"
    return staff_page(
        service, "thread.html", visitor, here="queue", id=id, thread=content, accounts=accounts,
        names={account.id: account.name for account in accounts}, mine=own or is_lead,
        can_take=not own and (not content["adviser"] or is_lead), municipality=desk.place_of(content, service),
        lines=lines_of(content["summary"]), urgency=urgency_of(content, today), alarms=alarms_of(content, today),
        limit=MESSAGE_LIMIT, why_limit=WHY_LIMIT, situation=json.dumps(content["situation"]),
        provisions=provisions_of(service),
    )  # fmt: skip


@router.post("/threads/{id}/take", summary="Take a thread", responses=_THREAD)
async def take(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """The machine is silent from now on."""
    await desk.take(service, visitor.account, id)
    return _to(id)


@router.post("/threads/{id}/reply", summary="Reply to the citizen", responses=_THREAD)
async def reply(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Field `text`."""
    text = service.clean(visitor.form.fields.get("text", "").strip())[:MESSAGE_LIMIT]
    if text:
        await desk.reply(service, visitor.account, id, text)
    return _to(id)


@router.post("/threads/{id}/note", summary="Write a note", responses=_THREAD)
async def note(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Field `text`; the citizen never sees it."""
    text = service.clean(visitor.form.fields.get("text", "").strip())[:MESSAGE_LIMIT]
    if text:
        await desk.note(service, visitor.account, id, text)
    return _to(id)


@router.post("/threads/{id}/hand-on", summary="Hand a thread on", responses=_THREAD)
async def hand_on(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Field `to`: an account's id, or empty for the queue."""
    await desk.hand_on(service, visitor.account, id, visitor.form.fields.get("to", ""))
    return _to(id)


@router.post("/threads/{id}/close", summary="Close a thread", responses=_THREAD)
async def close(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Back to the queue of the others."""
    await desk.close(service, visitor.account, id)
    return RedirectResponse("/staff", 303)


@router.get(
    "/threads/{id}/summary.json", response_model=Summary, response_class=JSONResponse, summary="A summary as JSON",
    responses=_THREAD,
)  # fmt: skip
async def summary_json(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """As /api/v1/schemas/summary describes it."""
    record = await desk.read(service, visitor.account, id, "read_summary")
    return JSONResponse(record.content["summary"])


@router.get("/threads/{id}/summary.pdf", response_class=Response, summary="A summary as PDF", responses=_THREAD)
async def summary_pdf(id: str = Id, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Says the same as the page."""
    record = await desk.read(service, visitor.account, id, "read_summary")
    return await pdf_response(service, record.content["summary"])


@router.get("/statistics", summary="Counts without persons", responses=_GUARD)
async def statistics(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Counts below five are not shown, and no others by which one could be reckoned."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_statistics")
    rows = await asyncio.to_thread(desk.queue, service, service.today())
    s, q = words()["statistics"], words()["queue"]
    places = [place.label for place in service.knowledge.municipalities.values()]
    tables = [
        _table(s["state"], q["state"].values(), (q["state"][row["state"]] for row in rows)),
        _table(s["urgency"], q["urgency"].values(), (q["urgency"][row["urgency"].id] for row in rows)),
        _table(s["municipality"], [*places, s["unknown"]], (row["municipality"] or s["unknown"] for row in rows)),
    ]
    return staff_page(service, "statistics.html", visitor, here="statistics", tables=tables, least=LEAST)


@router.get("/audit", summary="The log", responses=_GUARD)
async def audit(visitor: Visitor = Lead, service: Service = Here) -> Response:
    """The last lines, and whether the log is whole. For leads."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_audit")
    entries = await asyncio.to_thread(service.stores.audit.entries)
    broken = await asyncio.to_thread(service.stores.audit.broken)
    names = {account.id: account.name for account in await asyncio.to_thread(service.accounts.all)}
    return staff_page(service, "audit.html", visitor, here="audit", entries=entries, broken=broken, names=names)


async def pdf_response(service: Service, summary: dict[str, Any]) -> Response:
    """The summary as a PDF whose name says nothing of anybody."""
    title = handoff_words()["summary"]["title"]
    content = await asyncio.to_thread(pdf_of, lines_of(summary), title, service.settings.design)
    headers = {"Content-Disposition": 'attachment; filename="resume.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def provisions_of(service: Service) -> list[tuple[str, str]]:
    """(id, title and law) of every provision, for a report of a wrong result."""
    return [(id, f"{one.title} ({one.law})") for id, one in service.knowledge.provisions["other"].items()]


async def _queue(service: Service, visitor: Visitor, notice: str | None = None, status: int = 200) -> Response:
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_queue")
    rows = await asyncio.to_thread(desk.queue, service, service.today())
    return staff_page(
        service, "queue.html", visitor, here="queue", status=status, notice=notice,
        waiting=[row for row in rows if row["urgency"] != DONE], closed=[row for row in rows if row["urgency"] == DONE],
        alarms=list(_alarms(rows, service.today())),
    )  # fmt: skip


def _alarms(rows: list[dict[str, Any]], today: date) -> Iterator[str]:
    """What hurries in the whole queue, in words and with the first day of each kind."""
    w = words()["queue"]["alarm"]
    acute = sum(row["urgency"] == ACUTE for row in rows)
    if acute:
        yield w["acute"].format(count=acute)
    days = [date.fromisoformat(row["due"]) for row in rows if row["due"] and row["urgency"] != DONE]
    for kind, dues in ((LATE, [due for due in days if due < today]),
                       (SOON, [due for due in days if today <= due <= today + NEAR])):  # fmt: skip
        if dues:
            first = min(dues)
            yield w[kind.id].format(
                count=len(dues), due=danish_date(first), distance=distance(first, today), near=NEAR.days
            )


def _to(id: str) -> Response:
    return RedirectResponse(f"/staff/threads/{id}", 303)


def _table(title: str, names: Iterable[str], found: Iterable[str]) -> dict[str, Any]:
    """`{title, rows, total}`: how many of each name were found; None is held back."""
    count = Counter(found)
    total, rows = parts({name: count[name] for name in names})
    return {"title": title, "rows": rows, "total": total}
