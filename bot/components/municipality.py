"""The municipality a text names: by its name, by a town in it, with a slip of the pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.matcher.levenshtein import levenshtein

from bot.components.clauses import SELF
from bot.components.folding import fold
from bot.components.words import Word, steering

OTHER = "other"
_REACH = 5  # words before a town that say whether somebody lives there
_SHORT = 6  # letters; a shorter word without æ, ø and å is seldom a town


class Gazetteer:
    """The names of facts/municipality.yml, by their folded words."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        for municipality, names in content["municipalities"].items():
            for name in names:
                self._names[_key(name)] = municipality
        self._longest = max(map(len, self._names))
        self._common = {_key(name) for name in content["common"]}
        self._spelt = {name.lower() for names in content["municipalities"].values() for name in names}
        self._lives, self._left = frozenset(content["lives"]), frozenset(content["left"])
        self._visits = frozenset(content["visits"])
        self._homes, self._places = frozenset(content["homes"]), frozenset(content["places"])

    def find(self, words: Sequence[Word], holders: Sequence[str]) -> str | None:
        """The municipality lived in, the writer's before another's. None where none is named or it remains open which.

        `holders`: for each word whom it speaks of, the writer ("self") or another.
        """
        found = [hit for place in range(len(words)) for hit in [self._at(words, place)] if hit is not None]
        homes = [hit for hit in found if self._is_lived_in(words, hit[1])]
        homes.sort(key=lambda hit: (holders[hit[1]] != SELF, not self._homes & _before(words, hit[1])))
        lived = [municipality for municipality, _ in homes]
        named = lived or [municipality for municipality, place in found if self._may_be_lived_in(words, place)]
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
        if _form(words, place + len(span)) in self._places:
            return None
        municipality = self._names.get(key) or self._names.get(_without_s(key))
        if municipality is None:
            return self._misspelt(words, place) if len(span) == 1 else None
        if key in self._common or _without_s(key) in self._common or self._is_spelt_otherwise(span):
            return municipality if self._is_meant(words, place) else None
        return municipality

    def _is_spelt_otherwise(self, span: Sequence[Word]) -> bool:
        """ "koge" is a word, and Køge written without its letter."""
        written = " ".join(word.text for word in span).lower()
        return len(span) == 1 and len(written) < _SHORT and not {written, written.removesuffix("s")} & self._spelt

    def _is_meant(self, words: Sequence[Word], place: int) -> bool:
        """Whether an everyday word is a town: before "kommune", after "bor i", with a capital after "i" or alone."""
        if _form(words, place + 1) == "kommune" or (
            _form(words, place - 1) == "i" and _form(words, place - 2) in self._homes
        ):
            return True
        if not words[place].text[:1].isupper():
            return False
        return _form(words, place - 1) in steering("before_towns") or (place > 0 and _stands_alone(words, place))

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
            if len(key) == 1 and len(key[0]) >= 5 and key not in self._common and _near(word, key[0], allowed)
        }
        return near.pop() if len(near) == 1 and words[place].root == words[place].form else None

    def _may_be_lived_in(self, words: Sequence[Word], place: int) -> bool:
        """Not where it is denied, left or only visited: "jeg arbejder i Køge"."""
        before = _before(words, place)
        if _form(words, place - 1) == "ikke" or ("flytte" in before and _leads_from(words, place)):
            return False
        return not before & (self._visits | self._left)

    def _is_lived_in(self, words: Sequence[Word], place: int) -> bool:
        before = _before(words, place)
        if "ikke" in before or before & self._left or ("flytte" in before and _leads_from(words, place)):
            return False
        return bool(self._lives & before) or _form(words, place + 1) == "kommune"


def _before(words: Sequence[Word], place: int) -> set[str]:
    """The words shortly before a place in its sentence, in form and root."""
    near = [word for word in words[max(0, place - _REACH) : place] if word.sentence == words[place].sentence]
    return {word.form for word in near} | {word.root for word in near}


def _leads_from(words: Sequence[Word], place: int) -> bool:
    """Whether the way goes from there: of "fra" and "til", "fra" stands nearer before it."""
    near = [word.form for word in words[max(0, place - _REACH) : place] if word.form in {"fra", "til"}]
    return bool(near) and near[-1] == "fra"


def _stands_alone(words: Sequence[Word], place: int) -> bool:
    """Whether the word is a clause of its own: "58 år, Osted"."""
    clause = words[place].clause
    return words[place - 1].clause != clause and (place + 1 == len(words) or words[place + 1].clause != clause)


def _near(word: str, name: str, allowed: int) -> bool:
    return word[0] == name[0] and levenshtein(word, name, allowed) <= allowed


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold(part.strip(".")) for part in name.replace("-", " ").split() if part.strip("."))


def _without_s(key: tuple[str, ...]) -> tuple[str, ...]:
    """ "Holbæks", "Københavns"."""
    return (*key[:-1], key[-1].removesuffix("s")) if key else key


def _form(words: Sequence[Word], place: int) -> str:
    return words[place].form if 0 <= place < len(words) else ""
