"""Problem answers (RFC 9457), in Danish, that repeat nothing of what was sent and show nothing of how we work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.locale import words_of
from api.remedies import remedy_of_fact, remedy_of_field
from bot.errors import (
    Conflict,
    Erased,
    InvalidValue,
    NotStored,
    StaleQuestion,
    TakenOver,
    TurnFailed,
    UnknownConversation,
    WrongToken,
)
from rules_core.errors import SituationError

MEDIA_TYPE = "application/problem+json"

STATUS = {
    "broken_json": 400, "broken_form": 400, "no_token": 401, "wrong_token": 401, "wrong_key": 401, "metrics_token": 401,
    "login": 401, "no_receipt": 401, "forbidden": 403, "foreign": 403, "unknown_receipt": 404, "unknown_thread": 404,
    "taken_over": 409, "thread_changed": 409,
    "unknown_conversation": 404, "unknown_provision": 404, "not_found": 404, "method": 405,
    "stale": 409, "conflict": 409, "erased": 410, "too_large": 413,
    "wrong_type": 415, "invalid": 422, "too_many": 429, "unexpected": 500,
    "not_stored": 503, "turn_failed": 503, "not_ready": 503,
}  # fmt: skip
"""Every kind of problem (its words stand in the locale) and its HTTP status."""

_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (UnknownConversation, "unknown_conversation"),
    (WrongToken, "wrong_token"),
    (Erased, "erased"),
    (TakenOver, "taken_over"),
    (StaleQuestion, "stale"),
    (Conflict, "conflict"),
    (NotStored, "not_stored"),
    (TurnFailed, "turn_failed"),
)
_KIND_OF_STATUS = {400: "broken_json", 401: "no_token", 404: "not_found", 405: "method"}


@dataclass
class Problem(Exception):
    """One problem answer: its kind, for 422 the fields with their remedies, and headers such as Retry-After."""

    kind: str
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return STATUS[self.kind]

    def as_dict(self, language: str = "da") -> dict[str, Any]:
        """The members of RFC 9457; `errors` is an extension of ours: `[{key, remedy}]`."""
        words = words_of(language)["problems"][self.kind]
        members = {"type": f"urn:vejviser:problem:{self.kind}", "status": self.status, **words}
        return {**members, "errors": self.errors} if self.errors else members


def invalid(key: str, remedy: str) -> Problem:
    """422 for one field; `remedy` is Danish and does not repeat the value."""
    return Problem("invalid", [{"key": key, "remedy": remedy}])


def problem_of(error: Exception) -> Problem | None:
    """The problem that an error of ours or of the framework stands for; None for one that nobody expected."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, (InvalidValue, SituationError)):
        return invalid(*remedy_of_fact(error.key))
    if isinstance(error, RequestValidationError):
        return _of_validation(error)
    if isinstance(error, HTTPException):
        kind = _KIND_OF_STATUS.get(error.status_code, "unexpected")
        return Problem(kind, headers=error.headers or {})
    return next((Problem(kind) for expected, kind in _KINDS if isinstance(error, expected)), None)


def respond(problem: Problem) -> Response:
    """The problem as application/problem+json."""
    headers = dict(problem.headers)
    if problem.status == 401 and problem.kind != "login":
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(problem.as_dict(), problem.status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI, page: Callable[[Request, Problem], Response]) -> None:
    """Replaces the framework's answers, which repeat what was sent; who asks for a page gets one from `page`."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error) or Problem("unexpected")
        return page(request, problem) if _wants_page(request) else respond(problem)

    expected = [expected for expected, _ in _KINDS]
    for kind in (Problem, InvalidValue, SituationError, RequestValidationError, HTTPException, *expected):
        app.add_exception_handler(kind, answer)


def _wants_page(request: Request) -> bool:
    of_api = request.url.path.startswith(("/api/", "/webhooks/", "/health/", "/metrics", "/openapi"))
    return not of_api and "text/html" in request.headers.get("accept", "")


def responses(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What a route declares in OpenAPI: the problems it may answer with."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, "unexpected"):
        words = words_of("da")["problems"][kind]
        known = by_status.get(STATUS[kind], {}).get("description")
        by_status[STATUS[kind]] = {
            "description": f"{known} / {words['title']}" if known else words["title"],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return by_status


def _of_validation(error: RequestValidationError) -> Problem:
    """Names known fields only: the name of an unknown one is input too."""
    seen: dict[tuple[str, str], None] = {}
    for fault in error.errors():
        seen[remedy_of_field(tuple(str(part) for part in fault["loc"]), str(fault["type"]))] = None
    return Problem("invalid", [{"key": key, "remedy": remedy} for key, remedy in seen])


def describe(app: FastAPI, shape: type[BaseModel]) -> None:
    """Puts the problem's schema into OpenAPI, and takes out the framework's own shape of a 422, which we never send."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = plain()
            schemas = description.setdefault("components", {}).setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for operation in (one for methods in description["paths"].values() for one in methods.values()):
                if "HTTPValidationError" in str(operation["responses"].get("422")):
                    del operation["responses"]["422"]
            own = dict(shape.schema(ref_template="#/components/schemas/{model}"))
            schemas.update(own.pop("definitions", {}), Problem=own)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]
