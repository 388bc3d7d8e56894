"""Compares classifiers of intents on the held-out utterances: `python -m benchmarks.classifiers`.

All see the same training examples and utterances, read as the pipeline reads them; no gate, no patterns and no verdict
stand before or behind them, so that the classifiers alone are compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from benchmarks.heldout import utterances
from bot.components.danish import DanishTokenizer, make_wordbook
from bot.components.features import Features
from bot.components.intents import IntentModel, Reader
from bot.train import ROOT

Texts = Sequence[dict[str, str]]
_BINS = 10
_FEWEST = 5  # examples an intent must have to be cross-validated


def _own(texts: Texts, intents: Sequence[str]) -> Callable[[Texts], tuple[Sequence[str], np.ndarray]]:
    model = IntentModel.fit(texts, intents, strength=20.0, folds=4)
    return lambda given: (model.classes, model.probabilities(given))


def _estimator(estimator: Any, signals: bool) -> Callable[[Texts, Sequence[str]], Any]:
    def fit(texts: Texts, intents: Sequence[str]) -> Any:
        seen = texts if signals else [{**text, "signals": ""} for text in texts]
        features = Features.fit([{**text, "signals": text["signals"] or "none"} for text in seen])
        fitted = estimator.fit(features.transform(seen), np.asarray(intents))
        return lambda given: (list(fitted.classes_), fitted.predict_proba(features.transform(given)))

    return fit


def candidates() -> Mapping[str, Callable[[Texts, Sequence[str]], Any]]:
    """Name to a function that fits on texts and intents and gives one that predicts."""
    regression = LogisticRegression(C=20.0, class_weight="balanced", max_iter=200, tol=1e-3)
    machine = CalibratedClassifierCV(LinearSVC(C=1.0, class_weight="balanced", dual=True), cv=3, ensemble=False)
    return {
        "logistic regression, lemmas and letters": _estimator(regression, signals=False),
        "linear SVM, calibrated, with signals": _estimator(machine, signals=True),
        "logistic regression with signals (chosen)": _own,
    }


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """The mean distance of confidence and correctness over ten equal bins, weighted by their size."""
    places = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    parts = [
        (places == place).mean() * abs(sure[places == place].mean() - right[places == place].mean())
        for place in np.unique(places)
    ]
    return float(sum(parts))


def _measure(name: str, fit: Callable[[Texts, Sequence[str]], Any], data: Any) -> list[str]:
    texts, intents, given, meant = data
    started = time.perf_counter()
    predict = fit(texts, intents)
    fitted = time.perf_counter() - started
    classes, chances = predict(given)
    heard = np.asarray(classes)[chances.argmax(axis=1)]
    right = heard == np.asarray(meant)
    started = time.perf_counter()
    for text in given[:200]:
        predict([text])
    each = (time.perf_counter() - started) / min(len(given), 200)
    macro = f1_score(meant, heard, average="macro", labels=sorted(set(meant)), zero_division=0)
    error = calibration_error(chances.max(axis=1), right)
    return [name, f"{right.mean():.3f}", f"{macro:.3f}", f"{error:.3f}", f"{1000 * each:.1f}", f"{fitted:.0f}"]


def _data() -> Any:
    from rasa.shared.importers.utils import training_data_from_paths
    from rasa.shared.nlu.constants import INTENT, TEXT

    content = training_data_from_paths([str(ROOT / "bot" / "data" / "nlu")], language="da")
    counts = content.number_of_examples_per_intent
    examples = [each for each in content.intent_examples if counts[each.get(INTENT)] >= _FEWEST]
    tokenizer, reader = DanishTokenizer({}, None, None, "blank"), Reader()  # type: ignore[arg-type]
    tokenizer._wordbook = make_wordbook({word.lower() for each in examples for word in each.get(TEXT).split()})

    def read(text: str) -> dict[str, str]:
        return reader.read(tokenizer.tokens(text), text)

    said = [utterance for utterance in utterances() if utterance.intent is not None]
    texts = [read(example.get(TEXT)) for example in examples]
    intents = [example.get(INTENT) for example in examples]
    return texts, intents, [read(each.text) for each in said], [str(each.intent) for each in said]


def main() -> int:
    """Prints the table in Markdown. Exit code 0."""
    data = _data()
    sys.stdout.write("| classifier | accuracy | macro F1 | calibration error | ms a text | s to fit |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|\n")
    for name, fit in candidates().items():
        sys.stdout.write(f"| {' | '.join(_measure(name, fit, data))} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
