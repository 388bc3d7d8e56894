"""The staff's pages: the citizen pages' templates and filters, with words and a frame of their own."""

from __future__ import annotations

from typing import Any

from fastapi.responses import HTMLResponse

from api.handoff.words import words as handoff_words
from api.pages.render import page
from api.service import Service
from api.staff.entry import Visitor
from api.staff.words import words


def staff_page(
    service: Service, template: str, visitor: Visitor | None, *, status: int = 200, **context: Any
) -> HTMLResponse:
    """A page of the desk; `visitor` None before the login."""
    return page(service, f"staff/{template}", status=status, s=words(), h=handoff_words(), visitor=visitor, **context)
