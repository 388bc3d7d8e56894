"""The script that puts the chat into another site's page (its options: static/widget.js), and a page that has it."""

from __future__ import annotations

import json

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.locale import words_of
from api.pages.assets import STATIC
from api.pages.render import page
from api.problems import Problem
from api.service import Service, service_of

router = APIRouter(include_in_schema=False)

_PLACE = "WIDGET_OPTIONS"
_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "max-age=3600"}
"""Of all that we serve, this alone is loaded by pages of others."""

_DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@router.get("/widget.js")
async def widget(service: Service = Depends(service_of)) -> Response:
    """The script with its words and the exit's address."""
    options = {"words": words_of("da")["widget"], "exit": service.settings.exit_url}
    script = (STATIC / "widget.js").read_text(encoding="utf-8").replace(_PLACE, json.dumps(options), 1)
    return Response(script, media_type="text/javascript", headers=_HEADERS)


@router.get("/widget/demo")
async def demo(service: Service = Depends(service_of)) -> Response:
    """The widget in the page of a municipality that does not exist. Problem `not_found` unless it is wanted."""
    if not service.settings.demo:
        raise Problem("not_found")
    shown = page(service, "demo.html")
    shown.headers["Content-Security-Policy"] = _DEMO_POLICY
    return shown
