"""Rasa's REST channel, for clients that exist already. Off unless the settings hold a key."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import shapes
from api.bodies import OpenBody, RestBody, TurnBody
from api.locale import words_of
from api.problems import Problem, responses
from api.requests import JsonRoute
from api.senders import Link, Senders
from api.service import Service, service_of
from api.talk import open_conversation, take_turn
from bot.errors import Erased, StaleQuestion, UnknownConversation

router = APIRouter(prefix="/webhooks/rest", tags=["Rasa's REST channel"], route_class=JsonRoute)
_bearer = HTTPBearer(auto_error=False, scheme_name="RestKey", description="The channel's key, from the settings.")
PAYLOAD = "valg-"
"""What a button's payload begins with; the rest is a keyed hash of conversation, question and choice."""


def opened_by_key(
    credentials: HTTPAuthorizationCredentials | None = Depends(_bearer),
    token: str = Query("", description="The key, for clients that can set nothing but an address."),
    service: Service = Depends(service_of),
) -> Senders:
    """Compares the key in constant time. Problem `wrong_key`."""
    given = credentials.credentials if credentials else token
    if not hmac.compare_digest(given.encode(), str(service.settings.rest_key).encode()):
        raise Problem("wrong_key")
    return Senders(service.records, str(service.settings.rest_key), service.clock)


@router.post(
    "/webhook", response_model=list[shapes.RestMessage], summary="Say something",
    responses=responses(
        "broken_json", "wrong_key", "conflict", "too_large", "wrong_type", "invalid", "too_many",
        "not_stored", "turn_failed",
    ),
)  # fmt: skip
async def webhook(
    body: RestBody, senders: Senders = Depends(opened_by_key), service: Service = Depends(service_of)
) -> Response:
    """One message of one sender; the answer holds the messages and, at the last, a button for each choice."""
    link, greeting = await _link(service, senders, body.sender)
    try:
        turn = await _say(service, senders, link, body.message)
    except (Erased, UnknownConversation):
        link, greeting = await _begin(service, senders, body.sender)
        turn = await _say(service, senders, link, body.message)
    return JSONResponse(_messages(body.sender, greeting + turn["messages"], _buttons(senders, link, turn)))


async def _link(service: Service, senders: Senders, sender: str) -> tuple[Link, list[dict[str, Any]]]:
    link = await asyncio.to_thread(senders.find, sender)
    return (link, []) if link else await _begin(service, senders, sender)


async def _begin(service: Service, senders: Senders, sender: str) -> tuple[Link, list[dict[str, Any]]]:
    """A new conversation and what it must say first; its first question gives way to what the sender wrote."""
    opened = await open_conversation(service, OpenBody())
    link = Link(opened.id, opened.token)
    await asyncio.to_thread(senders.keep, sender, link)
    return link, [message for message in opened.turn["messages"] if message["kind"] != "question"]


async def _say(service: Service, senders: Senders, link: Link, message: str) -> dict[str, Any]:
    """The turn that a message makes: a button's choice, or text. An old button brings back the standing question."""
    if not message.startswith(PAYLOAD):
        return await _turn(service, link, text=message)
    last = (await service.runtime.read(link.conversation, link.token))["turns"][-1]
    for payload, _, said in _offers(senders, link, last):
        if hmac.compare_digest(payload.encode(), message.encode()):
            try:
                return await _turn(service, link, **said)
            except StaleQuestion:
                break
    stale = {"kind": "info", "text": words_of("da")["rest"]["stale"]}
    return {**last, "messages": [stale, *last["messages"]]}


async def _turn(service: Service, link: Link, **said: Any) -> dict[str, Any]:
    return await take_turn(service, link.conversation, link.token, TurnBody(turn_id=uuid4(), **said))


def _offers(senders: Senders, link: Link, turn: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Payload, label and input of every button; where many may be chosen, a button chooses one."""
    words, asking = words_of("da")["rest"], turn["asking"]
    if asking is None:
        offers = [("", words["continue"], {"command": "continue"})]
    else:
        many = asking["kind"] == "many_of"
        values = [([choice["value"]] if many else choice["value"], choice["label"]) for choice in asking["choices"]]
        values += [(value, words[value]) for value in ("dont_know", "declined")]
        id = asking["question"]
        offers = [(id, label, {"choice": value, "question": id}) for value, label in values]
    return [(_payload(senders, link, question, said), label, said) for question, label, said in offers]


def _payload(senders: Senders, link: Link, question: str, said: dict[str, Any]) -> str:
    return PAYLOAD + senders.digest("choice", link.conversation, question, json.dumps(said, sort_keys=True))


def _buttons(senders: Senders, link: Link, turn: dict[str, Any]) -> list[dict[str, str]]:
    return [{"title": label, "payload": payload} for payload, label, _ in _offers(senders, link, turn)]


def _messages(sender: str, messages: list[dict[str, Any]], buttons: list[dict[str, str]]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = [{"recipient_id": sender, "text": message["text"]} for message in messages]
    if answers and buttons:
        answers[-1]["buttons"] = buttons
    return answers
