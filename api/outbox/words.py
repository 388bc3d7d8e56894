"""The Danish words of notices: data beside this module, and the desk's own words of urgency."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from api.staff.words import words as staff_words
from bot.records import Notice
from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return read_yaml(_FOLDER / "da.yml", _FOLDER)


def subject_of(notice: Notice) -> str:
    """One line."""
    return str(_words()["subject"].format(event=_words()["event"][notice.event]))


def text_of(notice: Notice, link: str) -> str:
    """One paragraph, with the link to the desk."""
    urgency = staff_words()["queue"]["urgency"][notice.urgency]
    return str(_words()["text"].format(event=_words()["event"][notice.event], urgency=urgency, link=link))
