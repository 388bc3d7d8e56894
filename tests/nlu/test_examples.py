"""The examples as our reader sees them: all that Rasa's own would see, and a clear word about a file gone wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.loading import load_data

from bot.components.examples import FOLDER, Example, read_examples
from bot.components.lexicon import LexiconError
from bot.train import ROOT

PLAIN_AND_LABELLED = "deny.yml"  # holds both forms


def test_rasas_own_reader_sees_the_same_texts_and_intents() -> None:
    path = FOLDER / PLAIN_AND_LABELLED
    theirs = [(message.get("text"), message.get("intent")) for message in load_data(str(path)).training_examples]
    ours = [(example.text, example.intent) for example in read_examples(path)]
    assert any(example.facts is None for example in read_examples(path))
    assert any(example.facts is not None for example in read_examples(path))
    assert sorted(ours) == sorted(theirs)


def test_training_reads_through_it() -> None:
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(FOLDER / PLAIN_AND_LABELLED)]
    )
    # Rasa adds the names of the actions, without a text
    messages = [message for message in importer.get_nlu_data().training_examples if message.get("text")]
    assert {message.get("intent") for message in messages} == {"deny"}
    assert len(messages) == len(list(read_examples(FOLDER / PLAIN_AND_LABELLED)))


def test_both_forms_of_an_example(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        """
- intent: greet
  examples: |
    - hej
- intent: inform  # with facts
  examples:
  - {text: "34", metadata: {facts: {age: 34}}}
""",
    )
    assert list(read_examples(path)) == [Example("hej", "greet", None), Example("34", "inform", {"age": 34})]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("- intent: greet\n  examples: |\n    - hej\n  regex: x\n", "greet"),
        ('- intent: greet\n  examples:\n  - {text: "hej"}\n', "metadata"),
        ("- examples: |\n    - hej\n", "intent"),
        ("- intent: greet\n  examples:\n  - {text: 34, metadata: {facts: {}}}\n", "quote"),
        ("- intent: greet\n  examples:\n  - {text: [}\n", "line"),
        ("- intent: greet\n  examples: 7\n", "nlu"),
    ],
)
def test_a_file_gone_wrong_is_named_with_key_and_remedy(tmp_path: Path, content: str, named: str) -> None:
    path = _file(tmp_path, content)
    with pytest.raises(LexiconError, match=named) as raised:
        list(read_examples(path))
    assert str(path) in str(raised.value)


def _file(folder: Path, blocks: str) -> Path:
    path = folder / "some.yml"
    path.write_text(f'version: "3.1"\nnlu:\n{blocks}', encoding="utf-8")
    return path
