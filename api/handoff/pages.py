"""The anonymous thread as pages that work without a script. Each answers a POST; no address bears a code."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.bodies import MESSAGE_LIMIT, HandoffBody, IdentityBody, LineBody, ReachBody
from api.handoff import handover
from api.handoff.receipt import grouped
from api.handoff.summary_lines import lines_of
from api.handoff.words import words
from api.pages.form import ChatForm, Key, read_form
from api.pages.render import page, show_problem
from api.problems import Problem, problem_of
from api.service import Service, service_of
from api.shield import CLEARING, log_type
from bot.errors import UnknownConversation
from bot.records import Record

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/overdrag")
async def nothing_to_review() -> Response:
    """The address by itself holds nothing."""
    return RedirectResponse("/", 303)


@router.post("/overdrag")
async def review(request: Request, service: Service = Depends(service_of)) -> Response:
    """What would be sent, to be struck out and added to; or, with `do=send`, sends it and shows the receipt."""
    key = None
    try:
        form = await read_form(request)
        key = form.key
        if key is None:
            return RedirectResponse("/", 303)
        return await (_send if form.fields.get("do") == "send" else _review)(service, form, key)
    except Exception as error:
        return _fail(service, error, key)


@router.get("/kode")
async def ask_receipt(service: Service = Depends(service_of)) -> Response:
    """Where the code is typed in."""
    return page(service, "receipt.html", h=words(), failed=None)


@router.post("/kode")
async def open_thread(request: Request, service: Service = Depends(service_of)) -> Response:
    """The thread of a code, and what the citizen does in it: `do` is write, reveal, erase or nothing."""
    try:
        form = await read_form(request)
        receipt = form.fields.get("receipt", "")
        record = await handover.find(service, receipt)
        return await _DOES.get(form.fields.get("do", ""), _show)(service, form, record)
    except UnknownConversation:
        return page(service, "receipt.html", status=404, h=words(), failed=words()["page"]["open_wrong"])
    except Exception as error:
        return _fail(service, error, None)


async def _review(service: Service, form: ChatForm, key: Key, notice: str | None = None) -> Response:
    story = await service.runtime.read(key.conversation, key.token)
    told = {fact: value for fact, value in story["situation"].items() if fact in service.knowledge.facts}
    body = _body(form, list(told))
    summary = await handover.preview(service, key.conversation, key.token, body)
    full = await handover.preview(service, key.conversation, key.token, body.copy(update={"leave_out": []}))
    themes = [{"title": theme["title"], "rows": _rows(theme, told)} for theme in full["themes"]]
    return page(
        service, "review.html", status=422 if notice else 200, key=key, h=words(), body=body,
        rows=[theme for theme in themes if theme["rows"]],
        struck=set(body.leave_out), lines=lines_of(summary), notice=notice, limit=MESSAGE_LIMIT,
    )  # fmt: skip


async def _send(service: Service, form: ChatForm, key: Key) -> Response:
    story = await service.runtime.read(key.conversation, key.token)
    body = _body(form, list(story["situation"]))
    if body.contact.how in handover.BY_DETAIL and not body.contact.detail.strip():
        return await _review(service, form, key, words()["page"]["detail_missing"])
    service.limits.turn(key.conversation)
    receipt, summary = await handover.send(service, key.conversation, key.token, body)
    return page(
        service, "sent.html", key=key, h=words(), receipt=receipt, grouped=grouped(receipt), lines=lines_of(summary)
    )


async def _show(
    service: Service, form: ChatForm, record: Record, notice: str | None = None, status: int = 200
) -> Response:
    content = handover.shown(record)
    return page(
        service, "thread.html", status=status, h=words(), thread=content, receipt=form.fields["receipt"],
        lines=lines_of(content["summary"]), notice=notice, turn_id=str(uuid4()), limit=MESSAGE_LIMIT,
        help=[contact.as_dict() for contact in _help(service)], masks=handover.masks(record.content),
    )  # fmt: skip


async def _write(service: Service, form: ChatForm, record: Record) -> Response:
    text = form.fields.get("text", "").strip()
    if not text:
        return await _show(service, form, record, words()["page"]["write_empty"], 422)
    body = LineBody(turn_id=form.fields.get("turn_id", ""), text=text[:MESSAGE_LIMIT])
    return await _show(service, form, await handover.write(service, record, body), words()["page"]["written"])


async def _reveal(service: Service, form: ChatForm, record: Record) -> Response:
    name = form.fields.get("name", "").strip()
    if not name:
        return await _show(service, form, record, words()["page"]["reveal_empty"], 422)
    body = IdentityBody(name=name[:200], detail=form.fields.get("detail", "").strip()[:200])
    return await _show(service, form, await handover.reveal(service, record, body))


async def _erase(service: Service, form: ChatForm, record: Record) -> Response:
    stores = await asyncio.to_thread(service.threads.erase, record)
    shown = page(service, "thread_erased.html", h=words(), stores=stores)
    shown.headers["Clear-Site-Data"] = CLEARING
    return shown


_RETURN = ("not_stored", "turn_failed", "too_many", "unexpected", "broken_form")
"""Problems after which the conversation is still there; a key that does not fit is not shown again."""
_DOES = {"write": _write, "reveal": _reveal, "erase": _erase}


def _body(form: ChatForm, told: list[str]) -> HandoffBody:
    """The form as a body. On the first look (no `turn_id`) nothing is struck out. Problem `broken_form`."""
    fields = form.fields
    try:
        first = "turn_id" not in fields
        kept = told if first else list(form.picked)
        return HandoffBody(
            turn_id=uuid4() if first else UUID(fields["turn_id"]),
            leave_out=[fact for fact in told if fact not in kept],
            message=fields.get("message", "")[:MESSAGE_LIMIT],
            keep_names="keep_names" in fields,
            contact=ReachBody(how=fields.get("how", "receipt"), detail=fields.get("detail", "")[:200],
                              safe=fields.get("safe", "")[:500]),
        )  # fmt: skip
    except (ValidationError, ValueError):
        raise Problem("broken_form") from None


def _rows(theme: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers of a theme; a list known in part stands under known and unknown, and is struck out once."""
    answers = [fact for part in ("known", "unknown", "declined") for fact in theme[part] if fact["fact"] in told]
    return list({row["fact"]: row for row in reversed(answers)}.values())[::-1]


def _help(service: Service) -> list[Any]:
    """The help lines of every alert: whoever reads the thread may be in danger."""
    knowledge = service.knowledge
    ids = dict.fromkeys(contact for alert in knowledge.alerts.values() for contact in alert.contacts)
    return [contact for contact in knowledge.contacts(tuple(ids)) if contact.phone]


def _fail(service: Service, error: Exception, key: Key | None) -> Response:
    problem = Problem("broken_form") if isinstance(error, ValidationError) else problem_of(error)
    if problem is None:
        log_type(error)
        problem = Problem("unexpected")
    return show_problem(service, problem, key=key if problem.kind in _RETURN else None)
