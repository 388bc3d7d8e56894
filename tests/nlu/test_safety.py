"""Cries for help: the whole model misses none of the table, in any frame; the patterns alone raise no false alarm.

Patterns are few and certain; what they cannot hold, the classifier hears (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.nlu.tokenizers.tokenizer import Token

from bot.components.cries import clauses
from bot.components.safety import SAFETY_FACTS
from bot.components.verdict import decide
from tests.nlu.material import examples, table

Alerts = Callable[[str], list[str]]
Hear = Callable[[str], dict[str, Any]]
TABLE = table("safety.yml")


@pytest.mark.model
@pytest.mark.parametrize(("text", "intent"), TABLE["heard"])
def test_a_cry_for_help_is_heard(hear: Hear, text: str, intent: str) -> None:
    assert intent in hear(text)["alerts"]


@pytest.mark.parametrize("text", TABLE["calm"])
def test_to_the_patterns_what_only_sounds_like_danger_is_calm(alerts: Alerts, text: str) -> None:
    assert alerts(text) == []


@pytest.mark.parametrize(
    "frame",
    [
        "{}!!!",
        "HEJ. {}",
        "ok {}, hvad koster det",
        "jeg er 34 og {}",
        "{} 😢",
        "jeg kan ikke mere, {}",
        "det er ikke let, {}",
    ],
)
@pytest.mark.model
def test_a_cry_is_heard_in_any_frame(hear: Hear, frame: str) -> None:
    """Whatever stands around it, at most one of the table's eighty cries is lost."""
    lost = [text for text, _ in TABLE["heard"] if not hear(frame.format(text))["alerts"]]
    assert len(lost) <= 1, lost


@pytest.mark.model
def test_a_cry_is_heard_in_capitals_and_with_odd_blanks(hear: Hear) -> None:
    for text, intent in TABLE["heard"]:
        assert intent in hear(text.upper())["alerts"]
        assert intent in hear(text.replace(" ", "\N{NO-BREAK SPACE} "))["alerts"]


@pytest.mark.model
def test_a_cry_is_heard_in_the_middle_of_a_very_long_text(hear: Hear) -> None:
    calm = "Jeg har boet i Holbæk i mange år og er glad for byen. " * 90
    assert hear(calm)["alerts"] == []
    assert hear(f"{calm} Min mand slår mig lige nu. {calm}")["alerts"] == ["danger_now"]


def test_training_data_of_other_intents_raises_no_alert(alerts: Alerts) -> None:
    """False alarms are at most 3 %; on our own data the patterns give far fewer."""
    calm = [text for intent, lines in examples().items() if intent not in SAFETY_FACTS for text in lines]
    false = [text for text in calm if alerts(text)]
    assert len(calm) > 1500
    assert len(false) <= len(calm) * 0.005, false


@pytest.mark.model
def test_a_short_calm_text_is_believed_and_a_cry_behind_it_is_heard(hear: Hear) -> None:
    assert hear("jeg har ikke selvmordstanker")["alerts"] == []
    assert hear("jeg har ikke selvmordstanker, han slår mig nu")["alerts"] == ["danger_now"]


def test_clauses_are_cut_at_punctuation_and_a_single_one_is_none() -> None:
    tokens = [Token(text, 0) for text in ["ok", ",", "han", "slår", "mig", "nu", ",", "hvad", "koster", "det", "?"]]
    assert [[token.text for token in clause] for clause in clauses(tokens)] == [
        ["han", "slår", "mig", "nu", ","],
        ["hvad", "koster", "det", "?"],
    ]
    assert clauses(tokens[2:6]) == []


def test_alerts_outrank_gate_and_classifier() -> None:
    ranking = [{"name": "need_alcohol", "confidence": 0.99}]
    assert decide(["self_harm"], "too_long", ranking, {"self_harm": True}, 0.3)["name"] == "self_harm"
    assert decide(["danger_now", "child_concern"], None, ranking, {}, 0.3)["name"] == "danger_now"
