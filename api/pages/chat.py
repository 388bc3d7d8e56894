"""The chat page. Every page of a conversation answers a POST, so that no address and no history holds any of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.bodies import OpenBody
from api.locale import DANISH, LANGUAGES, words_of
from api.pages.form import ChatForm, Key, NothingSaidError, read_form
from api.pages.render import page, show_problem
from api.pages.view import said_of, view_of
from api.problems import Problem, problem_of
from api.remedies import remedy_for_people
from api.service import Service, service_of
from api.shield import log_type
from api.talk import open_conversation, take_turn
from bot.errors import ConversationError

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_RETRY = ("not_stored", "turn_failed", "too_many", "unexpected")
_RETURN = ("stale", "conflict", "invalid", "taken_over")


@router.get("/")
async def start(kommune: str = "", service: Service = Depends(service_of)) -> Response:
    """The first page: what this is and is not, and how private. A site that shows it may choose the municipality."""
    return _start(service, DANISH, kommune)


for _language in LANGUAGES[1:]:

    @router.get(f"/{_language}")
    async def start_in(request: Request, kommune: str = "", service: Service = Depends(service_of)) -> Response:
        """The first page in another language."""
        return _start(service, request.url.path.strip("/"), kommune)


@router.get("/tilgaengelighed")
async def accessibility(service: Service = Depends(service_of)) -> Response:
    """The accessibility statement, which the law on public websites asks for."""
    return page(service, "accessibility.html")


@router.get("/was")
async def official_statement(service: Service = Depends(service_of)) -> Response:
    """The short address that public bodies' statements have: the one made with WAS-Tool, or else our own."""
    return RedirectResponse(service.settings.accessibility_statement or "/tilgaengelighed", 303)


@router.get("/samtale")
async def no_conversation() -> Response:
    """The address by itself holds no conversation."""
    return RedirectResponse("/", 303)


@router.post("/samtale")
async def converse(request: Request, service: Service = Depends(service_of)) -> Response:
    """Begins a conversation, takes a turn, or shows where the conversation is."""
    form = ChatForm({}, ())
    try:
        form = await read_form(request)
        if form.key is None:
            return await _begin(service, form)
        if form.says_something:
            return await _turn(service, form, form.key)
        return await _show(service, form.key, change=form.fields.get("change"))
    except Exception as error:
        return await _fail(service, form, error)


@router.post("/slet")
async def erase(request: Request, service: Service = Depends(service_of)) -> Response:
    """Erases the conversation and says so, or says that it could not."""
    form = await read_form(request)
    if form.key is None:
        return RedirectResponse("/", 303)
    try:
        stores = await service.runtime.erase(form.key.conversation, form.key.token)
    except ConversationError as error:
        problem = problem_of(error) or Problem("unexpected")
        if problem.kind in ("erased", "unknown_conversation"):
            return page(service, "erased.html", language=form.language, stores=[], failed=False)
        return page(service, "erased.html", status=problem.status, key=form.key, stores=[], failed=True)
    service.metrics.erased.inc()
    return page(service, "erased.html", language=form.language, stores=stores, failed=False)


@router.post("/forlad")
async def leave(request: Request, service: Service = Depends(service_of)) -> Response:
    """Erases what there is and leads away. Leaving comes first: what cannot be erased now is erased by age.

    A beacon is not led away: it would ask the exit's site for something, which the page's policy forbids.
    """
    form = ChatForm({}, ())
    try:
        form = await read_form(request)
        if form.key is not None:
            await service.runtime.erase(form.key.conversation, form.key.token)
            service.metrics.erased.inc()
    except Exception as error:
        if problem_of(error) is None:
            log_type(error)
    if form.fields.get("beacon"):
        return Response(status_code=204)
    return RedirectResponse(service.settings.exit_url, 303)


def _start(service: Service, language: str, municipality: str) -> Response:
    names = [(code, words_of(code)["page"]["language"]) for code in LANGUAGES if code != language]
    return page(
        service, "start.html", language=language, places=_places(service), chosen=municipality, languages=names
    )


async def _begin(service: Service, form: ChatForm) -> Response:
    opened = await open_conversation(service, OpenBody(municipality=form.fields.get("municipality") or None))
    return _chat(service, Key(opened.id, opened.token, form.language), opened.turn)


async def _turn(service: Service, form: ChatForm, key: Key) -> Response:
    body = form.body(service.knowledge)
    turn = await take_turn(service, key.conversation, key.token, body)
    text = service.clean(body.text) if body.text is not None else None
    said = said_of(body, text, service.knowledge, key.language)
    heard = body.text is not None
    return _chat(service, key, turn, said=said, removed=text != body.text, heard=heard)


async def _show(
    service: Service, key: Key, *, notice: str | None = None, status: int = 200, change: str | None = None
) -> Response:
    """Where the conversation is: its last turn, with the assessment of the whole; or a question to `change`."""
    conversation = await service.runtime.read(key.conversation, key.token)
    turn = {**conversation["turns"][-1], "assessment": conversation["assessment"]}
    return _chat(service, key, turn, notice=notice, status=status, change=change)


def _chat(
    service: Service, key: Key, turn: dict[str, Any], *, status: int = 200, change: str | None = None, **said: Any
) -> Response:
    view = view_of(turn, service.knowledge, change=change)
    blank = {"said": None, "notice": None, "removed": False, "heard": False}
    return page(service, "chat.html", status=status, key=key, v=view, **{**blank, **said})


async def _fail(service: Service, form: ChatForm, error: Exception) -> Response:
    """The page that follows from what went wrong; nothing that was said is lost where it can be sent again."""
    if isinstance(error, NothingSaidError):
        words = words_of(form.language)["chat"]
        return await _return(service, form, words["pick_one" if error.field == "pick" else "empty_text"], 422)
    problem = problem_of(error)
    if problem is None:
        log_type(error)
        problem = Problem("unexpected")
    if problem.kind in _RETURN and form.key is not None:
        return await _return(service, form, _notice(problem, form.language), problem.status)
    if problem.kind in _RETRY and form.says_something:
        return show_problem(service, problem, key=form.key, again=_again(service, form))
    key = form.key if problem.kind in (*_RETRY, "broken_form") else None
    return show_problem(service, problem, key=key, language=form.language)


async def _return(service: Service, form: ChatForm, notice: str, status: int) -> Response:
    """The standing question once more, with what was wrong above it."""
    assert form.key is not None
    try:
        return await _show(service, form.key, notice=notice, status=status, change=form.corrects)
    except ConversationError as error:
        return _closed(service, form, error)


def _closed(service: Service, form: ChatForm, error: ConversationError) -> Response:
    """What a conversation that cannot be shown leads to; one that is gone is not offered again."""
    problem = problem_of(error) or Problem("unexpected")
    return show_problem(service, problem, key=form.key if problem.kind in _RETRY else None, language=form.language)


def _notice(problem: Problem, language: str) -> str:
    words = problem.as_dict(language)
    return f"{words['title']}. {remedy_for_people(words, language)}"


def _again(service: Service, form: ChatForm) -> list[tuple[str, str]]:
    """The same fields, the turn id among them, so that sending them again is the same turn."""
    fields = [(name, service.clean(value)) for name, value in form.fields.items() if name in _CARRIED]
    return fields + [("pick", value) for value in form.picked]


_CARRIED = ("turn_id", "question", "corrects", "text", "choice", "number", "command")


def _places(service: Service) -> list[Any]:
    return sorted(service.knowledge.municipalities.values(), key=lambda place: (place.name == "other", place.label))
