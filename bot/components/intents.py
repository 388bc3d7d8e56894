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
from scipy.sparse import vstack
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.components.cries import CryModel, clauses
from bot.components.features import Features, views
from bot.components.fingerprint import understanding
from bot.components.safety import CRIES, SAFETY_FACTS

RANKING = "intent_ranking"
_SHOWN = 10
_EITHER = 0.3  # share of the safety intents from which one of them may be meant
_TEMPERATURES = np.geomspace(0.05, 2.0, 60)


class IntentModel:
    """A linear model over Features, with the second ear for cries beside it. `hear` says what both make of texts;
    `ranked` and `cries` read from it.

    `weights`: features × intents, laid out so that multiplying copies nothing.
    """

    def __init__(
        self,
        features: Features,
        classes: Sequence[str],
        weights: np.ndarray,
        bias: np.ndarray,
        temperature: float,
        cry: CryModel,
    ) -> None:
        self.features, self.classes = features, list(classes)
        self.weights, self.bias, self.temperature, self.cry = weights, bias, temperature, cry
        self._safety = [place for place, name in enumerate(self.classes) if name in SAFETY_FACTS]

    @classmethod
    def fit(
        cls,
        texts: Sequence[dict[str, str]],
        intents: Sequence[str],
        calm_clauses: Sequence[dict[str, str]] = (),
        *,
        strength: float,
        folds: int,
    ) -> IntentModel:
        """`calm_clauses`: those of texts without a cry; `strength`: C of the machines; `folds`: of the cross-validation
        that finds the temperature (0: none).
        """
        features = Features.fit(texts)
        matrix, labels = features.transform(texts), np.asarray(intents)
        machine = LinearSVC(C=strength, class_weight="balanced", random_state=7)
        temperature = _calibrated(machine, matrix, labels, folds) if folds else 1.0
        machine.fit(matrix, labels)
        weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        cry = _cry_model(features, matrix, np.isin(labels, list(SAFETY_FACTS)), calm_clauses, strength)
        return cls(features, machine.classes_, weights, machine.intercept_, temperature, cry)

    def hear(self, texts: Sequence[dict[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        """The probabilities (texts × intents) and the second ear's margins (texts)."""
        matrix = self.features.transform(texts)
        return _softmax((matrix @ self.weights + self.bias) / self.temperature), self.cry.margins(matrix)

    def ranked(self, chances: np.ndarray) -> list[dict[str, Any]]:
        """The ten likeliest intents of a text, likeliest first: `{"name", "confidence"}`."""
        order = np.argsort(-chances)[:_SHOWN]
        return [{"name": self.classes[place], "confidence": float(chances[place])} for place in order]

    def cries(self, chances: np.ndarray, margins: np.ndarray, least: float, whole: bool = False) -> list[str]:
        """The safety intents of the texts that are cries for help, each once; where it may be either, both.

        A single clause is one where its margin is at least `least`; a whole text (`whole`) where margin and probability
        of its safety intents together are: each ear makes other mistakes, and one alone is surer of its own.
        """
        if not self._safety:
            return []
        of_safety = chances[:, self._safety]
        alarm = margins + (of_safety.sum(axis=1) if whole else 0.0)
        shares = (of_safety / of_safety.sum(axis=1, keepdims=True))[alarm >= least]
        kinds = np.flatnonzero((shares >= _EITHER).any(axis=0))
        return [self.classes[self._safety[kind]] for kind in kinds]

    def save(self, folder: Path) -> None:
        content = {
            "classes": self.classes,
            "temperature": self.temperature,
            "cry_bias": self.cry.bias,
            "vocabularies": self.features.vocabularies(),
        }
        (folder / "intents.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        arrays = {f"idf_{name}": weights for name, weights in self.features.weights().items()}
        arrays |= {"weights": self.weights, "bias": self.bias, "cry": self.cry.weights}
        np.savez(folder / "intents.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        content = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            weights = {name: arrays[f"idf_{name}"] for name in content["vocabularies"]}
            features = Features.restore(content["vocabularies"], weights)
            cry = CryModel(arrays["cry"], content["cry_bias"])
            return cls(features, content["classes"], arrays["weights"], arrays["bias"], content["temperature"], cry)


def _cry_model(
    features: Features, matrix: Any, cries: np.ndarray, calm: Sequence[dict[str, str]], strength: float
) -> CryModel:
    if cries.all() or not cries.any():  # a model without safety intents hears no cry
        return CryModel(np.zeros(matrix.shape[1], dtype=np.float32), -1.0)
    if calm:
        matrix = vstack([matrix, features.transform(calm)], format="csr")
    return CryModel.fit(matrix, np.r_[cries, np.zeros(len(calm), dtype=bool)], strength)


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _calibrated(machine: LinearSVC, matrix: Any, labels: np.ndarray, folds: int) -> float:
    """The temperature at which held-out texts are least surprising (smallest log loss)."""
    split = StratifiedKFold(folds, shuffle=True, random_state=7)
    scores = cross_val_predict(machine, matrix, labels, cv=split, method="decision_function", n_jobs=2)
    truth = np.searchsorted(np.unique(labels), labels)
    losses = [
        -np.log(_softmax(scores / temperature)[np.arange(len(truth)), truth] + 1e-12).mean()
        for temperature in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DanishIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`, which a text that the gate refused does not get, and `cries`."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._model = storage, resource, model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 1.0, "calibration_folds": 4, "text": 0.35, "clause": 0.5}

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
        calm = [example.get(TEXT_TOKENS) for example in examples if example.get(INTENT) not in SAFETY_FACTS]
        pieces = [views(clause) for tokens in calm for clause in clauses(tokens)]
        strength, folds = self._config["strength"], self._config["calibration_folds"]
        self._model = IntentModel.fit(texts, intents, pieces, strength=strength, folds=folds)
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
            tokens = message.get(TEXT_TOKENS) or []
            ranking, cries = self._hear(tokens, bool(message.get("gate")))
            message.set(INTENT, ranking[0] if ranking else None, add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            message.set(CRIES, cries)
        return messages

    def _hear(self, tokens: Sequence[Any], refused: bool) -> tuple[list[dict[str, Any]], list[str]]:
        """Ranking and cries: those of the whole text, else of its clauses. Of a text that the gate refused the clauses
        alone are heard: a cry may stand in a very long one.
        """
        model = self._model
        assert model is not None, "train or load the classifier first"
        whole, pieces = [] if refused else [tokens], clauses(tokens)
        if not whole and not pieces:
            return [], []
        # all at once: turning texts into features costs the most here, and little more for several
        chances, margins = model.hear([views(part) for part in (*whole, *pieces)])
        count = len(whole)
        ranking = model.ranked(chances[0]) if whole else []
        cries = model.cries(chances[:count], margins[:count], self._config["text"], whole=True)
        return ranking, cries or model.cries(chances[count:], margins[count:], self._config["clause"])
