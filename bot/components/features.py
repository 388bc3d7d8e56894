"""What the classifier sees: n-grams of lemmas and of letters, tf-idf weighted, each view of length one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.folding import fold

_NUMBER = "0"
_SETTINGS: dict[str, dict[str, Any]] = {
    "lemmas": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\S+"},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
}


def views(tokens: Sequence[Any]) -> dict[str, str]:
    """The two readings of one text. Punctuation but "?" is left out, and every number reads alike."""
    kept = [token for token in tokens if any(map(str.isalnum, token.text)) or token.text in {"?", "§"}]
    lemmas = [_NUMBER if token.text[0].isdigit() else token.lemma for token in kept]
    letters = [_NUMBER if token.text[0].isdigit() else fold(token.get("form", token.text)) for token in kept]
    return {"lemmas": " ".join(lemmas), "letters": " ".join(letters)}


class Features:
    """Two vectorizers side by side; `vocabularies`, `weights` and `restore` carry them as plain lists and arrays."""

    def __init__(self, vectorizers: dict[str, TfidfVectorizer]) -> None:
        self._vectorizers = vectorizers

    @classmethod
    def fit(cls, texts: Sequence[dict[str, str]]) -> Features:
        vectorizers = {}
        for name, settings in _SETTINGS.items():
            vectorizer = TfidfVectorizer(sublinear_tf=True, lowercase=False, dtype=np.float32, **settings)
            vectorizers[name] = vectorizer.fit([text[name] for text in texts])
        return cls(vectorizers)

    def transform(self, texts: Sequence[dict[str, str]]) -> csr_matrix:
        parts = [vectorizer.transform([text[name] for text in texts]) for name, vectorizer in self._vectorizers.items()]
        # of one type with the weights: else each product copies all of them first, 4.5 ms
        return hstack(parts, format="csr", dtype=np.float32)

    def vocabularies(self) -> dict[str, list[str]]:
        """The n-grams of each view in the order of their columns."""
        return {name: list(vectorizer.get_feature_names_out()) for name, vectorizer in self._vectorizers.items()}

    def weights(self) -> dict[str, np.ndarray]:
        return {name: vectorizer.idf_ for name, vectorizer in self._vectorizers.items()}

    @classmethod
    def restore(cls, vocabularies: dict[str, Iterable[str]], weights: dict[str, np.ndarray]) -> Features:
        vectorizers = {}
        for name, settings in _SETTINGS.items():
            kept = {key: value for key, value in settings.items() if key != "min_df"}
            vocabulary = {gram: column for column, gram in enumerate(vocabularies[name])}
            vectorizer = TfidfVectorizer(
                sublinear_tf=True, lowercase=False, dtype=np.float32, vocabulary=vocabulary, **kept
            )
            vectorizer.idf_ = weights[name]
            vectorizers[name] = vectorizer
        return cls(vectorizers)
