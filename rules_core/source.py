"""Where a rule, figure, deadline or contact was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

NATIONAL = "national"


@dataclass(frozen=True)
class Source:
    """`document` is a document's id (`holbaek`, `vejledning5`, `national` ...), `section` the place in it, `adopted`
    its date.
    """

    document: str
    section: str
    adopted: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """The contract's Source."""
        adopted = self.adopted.isoformat() if self.adopted else None
        return {"document": self.document, "section": self.section, "adopted": adopted}


@dataclass(frozen=True)
class Document:
    """A document that the knowledge was read from: its id, Danish title, and the day it was adopted where it says
    so.
    """

    id: str
    title: str
    adopted: date | None

    def section(self, section: str) -> Source:
        """A place in this document."""
        return Source(self.id, section, self.adopted)
