"""What can be taken along: each is the answer to a POST, under a name that says nothing, and is kept nowhere."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from api.documents.line import Line
from api.locale import DANISH, words_of
from api.pages.form import Key, read_form
from api.pages.render import page, show_problem
from api.papers.calendar import calendar_of
from api.papers.cards import cards_of, dates_of
from api.papers.pdf import fitting
from api.papers.plain import plain_text
from api.papers.sheet import Detail, sheet_of
from api.problems import Problem, problem_of
from api.service import Service, service_of
from api.shield import log_type

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FORMS = ("print", "pdf", "calendar", "text")
_GONE = ("erased", "unknown_conversation", "wrong_token")
"""Problems after which there is no conversation to lead back to."""
PDF_NAME, CALENDAR_NAME = "dokument.pdf", "kalender.ics"


@router.post("/papir")
async def paper(request: Request, service: Service = Depends(service_of)) -> Response:
    """The result as a page to print, a PDF, a calendar file or a text; `form` says which."""
    key, language = None, DANISH
    try:
        form = await read_form(request)
        key, language, wanted = form.key, form.language, form.fields.get("form")
        if key is None:
            return RedirectResponse("/", 303)
        if wanted not in FORMS:
            raise Problem("broken_form")
        return await _made(service, key, wanted, plain="text/plain" in request.headers.get("accept", ""))
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            log_type(error)
        problem = problem or Problem("unexpected")
        return show_problem(service, problem, key=None if problem.kind in _GONE else key, language=language)


async def _made(service: Service, key: Key, wanted: str, *, plain: bool) -> Response:
    service.limits.turn(key.conversation)
    conversation = await service.runtime.read(key.conversation, key.token)
    if not conversation["assessment"]:
        raise Problem("stale")
    if wanted == "calendar":
        return _calendar(service, conversation)
    if wanted == "text":
        return _text(service, key, plain_text(sheet_of(conversation, service.knowledge)), plain)
    detail, document = await asyncio.to_thread(_pdf, service, conversation)
    if wanted == "pdf":
        return _file(document, "application/pdf", PDF_NAME)
    return page(service, "print.html", key=key, lines=sheet_of(conversation, service.knowledge, detail))


def _pdf(service: Service, conversation: dict[str, Any]) -> tuple[Detail, bytes]:
    def sheet(detail: Detail) -> list[Line]:
        return sheet_of(conversation, service.knowledge, detail)

    return fitting(sheet, service.settings.design, words_of("da")["papers"]["sheet_title"])


def _calendar(service: Service, conversation: dict[str, Any]) -> Response:
    on = conversation["assessment"]["on"]
    dates = dates_of(cards_of(conversation["assessment"], conversation["situation"], service.knowledge), on)
    return _file(calendar_of(dates, on, service.clock()), "text/calendar", CALENDAR_NAME)


def _text(service: Service, key: Key, text: str, plain: bool) -> Response:
    return PlainTextResponse(text) if plain else page(service, "text.html", key=key, text=text)


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
