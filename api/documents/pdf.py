"""Lines as a PDF, in a typeface that lies in a package of ours and has the Danish letters.

DejaVu Sans comes with matplotlib, which Rasa brings: its licence lets everybody embed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from api.documents.line import Line

_FAMILY = "DejaVu"
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_MARGIN, _SIZE = 16, 9.5  # millimetres, points
# Bold or not, size relative to the text's, space above in millimetres.
_LOOK = {"title": ("B", 1.6, 0.0), "heading": ("B", 1.2, 3.0), "name": ("B", 1.0, 1.6),
         "text": ("", 1.0, 0.4), "fine": ("", 0.86, 0.6)}  # fmt: skip


class _Sheet(FPDF):
    """Numbers its pages; the number is a figure and needs no words."""

    def footer(self) -> None:
        self.set_y(-_MARGIN + 4)
        self.set_font(_FAMILY, "", _SIZE * 0.8)
        self.cell(0, 4, f"{self.page_no()}/{{nb}}", align="R")


def pdf_of(lines: Iterable[Line], title: str) -> bytes:
    """The lines on A4, as many pages as they take. `title` goes into the file's properties: nothing of a person."""
    document = _Sheet(format="A4")
    for weight, file in _FILES.items():
        document.add_font(_FAMILY, weight, str(_fonts() / file))
    document.set_margin(_MARGIN)
    document.set_auto_page_break(True, _MARGIN)
    document.set_title(title)
    document.set_lang("da-DK")
    document.add_page()
    for line in lines:
        _set(document, line)
    return bytes(document.output())


def _set(document: FPDF, line: Line) -> None:
    weight, factor, above = _LOOK[line.style]
    document.set_font(_FAMILY, weight, _SIZE * factor)
    document.set_text_color(*((70,) * 3 if line.style == "fine" else (0,) * 3))
    document.set_y(document.get_y() + above)
    height = _SIZE * factor * 0.47  # millimetres a line: 1.33 times the type's height
    document.multi_cell(0, height, line.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


@lru_cache(maxsize=1)
def _fonts() -> Path:
    """The package's folder of typefaces, without importing the package, which takes a second."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
