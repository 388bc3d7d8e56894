"""Lines as a PDF on A4, in the design system's typeface; DejaVu lends the letters that it lacks.

DejaVu Sans comes with matplotlib, which Rasa brings: its licence lets everybody embed it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import XPos, YPos

from api.documents.line import Line

FONTS = "fonts/IBMPlexSans/complete/ttf"
"""The folder of typefaces in the design system's."""
SIZE = 9.5
"""Points."""
_MARGIN = 16
"""Millimetres."""
_FILES = {"": "IBMPlexSans-Regular.ttf", "B": "IBMPlexSans-SemiBold.ttf"}
_LENT = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
# Style of a line: bold or not, size relative to the text's, space above in millimetres.
_LOOK = {"title": ("B", 1.7, 0.0), "heading": ("B", 1.2, 2.5), "name": ("B", 1.0, 1.4),
         "text": ("", 1.0, 0.3), "fine": ("", 0.88, 0.6)}  # fmt: skip

for _name in ("fontTools", "fpdf"):  # they log which letters a text has, and which no typeface knows
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class _Numbered(FPDF):
    """Numbers its pages; the number is a figure and needs no words."""

    def footer(self) -> None:
        self.set_y(-_MARGIN + 4)
        self.set_font("Plex", "", SIZE * 0.8)
        self.cell(0, 4, f"{self.page_no()}/{{nb}}", align="R")


def pdf_of(lines: Sequence[Line], title: str, design: Path) -> bytes:
    """The lines on as many numbered pages as they take. `design` is the design system's folder.

    `title` goes into the file's properties: nothing of a person.
    """
    return bytes(laid_out(lines, title, design, _Numbered(format="A4")).output())


def laid_out(lines: Sequence[Line], title: str, design: Path, document: FPDF, size: float = SIZE) -> FPDF:
    """The document with the lines set in it, text of `size` points; titles and headings are its bookmarks."""
    _use_fonts(document, design, frozenset("".join(line.text for line in lines)))
    document.set_margin(_MARGIN)
    document.set_auto_page_break(True, _MARGIN)
    document.set_title(title)
    document.set_lang("da-DK")
    document.viewer_preferences = ViewerPreferences(display_doc_title=True)
    document.add_page()
    for line in lines:
        _set(document, line, size)
    return document


def _set(document: FPDF, line: Line, size: float) -> None:
    weight, factor, above = _LOOK[line.style]
    document.set_font("Plex", weight, size * factor)
    document.set_text_color(*((70,) * 3 if line.style == "fine" else (0,) * 3))
    document.set_y(document.get_y() + above)
    if line.style in ("title", "heading"):
        document.start_section(line.text, level=0 if line.style == "title" else 1, strict=False)
    height = size * factor * 0.47  # millimetres a line: 1.33 times the type's height
    document.multi_cell(0, height, line.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _use_fonts(document: FPDF, design: Path, letters: frozenset[str]) -> None:
    for weight, file in _FILES.items():
        document.add_font("Plex", weight, str(design / FONTS / file))
    if {ord(letter) for letter in letters if letter.isprintable()} <= set(document.fonts["plex"].cmap):
        return
    for weight, file in _LENT.items():
        document.add_font("DejaVu", weight, str(_lent() / file))
    document.set_fallback_fonts(["DejaVu"], exact_match=False)


@lru_cache(maxsize=1)
def _lent() -> Path:
    """The package's folder of typefaces, without importing the package, which takes a second."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
