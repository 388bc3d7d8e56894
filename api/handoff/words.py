"""The Danish words of the handoff, and the themes in a caseworker's order: data beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Theme:
    """Facts that a caseworker looks at together."""

    id: str
    title: str
    facts: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All words, nested as in `da.yml`."""
    return read_yaml(_FOLDER / "da.yml", _FOLDER)


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Safety first."""
    rows: list[dict[str, Any]] = read_yaml(_FOLDER / "themes.yml", _FOLDER)
    return tuple(Theme(row["id"], row["title"], tuple(row["facts"])) for row in rows)
