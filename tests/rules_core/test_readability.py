"""What citizens read is short and plain: LIX, words a sentence plus long words in a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules_core import Knowledge
from rules_core.vocabulary import KNOWLEDGE_FOLDER

ROOT = Path(__file__).parents[2]
QUESTIONS_AT_MOST, RESULTS_AT_MOST, ONE_TEXT_AT_MOST = 30, 38, 40
COUNTED_FROM = 30  # words; a shorter text has too few for its own figure to say much
LONG = 7  # letters from which a word is long

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=[»)\"]*(?:\s+[«»(\"{]*[A-ZÆØÅ§{]|\s*$))|:(?=\s|$)|\n+")
_KEYS = frozenset({"text", "summary", "title", "label"})
_PARTS = frozenset({"national", "municipalities"})


def words(text: str) -> list[str]:
    """Words and numbers; "1.005,50" is one."""
    return _WORD.findall(text)


def sentences(text: str) -> int:
    """Parts between stops that hold a word; at least one. A colon is a stop, the dot of "kr. om året" is none."""
    return max(1, sum(1 for part in _SENTENCE_END.split(text) if words(part)))


def lix(texts: Iterable[str]) -> float:
    """Björnsson's index of these texts together."""
    many = list(texts)
    said = [word for text in many for word in words(text)]
    long = sum(len(word) >= LONG and not word[0].isdigit() for word in said)
    return len(said) / sum(map(sentences, many)) + 100 * long / len(said)


def _questions(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for question in knowledge.questions.values():
        yield f"{question.id}: text", question.text
        yield f"{question.id}: why", question.why
        for choice in question.choices:
            yield f"{question.id}: {choice.value}", choice.label
    for topic in knowledge.topics.values():
        yield topic.id, topic.label


def _results() -> Iterator[tuple[str, str]]:
    for file in sorted(KNOWLEDGE_FOLDER.rglob("*.yml")):
        name = file.relative_to(KNOWLEDGE_FOLDER)
        if name.parts[0] in _PARTS:
            yield from _texts(yaml.safe_load(file.read_text(encoding="utf-8")), str(name))
    responses = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    for id, variants in responses.items():
        for variant in variants:
            yield f"domain.yml: {id}", variant["text"]


def _texts(content: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, list):
        for number, item in enumerate(content):
            yield from _texts(item, f"{place}.{number}")
    elif isinstance(content, dict):
        for key, value in content.items():
            if isinstance(value, str) and key in _KEYS:
                yield f"{place}.{key}", value
            elif key == "assumptions":
                yield from ((f"{place}.{key}", text) for text in value)
            elif key != "source":
                yield from _texts(value, f"{place}.{key}")


def test_all_questions_together_are_easy_to_read(knowledge: Knowledge) -> None:
    assert lix(text for _, text in _questions(knowledge)) <= QUESTIONS_AT_MOST
    assert lix(question.text for question in knowledge.questions.values()) <= QUESTIONS_AT_MOST


def test_all_results_together_are_plain() -> None:
    assert lix(text for _, text in _results()) <= RESULTS_AT_MOST


def test_no_text_of_some_length_is_hard(knowledge: Knowledge) -> None:
    hard = {
        place: round(lix([text]), 1)
        for place, text in [*_questions(knowledge), *_results()]
        if len(words(text)) >= COUNTED_FROM and lix([text]) > ONE_TEXT_AT_MOST
    }
    assert hard == {}


def test_the_citizen_is_addressed_as_du() -> None:
    """ "De" and "Deres" as an address stand inside a sentence with a capital."""
    formal = re.compile(r"(?<=[a-zæøå,] )(?:Deres|Dem|De)\b")
    assert [place for place, text in _results() if formal.search(text)] == []


def test_all_parts_of_the_knowledge_are_measured() -> None:
    places = {place.split("/")[0] for place, _ in _results() if "/" in place}
    assert places == _PARTS
    assert sum(1 for _ in _results()) > 1000


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Du får svar nu.", 4.0),
        ("Du får svar. Kommunen ringer.", 2.5 + 100 * 1 / 5),
        ("Prisen er 1.005,50 kr. om året", 6.0),
        ("Ring nu: Tal med os.", 5 / 2),
    ],
)
def test_the_index_is_reckoned_as_it_is_defined(text: str, figure: float) -> None:
    assert lix([text]) == pytest.approx(figure)
