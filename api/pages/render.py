"""Templates to pages. An unknown name in a template is an error, and every value is escaped."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dates import danish_date, danish_moment
from api.locale import DANISH, words_of
from api.money import decimal, kroner, range_text
from api.pages import assets
from api.pages.form import Key
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
        moment=danish_moment,
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
        knowledge=service.knowledge, settings=service.settings, key=key, own=assets.own,
        design=partial(assets.design, folder), sheet=assets.SHEET, icon=partial(assets.icon, folder), **context,
    )  # fmt: skip
    return HTMLResponse(text, status)


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """A problem as a page, for an address outside any conversation."""
    return show_problem(request.app.state.service, problem)


def show_problem(
    service: Service, problem: Problem, *, key: Key | None = None, again: list[tuple[str, str]] | None = None
) -> HTMLResponse:
    """A problem as a page: with the form to send the same turn `again`, or to see the conversation of `key`."""
    shown = page(service, "problem.html", status=problem.status, key=key, problem=problem.as_dict(), again=again)
    shown.headers.update(problem.headers)
    return shown


def _fill(form: str, **values: Any) -> str:
    return form.format(**values)


def _site(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _tel(phone: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", phone)
