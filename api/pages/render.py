"""Templates to pages. An unknown name in a template is an error, and every value is escaped."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.dates import danish_date, danish_moment
from api.locale import DANISH, words_of
from api.money import decimal, kroner, range_text
from api.pages import assets
from api.pages.form import Key
from api.pages.lines import help_lines
from api.problems import Problem
from api.service import Service

_FOLDER = Path(__file__).parent
_FOLDERS = (_FOLDER, _FOLDER.parent / "handoff", _FOLDER.parent / "staff")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder / "templates" for folder in _FOLDERS]), undefined=StrictUndefined,
        autoescape=True, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        kroner=kroner, decimal=decimal, date=danish_date, fill=_fill, tel=_tel, site=_site, range_text=range_text,
        moment=danish_moment, bound=_bound, phone=_phone, call=_call,
    )
    return environment


def page(
    service: Service,
    template: str,
    *,
    status: int = 200,
    key: Key | None = None,
    language: str = DANISH,
    **context: Any,
) -> HTMLResponse:
    """A page with the words, the knowledge, the settings and the conversation's key, where there is one.

    With a key it is in the language of the page before.
    """
    language = key.language if key else language
    folder = service.settings.design
    text = _environment().get_template(template).render(
        w=words_of(language), home="/" if language == DANISH else f"/{language}",
        knowledge=service.knowledge, help_lines=help_lines(service.knowledge), settings=service.settings, key=key,
        own=assets.own,
        design=partial(assets.design, folder), sheet=assets.SHEET, icon=partial(assets.icon, folder), **context,
    )  # fmt: skip
    return HTMLResponse(text, status)


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """A problem as a page, for an address outside any conversation."""
    return show_problem(request.app.state.service, problem)


def show_problem(
    service: Service,
    problem: Problem,
    *,
    key: Key | None = None,
    again: list[tuple[str, str]] | None = None,
    language: str = DANISH,
) -> HTMLResponse:
    """A problem as a page: with the form to send the same turn `again`, or to see the conversation of `key`."""
    language = key.language if key else language
    words = problem.as_dict(language)
    unsure = problem.kind == "unexpected"
    shown = page(
        service, "problem.html", status=problem.status, key=key, language=language, problem=words, again=again,
        unsure=unsure,
    )  # fmt: skip
    shown.headers.update(problem.headers)
    return shown


def _fill(form: str, **values: Any) -> str:
    return form.format(**values)


def _phone(phone: str) -> Markup:
    """A number in one piece, left to right: in a page from right to left "70 201 201" would be shown as 201 201 70."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(phone.replace(" ", "\u00a0"))


def _call(form: str, phone: str) -> Markup:
    """A sentence with a number in it."""
    return escape(form).format(phone=_phone(phone))


def _bound(law: str) -> str:
    """A law's name whose paragraph sign and number stay on one line."""
    return law.replace("§ ", "§\u00a0")


def _site(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _tel(phone: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", phone)
