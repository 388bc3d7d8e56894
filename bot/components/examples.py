"""The labelled utterances of bot/data/nlu: read with libyaml, for Rasa's training and for the measurements.

Rasa's own reader validates and parses each file four times over in Python, which took a third of a training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.lexicon import LOADER, LexiconError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "nlu"


@dataclass(frozen=True)
class Example:
    """`facts`: every fact that the utterance states; None where nobody has labelled them."""

    text: str
    intent: str
    facts: Mapping[str, Any] | None


def read_examples(path: Path) -> Iterator[Example]:
    """Those of one file, in its order. LexiconError where it is not written as docs/labelling.md says."""
    try:
        blocks = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["nlu"]  # noqa: S506 - a safe loader
        for block in blocks:
            yield from _of_block(block, path)
    except yaml.MarkedYAMLError as error:
        raise LexiconError(path, f"line {error.problem_mark.line + 1}", f"cannot be read: {error.problem}") from None
    except (KeyError, TypeError) as error:
        raise LexiconError(path, "nlu", f"write a list of intent and examples; wrong is {error}") from None


def training_examples(folder: Path = FOLDER) -> list[Example]:
    """All of a folder, in the order of its files."""
    return [example for path in sorted(folder.glob("*.yml")) for example in read_examples(path)]


def _of_block(block: Mapping[str, Any], path: Path) -> Iterator[Example]:
    intent, lines = block["intent"], block["examples"]
    if set(block) != {"intent", "examples"}:
        raise LexiconError(path, intent, "a block has an intent and examples, nothing else")
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        if isinstance(line, str):
            text, facts = line.removeprefix("- ").strip(), None
        else:
            text, facts = line["text"], line["metadata"]["facts"]
        if not text or not isinstance(text, str):
            raise LexiconError(path, intent, "an example has a text; quote one that is a number")
        yield Example(text, intent, facts)


class ExampleImporter(RasaFileImporter):
    """What config.yml gives Rasa in place of its own reader. Rules, domain and configuration are read as ever."""

    def get_nlu_data(self, language: str | None = "da") -> TrainingData:
        """Text and intent alone: what an example states is for the measurements."""
        examples = [example for path in self._nlu_files for example in read_examples(Path(path))]
        return TrainingData([Message({TEXT: example.text, INTENT: example.intent}) for example in examples])
