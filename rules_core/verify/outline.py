"""Finds the passage of a document that a section names, such as "§ 110, 5" or "pkt. 11 og 13".

How a document is built stands in `knowledge/verify/outlines/<document>.yml`: levels of headings, each a pattern over
the text and the names that sources call it by; and `broken_words`, what a line's end left inside words. A passage
runs to the next heading of its own level or an outer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# What the source masks is unknown: it must not be found.
_MASKED = re.compile(r"00 ?00 ?00 ?00|\b[Xx]{3,}[\w./-]*(?: 0\b)?")
_DATED = re.compile(r" *\((\d{1,2}\. [a-zæøå]+ \d{4})\)")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


@dataclass(frozen=True)
class Heading:
    """Where a passage begins, how deep, and what it is called there."""

    start: int
    level: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A passage: characters of the text from `start` to before `end`."""

    start: int
    end: int


class Outline:
    """A document's text under its headings. `years`: those that its figures are of where a section names none."""

    def __init__(self, text: str, style: dict[str, Any]) -> None:
        text = _MASKED.sub(" ", text.replace("\N{NO-BREAK SPACE}", " ").replace("\r\n", "\n"))
        self.text = re.sub(style["broken_words"], "", text) if "broken_words" in style else text
        self._headings = tuple(sorted(_headings(self.text, style["levels"]), key=lambda heading: heading.start))
        self.years: frozenset[int] = frozenset(style.get("years", ()))
        self._tables = {plain(name) for name in style.get("lines_by_provision", ())}
        self._provisions: dict[str, str] = style.get("provision_words", {})

    def passage(self, section: str, provision: str | None = None) -> str | None:
        """The text of the section, its parts joined; None where the document has no such section.

        In a table with a line a provision only the lines of `provision` count.
        """
        bare = _DATED.sub("", section)
        spans = self._resolved(bare, Span(0, len(self.text)))
        if spans is None:
            return None
        text = "\n".join(self.text[span.start : span.end] for span in spans)
        return self._lines_of(provision, text) if provision and plain(bare) in self._tables else text

    def dates_of(self, section: str) -> list[str]:
        """The dates in brackets by which a section tells standards apart: "§ 101 (25. november 2024)"."""
        return _DATED.findall(section)

    def _resolved(self, section: str, scope: Span) -> list[Span] | None:
        """The spans in the scope that the words name: a heading, a heading and what is in it, or a list of these."""
        whole = self._named(section, scope)
        if whole:
            return whole
        parts = section.split(", ")
        for count in range(len(parts) - 1, 0, -1):
            outer = self._named(", ".join(parts[:count]), scope)
            inner = [self._resolved(", ".join(parts[count:]), span) for span in outer]
            found = [span for spans in inner if spans for span in spans]
            if found:
                return found
        return self._listed(_items(section), scope) if len(_items(section)) > 1 else None

    def _listed(self, items: Sequence[str], scope: Span) -> list[Span] | None:
        """Every item must be a heading, or, inside a chapter, words that stand in a passage named before it."""
        found: list[Span] = []
        for item in items:
            spans = self._named(item, scope)
            if not spans and not (scope.start and self._stands_in(item, found)):
                return None
            found += [span for span in spans if span not in found]
        return found

    def _stands_in(self, item: str, spans: list[Span]) -> bool:
        words = plain(item)
        return not words[0].isdigit() and any(words in plain(self.text[span.start : span.end]) for span in spans)

    def _named(self, name: str, scope: Span) -> list[Span]:
        """The passages in the scope whose heading is called so, or else begins so."""
        inside = [heading for heading in self._headings if scope.start <= heading.start < scope.end]
        if scope.start:
            inside = [heading for heading in inside if heading.start > scope.start]
        wanted = plain(name)
        exact = [heading for heading in inside if wanted in heading.names]
        if not exact and len(wanted) > 4 and not wanted[0].isdigit() and "§" not in wanted:
            exact = [heading for heading in inside if any(own.startswith(wanted) for own in heading.names)]
        return [Span(heading.start, self._end(heading, scope)) for heading in exact]

    def _end(self, heading: Heading, scope: Span) -> int:
        later = (
            other.start for other in self._headings if other.start > heading.start and other.level <= heading.level
        )
        return min(next(later, scope.end), scope.end)

    def _lines_of(self, provision: str, text: str) -> str:
        """The lines that name the provision, each with those after it that name none."""
        number = re.sub(r"^[a-z]+-", "", provision)
        words = self._provisions.get(provision)
        patterns = (
            [words] if words else [rf"§ ?{wanted}(?![\da-z])" for wanted in (number, re.sub(r"\D+$", "", number))]
        )
        rows = re.split(r"\n(?=[^\n]*§)", text)
        for pattern in patterns:
            own = [row for row in rows if re.search(pattern, row)]
            if own:
                return "\n".join(own)
        return ""


def plain(text: str) -> str:
    """Words without case, punctuation and runs of blanks; "§ 82 a" as "§82a"."""
    bare = " ".join(re.sub(r"[^\w§]+", " ", text.casefold()).split())
    return re.sub(r"§ (?=\d)", "§", re.sub(r"(?<=\d) ([a-z])\b", r"\1", bare))


def _headings(text: str, levels: Sequence[Any]) -> Iterator[Heading]:
    for depth, kinds in enumerate(levels):
        for kind in [kinds] if isinstance(kinds, dict) else kinds:
            for found in re.finditer(kind["match"], text, re.MULTILINE):
                yield Heading(found.start(), depth, tuple(plain(n.format(**found.groupdict())) for n in kind["names"]))


def _items(section: str) -> list[str]:
    """The parts of a list: "149-151" as three, "pkt. 11 og 13" as two."""
    items: list[str] = []
    for part in re.split(r", | og ", section.removeprefix("pkt. ")):
        ends = _RANGE.fullmatch(part)
        items += [str(number) for number in range(int(ends[1]), int(ends[2]) + 1)] if ends else [part]
    return items
