"""The desk's pages: queue, thread, statistics, log, and the summary as PDF and JSON."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.bodies import MESSAGE_LIMIT
from api.documents.pdf import pdf_of
from api.handoff.summary_lines import lines_of
from api.handoff.summary_shape import Summary
from api.handoff.words import words as handoff_words
from api.problems import responses
from api.service import Service, service_of
from api.staff import desk
from api.staff.entry import Visitor, allowed
from api.staff.render import staff_page
from api.staff.urgency import urgency_of
from api.staff.words import words

router = APIRouter(prefix="/staff", tags=["staff"], default_response_class=HTMLResponse)
STAFF = ("login", "forbidden", "foreign", "not_stored")
_GUARD = responses(*STAFF)
_THREAD = responses(*STAFF, "unknown_thread", "thread_changed", "broken_form", "wrong_type")
Id = Path(description="The thread's id, from the queue.", regex="^[0-9a-f]{32}$")
FEW = 5
"""Counts below are not shown: with so few one might be recognised."""
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
    content, names = record.content, {account.id: account.name for account in accounts}
    mine = content["adviser"] == visitor.account.id or visitor.account.role == "lead"
    return staff_page(
        service, "thread.html", visitor, id=id, thread=content, names=names, accounts=accounts, mine=mine,
        lines=lines_of(content["summary"]), urgency=urgency_of(content, service.today()), limit=MESSAGE_LIMIT,
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
    return await pdf_response(record.content["summary"])


@router.get("/statistics", summary="Counts without persons", responses=_GUARD)
async def statistics(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Counts below five are not shown."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_statistics")
    rows = await asyncio.to_thread(desk.queue, service, service.today())
    s = words()
    tables = [
        (s["statistics"]["state"], _counts(s["queue"]["state"][row["state"]] for row in rows)),
        (s["statistics"]["urgency"], _counts(s["queue"]["urgency"][row["urgency"].id] for row in rows)),
        (s["statistics"]["municipality"], _counts(row["municipality"] or s["statistics"]["unknown"] for row in rows)),
    ]
    return staff_page(service, "statistics.html", visitor, tables=tables, total=_shown(len(rows)))


@router.get("/audit", summary="The log", responses=_GUARD)
async def audit(visitor: Visitor = Lead, service: Service = Here) -> Response:
    """The last lines, and whether the log is whole. For leads."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_audit")
    entries = await asyncio.to_thread(service.stores.audit.entries)
    broken = await asyncio.to_thread(service.stores.audit.broken)
    names = {account.id: account.name for account in await asyncio.to_thread(service.accounts.all)}
    return staff_page(service, "audit.html", visitor, entries=entries, broken=broken, names=names)


async def pdf_response(summary: dict[str, Any]) -> Response:
    """The summary as a PDF whose name says nothing of anybody."""
    content = await asyncio.to_thread(pdf_of, lines_of(summary), handoff_words()["summary"]["title"])
    headers = {"Content-Disposition": 'attachment; filename="resume.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


async def _queue(service: Service, visitor: Visitor, notice: str | None = None, status: int = 200) -> Response:
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_queue")
    rows = await asyncio.to_thread(desk.queue, service, service.today())
    return staff_page(service, "queue.html", visitor, status=status, rows=rows, notice=notice)


def _to(id: str) -> Response:
    return RedirectResponse(f"/staff/threads/{id}", 303)


def _counts(values: Any) -> list[tuple[str, str]]:
    return [(name, _shown(count)) for name, count in sorted(Counter(values).items())]


def _shown(count: int) -> str:
    return str(count) if count >= FEW or count == 0 else str(words()["statistics"]["few"])
