"""The staff's pages: the citizen pages' templates and filters, with words and a frame of their own."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.handoff.words import words as handoff_words
from api.pages import assets
from api.pages.render import page
from api.pages.render import problem_page as citizens_problem_page
from api.problems import Problem
from api.service import Service
from api.staff.entry import Visitor
from api.staff.words import words

_MENU = (("/staff", "queue"), ("/staff/triage", "triage"), ("/staff/statistics", "statistics"),
         ("/staff/statistics/conversations", "conversations"))  # fmt: skip
_LEADS = (("/staff/complaints", "complaints"), ("/staff/audit", "audit"))


def staff_page(
    service: Service, template: str, visitor: Visitor | None, *, here: str | None = None, status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """A page of the desk; `here` is its entry in the menu, `visitor` None before the login."""
    menu = _MENU + (_LEADS if visitor and visitor.account.role == "lead" else ())
    return page(
        service, f"staff/{template}", status=status, s=words(), h=handoff_words(), visitor=visitor, menu=menu,
        here=here, desk=assets.staff, **context,
    )  # fmt: skip


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """A problem as a page of the desk, or as a citizen's page where the address is not the desk's."""
    if not request.url.path.startswith("/staff"):
        return citizens_problem_page(request, problem)
    shown = staff_page(
        request.app.state.service, "problem.html", None, status=problem.status, problem=problem.as_dict()
    )
    shown.headers.update(problem.headers)
    return shown
