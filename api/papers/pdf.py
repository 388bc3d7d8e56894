"""The sheet as a PDF of one page, in the design system's typeface."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from api.papers.sheet import DETAILS, Detail, Line

FONTS = "fonts/IBMPlexSans/complete/ttf"
_FAMILY = "Plex"
_MARGIN = 16
"""Millimetres."""

# Style of a line: bold or not, size relative to the text's, space above in millimetres.
_LOOK = {"title": ("B", 1.7, 0.0), "heading": ("B", 1.2, 2.5), "name": ("B", 1.0, 1.4),
         "text": ("", 1.0, 0.3), "fine": ("", 0.88, 0.6)}  # fmt: skip
_SIZES = (10.5, 9.5, 8.5)
"""Points. Nothing is set smaller: then rather less is said."""


def fitting(sheet: Callable[[Detail], list[Line]], design: Path, title: str) -> tuple[Detail, bytes]:
    """The fullest detail at which `sheet(detail)` fits on one page, and its PDF; the shortest where none does."""
    for detail in DETAILS:
        lines = sheet(detail)
        for size in _SIZES if detail == DETAILS[0] else _SIZES[-1:]:
            document = _laid_out(lines, design, title, size)
            if document.page_no() == 1:
                return detail, bytes(document.output())
    return DETAILS[-1], bytes(document.output())


def _laid_out(lines: list[Line], design: Path, title: str, size: float) -> FPDF:
    document = FPDF(format="A4")
    for weight, file in (("", "IBMPlexSans-Regular.ttf"), ("B", "IBMPlexSans-SemiBold.ttf")):
        document.add_font(_FAMILY, weight, str(design / FONTS / file))
    document.set_margin(_MARGIN)
    document.set_auto_page_break(True, _MARGIN)
    document.set_title(title)
    document.set_lang("da-DK")
    document.add_page()
    for line in lines:
        _set(document, line, size)
    return document


def _set(document: FPDF, line: Line, size: float) -> None:
    weight, factor, above = _LOOK[line.style]
    document.set_font(_FAMILY, weight, size * factor)
    document.set_text_color(*((70,) * 3 if line.style == "fine" else (0,) * 3))
    document.set_y(document.get_y() + above)
    height = size * factor * 0.47  # millimetres a line: 1.33 times the type's height
    document.multi_cell(0, height, line.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
