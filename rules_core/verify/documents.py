"""The sources as they lie in a folder, each with its outline; and whether a figure stands in a section of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rules_core.errors import KnowledgeError
from rules_core.strict_yaml import read_yaml
from rules_core.verify.figures import Figure
from rules_core.verify.outline import Outline, plain
from rules_core.verify.quantities import Mention, Quantity, Reader

NO_DOCUMENT, NO_SECTION, NO_FIGURE = "no document", "no such section", "not in the section"
_LEAST_BARE_MONEY, _LEAST_BARE_AGE = 100, 15
# How many of a base unit a number may have been written in: 24 months as "24 måneder" or "2 år".
_WRITTEN_IN: Mapping[str, tuple[int, ...]] = {"month": (1, 12), "day": (1, 7), "minute": (1, 60), "clock": (60,)}


@dataclass(frozen=True)
class Passage:
    """The text of a section and the quantities in it."""

    text: str
    mentions: tuple[Mention, ...]

    def holds(self, wanted: Quantity) -> bool:
        """The quantity, or its number alone where a source leaves the unit out: an age, a column of money."""
        return any(mention.quantity.equals(wanted) or _bare(wanted, mention.quantity) for mention in self.mentions)


class Documents:
    """The sources by id, read when first asked for."""

    def __init__(self, sources: Path, folder: Path, reader: Reader) -> None:
        self._reader = reader
        self._outlines = read_outlines(sources, folder)
        self._passages: dict[tuple[str, str, str | None], Passage | None] = {}

    def fault(self, figure: Figure) -> str | None:
        """None where the figure stands in its section, else what is wrong."""
        if figure.document not in self._outlines:
            return NO_DOCUMENT
        passage = self._passage(figure)
        if passage is None:
            return NO_SECTION
        return None if self._stands(figure, passage) else NO_FIGURE

    def _passage(self, figure: Figure) -> Passage | None:
        provision = figure.provision if figure.kind == "deadline" else None
        key = (figure.document, figure.section, provision)
        if key not in self._passages:
            self._passages[key] = self._read(*key)
        return self._passages[key]

    def _read(self, document: str, section: str, provision: str | None) -> Passage | None:
        outline = self._outlines[document]
        text = outline.passage(section, provision) if section else outline.text
        if text is None or not all(self._dated(document, day) for day in outline.dates_of(section)):
            return None
        return Passage(text, tuple(self._reader.mentions(text)))

    def _dated(self, document: str, day: str) -> bool:
        whole = self._whole(document)
        return all(whole.holds(m.quantity) for m in self._reader.mentions(day) if m.quantity.unit == "date")

    def _whole(self, document: str) -> Passage:
        key = (document, "", None)
        passage = self._passages.get(key) or self._read(*key)
        assert passage is not None
        self._passages[key] = passage
        return passage

    def _stands(self, figure: Figure, passage: Passage) -> bool:
        if figure.kind == "phone":
            return _digits_stand(figure.literal, passage.text)
        if figure.kind == "address":
            return all(plain(part) in plain(passage.text) for part in figure.literal.split(","))
        if figure.kind == "web":
            return figure.literal.casefold() in passage.text.casefold()
        if figure.kind == "section":
            return True
        if figure.kind == "free":
            return self._reader.free(passage.text)
        assert figure.quantity is not None
        if figure.kind == "year":
            own = self._outlines[figure.document].years
            return figure.quantity.value in own or _named(figure.quantity, passage.text)
        return passage.holds(figure.quantity)


def read_outlines(sources: Path, folder: Path) -> dict[str, Outline]:
    """Each document under `sources` that the knowledge has an outline for; KnowledgeError where there is none."""
    if not sources.is_dir():
        raise KnowledgeError(str(sources), "folder", "is not there; give the folder of the sources with --sources")
    outlines = {
        style.stem: Outline(_text(sources / f"{style.stem}.txt"), read_yaml(style, folder))
        for style in sorted((folder / "verify" / "outlines").glob("*.yml"))
        if (sources / f"{style.stem}.txt").is_file()
    }
    if not outlines:
        raise KnowledgeError(str(sources), "folder", "holds no source; the sources are text files, <document>.txt")
    return outlines


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise KnowledgeError(str(path), "file", "is not UTF-8; save it as UTF-8") from None


def _bare(wanted: Quantity, found: Quantity) -> bool:
    if not wanted.unit:
        return found.unit not in ("phone", "date") and any(
            abs(found.value - wanted.value * times) < 1e-6 for times in (1, 7, 12, 60)
        )
    if found.unit:
        return False
    if wanted.unit == "month":
        return abs(found.value * 12 - wanted.value) < 1e-6 and found.value >= 15
    return wanted.unit == "dkk" and wanted.value >= _LEAST_BARE_MONEY and abs(found.value - wanted.value) < 1e-6


def _named(year: Quantity, text: str) -> bool:
    return bool(re.search(rf"(?<!\d){year.value:.0f}(?!\d)", text))


def _digits_stand(digits: str, text: str) -> bool:
    """The digits in a row, blanks between them or not, and none before or after."""
    return bool(digits) and bool(re.search(r"(?<!\d)(?<!\d )" + r"[ .]?".join(digits) + r"(?! ?\d)", text))
