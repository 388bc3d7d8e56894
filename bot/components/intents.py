"""The intent classifier: logistic regression on lemmas, letters and the lexicon's signals, calibrated by a temperature.

Kept as JSON and plain arrays: nothing in a model file can run code, and loading needs no library that scans modules.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.components.facts import FactFinder
from bot.components.features import Features, views
from bot.components.fingerprint import understanding
from bot.components.safety import SafetyPatterns
from bot.components.signals import Signals
from bot.components.words import from_tokens, words_of

RANKING = "intent_ranking"
_SHOWN = 10
_ANY_DAY = date(2026, 1, 1)  # a year of birth counts as an age for the classifier, whichever
_TEMPERATURES = np.geomspace(0.2, 2.0, 40)


class IntentModel:
    """A linear model over Features: `rank` gives every intent its probability, likeliest first.

    `weights`: features × intents, laid out so that multiplying copies nothing.
    """

    def __init__(
        self, features: Features, classes: Sequence[str], weights: np.ndarray, bias: np.ndarray, temperature: float
    ) -> None:
        self.features, self.classes = features, list(classes)
        self.weights, self.bias, self.temperature = weights, bias, temperature

    @classmethod
    def fit(
        cls, texts: Sequence[dict[str, str]], intents: Sequence[str], *, strength: float, folds: int
    ) -> IntentModel:
        """`strength`: C of the regression; `folds`: of the cross-validation that finds the temperature (0: none)."""
        features = Features.fit(texts)
        matrix, labels = features.transform(texts), np.asarray(intents)
        regression = _regression(strength)
        temperature = _calibrated(regression, matrix, labels, folds) if folds else 1.0
        regression.fit(matrix, labels)
        return cls(
            features,
            regression.classes_,
            np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            regression.intercept_,
            temperature,
        )

    def probabilities(self, texts: Sequence[dict[str, str]]) -> np.ndarray:
        scores = self.features.transform(texts) @ self.weights + self.bias
        return _softmax(scores / self.temperature)

    def rank(self, text: dict[str, str]) -> list[dict[str, Any]]:
        chances = self.probabilities([text])[0]
        order = np.argsort(-chances)
        return [{"name": self.classes[place], "confidence": float(chances[place])} for place in order]

    def save(self, folder: Path) -> None:
        content = {
            "classes": self.classes,
            "temperature": self.temperature,
            "vocabularies": self.features.vocabularies(),
        }
        (folder / "intents.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        arrays = {f"idf_{name}": weights for name, weights in self.features.weights().items()}
        np.savez(folder / "intents.npz", weights=self.weights, bias=self.bias, **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        content = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            weights = {name: arrays[f"idf_{name}"] for name in content["vocabularies"]}
            features = Features.restore(content["vocabularies"], weights)
            return cls(features, content["classes"], arrays["weights"], arrays["bias"], content["temperature"])


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(
        C=strength, solver="lbfgs", multi_class="multinomial", class_weight="balanced", max_iter=200, tol=1e-3
    )


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _calibrated(regression: LogisticRegression, matrix: Any, labels: np.ndarray, folds: int) -> float:
    """The temperature at which held-out texts are least surprising (smallest log loss)."""
    split = StratifiedKFold(folds, shuffle=True, random_state=7)
    scores = cross_val_predict(regression, matrix, labels, cv=split, method="decision_function")
    truth = np.searchsorted(np.unique(labels), labels)
    losses = [
        -np.log(_softmax(scores / temperature)[np.arange(len(truth)), truth] + 1e-12).mean()
        for temperature in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


class Reader:
    """Reads a training text as the pipeline reads a citizen's: with the facts and the alerts found before."""

    def __init__(self) -> None:
        self._finder, self._patterns, self._signals = FactFinder(), SafetyPatterns(), Signals()

    def read(self, tokens: Sequence[Any], text: str) -> dict[str, str]:
        words = from_tokens(tokens)
        facts = self._finder.find(words, _ANY_DAY)
        return views(tokens, self._signals.of(words, facts, self._patterns.find(words, text)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DanishIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`; a text that the gate refused gets neither, the verdict speaks for it."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._model = storage, resource, model
        self._signals = Signals()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 20.0, "calibration_folds": 4}

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return understanding()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DanishIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        reader = Reader()
        texts = [reader.read(example.get(TEXT_TOKENS), example.get(TEXT)) for example in examples]
        intents = [example.get(INTENT) for example in examples]
        folds = self._config["calibration_folds"]
        self._model = IntentModel.fit(texts, intents, strength=self._config["strength"], folds=folds)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DanishIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = [] if message.get("gate") else self._rank(message)
            message.set(INTENT, ranking[0] if ranking else None, add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        assert self._model is not None, "train or load the classifier first"
        tokens = message.get(TEXT_TOKENS) or []
        facts = {entity["entity"]: entity["value"] for entity in message.get(ENTITIES, [])}
        signals = self._signals.of(words_of(message), facts, message.get("alerts") or ())
        return self._model.rank(views(tokens, signals))[:_SHOWN]
