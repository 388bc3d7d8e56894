"""Conversations: begin, say something, read, erase."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import shapes
from api.answer import Answer
from api.bodies import OpenBody, TurnBody
from api.problems import Problem, responses
from api.requests import JsonRoute
from api.service import Service, service_of
from api.talk import open_conversation, take_turn

router = APIRouter(prefix="/conversations", tags=["conversations"], route_class=JsonRoute)
_bearer = HTTPBearer(auto_error=False, description="The token that opening a conversation gave; it serves no other.")
_STORED = ("not_stored", "turn_failed")
_CLOSED = ("no_token", "wrong_token", "unknown_conversation", "erased")


async def token_of(credentials: HTTPAuthorizationCredentials | None = Depends(_bearer)) -> str:
    """The bearer token of the request. Problem `no_token`."""
    if credentials is None:
        raise Problem("no_token")
    return credentials.credentials


Id = Path(description="The id that opening the conversation gave.")


@router.post(
    "", status_code=201, response_model=shapes.Opened, summary="Begin a conversation",
    responses=responses("broken_json", "too_large", "wrong_type", "invalid", "too_many", *_STORED),
)  # fmt: skip
async def begin(body: OpenBody | None = None, service: Service = Depends(service_of)) -> Response:
    """Opens a conversation and asks the first question. The day asked about is today in Denmark, and stays."""
    opened = await open_conversation(service, body or OpenBody())
    return Answer({"id": opened.id, "token": opened.token, "turn": opened.turn}, 201)


@router.post(
    "/{id}/turns", response_model=shapes.Turn, summary="Say something",
    responses=responses(
        *_CLOSED, "broken_json", "stale", "conflict", "too_large", "wrong_type", "invalid", "too_many", *_STORED
    ),
)  # fmt: skip
async def turn(
    body: TurnBody, id: str = Id, token: str = Depends(token_of), service: Service = Depends(service_of)
) -> Response:
    """Takes one text, choice, command, topic or correction. A repeated turn id gives the stored turn, counts once."""
    return Answer(await take_turn(service, id, token, body))


@router.get(
    "/{id}", response_model=shapes.Conversation, summary="Read a conversation",
    responses=responses(*_CLOSED, *_STORED),
)  # fmt: skip
async def read(id: str = Id, token: str = Depends(token_of), service: Service = Depends(service_of)) -> Response:
    """Every turn so far, the situation as it stands, and its assessment."""
    return Answer(await service.runtime.read(id, token))


@router.delete(
    "/{id}", response_model=shapes.Erased, summary="Erase a conversation",
    responses=responses(*_CLOSED, *_STORED),
)  # fmt: skip
async def erase(id: str = Id, token: str = Depends(token_of), service: Service = Depends(service_of)) -> Response:
    """Erases everything of the conversation and names each store with its outcome; afterwards it answers 410."""
    stores = await service.runtime.erase(id, token)
    service.metrics.erased.inc()
    return JSONResponse({"stores": stores})
