"""The tables of utterances, the training examples and the day that the tests of the language model share."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.components.examples import training_examples
from bot.components.lexicon import LOADER

DAY = date(2026, 11, 22)
TABLES = Path(__file__).with_name("tables")


def table(name: str) -> Any:
    return yaml.load((TABLES / name).read_text(encoding="utf-8"), Loader=LOADER)


@cache
def examples() -> dict[str, list[str]]:
    """Every intent's training utterances; read once, not to be changed."""
    found: dict[str, list[str]] = {}
    for example in training_examples():
        found.setdefault(example.intent, []).append(example.text)
    return found
