"""What verifying found: each figure with its fault, the exceptions that a person has accepted, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rules_core.errors import KnowledgeError
from rules_core.strict_yaml import read_yaml
from rules_core.verify.documents import NO_DOCUMENT, NO_SECTION, Documents
from rules_core.verify.figures import Figure, figures_of
from rules_core.verify.quantities import Reader

LEAST_SHARE = 0.99
EXCEPTIONS = "verify/exceptions.yml"
_NAMING = ("file", "figure", "section", "reason")


@dataclass(frozen=True)
class Accepted:
    """A figure that a person has looked at and accepted, though it does not stand in its section, and why (Danish)."""

    file: str
    figure: str
    section: str
    reason: str
    key: str | None = None

    def covers(self, figure: Figure) -> bool:
        """Whether it is about this figure; `key`, where it is written, narrows it to one place or what is under it."""
        named = (self.file, self.figure, self.section) == (figure.file, figure.shown, figure.section)
        return named and (self.key is None or figure.key.startswith(self.key))


@dataclass(frozen=True)
class Fault:
    """A figure that was not found: what is wrong, and the reason it was accepted for, if it was."""

    figure: Figure
    what: str
    reason: str | None = None


@dataclass(frozen=True)
class Verification:
    """`checked`: every figure whose document is held; `apart`: those whose document is not (laws and help lines)."""

    checked: tuple[Figure, ...]
    apart: tuple[Figure, ...]
    faults: tuple[Fault, ...]
    unused: tuple[Accepted, ...]

    @property
    def share(self) -> float:
        """The found among the checked, 0 to 1; an accepted figure is not a found one."""
        return 1 - len(self.faults) / len(self.checked) if self.checked else 0.0

    @property
    def passed(self) -> bool:
        """At least 99 % found."""
        return self.share >= LEAST_SHARE

    def lines(self) -> Iterator[str]:
        """The report: each figure not found, then the sums by document."""
        for fault in self.faults:
            figure = fault.figure
            accepted = f" (accepted: {fault.reason})" if fault.reason else ""
            yield (
                f"{figure.file}: {figure.key}: {figure.shown} [{figure.kind}]: "
                f"{fault.what}: {figure.document}, {figure.section or 'whole document'}{accepted}"
            )
        for accepted_one in self.unused:
            yield f"{EXCEPTIONS}: {accepted_one.file}: {accepted_one.figure}: is found or gone; take the exception out"
        yield ""
        yield from self._sums()

    def _sums(self) -> Iterator[str]:
        missing = Counter(fault.figure.document for fault in self.faults)
        for document, count in sorted(Counter(figure.document for figure in self.checked).items()):
            yield f"{document.ljust(14)}{count - missing[document]:5} of {count:5} found"
        found, accepted = len(self.checked) - len(self.faults), sum(1 for fault in self.faults if fault.reason)
        yield f"{'all'.ljust(14)}{found:5} of {len(self.checked):5} found ({self.share:.2%}), {accepted} accepted"
        yield f"{'apart'.ljust(14)}{len(self.apart):5} by sources that are not held (laws, help lines)"


def verify(sources: Path, folder: Path) -> Verification:
    """Looks for every figure of the knowledge folder in the documents under `sources` (`<document>.txt` each).

    A section that no document has is listed even where no figure leans on it; one that is there is not counted.

    KnowledgeError where there is no such folder, or where the file of exceptions is wrong.
    """
    reader = Reader(folder)
    documents = Documents(sources, folder, reader)
    accepted = read_accepted(folder)
    checked: list[Figure] = []
    apart: list[Figure] = []
    faults: list[Fault] = []
    for figure in figures_of(folder, reader):
        what = documents.fault(figure)
        if figure.kind == "section" and what != NO_SECTION:
            continue
        (apart if what == NO_DOCUMENT else checked).append(figure)
        if what not in (None, NO_DOCUMENT):
            reason = next((one.reason for one in accepted if one.covers(figure)), None)
            faults.append(Fault(figure, str(what), reason))
    unused = [one for one in accepted if not any(one.covers(fault.figure) for fault in faults)]
    return Verification(tuple(checked), tuple(apart), tuple(faults), tuple(unused))


def read_accepted(folder: Path) -> tuple[Accepted, ...]:
    """The reviewed exceptions; KnowledgeError for one that does not name what it accepts, or why."""
    rows = read_yaml(folder / EXCEPTIONS, folder) or []
    if not isinstance(rows, list):
        raise KnowledgeError(EXCEPTIONS, "file", "write a list of exceptions")
    return tuple(_read_accepted(row, f"[{index}]") for index, row in enumerate(rows))


def _read_accepted(row: object, key: str) -> Accepted:
    if not isinstance(row, dict) or not set(row) <= {*_NAMING, "key"}:
        raise KnowledgeError(EXCEPTIONS, key, f"write an object of {', '.join(_NAMING)} and, to narrow it, key")
    for name in _NAMING:
        if not isinstance(row.get(name), str) or (name != "section" and not row[name].strip()):
            raise KnowledgeError(
                EXCEPTIONS, f"{key}.{name}", "is missing; write a text, in quotes where it is a number"
            )
    return Accepted(**row)
