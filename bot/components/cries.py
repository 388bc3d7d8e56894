"""The second ear for safety: a cry for help in one clause of a text that speaks of other things as well.

Intents compete for a whole text: to most of its words "ok, han slår mig nu, hvad koster det" is a question about a
price. So each clause is heard for itself, by a model that knows two things only, a cry or calm. It learns from whole
texts and from the clauses of calm ones, because a clause torn from its text may sound worse than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.svm import LinearSVC

from bot.components.words import CLAUSE_ENDS, SENTENCE_ENDS

_SHORTEST = 3  # words: fewer say too little without what stands around them
_LONGEST = 60  # words: what is said in more is drowned in it
_ENDS = SENTENCE_ENDS | CLAUSE_ENDS


@dataclass(frozen=True)
class CryModel:
    """A linear model over the features of the intents: `margins` above 0 are cries, the larger the surer."""

    weights: np.ndarray
    bias: float

    @classmethod
    def fit(cls, matrix: Any, cries: np.ndarray, strength: float) -> CryModel:
        """`matrix`: texts × features; `cries`: whether each text is one; `strength`: C of the machine."""
        machine = LinearSVC(C=strength, class_weight="balanced", random_state=7).fit(matrix, cries)
        return cls(machine.coef_[0].astype(np.float32), float(machine.intercept_[0]))

    def margins(self, matrix: Any) -> np.ndarray:
        return np.asarray(matrix @ self.weights + self.bias)


def clauses(tokens: Sequence[Any]) -> list[Sequence[Any]]:
    """The clauses of a text by its punctuation, very long ones cut; none of a text that is a single clause."""
    ends = [place + 1 for place, token in enumerate(tokens) if set(token.text) & _ENDS]
    found: list[Sequence[Any]] = []
    for start, end in pairwise([0, *ends, len(tokens)]):
        found += [tokens[place : min(place + _LONGEST, end)] for place in range(start, end, _LONGEST)]
    whole = [piece for piece in found if sum(map(_is_word, piece)) >= _SHORTEST]
    return whole if len(found) > 1 else []


def _is_word(token: Any) -> bool:
    return any(map(str.isalnum, token.text))
