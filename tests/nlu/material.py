"""The tables of utterances, the training examples and the day that the tests of the language model share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.train import ROOT

DAY = date(2026, 11, 22)
TABLES = Path(__file__).with_name("tables")


def table(name: str) -> Any:
    return yaml.safe_load((TABLES / name).read_text(encoding="utf-8"))


def examples() -> dict[str, list[str]]:
    """Every intent's training utterances."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in block["examples"].splitlines()]
            found.setdefault(block["intent"], []).extend(lines)
    return found
