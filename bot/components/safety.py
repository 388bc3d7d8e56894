"""Danger, thoughts of suicide and children at risk, by patterns, in any text: also one that the gate refuses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import lexicon
from bot.components.fingerprint import understanding
from bot.components.folding import clean
from bot.components.patterns import Index, Match, parse
from bot.components.words import Word, words_of

# the intents, most urgent first, and the fact that each sets
SAFETY_FACTS = {"danger_now": "immediate_danger", "self_harm": "self_harm", "child_concern": "child_concern"}


CRIES = "cries"  # on a message: the safety intents that the classifier hears in the text or in a clause of it


CALM = "calm"  # on a message: whether it is a short text that only sounds like a cry
_SHORT = 10  # words


def alerts_of(message: Message) -> list[str]:
    """The safety intents that patterns or classifier have heard in the message so far, the most urgent first."""
    heard = {*(message.get("alerts") or ()), *(() if message.get(CALM) else message.get(CRIES) or ())}
    return [intent for intent in SAFETY_FACTS if intent in heard]


class SafetyPatterns:
    """The patterns of safety.yml, and the cries in other languages of foreign.yml."""

    def __init__(self, folder: Path = lexicon.LEXICON) -> None:
        lists = lexicon.read("words.yml", folder)
        self._negators = frozenset(lists["negators"])
        content = lexicon.read("safety.yml", folder)
        self._when: Index[str] = Index()
        self._unless: Index[str] = Index()
        for intent in SAFETY_FACTS:
            for index, key in ((self._when, "when"), (self._unless, "unless")):
                for line in content[intent][key]:
                    index.add(intent, parse(line, lists))
        self._calm: Index[str] = Index()
        for line in content["calm"]:
            self._calm.add("calm", parse(line, lists))
        self._cries: dict[str, list[str]] = lexicon.read("foreign.yml", folder)["cries"]

    def find(self, words: Sequence[Word], text: str) -> list[str]:
        """The safety intents that the text calls for, most urgent first."""
        barred: dict[str, set[int]] = {}
        for match in self._unless.find(words):
            if self._denies_elsewhere(words, match):
                continue
            barred.setdefault(match.owner, set()).update(range(match.start, match.end))
        heard = {
            match.owner for match in self._when.find(words) if not barred.get(match.owner, set()) & set(match.places)
        }
        plain = " ".join(clean(text).lower().split()).replace("’", "'")
        heard |= {intent for intent, cries in self._cries.items() if any(cry in plain for cry in cries)}
        return [intent for intent in SAFETY_FACTS if intent in heard]

    def is_calm(self, words: Sequence[Word]) -> bool:
        """Whether a short text is one of those that only sound like a cry; a long one may hold a cry as well."""
        return len(words) <= _SHORT and bool(self._calm.find(words))

    def _denies_elsewhere(self, words: Sequence[Word], match: Match[str]) -> bool:
        """A denial reaches no further than its clause: "jeg kan ikke mere, jeg er bange for ham" denies no fear."""
        first, last = words[match.start], words[match.places[-1]]
        return first.form in self._negators and first.clause != last.clause


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyDetector(GraphComponent, IntentClassifier):
    """Sets `alerts` on the message: the safety intents heard by patterns. The verdict adds the classifier's."""

    def __init__(self, patterns: SafetyPatterns) -> None:
        self._patterns = patterns

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyDetector:
        return cls(SafetyPatterns())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return understanding()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            words = words_of(message)
            message.set("alerts", self._patterns.find(words, message.get(TEXT) or ""), add_to_output=True)
            message.set(CALM, self._patterns.is_calm(words))
        return messages
