"""Handing over to an adviser, and the anonymous thread, over HTTP. The receipt travels as a bearer token only."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import shapes
from api.bodies import HandoffBody, IdentityBody, LineBody
from api.handoff import handover
from api.handoff.receipt import grouped
from api.handoff.summary_shape import Summary, json_schema
from api.problems import Problem, responses
from api.requests import JsonRoute
from api.routes.conversations import Id, token_of
from api.service import Service, service_of
from bot.errors import Erased, UnknownConversation
from bot.records import Record

router = APIRouter(tags=["threads"], route_class=JsonRoute)
_bearer = HTTPBearer(auto_error=False, scheme_name="Receipt", description="The sixteen digits of a thread.")
_SAID = ("broken_json", "too_large", "wrong_type", "invalid")
_CLOSED = ("no_token", "wrong_token", "unknown_conversation", "erased", "not_stored", "turn_failed")
_THREAD = ("no_receipt", "unknown_receipt", "too_many", "not_stored")


async def thread_of(
    credentials: HTTPAuthorizationCredentials | None = Depends(_bearer), service: Service = Depends(service_of)
) -> Record:
    """The thread of the receipt that was sent. Problems `no_receipt`, `unknown_receipt`, `too_many`."""
    if credentials is None:
        raise Problem("no_receipt")
    try:
        return await handover.find(service, credentials.credentials)
    except (UnknownConversation, Erased):
        raise Problem("unknown_receipt") from None


@router.post(
    "/conversations/{id}/summary", response_model=Summary, summary="See what an adviser would get",
    responses=responses(*_CLOSED, *_SAID),
)  # fmt: skip
async def preview(
    body: HandoffBody, id: str = Id, token: str = Depends(token_of), service: Service = Depends(service_of)
) -> Response:
    """The summary without what is struck out; stores nothing."""
    return JSONResponse(await handover.preview(service, id, token, body))


@router.post(
    "/conversations/{id}/handoff", status_code=201, response_model=shapes.Sent, summary="Leave it for an adviser",
    responses=responses(*_CLOSED, *_SAID, "too_many"),
)  # fmt: skip
async def send(
    body: HandoffBody, id: str = Id, token: str = Depends(token_of), service: Service = Depends(service_of)
) -> Response:
    """Opens an anonymous thread and gives its receipt, which is the only way back to it."""
    service.limits.turn(id)
    receipt, summary = await handover.send(service, id, token, body)
    return JSONResponse({"receipt": receipt, "grouped": grouped(receipt), "summary": summary}, 201)


@router.get("/thread", response_model=shapes.Thread, summary="Read the thread", responses=responses(*_THREAD))
async def read(record: Record = Depends(thread_of)) -> Response:
    """What was sent, and what was written since."""
    return JSONResponse(handover.shown(record))


@router.post(
    "/thread/messages", response_model=shapes.Thread, summary="Write to the adviser",
    responses=responses(*_THREAD, *_SAID),
)  # fmt: skip
async def write(
    body: LineBody, record: Record = Depends(thread_of), service: Service = Depends(service_of)
) -> Response:
    """A person reads it; no machine answers."""
    return JSONResponse(handover.shown(await handover.write(service, record, body)))


@router.post(
    "/thread/identity", response_model=shapes.Thread, summary="Say who you are",
    responses=responses(*_THREAD, *_SAID),
)  # fmt: skip
async def reveal(
    body: IdentityBody, record: Record = Depends(thread_of), service: Service = Depends(service_of)
) -> Response:
    """The adviser sees it at once, and it cannot be taken back from what they have read."""
    return JSONResponse(handover.shown(await handover.reveal(service, record, body)))


@router.delete("/thread", response_model=shapes.Erased, summary="Erase all of it", responses=responses(*_THREAD))
async def erase(record: Record = Depends(thread_of), service: Service = Depends(service_of)) -> Response:
    """Erases the thread and the conversation it came from, and names each store with its outcome."""
    stores = await asyncio.to_thread(service.threads.erase, record)
    return JSONResponse({"stores": stores})


@router.get("/schemas/summary", response_model=None, summary="The JSON schema of a summary")
async def schema() -> dict[str, Any]:
    """JSON Schema, for systems that take summaries in."""
    return json_schema()
