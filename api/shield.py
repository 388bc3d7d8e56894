"""What holds for every request: a bounded body, headers against storing and framing, and no error's text in a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, problem_of, respond

logger = logging.getLogger(__name__)

IN_FRAMES = frozenset({"/", "/en", "/ar", "/uk", "/pl", "/samtale", "/slet", "/forlad", "/papir", "/tilgaengelighed",
                       "/overdrag", "/kode"})  # fmt: skip
"""The citizen's pages, which another site may show if the operator lets it; no page of staff is ever among them."""

DRAIN_LIMIT = 8 * 1024 * 1024
"""Bytes read and thrown away before a too large body is refused: a client still sending would not hear the 413."""


CLEARING = '"cache", "storage"'
"""What a browser forgets of us after an erasure: with the cache goes the page that Back would show."""
_ERASES = {("POST", "/slet"), ("POST", "/forlad"), ("POST", "/staff/logout"), ("DELETE", "/api/v1/thread")}


class Shield:
    """The outermost layer of the app. Nothing passes it but answers."""

    def __init__(self, app: ASGIApp, *, body_limit: int, exit_origin: str, embedders: Sequence[str] = ()) -> None:
        self._app, self._body_limit = app, body_limit
        self._headers = _raw(security_headers(exit_origin))
        self._in_frames = _raw(security_headers(exit_origin, embedders))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        wanted = self._in_frames if scope["path"] in IN_FRAMES else self._headers

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in wanted if pair[0] not in given)]
                if message["status"] < 400 and _leaves_nothing(scope):
                    MutableHeaders(scope=message)["Clear-Site-Data"] = CLEARING
            await send(message)

        try:
            await self._app(scope, _bounded(scope, receive, self._body_limit), guarded_send)
        except Exception as error:
            log_type(error)
            if not started:
                await respond(problem_of(error) or Problem("unexpected"))(scope, receive, guarded_send)


def security_headers(exit_origin: str, embedders: Sequence[str] = ()) -> dict[str, str]:
    """A form may lead to the exit page, because browsers apply `form-action` to where a form is redirected.

    `embedders` are the origins that may hold the page in a frame; X-Frame-Options can name none, and is left out then.
    """
    ancestors = " ".join(embedders) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self' {exit_origin}; base-uri 'none'; frame-ancestors {ancestors}"
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }
    return {name: value for name, value in headers.items() if not embedders or name != "X-Frame-Options"}


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """As ASGI sends them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _leaves_nothing(scope: Scope) -> bool:
    method, path = scope["method"], scope["path"]
    return (method, path) in _ERASES or (method == "DELETE" and path.startswith("/api/v1/conversations/"))


def log_type(error: BaseException) -> None:
    """Logs an unexpected error by type and place alone: its text may be a citizen's words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "no frame"
    logger.error("unexpected %s at %s", type(error).__name__, place)


def _bounded(scope: Scope, receive: Receive, limit: int) -> Receive:
    """Counts what streams in: Content-Length may be absent or a lie."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            while message.get("more_body") and taken <= DRAIN_LIMIT:
                message = await receive()
                taken += len(message.get("body", b""))
            raise Problem("too_large")
        return message

    return bounded
