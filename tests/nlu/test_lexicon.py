"""The lexicon and the training data against the contract's names: nothing unknown is heard, nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.components.facts import topics
from bot.components.lexicon import LOADER, LexiconError, files, read
from bot.components.rules import documents
from bot.components.safety import SAFETY_FACTS
from bot.train import ROOT
from rules_core import Situation, load_knowledge
from tests.nlu.material import examples, table

NEVER_TYPED = {"open"}


def contract_intents() -> set[str]:
    """Those of § 6 and what the dialogue adds, read from the domain."""
    return set(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]) - NEVER_TYPED


@pytest.mark.parametrize(("path", "document"), list(documents()), ids=lambda part: getattr(part, "stem", ""))
def test_every_value_of_a_rule_is_one_the_contract_knows(path: Path, document: dict[str, object]) -> None:
    for rule in document["rules"]:  # type: ignore[attr-defined]
        value = [rule["value"]] if document.get("list") else rule["value"]
        Situation.parse({document["fact"]: value})


def test_every_town_of_the_knowledge_is_heard_as_its_municipality() -> None:
    names = read("facts/municipality.yml")["municipalities"]
    for name, municipality in load_knowledge().municipalities.items():
        assert set(municipality.towns) <= set(names[name]), name


def test_topics_of_facts_are_topics_of_the_knowledge() -> None:
    assert {rule["topic"] for rule in topics()} <= set(load_knowledge().topics)


def test_every_intent_has_enough_examples_and_no_text_two_intents() -> None:
    ours = examples()
    assert set(ours) == contract_intents()
    for intent, lines in ours.items():
        least = 40 if intent.startswith("need_") or intent in SAFETY_FACTS else 20
        assert len(set(lines)) >= least, intent
    every = [line for lines in ours.values() for line in lines]
    assert len(every) == len(set(every))


def test_no_digits_that_could_be_a_person_in_the_material() -> None:
    texts = [line for lines in examples().values() for line in lines] + [row[0] for row in table("facts.yml")]
    assert not [text for text in texts if re.search(r"\b\d{6}-?\d{4}\b|\b\d{8}\b", text)]


@pytest.mark.parametrize("content", ["a: 1\na: 2\n", "words: [ja, no]\n"])
def test_a_key_that_stands_twice_and_a_bare_truth_value_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "some.yml").write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"some\.yml: yaml: "):
        read("some.yml", tmp_path)


def test_every_lexicon_file_can_be_read() -> None:
    assert all(list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=LOADER)) for path in files())
