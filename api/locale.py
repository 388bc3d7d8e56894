"""The words of pages and problem answers, one file a language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent / "locales"


@lru_cache(maxsize=8)
def words_of(language: str) -> dict[str, Any]:
    """All words of a language, nested as in its file; KnowledgeError names the file where it cannot be read."""
    return read_yaml(_FOLDER / f"{language}.yml", _FOLDER)
