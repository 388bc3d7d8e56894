"""The dialogue's data hold together: intents, rules, actions, responses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered

from bot.actions import ACTIONS
from bot.processor import Processor
from bot.tracker import compact, restore
from rules_core.fact_table import FACTS

ROOT = Path(__file__).parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "bot/data/rules.yml").read_text(encoding="utf-8"))["rules"]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))


def test_every_intent_has_one_rule_of_one_action() -> None:
    pairs = [[next(iter(step.items())) for step in rule["steps"]] for rule in RULES]
    assert all([key for key, _ in steps] == ["intent", "action"] for steps in pairs)
    assert sorted(steps[0][1] for steps in pairs) == sorted(DOMAIN["intents"])


def test_the_actions_of_the_domain_are_those_of_the_code() -> None:
    assert sorted(DOMAIN["actions"]) == sorted(action.id for action in ACTIONS)
    assert {rule["steps"][1]["action"] for rule in RULES} <= set(DOMAIN["actions"])


def test_every_fact_may_travel_as_an_entity() -> None:
    assert {name for entity in DOMAIN["entities"] for name in entity} == {*FACTS, "answers", "number"}


def test_every_response_is_said_and_every_one_said_is_there() -> None:
    said = set(re.findall(r'"(utter_\w+)"', SOURCES))
    families = {name for name in DOMAIN["responses"] if re.search(rf'f"{name.rpartition("_")[0]}_\{{', SOURCES)}
    alerts = {"utter_danger", "utter_self_harm", "utter_child_concern"}
    assert said <= set(DOMAIN["responses"])
    assert set(DOMAIN["responses"]) - said - families - alerts == set()


def test_no_slot_influences_the_conversation() -> None:
    assert not any(slot["influence_conversation"] for slot in DOMAIN["slots"].values())


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_what_is_remembered_of_the_policy_is_what_it_says(processor: Processor, intent: str) -> None:
    """Also with slots set, and with the action that follows: it is `action_listen`."""
    rule = next(rule for rule in RULES if rule["steps"][0]["intent"] == intent)
    tracker = restore(compact({"situation": {"age": 34}, "asking": "housing", "paused": True}), processor.domain)
    message = UserMessage(parse_data={"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": None})
    tracker.update(UserUttered(intent=message.parse_data["intent"], parse_data=message.parse_data))
    asked = processor._predict_next_with_tracker(tracker)
    remembered = processor._predict(tracker, intent)
    names = processor.domain.action_names_or_texts
    assert names[asked.max_confidence_index] == names[remembered.max_confidence_index] == rule["steps"][1]["action"]
