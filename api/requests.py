"""How JSON comes in: of the right type, strict, and as text that can be written again."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.requests import Request as StarletteRequest

from api.problems import Problem


class JsonRequest(Request):
    """Reads JSON without NaN, without half characters and without Python's recursion limit showing."""

    async def json(self) -> Any:
        """Problem `broken_json` where it is not strict JSON in UTF-8."""
        try:
            text = (await self.body()).decode("utf-8")
            value = json.loads(text, parse_constant=_refuse)
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair cannot be stored or shown
        except (ValueError, RecursionError):
            raise Problem("broken_json") from None
        return value


class JsonRoute(APIRoute):
    """A route whose body, where it takes one, must be JSON: 415 otherwise."""

    def get_route_handler(self) -> Callable[[StarletteRequest], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strict(request: StarletteRequest) -> Response:
            request = JsonRequest(request.scope, request.receive)
            if takes_body and await request.body() and not is_json(request.headers.get("content-type", "")):
                raise Problem("wrong_type")
            return await handler(request)

        return strict


def is_json(content_type: str) -> bool:
    """application/json, or application/something+json; parameters are passed over."""
    kind = content_type.split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _refuse(_: str) -> NoReturn:
    raise ValueError
