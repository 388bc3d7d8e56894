"""Whether the service lives, whether it can take turns, and what it counts."""

from __future__ import annotations

import asyncio
import hmac

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import shapes
from api.metrics import CONTENT_TYPE
from api.problems import Problem, responses
from api.service import Service, service_of
from bot.errors import ConversationError

router = APIRouter(tags=["operation"])
_bearer = HTTPBearer(auto_error=False, scheme_name="MetricsToken", description="The token, from the settings.")
_LOOPBACK = ("127.0.0.1", "::1")
_PROXY = {"forwarded", "via", "x-real-ip"}


@router.get("/health/live", response_model=shapes.Health, summary="Does the process answer?")
async def live() -> dict[str, str]:
    """Answers as long as the process does; looks at nothing else."""
    return {"status": "live"}


@router.get(
    "/health/ready", response_model=shapes.Health, summary="Can it take turns?", responses=responses("not_ready")
)
async def ready(service: Service = Depends(service_of)) -> dict[str, str]:
    """Writes a row to every store, reads it back and removes it."""
    try:
        await asyncio.to_thread(service.probe)
    except ConversationError:
        raise Problem("not_ready") from None
    return {"status": "ready"}


def reader_of_metrics(
    request: Request,
    credentials: HTTPAuthorizationCredentials | None = Depends(_bearer),
    service: Service = Depends(service_of),
) -> None:
    """Lets in whoever bears the token; where none is set, requests of this very machine that no proxy handed on.

    A proxy beside us comes from this machine too, but it names the host that was asked for: without that the staff's
    forms would be refused, so that a proxy that hides it is noticed. Problems `metrics_token`, `not_found`.
    """
    token = service.settings.metrics_token
    if token is None:
        if not _is_local(request):
            raise Problem("not_found")
    elif credentials is None or not hmac.compare_digest(credentials.credentials.encode(), token.encode()):
        raise Problem("metrics_token")


@router.get(
    "/metrics", response_class=Response, summary="Counts for Prometheus",
    responses=responses("metrics_token", "not_found"), dependencies=[Depends(reader_of_metrics)],
)  # fmt: skip
async def metrics(service: Service = Depends(service_of)) -> Response:
    """Counts and times in the text format of Prometheus; nothing of any person. By token, or on this machine."""
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    """Whether it comes from the loopback address, was sent to it, and bears no trace of a proxy."""
    peer = request.client.host if request.client else ""
    handed_on = any(name in _PROXY or name.startswith("x-forwarded-") for name in request.headers)
    return peer in _LOOPBACK and request.url.hostname in (*_LOOPBACK, "localhost") and not handed_on
