"""The words that the language model knows: a compact look-up table made at training time.

`spacy-lookups-data` lists 553,000 Danish forms; reading them costs seconds and 170 MB, so training keeps the lemmas of
the words that matter (training data and lexicon, in all their inflections) and, of the others, only a hash: enough
to say "this is Danish", which the gate and the spelling repair need. Of 32 bits, it errs for one word in 8,000.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spacy.matcher.levenshtein import levenshtein

from bot.components.folding import fold

_SHORTEST_REPAIR = 6
_SPECIAL = frozenset("æøå")


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8"))


@dataclass
class Wordbook:
    """`lemmas`: form to lemma, in lower case; `words`: what spelling is repaired to; `danish`: sorted hashes."""

    lemmas: Mapping[str, str]
    words: frozenset[str]
    danish: np.ndarray
    _unfolded: dict[str, str] = field(init=False, repr=False)
    _by_start: dict[tuple[str, int], list[str]] = field(init=False, repr=False)
    _repairs: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._unfolded = {}
        for form in sorted(set(self.lemmas) | self.words):
            if _SPECIAL & set(form):
                self._unfolded.setdefault(fold(form), form)
        self._by_start = {}
        for word in sorted(self.words):
            if len(word) >= _SHORTEST_REPAIR:
                self._by_start.setdefault((word[0], len(word)), []).append(word)

    @classmethod
    def build(cls, table: Mapping[str, str], words: Iterable[str]) -> Wordbook:
        """From the full table (form to lemma) and the words that matter; keeps every inflection of their lemmas."""
        mattering = frozenset(word.lower() for word in words)
        wanted = {table.get(word, word) for word in mattering}
        lemmas = {form.lower(): lemma.lower() for form, lemma in table.items() if lemma in wanted or form in mattering}
        every = set(table) | set(table.values()) | mattering
        hashes = np.unique(np.fromiter((_hash(word.lower()) for word in every), dtype=np.uint32))
        return cls(lemmas, mattering, hashes)

    def save(self, folder: Path) -> None:
        content = {"lemmas": dict(self.lemmas), "words": sorted(self.words)}
        (folder / "wordbook.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "danish.npy", self.danish, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Wordbook:
        content = json.loads((folder / "wordbook.json").read_text(encoding="utf-8"))
        danish = np.load(folder / "danish.npy", allow_pickle=False)
        return cls(content["lemmas"], frozenset(content["words"]), danish)

    def is_danish(self, word: str) -> bool:
        """Whether the full table had this form (in lower case)."""
        if word in self.words or word in self.lemmas:
            return True
        key = _hash(word)
        place = int(np.searchsorted(self.danish, np.uint32(key)))
        return place < len(self.danish) and int(self.danish[place]) == key

    def lemma(self, form: str) -> str:
        return self.lemmas.get(form, form)

    def restore(self, form: str) -> str:
        """The form as Danish spells it: letters given back ("foedt" to "født"), one slip in a long word repaired.

        A form that is Danish already stays: "kold" must never become "vold", nor "guld" "gæld".
        """
        if form in self._repairs:
            return self._repairs[form]
        repaired = (
            form if self.is_danish(form) or not form.isalpha() else self._unfold(form) or self._mend(form) or form
        )
        if len(self._repairs) < 20_000:
            self._repairs[form] = repaired
        return repaired

    def _unfold(self, form: str) -> str | None:
        return self._unfolded.get(fold(form))

    def _mend(self, form: str) -> str | None:
        """The one word at a distance of one edit with the same first letter; None if there are none or several."""
        if not _SHORTEST_REPAIR <= len(form) <= 30:
            return None
        near = [
            word
            for length in (len(form) - 1, len(form), len(form) + 1)
            for word in self._by_start.get((form[0], length), ())
            if levenshtein(form, word, 1) <= 1 or _swapped(form, word)
        ]
        same = {self.lemma(word) for word in near}
        return near[0] if len(same) == 1 else None


def _swapped(form: str, word: str) -> bool:
    """Whether two neighbouring letters changed places ("hjemlsø" for "hjemløs")."""
    if len(form) != len(word):
        return False
    apart = [place for place, (left, right) in enumerate(zip(form, word, strict=True)) if left != right]
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and form[apart[0]] == word[apart[1]]
        and form[apart[1]] == word[apart[0]]
    )
