"""The door of the staff's pages: session, role, and forms that come from our own pages. Refusals are logged."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie
from starlette.responses import Response

from api.pages.form import ChatForm, read_form
from api.problems import Problem
from api.service import Service, service_of
from api.staff.accounts import Account, Role
from api.staff.sessions import Session

COOKIE = "__Host-vejviser-staff"
LOGIN_COOKIE = "__Host-vejviser-login"
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="StaffSession", description="From logging in.")


@dataclass(frozen=True)
class Visitor:
    """Who is logged in, and their form where they sent one."""

    account: Account
    session: Session
    form: ChatForm
    token: str


def allowed(*roles: Role) -> Callable[..., Coroutine[Any, Any, Visitor]]:
    """The visitor of a route that these roles may use. Problems `login`, `forbidden`, `foreign`."""

    async def enter(
        request: Request, token: str | None = Depends(_cookie), service: Service = Depends(service_of)
    ) -> Visitor:
        session = await asyncio.to_thread(service.sessions.find, token) if token else None
        account = await asyncio.to_thread(service.accounts.find, session.account) if session else None
        if token is None or session is None or account is None:
            raise await refused(service, request, "login", "session" if token else "none")
        if account.role not in roles:
            raise await refused(service, request, "forbidden", "role", account.id)
        form = ChatForm({}, ())
        if request.method != "GET":
            if is_foreign(request):
                raise await refused(service, request, "foreign", "origin", account.id)
            form = await read_form(request)
            if not _same(form.fields.get("csrf", ""), session.csrf):
                raise await refused(service, request, "foreign", "csrf", account.id)
        return Visitor(account, session, form, token)

    return enter


async def refused(service: Service, request: Request, kind: str, reason: str, actor: str = "-") -> Problem:
    """The problem to raise; the log gets the reason and the route's pattern, nothing that was sent."""
    service.metrics.refused.labels(reason).inc()
    if service.refusals.take(time.monotonic()) == 0:
        route = request.scope["route"].path
        await asyncio.to_thread(service.stores.audit.append, actor, f"refused_{reason}", route)
    return Problem(kind)


def is_foreign(request: Request) -> bool:
    """Whether another site's page sent this. Under `no-referrer` our own forms come with the origin "null"."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("host"):
        return True
    return site not in (None, "same-origin", "none")


def give(response: Response, name: str, token: str) -> None:
    """Sets a cookie that no script reads, that no other site's form sends, and that ends with the browser."""
    response.set_cookie(name, token, secure=True, httponly=True, samesite="lax", path="/")


def take_away(response: Response, name: str) -> None:
    """Removes the cookie."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax", path="/")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
