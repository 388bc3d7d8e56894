"""Where the reader is: the file and key that a complaint must name, and the layer whose names hold there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from rules_core.errors import KnowledgeError
from rules_core.rates import Rate
from rules_core.source import Document, Source


@dataclass(frozen=True)
class Place:
    """A spot in a knowledge file, with the documents and rates that it may name."""

    file: str
    key: str
    document: Document
    documents: Mapping[str, Document]
    rates: Mapping[str, Rate] = field(default_factory=dict)

    def at(self, key: str | int) -> Place:
        """One key or list index deeper."""
        step = f"[{key}]" if isinstance(key, int) else (f".{key}" if self.key else key)
        return Place(self.file, self.key + step, self.document, self.documents, self.rates)

    def refuse(self, remedy: str) -> NoReturn:
        """Raises the KnowledgeError of this spot."""
        raise KnowledgeError(self.file, self.key or "file", remedy)

    def mapping(self, raw: Any, known: Sequence[str] = (), required: Sequence[str] = ()) -> dict[str, Any]:
        """The object at this spot, with no key but the known ones and all the required."""
        if not isinstance(raw, dict):
            self.refuse("write an object of keys and values")
        allowed = (*known, *required)
        for key in raw:
            if allowed and key not in allowed:
                self.at(str(key)).refuse(f"is not a known key; the keys here are {', '.join(allowed)}")
        for key in required:
            if raw.get(key) is None:
                self.at(key).refuse("is missing; write it")
        return raw

    def sequence(self, raw: Any) -> list[tuple[Place, Any]]:
        """The list at this spot (none where nothing is written), each item with its own spot."""
        if raw is None:
            return []
        if not isinstance(raw, list):
            self.refuse("write a list")
        return [(self.at(index), item) for index, item in enumerate(raw)]

    def text(self, raw: Any) -> str:
        """A non-empty sentence or word."""
        if not isinstance(raw, str) or not raw.strip():
            self.refuse("write a text (quote it where YAML would read a number or a truth value)")
        return " ".join(raw.split())

    def word(self, raw: Any, words: Sequence[str]) -> str:
        """One of a closed list of words."""
        if raw not in words or not isinstance(raw, str):
            self.refuse(f"write one of {', '.join(words)}")
        return raw

    def truth(self, raw: Any) -> bool:
        """true or false."""
        if not isinstance(raw, bool):
            self.refuse("write true or false")
        return raw

    def whole(self, raw: Any) -> int:
        """A whole number of at least 1."""
        if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
            self.refuse("write a whole number, the unit in a key of its own (amount: 4, unit: weeks)")
        return raw

    def number(self, raw: Any) -> float:
        """A number of at least 0, with a point and no thousands separator."""
        if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not raw >= 0:
            self.refuse("write a number with a decimal point and no thousands separator (1005 or 100.77)")
        return raw

    def source(self, raw: Any) -> Source:
        """A section of the file's own document, or {document, section} of another that this file may cite."""
        if isinstance(raw, str):
            return self.document.section(self.text(raw))
        if raw is None:
            self.refuse("source is missing; write the section it was read in")
        values = self.mapping(raw, (), ("document", "section"))
        document = self.documents.get(values["document"])
        if document is None:
            self.at("document").refuse(f"may not be cited here; this file may cite {', '.join(self.documents)}")
        return document.section(self.at("section").text(values["section"]))
