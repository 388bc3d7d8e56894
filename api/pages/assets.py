"""Files that pages are made of, ours and the design system's. They hold nothing of a talk: browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
STAFF_STATIC = Path(__file__).parents[1] / "staff" / "static"
SHEET = "css/dkfds.min.css"
"""The design system's style sheet, in its folder."""

_DAY, _YEAR = 86_400, 31_536_000
"""Seconds. Fonts and icons are named inside style sheets without a version: a day. What bears its version: a year."""


class Assets(StaticFiles):
    """A folder of files. `no-store` would make every page without a script load style and fonts anew."""

    def file_response(self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable" if versioned else f"max-age={_DAY}"
        return response


def own(name: str) -> str:
    """The address of a file of ours, which changes with its content."""
    return f"/static/{name}?v={_digest(STATIC / name)}"


def staff(name: str) -> str:
    """The address of a file of the desk."""
    return f"/staff/static/{name}?v={_digest(STAFF_STATIC / name)}"


def design(folder: Path, name: str) -> str:
    """The address of a file of the design system, which lies in `folder`."""
    return f"/static/dkfds/{name}?v={_digest(folder / name)}"


@lru_cache(maxsize=64)
def icon(folder: Path, name: str) -> Markup:
    """An icon of the design system as part of the page, so that it takes the colour of the text beside it."""
    drawing = (folder / "img/svg-icons" / f"{name}.svg").read_text(encoding="utf-8")
    opening = '<svg class="icon-svg" aria-hidden="true" focusable="false"'
    return Markup(drawing.replace("<svg", opening, 1))  # noqa: S704 - a file that we install, no input


@lru_cache(maxsize=64)
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
