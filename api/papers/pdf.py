"""The sheet as a PDF of one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fpdf import FPDF

from api.documents.line import Line
from api.documents.pdf import laid_out
from api.papers.sheet import DETAILS, Detail

_SIZES = (10.5, 9.5, 8.5)
"""Points. Nothing is set smaller: then rather less is said."""


def fitting(sheet: Callable[[Detail], list[Line]], design: Path, title: str) -> tuple[Detail, bytes]:
    """The fullest detail at which `sheet(detail)` fits on one page, and its PDF; the shortest where none does."""
    for detail in DETAILS:
        lines = sheet(detail)
        for size in _SIZES if detail == DETAILS[0] else _SIZES[-1:]:
            document = laid_out(lines, title, design, FPDF(format="A4"), size)
            if document.page_no() == 1:
                return detail, bytes(document.output())
    return DETAILS[-1], bytes(document.output())
