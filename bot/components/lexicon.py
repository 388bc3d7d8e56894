"""Reads the lexicon: the words that bear facts, danger and answers, kept as data beside the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from rules_core.strict_yaml import StrictLoader

_FOREIGN = {"foreign.yml"}  # words of other languages: they must not count as Danish
LEXICON = Path(__file__).resolve().parent.parent / "lexicon"


LOADER = StrictLoader  # two equal keys would lose the first, and a bare "nej" or "no" its meaning


class LexiconError(Exception):
    """A lexicon file is wrong; the message names file, key and remedy."""

    def __init__(self, file: Path | str, key: str, remedy: str) -> None:
        super().__init__(f"{file}: {key}: {remedy}")


def read(name: str, folder: Path = LEXICON) -> Any:
    """The content of one lexicon file. LexiconError where it is absent or no YAML."""
    path = folder / name
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader, on libyaml
    except FileNotFoundError as error:
        raise LexiconError(path, "file", "is missing; restore it from the repository") from error
    except yaml.YAMLError as error:
        raise LexiconError(path, "yaml", f"cannot be read: {getattr(error, 'problem', 'syntax')}") from error


def files(folder: Path = LEXICON) -> list[Path]:
    return sorted(folder.rglob("*.yml"))


def words(folder: Path = LEXICON) -> set[str]:
    """Every Danish word form of the lexicon, in lower case: what the compact table of lemmas must cover."""
    found: set[str] = set()
    for path in files(folder):
        if path.name not in _FOREIGN:
            found |= {word for word in _split(path.read_text(encoding="utf-8")) if len(word) > 1}
    return found


def _split(content: str) -> list[str]:
    """The words of a file without its comments; keys in English come along and do no harm."""
    lines = [line for line in content.lower().splitlines() if not line.lstrip().startswith("#")]
    return "".join(character if character.isalpha() else " " for character in "\n".join(lines)).split()
