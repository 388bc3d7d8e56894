"""Logging in and out: by password, and by the municipality's OpenID Connect where it is set."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.form import read_form
from api.problems import Problem, responses
from api.service import Service, service_of
from api.staff import oidc
from api.staff.accounts import Account, LoginRefused
from api.staff.entry import COOKIE, LOGIN_COOKIE, Visitor, allowed, give, is_foreign, refused, take_away
from api.staff.render import staff_page
from api.staff.words import words

Anyone = Depends(allowed("adviser", "lead"))
router = APIRouter(prefix="/staff", tags=["staff"], default_response_class=HTMLResponse)


@router.get("/login", summary="The login page")
async def show(service: Service = Depends(service_of)) -> Response:
    """Asks for name and password, and offers the municipality's login where there is one."""
    return _form(service, None)


@router.post("/login", summary="Log in", responses=responses("login", "foreign", "broken_form", "wrong_type"))
async def login(request: Request, service: Service = Depends(service_of)) -> Response:
    """Fields `name` and `password`. An unknown name, a wrong password and a locked account are answered alike."""
    service.limits.open()
    if is_foreign(request):
        raise await refused(service, request, "foreign", "origin")
    form = await read_form(request)
    try:
        account = await asyncio.to_thread(
            service.accounts.login, form.fields.get("name", ""), form.fields.get("password", "")
        )
    except LoginRefused:
        await asyncio.to_thread(service.stores.audit.append, "-", "login_refused")
        return _form(service, words()["login"]["failed"], 401)
    return await _begin(service, account)


@router.get("/oidc", summary="Log in with the municipality's login", responses=responses("not_found", "login"))
async def elsewhere(request: Request, service: Service = Depends(service_of)) -> Response:
    """Leads to the municipality's OpenID provider."""
    if not oidc.is_set(service.settings):
        raise Problem("not_found")
    try:
        address, state = await oidc.begin(service.settings, _callback(service, request))
    except LoginRefused:
        return await _not_vouched(service)
    token = await asyncio.to_thread(service.sessions.keep, state)
    answer = RedirectResponse(address, 303)
    give(answer, LOGIN_COOKIE, token)
    return answer


@router.get("/oidc/callback", summary="Back from the municipality's login", responses=responses("not_found", "login"))
async def back(request: Request, service: Service = Depends(service_of)) -> Response:
    """Checks what the provider says, and logs in the account of its subject."""
    if not oidc.is_set(service.settings):
        raise Problem("not_found")
    token = request.cookies.get(LOGIN_COOKIE, "")
    state = await asyncio.to_thread(service.sessions.take, token)
    try:
        subject = await oidc.finish(service.settings, _callback(service, request), state, dict(request.query_params))
        account = await asyncio.to_thread(service.accounts.login_by_subject, subject)
    except LoginRefused:
        return await _not_vouched(service)
    answer = await _begin(service, account)
    take_away(answer, LOGIN_COOKIE)
    return answer


@router.post("/logout", summary="Log out", responses=responses("login", "forbidden", "foreign"))
async def logout(visitor: Visitor = Anyone, service: Service = Depends(service_of)) -> Response:
    """Ends the session on the server too."""
    await asyncio.to_thread(service.stores.audit.append, visitor.account.id, "logout")
    await asyncio.to_thread(service.sessions.end, visitor.token)
    answer = _form(service, words()["login"]["out"])
    take_away(answer, COOKIE)
    return answer


async def _not_vouched(service: Service) -> Response:
    await asyncio.to_thread(service.stores.audit.append, "-", "login_refused")
    return _form(service, words()["login"]["oidc_failed"], 401)


async def _begin(service: Service, account: Account) -> Response:
    await asyncio.to_thread(service.stores.audit.append, account.id, "login")
    token = await asyncio.to_thread(service.sessions.begin, account.id)
    answer = RedirectResponse("/staff", 303)
    give(answer, COOKIE, token)
    return answer


def _form(service: Service, notice: str | None, status: int = 200) -> Response:
    return staff_page(
        service, "login.html", None, status=status, notice=notice, with_oidc=oidc.is_set(service.settings)
    )


def _callback(service: Service, request: Request) -> str:
    base = service.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base.rstrip('/')}/staff/oidc/callback"
