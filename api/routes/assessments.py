"""Assessments of a situation that a client holds itself; nothing is stored."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from api import shapes
from api.bodies import AssessBody
from api.problems import invalid, responses
from api.remedies import remedy_of_fact
from api.requests import JsonRoute
from api.service import Service, service_of
from rules_core import Situation
from rules_core import assess as assess_situation

router = APIRouter(prefix="/assessments", tags=["assessments"], route_class=JsonRoute)


@router.post(
    "", response_model=shapes.Assessment, summary="Assess a situation",
    responses=responses("broken_json", "too_large", "wrong_type", "invalid", "too_many"),
)  # fmt: skip
async def assess(body: AssessBody, service: Service = Depends(service_of)) -> Response:
    """Every provision for these facts on the day: likely, possible or unlikely, and why. Stores nothing."""
    service.limits.open()
    situation = Situation.parse(body.situation)
    result = assess_situation(situation, service.knowledge, on=_day(body.on, service))
    return JSONResponse(result.as_dict())


def _day(text: str | None, service: Service) -> date:
    try:
        return service.today() if text is None else date.fromisoformat(text)
    except ValueError:
        raise invalid(*remedy_of_fact("on")) from None
