"""Measures the trained language model on the held-out utterances: `python -m benchmarks.nlu_report`."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.heldout import EXAMINED, UNSEEN, utterances
from benchmarks.nlu_scores import Heard, Pair, Scores, confusions, f1_of_intents, facts_of, reliability
from bot.components.safety import SAFETY_FACTS

DAY = date(2026, 11, 26)  # the utterances' ages are those of this day
_SHOWN = 25
_ROWS = (
    ("intents: accuracy", "accuracy", ""),
    ("intents: macro F1", "macro_f1", "at least 0.90"),
    ("facts: F1 over fact and value", "facts_f1", "at least 0.92"),
    ("facts: precision", "facts_precision", ""),
    ("facts: recall", "facts_recall", ""),
    ("safety: recall", "safety_recall", "at least 0.98"),
    ("safety: false alarms, all calm utterances", "false_alarms", "at most 0.03"),
    ("safety: false alarms, hard negatives", "hard_false_alarms", ""),
    ("calibration error of the confidence", "calibration_error", ""),
)


def measured(hear: Callable[[str], dict[str, Any]], *folders: Path) -> list[Pair]:
    """Every utterance of the folders with what the model makes of it."""
    return [(utterance, Heard.of(hear(utterance.text))) for utterance in utterances(*folders)]


def report(unseen: Mapping[str, Sequence[Pair]], examined: Mapping[str, Sequence[Pair]]) -> Iterator[str]:
    """The scores of each set by its name, then what the sets whose errors may be read get wrong."""
    everything = [pair for pairs in unseen.values() for pair in pairs]
    yield from _table({"all unseen": everything, **unseen})
    yield ""
    yield from _table(examined)
    yield from _section("unseen: intents below 0.90", _weak_intents(everything))
    yield from _section("unseen: confidence and share that is right", _calibration(everything))
    pairs = [pair for some in examined.values() for pair in some]
    yield from _section("unseen: confusions (meant, heard, how often)", _confusions(everything))
    yield from _section("examined: missed cries and false alarms", _safety_errors(pairs))
    yield from _section("examined: surest errors of intent", _worst(pairs))
    yield from _section("examined: errors of facts", _fact_errors(pairs))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", title)
    yield from (f"  {line}" for line in lines)


def _table(sets: Mapping[str, Sequence[Pair]]) -> Iterator[str]:
    """One column a set: how many utterances, cries and hard negatives it has, and its scores."""
    yield "".join([" " * 44, *(f"{name:>15}" for name in sets)])
    for label, counted in (
        ("utterances", lambda pair: True),
        ("of them safety", lambda pair: pair[0].intent in SAFETY_FACTS),
        ("of them hard negatives", lambda pair: pair[0].hard),
    ):
        yield "".join([f"{label:<44}", *(f"{sum(map(counted, pairs)):>15}" for pairs in sets.values())])
    scores = [Scores.of(pairs) for pairs in sets.values()]
    for label, field, target in _ROWS:
        yield "".join([f"{label:<44}", *(f"{getattr(each, field):>15.3f}" for each in scores), f"   {target}"]).rstrip()


def _weak_intents(pairs: Sequence[Pair]) -> Iterator[str]:
    for intent, score in sorted(f1_of_intents(pairs).items(), key=lambda item: item[1]):
        if score < 0.9:
            yield f"{intent:<28}{score:.2f}"


def _confusions(pairs: Sequence[Pair]) -> Iterator[str]:
    for (meant, heard), count in confusions(pairs).most_common():
        yield f"{meant:<28}{heard:<28}{count}"


def _calibration(pairs: Sequence[Pair]) -> Iterator[str]:
    for low, high, count, sure, right in reliability(pairs):
        yield f"{low:.2f} to {high:.2f}: {count:>4} utterances, confidence {sure:.2f}, right {right:.2f}"


def _safety_errors(pairs: Sequence[Pair]) -> Iterator[str]:
    for said, got in pairs:
        if said.intent in SAFETY_FACTS and said.intent not in got.alerts:
            yield f"missed {said.intent}: {said.text}"
        elif said.intent not in SAFETY_FACTS and got.alerts:
            yield f"false {', '.join(got.alerts)}: {said.text}"


def _worst(pairs: Sequence[Pair]) -> Iterator[str]:
    wrong = [(said, got) for said, got in pairs if said.intent is not None and said.intent != got.intent]
    for said, got in sorted(wrong, key=lambda pair: -pair[1].confidence)[:_SHOWN]:
        yield f"{got.confidence:.2f} {got.intent} for {said.intent}: {said.text}"


def _fact_errors(pairs: Sequence[Pair]) -> Iterator[str]:
    for said, got in pairs:
        meant, heard = facts_of(said.facts), facts_of(got.facts)
        if said.intent is not None and meant != heard:
            missing = ", ".join(f"{fact}={value}" for fact, value in sorted(meant - heard))
            extra = ", ".join(f"{fact}={value}" for fact, value in sorted(heard - meant))
            yield f"missing [{missing}] extra [{extra}]: {said.text}"


def _timed(hear: Callable[[str], dict[str, Any]], seconds: list[float]) -> Callable[[str], dict[str, Any]]:
    def timed(text: str) -> dict[str, Any]:
        started = time.perf_counter()
        parsed = hear(text)
        seconds.append(time.perf_counter() - started)
        return parsed

    return timed


def main() -> int:
    """Prints the report. Exit code 0; what must be reached is asserted in tests/nlu/test_heldout.py."""
    from bot.parse import load_hearing
    from bot.train import train_if_needed

    hear = load_hearing(train_if_needed(), lambda: DAY)
    hear("hej")  # the first parse loads what later ones share
    seconds: list[float] = []
    unseen = {folder.name: measured(_timed(hear, seconds), folder) for folder in UNSEEN}
    for line in report(unseen, {folder.name: measured(hear, folder) for folder in EXAMINED}):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"\na parse: median {1000 * statistics.median(seconds):.1f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
