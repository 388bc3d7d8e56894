"""The triage form as pages, its summary, and reports of wrong results. Nothing of the form is stored."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.handoff.summary import summary_of
from api.handoff.summary_lines import lines_of
from api.pages.form import ChatForm
from api.problems import Problem, responses
from api.service import Service, service_of
from api.staff import triage
from api.staff.complaint import WHY_LIMIT, case_of, yaml_of
from api.staff.desk_pages import STAFF, pdf_response, provisions_of
from api.staff.entry import Visitor, allowed
from api.staff.render import staff_page
from api.staff.words import words
from bot.errors import Erased, UnknownConversation
from bot.records import Record
from rules_core import SituationError

router = APIRouter(prefix="/staff", tags=["staff"], default_response_class=HTMLResponse)
_FORM = responses(*STAFF, "broken_form", "wrong_type", "invalid")
_CASE = responses(*STAFF, "not_found", "broken_form", "wrong_type")
Id = Path(description="The report's id, from the list.", regex="^[0-9a-f]{32}$")
Anyone = Depends(allowed("adviser", "lead"))
Lead = Depends(allowed("lead"))
Here = Depends(service_of)


@router.get("/triage", summary="The triage form", responses=_FORM)
async def empty(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Every question on one page. Opening it is logged; what is filled in is kept nowhere and reads nothing."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "triage")
    return await _show(service, visitor, visitor.form)


@router.post("/triage", summary="The triage form, filled in", responses=_FORM)
async def filled(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """The findings so far, the next best question, and how the municipalities differ."""
    return await _show(service, visitor, visitor.form)


@router.post("/triage/summary", summary="The form's summary, to print", responses=_FORM)
async def summary(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """As a caseworker would get it from a citizen."""
    made = await _summary(service, visitor)
    fields = [(name, value) for name, value in visitor.form.fields.items() if name.startswith("q.")]
    again = fields + [("pick", value) for value in visitor.form.picked]
    return staff_page(service, "printed.html", visitor, here="triage", lines=lines_of(made), again=again)


@router.post("/triage/summary.pdf", response_class=Response, summary="The form's summary as PDF", responses=_FORM)
async def summary_pdf(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Says the same as the page."""
    return await pdf_response(service, await _summary(service, visitor))


@router.post("/complaints", summary="Report a wrong result", responses=_FORM)
async def complain(visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """Fields `situation` (JSON), `on`, `provision`, `expected`, `why`. Stored without a person."""
    case = _case(service, visitor.form)
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "complain")
    await asyncio.to_thread(service.stores.complaints.create, {"yaml": yaml_of(case)})
    notice = words()["complaint"]["sent"]
    return staff_page(service, "notice.html", visitor, here="queue", notice=notice, next="/staff")


@router.get("/complaints", summary="Reported results", responses=_CASE)
async def complaints(visitor: Visitor = Lead, service: Service = Here) -> Response:
    """For leads."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_complaints")
    records = await asyncio.to_thread(lambda: list(service.stores.complaints.all()))
    rows = sorted(records, key=lambda record: record.last_activity, reverse=True)
    return staff_page(service, "complaints.html", visitor, here="complaints", rows=rows)


@router.get("/complaints/{id}", response_class=Response, summary="A reported result as YAML", responses=_CASE)
async def complaint(id: str = Id, visitor: Visitor = Lead, service: Service = Here) -> Response:
    """A case as it may lie among the named ones."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_complaints", id)
    record = await _complaint(service, id)
    headers = {"Content-Disposition": f'attachment; filename="{id[:8]}.yml"'}
    return Response(record.content["yaml"], media_type="application/yaml", headers=headers)


@router.post("/complaints/{id}/erase", summary="Erase a reported result", responses=_CASE)
async def erase(id: str = Id, visitor: Visitor = Lead, service: Service = Here) -> Response:
    """Done with."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "erase_complaint", id)
    await asyncio.to_thread(service.stores.complaints.erase, id)
    return RedirectResponse("/staff/complaints", 303)


async def _show(service: Service, visitor: Visitor, form: ChatForm) -> Response:
    situation, wrong = triage.read(form, service.knowledge)
    found = await asyncio.to_thread(triage.findings_of, situation, service.knowledge, service.today())
    told = {name: value for name, value in form.fields.items() if name.startswith("q.")}
    return staff_page(
        service, "triage.html", visitor, here="triage", status=422 if wrong else 200,
        themes=triage.fields_of(service.knowledge), told=told, picked=set(form.picked), wrong=wrong,
        situation=json.dumps(situation.as_dict()), why_limit=WHY_LIMIT, provisions=provisions_of(service), **found,
    )  # fmt: skip


async def _summary(service: Service, visitor: Visitor) -> dict[str, Any]:
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "triage")
    situation, _ = triage.read(visitor.form, service.knowledge)
    today = service.today()
    made = await asyncio.to_thread(
        lambda: summary_of(situation, service.knowledge, on=today, sent=today, withheld=False, by="staff")
    )
    return {**made, "message": None, "masked": False, "reach": None}


def _case(service: Service, form: ChatForm) -> dict[str, Any]:
    """The case of a report. Problem `broken_form` where the page cannot have sent it."""
    fields = form.fields
    try:
        return case_of(
            service.clean_value(json.loads(fields["situation"])), fields["provision"], fields["expected"],
            service.clean(fields.get("why", "")), on=date.fromisoformat(fields["on"]), knowledge=service.knowledge,
        )  # fmt: skip
    except (KeyError, ValueError, RecursionError, SituationError):
        raise Problem("broken_form") from None


async def _complaint(service: Service, id: str) -> Record:
    try:
        return await asyncio.to_thread(service.stores.complaints.read, id)
    except (UnknownConversation, Erased):
        raise Problem("not_found") from None
