"""Whether the service lives, whether it can take turns, and what it counts."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api import shapes
from api.metrics import CONTENT_TYPE
from api.problems import Problem, responses
from api.service import Service, service_of
from bot.errors import ConversationError

router = APIRouter(tags=["operation"])


@router.get("/health/live", response_model=shapes.Health, summary="Does the process answer?")
async def live() -> dict[str, str]:
    """Answers as long as the process does; looks at nothing else."""
    return {"status": "live"}


@router.get(
    "/health/ready", response_model=shapes.Health, summary="Can it take turns?", responses=responses("not_ready")
)
async def ready(service: Service = Depends(service_of)) -> dict[str, str]:
    """Writes a row to the store, reads it back and removes it."""
    try:
        await asyncio.to_thread(service.records.probe)
    except ConversationError:
        raise Problem("not_ready") from None
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, summary="Counts for Prometheus")
async def metrics(service: Service = Depends(service_of)) -> Response:
    """Counts and times, in the text format of Prometheus; nothing of any person."""
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)
