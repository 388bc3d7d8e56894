"""The chat page's forms: hidden fields that carry the conversation, and what the citizen said in one of many ways."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.bodies import TEXT_LIMIT, TurnBody
from api.locale import DANISH, LANGUAGES
from api.papers.answers import question_for
from api.problems import Problem
from rules_core import Knowledge, SituationError
from rules_core.facts import Question

KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_COMMANDS = ("back", "why", "start_over", "human", "continue", "results")


class NothingSaidError(Exception):
    """A form was sent without an answer in it; `field` is the form's own: text, number or pick."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class Key:
    """What opens a conversation."""

    conversation: str
    token: str
    language: str = DANISH
    """Of the pages; the conversation is in Danish."""


@dataclass(frozen=True)
class ChatForm:
    """One form as it came in: single fields, and the boxes that were ticked."""

    fields: dict[str, str]
    picked: tuple[str, ...]

    @property
    def key(self) -> Key | None:
        """None on the first page, where no conversation has begun."""
        conversation, token = self.fields.get("conversation", ""), self.fields.get("token", "")
        return Key(conversation, token, self.language) if conversation and token else None

    @property
    def language(self) -> str:
        """The language of the page that sent this."""
        language = self.fields.get("language", DANISH)
        return language if language in LANGUAGES else DANISH

    @property
    def says_something(self) -> bool:
        """Whether a turn was sent, or the page was only asked for."""
        return "turn_id" in self.fields

    @property
    def corrects(self) -> str | None:
        """The id of the question whose earlier answer this form changes."""
        return self.fields.get("corrects") or None

    def body(self, knowledge: Knowledge) -> TurnBody:
        """The turn. NothingSaidError; Problem `broken_form` where the page cannot have sent it.

        Its id is made of the page's and of the answer: a reload sends the same answer and is the same turn, but another
        answer from a page that one went back to is another turn, and must not pass for the first.
        """
        try:
            said = self._input()
            if self.corrects:
                said = {"set": _question(self.corrects, knowledge).accept(_picked(said))}
            turn_id = uuid5(UUID(self.fields["turn_id"]), json.dumps(said, sort_keys=True))
            return TurnBody(turn_id=turn_id, question=self.fields.get("question") or None, **said)
        except SituationError:
            raise  # a value out of bounds is the citizen's, not the page's
        except (KeyError, ValueError, RecursionError):
            raise Problem("broken_form") from None

    def _input(self) -> dict[str, Any]:
        """A pressed button comes before what else may stand filled in beside it."""
        if self.fields.get("command") in _COMMANDS:
            return {"command": self.fields["command"]}
        if "choice" in self.fields:
            return {"choice": _loads(self.fields["choice"])}
        if "number" in self.fields:
            return _number(self.fields["number"].strip())
        if "text" in self.fields:
            return {"text": _said(self.fields["text"], "text")[:TEXT_LIMIT]}
        if not self.picked:
            raise NothingSaidError("pick")
        return {"choice": [_loads(value) for value in self.picked]}


def _question(id: str, knowledge: Knowledge) -> Question:
    """The question whose answer is changed; KeyError for an id that no page offers."""
    question = question_for(id, knowledge)
    if question is None:
        raise KeyError(id)
    return question


def _picked(said: dict[str, Any]) -> Any:
    """The new answer; NothingSaidError where a number was asked for and none came."""
    if "choice" not in said:
        raise NothingSaidError("number")
    return said["choice"]


async def read_form(request: Request) -> ChatForm:
    """The form in a request. Problems `wrong_type`, `broken_form`, `too_large`."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in KINDS:
        raise Problem("wrong_type")
    try:
        form = await request.form(max_files=0, max_fields=200)
    except (HTTPException, MultiPartException, ValueError):
        raise Problem("broken_form") from None
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    picked = tuple(value for name, value in texts if name == "pick")
    return ChatForm({name: value for name, value in texts if name != "pick"}, picked)


def number_of(text: str) -> int | float | None:
    """A number as Danes write it (`1.234,50`); None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _number(text: str) -> dict[str, Any]:
    """A number, or the words that stand where one was asked for, which the language model may know."""
    number = number_of(_said(text, "number"))
    return {"text": text[:TEXT_LIMIT]} if number is None else {"choice": number}


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise NothingSaidError(field)
    return text


def _loads(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None)
