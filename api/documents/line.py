"""One line of a document: what it says and what it is. Page and PDF are made from the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["title", "heading", "name", "text", "fine"]


@dataclass(frozen=True)
class Line:
    """A paragraph and its style."""

    style: Style
    text: str
