"""The last word on a message: safety before all, then the gate, then the classifier where it is sure enough.

`intent` gets a `reason` where nothing was understood: that of the gate, or "unsure"; `intent_ranking` stays, so that
the dialogue can offer the two likeliest needs. `topics` are the needs that the text opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.components import lexicon
from bot.components.facts import EXTRACTOR, topics_of
from bot.components.gate import OUT_OF_SCOPE
from bot.components.intents import RANKING
from bot.components.safety import SAFETY_FACTS, alerts_of

INFORM = "inform"
# a text that says a fact and little else answers; with these the fact comes along and the intent stands
_WEAK = frozenset({OUT_OF_SCOPE, "greet", "goodbye", "thank"})


def decide(
    alerts: Sequence[str],
    gate: str | None,
    ranking: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    least: float,
) -> dict[str, Any]:
    """The intent: `{"name", "confidence"}`, with `reason` where nothing was understood. `least`: 0 to 1."""
    if alerts:
        heard = {item["name"]: item["confidence"] for item in ranking}
        return {"name": alerts[0], "confidence": max(heard.get(alerts[0], 0.0), 0.99)}
    if gate:
        return {"name": OUT_OF_SCOPE, "confidence": 1.0, "reason": gate}
    calm = [item for item in ranking if item["name"] not in SAFETY_FACTS]
    best = calm[0] if calm else {"name": OUT_OF_SCOPE, "confidence": 0.0}
    if facts and (best["confidence"] < least or best["name"] in _WEAK):
        return {"name": INFORM, "confidence": max(best["confidence"], least)}
    if best["confidence"] < least:
        return {"name": OUT_OF_SCOPE, "confidence": best["confidence"], "reason": "unsure"}
    return {"name": best["name"], "confidence": best["confidence"]}


def topics(intent: str, facts: Mapping[str, Any]) -> list[str]:
    """The topic of the intent where it is a need, then those that the facts open, each once."""
    own = [intent] if intent.startswith("need_") else []
    return list(dict.fromkeys([*own, *topics_of(facts)]))


def implied(intent: Mapping[str, Any], heard: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a need says of the writer and that were not heard (bot/lexicon/implied.yml)."""
    rules = _implied()
    if intent["confidence"] < rules["least"]:
        return {}
    barred = {fact for other, facts in rules["unless"].items() if heard.get(other) for fact in facts}
    said = rules["needs"].get(intent["name"], {})
    return {fact: value for fact, value in said.items() if fact not in heard and fact not in barred}


@lru_cache(maxsize=1)
def _implied() -> dict[str, Any]:
    return dict(lexicon.read("implied.yml"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Verdict(GraphComponent, IntentClassifier):
    """Sets the final `intent`, and `topics`. Comes last in the pipeline."""

    def __init__(self, least: float) -> None:
        self._least = least

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"least": 0.3}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Verdict:
        return cls(float({**cls.get_default_config(), **config}["least"]))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get(RANKING) or []
            alerts = alerts_of(message)
            entities = message.get(ENTITIES, []) + [_entity(SAFETY_FACTS[alert], True) for alert in alerts]
            facts = {entity["entity"]: entity["value"] for entity in entities}
            intent = decide(alerts, message.get("gate"), ranking, facts, self._least)
            if not alerts:
                added = implied(intent, facts)
                facts.update(added)
                entities = entities + [_entity(fact, value) for fact, value in added.items()]
            message.set("alerts", alerts, add_to_output=True)
            message.set(ENTITIES, entities, add_to_output=True)
            message.set(INTENT, intent, add_to_output=True)
            message.set("topics", topics(intent["name"], facts), add_to_output=True)
        return messages


def _entity(fact: str, value: Any) -> dict[str, Any]:
    return {"entity": fact, "value": value, "extractor": EXTRACTOR}
