"""Cries for help by patterns alone: none of the table is missed, nothing that only sounds like one raises an alert."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.components.safety import SAFETY_FACTS
from bot.components.verdict import decide, heard
from tests.nlu.material import examples, table

Alerts = Callable[[str], list[str]]
TABLE = table("safety.yml")


@pytest.mark.parametrize(("text", "intent"), TABLE["heard"])
def test_a_cry_for_help_is_heard(alerts: Alerts, text: str, intent: str) -> None:
    assert intent in alerts(text)


@pytest.mark.parametrize("text", TABLE["calm"])
def test_what_only_sounds_like_danger_is_calm(alerts: Alerts, text: str) -> None:
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
def test_a_cry_is_heard_in_any_frame(alerts: Alerts, frame: str) -> None:
    for text, intent in TABLE["heard"]:
        assert intent in alerts(frame.format(text)), frame.format(text)


def test_a_cry_is_heard_in_capitals_and_with_odd_blanks(alerts: Alerts) -> None:
    for text, intent in TABLE["heard"]:
        assert intent in alerts(text.upper())
        assert intent in alerts(text.replace(" ", "\N{NO-BREAK SPACE} "))


def test_training_data_of_other_intents_raises_no_alert(alerts: Alerts) -> None:
    """False alarms are at most 3 %; on our own data the patterns give far fewer."""
    calm = [text for intent, lines in examples().items() if intent not in SAFETY_FACTS for text in lines]
    false = [text for text in calm if alerts(text)]
    assert len(calm) > 1500
    assert len(false) <= len(calm) * 0.005, false


def test_the_classifier_alone_raises_an_alert_above_its_threshold() -> None:
    ranking = [{"name": "need_violence", "confidence": 0.5}, {"name": "danger_now", "confidence": 0.36}]
    assert heard([], ranking, 0.35) == ["danger_now"]
    assert heard([], ranking, 0.40) == []


def test_alerts_outrank_gate_and_classifier() -> None:
    ranking = [{"name": "need_alcohol", "confidence": 0.99}]
    assert decide(["self_harm"], "too_long", ranking, {"self_harm": True}, 0.3)["name"] == "self_harm"
    assert decide(["danger_now", "child_concern"], None, ranking, {}, 0.3)["name"] == "danger_now"
