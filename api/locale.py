"""The words of pages and problem answers, one file a language. Danish is whole; the others hold the interface."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent / "locales"

DANISH = "da"
LANGUAGES = ("da", "en", "ar", "uk", "pl")
"""Every language of the interface. The conversation, the result and the papers are in Danish alone."""

INTERFACE = ("page", "start", "chat", "contact", "alert", "erased", "problem", "script")
"""The parts of a locale file that every language has, key by key."""

ERRORS = {
    "problems": ("broken_form", "wrong_token", "unknown_conversation", "not_found", "taken_over", "stale", "conflict",
                 "erased", "too_large", "invalid", "too_many", "not_stored", "turn_failed", "unexpected"),
    "remedies": ("integer", "amount"),
}  # fmt: skip
"""What every language has of two parts whose rest is for those who use the JSON API, in Danish."""

EMERGENCY = ("lines", "alerts")
"""Parts of the other languages alone: help lines and advice in danger, whose Danish stands in the knowledge."""


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> dict[str, Any]:
    """All words of a language, nested as in its file, Danish where it has none; KnowledgeError names a broken file."""
    danish = read_yaml(_FOLDER / f"{DANISH}.yml", _FOLDER)
    if language == DANISH:
        return {**danish, **{part: {} for part in EMERGENCY}}
    own = read_yaml(_FOLDER / f"{language}.yml", _FOLDER)
    return {**danish, **own, **{part: {**danish[part], **own[part]} for part in ERRORS}}
