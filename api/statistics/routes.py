"""The statistics as JSON and as a plain page. Only closed months: two looks at a running one would tell them apart."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api import shapes
from api.pages.render import page
from api.problems import Problem, responses
from api.service import Service, service_of
from api.staff.entry import Visitor
from api.statistics.door import require_staff
from api.statistics.report import report_of
from api.statistics.words import words

router = APIRouter(prefix="/staff/statistics", tags=["staff"])
_PROBLEMS = responses("login", "forbidden", "invalid", "not_found", "not_stored")
Anyone = Depends(require_staff)
Here = Depends(service_of)
Month = Query(
    None, description="A closed month as 2026-11; the newest when left out.", regex=r"^\d{4}-(0[1-9]|1[0-2])$"
)


@router.get(
    "/conversations.json", response_model=shapes.Statistics, response_class=JSONResponse,
    summary="Counts of conversations", responses=_PROBLEMS,
)  # fmt: skip
async def as_json(month: str | None = Month, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """The months that can be seen, and the report of one: null where nothing is counted yet."""
    return JSONResponse(await _statistics(service, visitor, month))


@router.get(
    "/conversations", response_class=HTMLResponse, summary="Counts of conversations as a page", responses=_PROBLEMS
)
async def as_page(month: str | None = Month, visitor: Visitor = Anyone, service: Service = Here) -> Response:
    """The same as a page of tables, in Danish."""
    return page(service, "statistics.html", t=words(), **await _statistics(service, visitor, month))


async def _statistics(service: Service, visitor: Visitor, month: str | None) -> dict[str, Any]:
    """In the form of `shapes.Statistics`. Problem `not_found` for a month without counts or not closed; NotStored."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "read_statistics")
    months = await asyncio.to_thread(service.tallies.months, service.today())
    names = [f"{first:%Y-%m}" for first in months]
    if month is not None and month not in names:
        raise Problem("not_found")
    chosen = date.fromisoformat(f"{month or names[0]}-01") if names else None
    counts = await asyncio.to_thread(service.tallies.read, chosen) if chosen else {}
    return {"months": names, "report": report_of(counts, chosen, service.knowledge) if chosen else None}
