"""The gate before the classifier: a text that is none, or no Danish, is `out_of_scope` with a reason and sets no fact.

A classifier must answer something, and is sure of nonsense; the gate is where "nothing of ours" is said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message

from bot.components import lexicon
from bot.components.fingerprint import understanding
from bot.components.folding import clean

OUT_OF_SCOPE = "out_of_scope"


class Gate:
    """The measures of gate.yml. `reason` says why a text stays outside, None lets it in."""

    def __init__(self, folder: Path = lexicon.LEXICON) -> None:
        self._measures = lexicon.read("gate.yml", folder)
        self._known = frozenset(self._measures["known"])
        languages = lexicon.read("foreign.yml", folder)["words"]
        self._foreign = {language: frozenset(map(str, words)) for language, words in languages.items()}

    def reason(self, text: str, tokens: Sequence[Any]) -> str | None:
        """empty, too_long, command, symbols, script, noise or language; None for a text that the classifier may see."""
        plain = clean(text).strip()
        if not plain:
            return "empty"
        if len(plain) > self._measures["longest"]:
            return "noise" if len(set(plain)) < 12 else "too_long"
        if plain.startswith("/"):
            return "command"
        letters = [character for character in plain if character.isalpha()]
        if not letters:
            return None if any(character.isdigit() for character in plain) else "symbols"
        return self._script(letters) or self._noise(plain, tokens)

    def _script(self, letters: Sequence[str]) -> str | None:
        names = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
        ours = sum(name in self._measures["scripts"] for name in names)
        return "script" if ours * 2 < len(names) else None

    def _noise(self, plain: str, tokens: Sequence[Any]) -> str | None:
        words = [token for token in tokens if token.text.isalpha()]
        if any(len(token.text) > self._measures["longest_word"] for token in words) or _is_one_letter(plain):
            return "noise"
        unknown = [token for token in words if not self._is_known(token)]
        if self._is_foreign(words, unknown):
            return "language"
        if not words:
            return None
        return "noise" if _is_noise(len(words), len(unknown), unknown, self._measures["least_known"]) else None

    def _is_known(self, token: Any) -> bool:
        return token.text.lower() in self._known or bool(token.get("known", True))

    def _is_foreign(self, words: Sequence[Any], unknown: Sequence[Any]) -> bool:
        """Three words or more, at least half of them function words of one other language, and more than are Danish."""
        if len(words) < 3 or not unknown:
            return False
        forms = [token.text.lower() for token in words]
        best = max(sum(form in language for form in forms) for language in self._foreign.values())
        return best >= len(forms) * self._measures["least_foreign"] and best > len(forms) - best - len(unknown)


def _is_one_letter(plain: str) -> bool:
    """ "aaaaaaaa", "jjjjjj jjj": eight characters or more of at most two kinds."""
    return len(plain) >= 8 and len(set(plain.lower()) - {" "}) <= 2


def _is_noise(words: int, strange: int, unknown: Sequence[Any], least_known: float) -> bool:
    if words >= 3:
        return (words - strange) / words < least_known
    # one or two unknown words may be a name; without a vowel, or very long, they are a hand on the keyboard
    return words == strange and any(
        (not set(token.text.lower()) & set("aeiouyæøå") and len(token.text) > 3) or len(token.text) > 25
        for token in unknown
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class GateKeeper(GraphComponent, IntentClassifier):
    """Sets `gate` on the message: the reason why the classifier shall not look at it, or None."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GateKeeper:
        return cls(Gate())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return understanding()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(
                "gate", self._gate.reason(message.get(TEXT) or "", message.get(TEXT_TOKENS) or []), add_to_output=True
            )
        return messages
