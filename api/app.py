"""The app: `create_app(settings)` puts it together; importing this module does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from api import problems
from api.compression import Compression
from api.handoff import pages as handoff_pages
from api.pages import chat, papers, widget
from api.pages.assets import STAFF_STATIC, STATIC, Assets
from api.routes import assessments, conversations, health, provisions, rest_channel, threads
from api.service import Service, load
from api.settings import Settings
from api.shapes import Problem
from api.shield import Shield
from api.staff import desk_pages, login, triage_pages
from api.staff.render import problem_page
from api.statistics import routes as statistics

_DESCRIPTION = (
    "Vejviser answers one question: what help does Danish social law seem to offer in this situation, and why. "
    "It guides and decides nothing. Errors are problem details (RFC 9457) in Danish."
)


def create_app(settings: Settings, *, load: Callable[[Settings], Service] = load) -> FastAPI:
    """The app of one service; its parts are loaded when it starts, by `load`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = await asyncio.to_thread(load, settings)
        app.state.service = service
        tasks = [asyncio.create_task(work) for work in (service.sweep(), service.deliver())]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        service.records.close()

    # No documentation pages: FastAPI's load scripts from another host.
    app = FastAPI(
        title="Vejviser", version="1", description=_DESCRIPTION, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.include_router(conversations.router, prefix="/api/v1")
    app.include_router(threads.router, prefix="/api/v1")
    app.include_router(assessments.router, prefix="/api/v1")
    app.include_router(provisions.router, prefix="/api/v1")
    app.include_router(health.router)
    if settings.rest_key:
        app.include_router(rest_channel.router)
    app.include_router(chat.router)
    app.include_router(papers.router)
    app.include_router(widget.router)
    app.include_router(handoff_pages.router)
    for staff in (login, desk_pages, triage_pages, statistics):
        app.include_router(staff.router)
    app.mount("/staff/static", Assets(directory=STAFF_STATIC), name="staff-static")
    app.mount("/static/dkfds", Assets(directory=settings.design, check_dir=False), name="design")
    app.mount("/static", Assets(directory=STATIC), name="static")
    problems.install(app, problem_page)
    # An answer bears what its reader sent and the key that came with it, and nobody else can make a browser send that
    # key: compression tells a listener nothing (docs/decisions/0013-pages.md).
    app.add_middleware(Compression)
    app.add_middleware(
        Shield, body_limit=settings.body_limit, exit_origin=settings.exit_origin, embedders=settings.embedding_origins
    )
    problems.describe(app, Problem)
    return app
