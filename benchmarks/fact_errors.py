"""What the fact patterns miss and invent in the labelled training utterances: `python -m benchmarks.fact_errors`.

For whoever works on bot/lexicon/facts: needs no trained model. It prints the scores of all facts, or every error of the
facts that are named (`... housing partner`).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from benchmarks.nlu_scores import facts_of
from bot.components.danish import DanishTokenizer, make_wordbook
from bot.components.examples import Example, training_examples
from bot.components.facts import NUMBER, FactFinder
from bot.components.gate import Gate
from bot.components.safety import SafetyPatterns
from bot.components.words import from_tokens

DAY = date(2026, 11, 26)  # the day on which the utterances' ages are right
Heard = tuple[Example, Mapping[str, Any]]


def heard(examples: Sequence[Example]) -> Iterator[Heard]:
    """Each labelled example with what the patterns hear in it."""
    tokenizer = DanishTokenizer({}, None, None, "blank")  # type: ignore[arg-type]
    tokenizer._wordbook = make_wordbook({word.lower() for each in examples for word in each.text.split()})
    finder, gate, safety = FactFinder(), Gate(), SafetyPatterns()
    for example in examples:
        if example.facts is not None:
            tokens = tokenizer.tokens(example.text)
            words = from_tokens(tokens)
            alerts = safety.find(words, example.text)
            found = {} if gate.reason(example.text, tokens) else finder.find(words, DAY, alerts)
            yield example, {fact: value for fact, value in found.items() if fact != NUMBER}


def scores(pairs: Sequence[Heard]) -> Iterator[str]:
    """One line for all facts together, then one for each, the worst first."""
    meant, said, right = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for example, found in pairs:
        labelled, got = facts_of(example.facts or {}), facts_of(found)
        for counter, facts in ((meant, labelled), (said, got), (right, labelled & got)):
            counter.update(fact for fact, _ in facts)
    yield f"{len(pairs)} labelled utterances"
    yield _line("all", sum(meant.values()), sum(said.values()), sum(right.values()))
    for fact in sorted({*meant, *said}, key=lambda fact: 2 * right[fact] - meant[fact] - said[fact]):
        yield _line(fact, meant[fact], said[fact], right[fact])


def _line(fact: str, meant: int, said: int, right: int) -> str:
    f1 = 2 * right / max(meant + said, 1)
    return f"{fact:<24}F1 {f1:.3f}  meant {meant:>5}  missed {meant - right:>5}  invented {said - right:>5}"


def errors(pairs: Sequence[Heard], wanted: Sequence[str]) -> Iterator[str]:
    """Every utterance in which one of the wanted facts is missed or invented."""
    for example, found in pairs:
        labelled, got = facts_of(example.facts or {}), facts_of(found)
        for sign, facts in (("missed", labelled - got), ("invented", got - labelled)):
            for fact, value in sorted(facts):
                if fact in wanted:
                    yield f"{sign:<9}{fact}={value}: {example.text}   [{example.intent}]"


def main(wanted: Sequence[str]) -> int:
    """Prints scores, or the errors of the facts named. Exit code 0."""
    pairs = list(heard(training_examples()))
    for line in errors(pairs, wanted) if wanted else scores(pairs):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
