"""Hides names, telephone numbers and addresses in free text; CPR numbers are gone before (`api/identity.py`).

Rather too much than too little: the citizen sees what will be sent, and can let names stand. Where the large Danish
language model is installed, its PER entities are hidden as well.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy

from api.handoff.words import words
from rules_core.strict_yaml import read_yaml

LARGE = "da_core_news_sm"
_FOLDER = Path(__file__).parent
_GAP = r"[ .\-\u00a0\u2010-\u2015]"
_YEARS = r"(?!(?:19|20)\d{2}\D(?:19|20)\d{2}(?!\d))"  # "2023 2024" and "2023-2024"
# Eight digits as Danes group them; with a country's number in front any number of digits. A date (2-2-4) is none.
_GROUPS = ((2, 2, 2, 2), (8,), (4, 4), (2, 3, 3), (3, 2, 3), (3, 3, 2), (2, 6))
_EIGHT = "|".join(_GAP.join(rf"\d{{{length}}}" for length in group) for group in _GROUPS)
_TELEPHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+|00)\d{{2}}{_GAP}?)?{_YEARS}(?:{_EIGHT})(?!\d)|\+(?:\d{_GAP}?){{7,14}}\d(?!\d)"
)
_MAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+")
_CAPITAL = r"[A-ZÆØÅÄÖÜÉ][\w'’\-]*"
_one_at_a_time = threading.Lock()  # memory zones do not nest
_ROW = re.compile(rf"\b{_CAPITAL}(?:[ \t]+(?:(?:van|von|de|al|el|bin)[ \t]+)?{_CAPITAL})*")


def mask(text: str) -> tuple[str, bool]:
    """The text with names and numbers hidden, and whether something was. What stands as a mask already stays."""
    hidden = words()["masked"]
    masked = _MAIL.sub(hidden, text)
    masked = _TELEPHONE.sub(hidden, masked)
    masked = _entities(masked, hidden)
    masked = _introduced().sub(lambda match: match["cue"] + hidden, masked)
    masked = _ROW.sub(lambda match: _row(match.group(), hidden), masked)
    return masked, masked != text


def _row(row: str, hidden: str) -> str:
    """A row of capitalised words: hidden from the first given name on, or whole where two may be a name."""
    parts = row.split()
    lists = _lists()
    start = next((index for index, part in enumerate(parts) if part.casefold() in lists["given"]), None)
    if start is None:
        rest = [index for index, part in enumerate(parts) if part.casefold() not in lists["no_names"]]
        start = rest[0] if len(rest) > 1 else None
    return row if start is None else " ".join([*parts[:start], hidden])


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = read_yaml(_FOLDER / "names.yml", _FOLDER)
    return {name: frozenset(word.casefold() for word in found) for name, found in raw.items()}


@lru_cache(maxsize=1)
def _introduced() -> re.Pattern[str]:
    """A cue ("jeg hedder") and up to four words after it: with small letters too, of which the first two count."""
    cues = "|".join(re.escape(cue) for cue in sorted(_lists()["introduced_by"], key=len, reverse=True))
    large = rf"(?-i:{_CAPITAL})(?:[ \t]+(?-i:{_CAPITAL})){{0,3}}"
    ends = "|".join(_lists()["no_more_name"])
    small = rf"[\w'’\-]{{2,}}(?:[ \t]+(?!(?:{ends})\b)[\w'’\-]{{2,}})?"
    return re.compile(rf"(?P<cue>\b(?:{cues})\b[\s:,.]+)(?:{large}|{small})", re.IGNORECASE)


def _entities(text: str, hidden: str) -> str:
    """Persons that the large model finds; the text as it is where that is not installed."""
    model = _large()
    if model is None:
        return text
    with _one_at_a_time, model.memory_zone():  # else spaCy keeps every new name until the process ends
        for entity in reversed(model(text).ents):
            if entity.label_ == "PER" and hidden not in entity.text:
                text = text[: entity.start_char] + hidden + text[entity.end_char :]
    return text


@lru_cache(maxsize=1)
def _large() -> Any | None:
    return spacy.load(LARGE, exclude=["parser", "lemmatizer"]) if spacy.util.is_package(LARGE) else None
