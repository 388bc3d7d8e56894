"""The held-out utterances of tests/nlu/heldout: what was said, what is meant, and the facts that it bears.

Sets under `unseen` were written by three hands who knew neither data nor patterns; only scores over a whole set were
looked at while the model was worked on. The errors in those under `examined` were read, one by one, and learned from.

A file maps an intent to utterances, and each utterance to its facts. Under `open` readers may differ about the intent
and the facts; there only counts that no alert is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.components.folding import fold

_SETS = Path(__file__).resolve().parent.parent / "tests" / "nlu" / "heldout"
UNSEEN = tuple(_SETS / "unseen" / name for name in ("clerk", "social_worker", "examiner"))
EXAMINED = tuple(_SETS / "examined" / name for name in ("first", "second", "third", "fourth"))
OPEN = "open"
HARD_NEGATIVES = "hard_negatives.yml"


@dataclass(frozen=True)
class Utterance:
    """`intent`: None where it is open; `hard`: whether it was written to sound like danger and be none."""

    text: str
    intent: str | None
    facts: Mapping[str, Any]
    hard: bool


def utterances(*folders: Path) -> list[Utterance]:
    """All of these sets, in the order of the files. ValueError where one stands twice."""
    found = [utterance for folder in folders for path in sorted(folder.glob("*.yml")) for utterance in _read(path)]
    seen: set[str] = set()
    for utterance in found:
        key = normalised(utterance.text)
        if key in seen:
            raise ValueError(f'"{utterance.text}" stands twice; remove one')
        seen.add(key)
    return found


def _read(path: Path) -> Iterator[Utterance]:
    for intent, said in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for text, facts in said.items():
            yield Utterance(text, None if intent == OPEN else intent, facts, path.name == HARD_NEGATIVES)


def normalised(text: str) -> str:
    """Lower case, without æ, ø, å and punctuation: two texts that differ in nothing else are the same."""
    return " ".join(re.findall(r"[a-z0-9§]+", fold(text.lower())))
