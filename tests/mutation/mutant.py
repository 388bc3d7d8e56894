"""One small fault put into the knowledge: where, of what kind, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

Path = tuple[str | int, ...]


class Gone(Enum):
    """Nothing stands there any more."""

    GONE = "gone"


GONE = Gone.GONE


@dataclass(frozen=True)
class Mutant:
    """`value` in the place of what stands at `path` of the file; `kind` groups faults, `said` names this one."""

    path: Path
    kind: str
    said: str
    value: Any = GONE
    file: str = ""

    @property
    def key(self) -> str:
        """The path as the loader's complaints write it."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).lstrip(".") or "file"

    @property
    def layer(self) -> str:
        """`national` or the municipality whose file it is."""
        folder = self.file.split("/")
        return folder[1] if folder[0] == "municipalities" else folder[0]

    def within(self, file: str) -> Mutant:
        """The same fault, named as one of that file."""
        return replace(self, file=file)

    def content(self, raw: Any) -> Any:
        """The content with the fault; `raw` stays as it is."""
        return _changed(raw, self.path, self.value)


def _changed(raw: Any, path: Path, value: Any) -> Any:
    if not path:
        return None if value is GONE else value
    step, rest = path[0], path[1:]
    copy = raw.copy()
    if rest:
        copy[step] = _changed(raw[step], rest, value)
    elif value is GONE:
        del copy[step]
    else:
        copy[step] = value
    return copy


def dropped(path: Path, what: str) -> Mutant:
    """The whole of what stands there is left out."""
    return Mutant(path, f"{what} dropped", f"{what} dropped")


def swapped(path: Path, word: str, words: tuple[str, ...], what: str) -> Mutant:
    """The next word of a closed list in the word's place."""
    other = words[(words.index(word) + 1) % len(words)]
    return Mutant(path, f"{what} swapped", f"{word} → {other}", other)


def flipped(path: Path, truth: bool, what: str) -> Mutant:
    """true for false and false for true."""
    return Mutant(path, f"{what} flipped", f"{truth} → {not truth}".lower(), not truth)


def moved(path: Path, number: float, what: str, least: float = 0) -> Iterator[Mutant]:
    """One less and one more; a figure with øre moves by one øre. Nothing below `least`."""
    step = 1 if number == int(number) else 0.01
    for other in (round(number - step, 2), round(number + step, 2)):
        if other >= least:
            yield Mutant(path, f"{what} moved", f"{number} → {other}", other)
