"""The gate: what is no Danish sentence stays outside with its reason; whatever a Dane might type comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.components.danish import DanishTokenizer
from bot.components.gate import Gate
from tests.nlu.material import examples, table

OUTSIDE = [
    ("", "empty"),
    ("   ", "empty"),
    ("\N{NO-BREAK SPACE}\n\t", "empty"),
    ("\N{ZERO WIDTH SPACE}", "empty"),
    ("😀😀😀", "symbols"),
    ("?!?!", "symbols"),
    ("x" * 10_000, "noise"),
    ("aaaaaaaaaaaa", "noise"),
    ("kqjwd wkqjd qwdlk", "noise"),
    ("sdfghjkl", "noise"),
    ("jeg har brug for hjælp. " * 420, "too_long"),
    ("/restart", "command"),
    (" \N{NO-BREAK SPACE}/restart", "command"),
    ("\n/restart", "command"),
    ('/inform{"age":5}', "command"),
    ("Допоможіть, будь ласка, мені потрібне житло", "script"),
    ("مرحبا أحتاج إلى مساعدة", "script"),
    ("please help me I need a house", "language"),
    ("ich brauche bitte hilfe mit meine wohnung", "language"),
    ("jag behöver hjälp och vet inte hur", "language"),
]
INSIDE = [
    "ja",
    "nej",
    "34",
    "12.000 kr",
    "ok",
    "hej",
    "?? hvad koster det ??",
    "Jyderup",
    "jeg er hjemlos",
    "mig ikke have hus",
    "adhd",
]


@pytest.fixture(scope="module")
def reason(tokenizer: DanishTokenizer) -> Callable[[str], str | None]:
    gate = Gate()
    return lambda text: gate.reason(text, tokenizer.tokens(text))


@pytest.mark.parametrize(("text", "expected"), OUTSIDE)
def test_no_danish_sentence_stays_outside(reason: Callable[[str], str | None], text: str, expected: str) -> None:
    assert reason(text) == expected


@pytest.mark.parametrize("text", INSIDE)
def test_short_answers_and_slips_come_in(reason: Callable[[str], str | None], text: str) -> None:
    assert reason(text) is None


def test_all_our_danish_comes_in(reason: Callable[[str], str | None]) -> None:
    ours = [text for lines in examples().values() for text in lines] + [row[0] for row in table("facts.yml")]
    assert [text for text in ours if reason(text) is not None] == []


@pytest.mark.model
@pytest.mark.parametrize("text", [text for text, _ in OUTSIDE if text])
def test_outside_sets_nothing_and_says_why(hear: Callable[[str], dict[str, Any]], text: str) -> None:
    parsed = hear(text)
    assert parsed["intent"]["name"] == "out_of_scope"
    assert parsed["intent"]["reason"] == dict(OUTSIDE)[text]
    assert parsed["entities"] == []


@pytest.mark.model
def test_a_cry_inside_ten_thousand_characters_is_heard(hear: Callable[[str], dict[str, Any]]) -> None:
    parsed = hear("det er en lang historie. " * 300 + "jeg vil ikke leve mere. " + "og så videre. " * 100)
    assert parsed["intent"]["name"] == "self_harm"
    assert parsed["entities"] == [{"entity": "self_harm", "value": True, "extractor": "facts"}]
