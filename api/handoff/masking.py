"""Hides names, telephone and account numbers, addresses; CPR numbers are gone before (`api/identity.py`).

Rather too much than too little: the citizen sees what will be sent, and can let names stand. The words by which names
are known are data (`names.yml`). Where the Danish language model is installed, its PER entities are hidden as well.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy

from api.handoff.words import words
from rules_core.strict_yaml import read_yaml

MODEL = "da_core_news_sm"
_FOLDER = Path(__file__).parent
_GAP = r"[ .\-/\u00a0\u2010-\u2015]"
_YEARS = r"(?!(?:19|20)\d{2}\D(?:19|20)\d{2}(?!\d))"  # "2023 2024" and "2023-2024"
# Eight digits as Danes group them; with a country's number in front any number of digits. A date (2-2-4) is none.
_GROUPS = ((2, 2, 2, 2), (8,), (4, 4), (2, 3, 3), (3, 2, 3), (3, 3, 2), (2, 6), (1,) * 8)
_EIGHT = "|".join(_GAP.join(rf"\d{{{length}}}" for length in group) for group in _GROUPS)
_TELEPHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+|00)\d{{2}}{_GAP}?)?{_YEARS}(?:{_EIGHT})(?!\d)|\+(?:\d{_GAP}?){{7,14}}\d(?!\d)"
)
_ACCOUNT = re.compile(r"(?<!\d)(?:\d{4}[ \-]\d{6,10}|\d{9,})(?!\d)")
_AT = r"(?:@|[ ]?[(\[](?:at|a|snabel-?a)[)\]][ ]?|[ ]snabel-?a[ ])"
_PART = r"[^\s@<>,;:()\[\]]"
# Each of these begins where a word does: tried at every letter of a long one they would take seconds.
_MAIL = re.compile(rf"(?<!{_PART}){_PART}+{_AT}{_PART}+|(?<![\w.])@\w[\w.]{{2,}}", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?<![\w.])(?:www\.|[a-z]{2}-[a-z]{2}\.|m\.)?(?:facebook|instagram|linkedin|tiktok|snapchat)\.\w+/\S+",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĆČĐŁŃŚŞŠŹŻŽА-ЯІЇЄҐ][\w'’\-]*"
_one_at_a_time = threading.Lock()  # memory zones do not nest
_ROW = re.compile(rf"\b{_CAPITAL}(?:[ \t]+(?:(?:van|von|de|al|el|bin)[ \t]+)?{_CAPITAL})*")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))*")
_LONGEST = 4
"""Words of a name that is introduced."""


def mask(text: str) -> tuple[str, bool]:
    """The text with names and numbers hidden, and whether something was. What stands as a mask already stays."""
    hidden = words()["masked"]
    masked = text
    for pattern in (_MAIL, _PROFILE, _TELEPHONE, _ACCOUNT, _street()):
        masked = pattern.sub(hidden, masked)
    masked = _entities(masked, hidden)
    masked = _introduced().sub(lambda match: match["cue"] + _name(match["name"], hidden), masked)
    masked = _before_a_name().sub(lambda match: match["cue"] + _unless_known(match["name"], hidden), masked)
    masked = _ROW.sub(lambda match: _row(match, hidden), masked)
    masked = _WORD.sub(lambda match: hidden if _stands_for_itself(match.group()) else match.group(), masked)
    masked = re.sub(rf"{re.escape(hidden)}(?:['’]?s\b|['’])", hidden, masked)  # what is left of "Lars's"
    masked = re.sub(rf"{re.escape(hidden)}(?:[ \t\-]+{re.escape(hidden)})+", hidden, masked)
    return masked, masked != text


def _name(following: str, hidden: str) -> str:
    """Up to four words after "jeg hedder": the first two, then what is capitalised or looks like a name."""
    parts = re.split(r"([ \t]+)", following)
    count = 0
    for part in parts[::2]:
        if part.casefold() in _lists()["no_more_name"] or count == _LONGEST:
            break
        if count >= 2 and not (part[0].isupper() or _stands_for_itself(part)):
            break
        count += 1
    return hidden + "".join(parts[2 * count - 1 :]) if count else following


def _unless_known(row: str, hidden: str) -> str:
    """A capitalised row after "min nabo": a name, unless it begins with a word that is known to be none."""
    return row if _plain(row.split()[0]) in _lists()["no_names"] or row.isupper() else hidden


def _row(match: re.Match[str], hidden: str) -> str:
    """A row of capitalised words: hidden from the first given name on, or where two may be a name and no place."""
    row, place = match.group(), match.string[: match.start()].casefold().endswith((" i ", "\ni "))
    parts = row.split()
    lists = _lists()
    start = next((index for index, part in enumerate(parts) if _is_given(part)), None)
    if start is None:
        rest = [index for index, part in enumerate(parts)
                if _plain(part) not in lists["no_names"] and not (len(part) > 1 and part.isupper())]  # fmt: skip
        start = rest[0] if len(rest) > 1 and not place else None
    if start is None:
        return row
    end = next((index for index in range(start + 1, len(parts)) if _ends(parts, index)), len(parts))
    return " ".join([*parts[:start], hidden, *parts[end:]])


def _ends(parts: list[str], index: int) -> bool:
    """In a text of capitals alone ("LARS SLÅR MIG") a name ends where a word is neither a given name nor a surname."""
    return " ".join(parts).isupper() and not _is_given(parts[index]) and not _stands_for_itself(parts[index])


def _is_given(word: str) -> bool:
    return any(form in _lists()["given"] for form in _forms(word))


def _stands_for_itself(word: str) -> bool:
    """A given name that is no other word, or a surname, with small letters too and in the genitive."""
    lists = _lists()
    return any(form in lists["surnames"] or form in lists["alone"] for form in _forms(word))


def _forms(word: str) -> Iterable[str]:
    """The word, and what a genitive is made of: "Lars's", "Jens'", "Mettes"; of "Anne-Mette" each part too."""
    plain = _plain(word)
    yield plain
    yield re.sub(r"['’]s?$", "", plain)
    if plain.endswith("s") and len(plain) > 3:
        yield plain[:-1]
    if "-" in plain:
        yield from plain.split("-")


def _plain(word: str) -> str:
    return word.casefold().rstrip("-")


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = read_yaml(_FOLDER / "names.yml", _FOLDER)
    lists = {name: frozenset(word.casefold() for word in found) for name, found in raw.items()}
    return {**lists, "alone": lists["given"] - lists["words_too"]}


@lru_cache(maxsize=1)
def _introduced() -> re.Pattern[str]:
    """A cue ("hedder") and the words after it; "det hedder" and "noget, der hedder" introduce no person."""
    word = r"[^\W\d_][\w'’\-]*"
    no_person = "".join(rf"(?<!\b{re.escape(before)} )" for before in sorted(_lists()["introduces_a_thing"]))
    return re.compile(
        rf"{no_person}(?P<cue>\b(?:{_any('introduced_by')})\b(?:[ \t]*[:,.\n][\s]*|[ \t]+))"
        rf"(?P<name>{word}(?:[ \t]+{word}){{0,{_LONGEST - 1}}})",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _before_a_name() -> re.Pattern[str]:
    """A cue ("min nabo") and capitalised words right after it."""
    return re.compile(
        rf"(?P<cue>\b(?i:{_any('before_a_name')})(?:[ \t]*[,:])?[ \t]+(?:(?i:er|hedder)[ \t]+)?)"
        rf"(?P<name>{_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,3}})"
    )


@lru_cache(maxsize=1)
def _street() -> re.Pattern[str]:
    """A street with the number of a house, and the floor."""
    short, long = _any("streets"), _any("streets_with_capital")
    number = r"[ ]\d{1,3}(?:[ ]?[a-zA-Z]\b)?(?:,?[ ]\d{1,2}\.?[ ]?(?:(?:sal|tv|th|mf)\b\.?[ ]?){1,2})?"
    return re.compile(rf"(?<![\w\-])(?:(?i:[\w\-]+?(?:{short}))|[A-ZÆØÅ][\w\-]*?(?:{long})){number}(?!\d)")


def _any(name: str) -> str:
    return "|".join(re.escape(cue) for cue in sorted(_lists()[name], key=len, reverse=True))


def _entities(text: str, hidden: str) -> str:
    """Persons that the language model finds; the text as it is where that is not installed."""
    model = _model()
    if model is None:
        return text
    with _one_at_a_time, model.memory_zone():  # else spaCy keeps every new name until the process ends
        for entity in reversed(model(text).ents):
            if entity.label_ == "PER" and hidden not in entity.text:
                text = text[: entity.start_char] + hidden + text[entity.end_char :]
    return text


@lru_cache(maxsize=1)
def _model() -> Any | None:
    return spacy.load(MODEL, exclude=["parser", "lemmatizer"]) if spacy.util.is_package(MODEL) else None
