"""The training utterances of bot/data/nlu as the measurements see them, with the facts that their metadata names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.components.lexicon import LOADER
from bot.train import ROOT

FOLDER = ROOT / "bot" / "data" / "nlu"


@dataclass(frozen=True)
class Example:
    """`facts`: every fact that the utterance states; None where nobody has labelled them."""

    text: str
    intent: str
    facts: Mapping[str, Any] | None


def training_examples(folder: Path = FOLDER) -> list[Example]:
    """All of them, in the order of the files."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _read(path)]


def _read(path: Path) -> Iterator[Example]:
    for block in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["nlu"]:
        lines = block["examples"]
        if isinstance(lines, str):
            yield from (Example(line.removeprefix("- "), block["intent"], None) for line in lines.splitlines())
        else:
            yield from (Example(line["text"], block["intent"], line["metadata"]["facts"]) for line in lines)
