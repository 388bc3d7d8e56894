"""The score of every layer, and the mutants that no case noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.mutation.trial import EQUIVALENT, NOTICED, REFUSED, SURVIVED, Verdict


@dataclass(frozen=True)
class Score:
    """How many mutants of a layer were noticed, survived, changed nothing, or were refused by the loader."""

    noticed: int
    survived: int
    equivalent: int
    refused: int

    @property
    def percent(self) -> float:
        """Noticed of those that can be noticed, 0 to 100; what the loader refuses never reaches a citizen."""
        counted = self.noticed + self.survived
        return 100 * self.noticed / counted if counted else 100.0


def score(verdicts: Iterable[Verdict]) -> Score:
    """The score of these verdicts."""
    count = Counter(verdict.outcome for verdict in verdicts)
    return Score(count[NOTICED], count[SURVIVED], count[EQUIVALENT], count[REFUSED])


def table(verdicts: list[Verdict]) -> str:
    """A Markdown table: a row a layer, and all of them together."""
    layers = sorted({verdict.mutant.layer for verdict in verdicts}, key=lambda name: (name != "national", name))
    rows = [_row(layer, score(each for each in verdicts if each.mutant.layer == layer)) for layer in layers]
    head = "| layer | noticed | survived | score | equivalent | refused by the loader |\n|---|---:|---:|---:|---:|---:|"
    return "\n".join([head, *rows, _row("**all**", score(verdicts))])


def _row(label: str, found: Score) -> str:
    return (
        f"| {label} | {found.noticed} | {found.survived} | {found.percent:.1f} % "
        f"| {found.equivalent} | {found.refused} |"
    )


def survivors(verdicts: Iterable[Verdict]) -> list[str]:
    """A line for each mutant that nobody noticed: file, key, and the fault."""
    return [
        f"{each.mutant.file}: {each.mutant.key}: {each.mutant.kind}: {each.mutant.said}"
        for each in verdicts
        if each.outcome == SURVIVED
    ]


def reasons(verdicts: Iterable[Verdict]) -> list[str]:
    """Why mutants count as equivalent, and how many for each reason."""
    count = Counter(each.why for each in verdicts if each.outcome == EQUIVALENT)
    return [f"{number} equivalent: {why}" for why, number in sorted(count.items())]
