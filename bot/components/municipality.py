"""The municipality a text names: by its name, by a town in it, with a slip of the pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.matcher.levenshtein import levenshtein

from bot.components.folding import fold
from bot.components.words import Word

OTHER = "other"


class Gazetteer:
    """The names of facts/municipality.yml, by their folded words."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        for municipality, names in content["municipalities"].items():
            for name in names:
                self._names[_key(name)] = municipality
        self._longest = max(map(len, self._names))
        self._common = {_key(name) for name in content["common"]}
        self._lives, self._left = frozenset(content["lives"]), frozenset(content["left"])

    def find(self, words: Sequence[Word]) -> str | None:
        """The municipality lived in. None where none is named, or several and none of them is lived in."""
        found = [hit for place in range(len(words)) for hit in [self._at(words, place)] if hit is not None]
        lived = [municipality for municipality, place in found if self._is_lived_in(words, place)]
        named = lived or [municipality for municipality, place in found if _form(words, place - 1) != "ikke"]
        return named[0] if named and (lived or len(set(named)) == 1) else None

    def _at(self, words: Sequence[Word], place: int) -> tuple[str, int] | None:
        for length in range(min(self._longest, len(words) - place), 0, -1):
            span = words[place : place + length]
            municipality = self._named(words, place, span) if length > 1 or span[0].number is None else None
            if municipality is not None:
                return municipality, place
        return None

    def _named(self, words: Sequence[Word], place: int, span: Sequence[Word]) -> str | None:
        key = tuple(part for word in span for part in _key(word.text))
        municipality = self._names.get(key) or self._names.get(_without_s(key))
        if municipality is None:
            return self._misspelt(words, place) if len(span) == 1 else None
        if key in self._common or _without_s(key) in self._common:
            return municipality if self._is_meant(words, place) else None
        return municipality

    def _is_meant(self, words: Sequence[Word], place: int) -> bool:
        """An everyday word is a town with a capital letter and "i" or "fra" before it, or with "kommune" behind."""
        if _form(words, place + 1) == "kommune":
            return True
        return words[place].text[:1].isupper() and _form(words, place - 1) in {"i", "fra"}

    def _misspelt(self, words: Sequence[Word], place: int) -> str | None:
        """One edit away from a name, where a name is expected: after "i", "fra", or before "kommune"."""
        word = fold(words[place].text)
        if len(word) < 5 or not (_form(words, place - 1) in {"i", "fra"} or _form(words, place + 1) == "kommune"):
            return None
        if words[place].form != words[place].text.lower() and (words[place].form,) not in self._names:
            return None
        allowed = 2 if len(word) >= 8 else 1
        near = {
            self._names[key]
            for key in self._names
            if len(key) == 1 and len(key[0]) >= 5 and _near(word, key[0], allowed)
        }
        return near.pop() if len(near) == 1 and words[place].root == words[place].form else None

    def _is_lived_in(self, words: Sequence[Word], place: int) -> bool:
        near = words[max(0, place - 4) : place]
        before = {word.form for word in near} | {word.root for word in near}
        if "ikke" in before or {"flytte", "fra"} <= before or before & self._left:
            return False
        return bool(self._lives & before) or _form(words, place + 1) == "kommune"


def _near(word: str, name: str, allowed: int) -> bool:
    return word[0] == name[0] and levenshtein(word, name, allowed) <= allowed


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold(part.strip(".")) for part in name.replace("-", " ").split() if part.strip("."))


def _without_s(key: tuple[str, ...]) -> tuple[str, ...]:
    """ "Holbæks", "Københavns"."""
    return (*key[:-1], key[-1].removesuffix("s")) if key else key


def _form(words: Sequence[Word], place: int) -> str:
    return words[place].form if 0 <= place < len(words) else ""
