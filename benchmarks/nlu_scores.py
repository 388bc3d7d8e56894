"""How well the language model hears: scores over utterances and what was heard in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.heldout import Utterance
from bot.components.safety import SAFETY_FACTS

BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_ALERTS = frozenset(SAFETY_FACTS.values())
_HELPERS = frozenset({"number"})
# facts that the unseen sets are not labelled with: what is heard of them counts neither as right nor as wrong
_UNLABELLED = frozenset(
    {"care_need", "home_support_enough", "keeps_own_home", "leads_helpers", "motivated", "need_permanent", "receives",
     "social_problems", "disability_pension_before_2003"}
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What the model made of one utterance; `alerts` are safety intents, `confidence` is 0 to 1."""

    intent: str
    confidence: float
    facts: Mapping[str, Any]
    alerts: Sequence[str]

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Heard:
        """From Rasa's parse data."""
        facts = {item["entity"]: item["value"] for item in parsed["entities"] if item["entity"] not in _HELPERS}
        intent = parsed["intent"]
        return cls(intent["name"], intent["confidence"], facts, parsed.get("alerts") or ())


Pair = tuple[Utterance, Heard]


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1; `false_alarms` is of the utterances that are no safety matter, the hard ones included."""

    accuracy: float
    macro_f1: float
    facts_f1: float
    facts_precision: float
    facts_recall: float
    safety_recall: float
    false_alarms: float
    hard_false_alarms: float
    calibration_error: float

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Scores:
        labelled = _labelled(pairs)
        precision, recall, f1 = _facts(labelled)
        calm = [pair for pair in pairs if pair[0].intent not in SAFETY_FACTS]
        cries = [pair for pair in pairs if pair[0].intent in SAFETY_FACTS]
        return cls(
            accuracy=_share([said.intent == heard.intent for said, heard in labelled]),
            macro_f1=_mean(f1_of_intents(pairs).values()),
            facts_f1=f1,
            facts_precision=precision,
            facts_recall=recall,
            safety_recall=_share([said.intent in heard.alerts for said, heard in cries]),
            false_alarms=_share([bool(heard.alerts) for _, heard in calm]),
            hard_false_alarms=_share([bool(heard.alerts) for said, heard in calm if said.hard]),
            calibration_error=_calibration_error(pairs),
        )


def _labelled(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair[0].intent is not None]


def f1_of_intents(pairs: Sequence[Pair]) -> dict[str, float]:
    """F1 of each intent that the utterances hold; one heard that none of them means counts as missed."""
    meant, heard, right = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for said, got in _labelled(pairs):
        meant[said.intent] += 1
        heard[got.intent] += 1
        right[said.intent] += said.intent == got.intent
    return {intent: 2 * right[intent] / (meant[intent] + heard[intent]) for intent in sorted(meant)}


def facts_of(facts: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Fact and value of each, one pair for each value of a list; what alerts set is scored with the alerts."""
    return {
        (fact, repr(value))
        for fact, said in facts.items()
        if fact not in _ALERTS | _UNLABELLED
        for value in (said if isinstance(said, list) else [said])
    }


def _facts(pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of fact and value."""
    meant = sum(len(facts_of(said.facts)) for said, _ in pairs)
    heard = sum(len(facts_of(got.facts)) for _, got in pairs)
    right = sum(len(facts_of(said.facts) & facts_of(got.facts)) for said, got in pairs)
    return right / max(heard, 1), right / max(meant, 1), 2 * right / max(meant + heard, 1)


def confusions(pairs: Sequence[Pair]) -> Counter[tuple[str, str]]:
    """How often one intent was heard as another."""
    return Counter((str(said.intent), heard.intent) for said, heard in _labelled(pairs) if said.intent != heard.intent)


def reliability(pairs: Sequence[Pair]) -> Iterator[tuple[float, float, int, float, float]]:
    """For each bin of confidence: its bounds, how many, their mean confidence and the share that is right."""
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        inside = [pair for pair in _labelled(pairs) if low <= pair[1].confidence < high]
        if inside:
            right = _share([said.intent == heard.intent for said, heard in inside])
            yield low, min(high, 1.0), len(inside), _mean([heard.confidence for _, heard in inside]), right


def _calibration_error(pairs: Sequence[Pair]) -> float:
    """The expected calibration error: how far confidence and correctness lie apart, weighted by bin."""
    bins = list(reliability(pairs))
    return sum(count * abs(sure - right) for _, _, count, sure, right in bins) / max(sum(row[2] for row in bins), 1)


def _share(checks: Sequence[bool]) -> float:
    return sum(checks) / max(len(checks), 1)


def _mean(values: Any) -> float:
    numbers = list(values)
    return sum(numbers) / max(len(numbers), 1)
