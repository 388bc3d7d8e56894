"""The intent classifier: a linear support vector machine on lemmas and letters, calibrated by a temperature.

Kept as JSON and plain arrays: nothing in a model file can run code, and loading needs no library that scans modules.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.components.features import Features, views
from bot.components.fingerprint import understanding

RANKING = "intent_ranking"
_SHOWN = 10
_TEMPERATURES = np.geomspace(0.05, 2.0, 60)


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
        """`strength`: C of the machine; `folds`: of the cross-validation that finds the temperature (0: none)."""
        features = Features.fit(texts)
        matrix, labels = features.transform(texts), np.asarray(intents)
        machine = LinearSVC(C=strength, class_weight="balanced", random_state=7)
        temperature = _calibrated(machine, matrix, labels, folds) if folds else 1.0
        machine.fit(matrix, labels)
        weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        return cls(features, machine.classes_, weights, machine.intercept_, temperature)

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


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _calibrated(machine: LinearSVC, matrix: Any, labels: np.ndarray, folds: int) -> float:
    """The temperature at which held-out texts are least surprising (smallest log loss)."""
    split = StratifiedKFold(folds, shuffle=True, random_state=7)
    scores = cross_val_predict(machine, matrix, labels, cv=split, method="decision_function")
    truth = np.searchsorted(np.unique(labels), labels)
    losses = [
        -np.log(_softmax(scores / temperature)[np.arange(len(truth)), truth] + 1e-12).mean()
        for temperature in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DanishIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`; a text that the gate refused gets neither, the verdict speaks for it."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._model = storage, resource, model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 1.0, "calibration_folds": 4}

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
        texts = [views(example.get(TEXT_TOKENS)) for example in examples]
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
        return self._model.rank(views(message.get(TEXT_TOKENS) or []))[:_SHOWN]
