"""Whose a fact is, and whether it is denied: "min søn ryger hash", "jeg drikker ikke", "jeg var hjemløs engang"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Mapping, Sequence

from bot.components.patterns import Match
from bot.components.words import Word

SELF, OTHER = "self", "other"
_BEFORE, _AFTER = 4, 2


@dataclass(frozen=True)
class Grammar:
    """The small words of words.yml that steer clauses."""

    negators: frozenset[str]
    no_negation: frozenset[str]
    past: frozenset[str]
    hedges: frozenset[str]
    prepositions: frozenset[str]
    first_person: frozenset[str]
    third_person: frozenset[str]
    mine: frozenset[str]
    relatives: frozenset[str]
    kin: frozenset[str]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Grammar":
        names = ("negators", "no_negation", "past", "hedges", "prepositions", "first_person", "third_person", "mine", "relatives")
        return cls(*(frozenset(content[name]) for name in names), kin=frozenset(content["slægtning"]))


class Reading:
    """One text, read: for every word its holder (self or other), and the clauses that are denied, past or only imagined."""

    def __init__(self, words: Sequence[Word], grammar: Grammar) -> None:
        self.words, self._grammar = words, grammar

    @cached_property
    def holders(self) -> list[str]:
        """Whom each word speaks of: the last subject named, the writer where nobody was."""
        holders: list[str] = []
        holder = SELF
        for place in range(len(self.words)):
            holder = self._holder_at(place, holder)
            holders.append(holder)
        return holders

    def _holder_at(self, place: int, holder: str) -> str:
        word, grammar = self.words[place], self._grammar
        if word.form in grammar.first_person:
            return SELF
        if word.form in grammar.third_person and word.form not in {"hans", "hendes", "ham", "hende"}:
            return OTHER
        if self._names_another(place) and (self._is_subject(place) or self._goes_on(place)):
            return OTHER
        return holder

    def _names_another(self, place: int) -> bool:
        """"min (voksne) søn", also "søns" before what is his."""
        if not self._is_kin(place):
            return False
        before = [word.form for word in self.words[max(0, place - 2) : place]]
        return bool(self._grammar.mine & set(before))

    def _is_kin(self, place: int) -> bool:
        word = self.words[place]
        return bool({word.root, word.form, word.form.removesuffix("s")} & self._grammar.kin)

    def _is_subject(self, place: int) -> bool:
        """No "jeg" before it in its clause and no preposition that makes it an object; a genitive owns what follows."""
        word = self.words[place]
        if word.form.endswith("s") and word.root != word.form or word.form[:-1] in self._grammar.kin and word.form.endswith("s"):
            return True
        clause = [other.form for other in self.words[:place] if other.clause == word.clause]
        if self._grammar.first_person & set(clause):
            return False
        return not self._grammar.prepositions & set(clause[-3:])

    def _goes_on(self, place: int) -> bool:
        """"min søn, der ..." and "min søn som ...": the clause that follows is about him."""
        after = self.words[place + 1] if place + 1 < len(self.words) else None
        return after is not None and after.form in self._grammar.relatives

    def holder(self, match: Match[Any]) -> str:
        """Whom a match speaks of, judged at its last word: "er min mand alkoholiker?"."""
        return self.holders[match.places[-1]]

    def denied(self, match: Match[Any]) -> bool:
        """Whether a negator outside the match turns it: up to four words before it in its clause, or two after its first."""
        if match.pattern.negates_itself:
            return False
        first, clause = match.start, self.words[match.start].clause
        near = [*range(max(0, first - _BEFORE), first), *range(first + 1, min(len(self.words), match.end + _AFTER))]
        return any(self._negates(place) for place in near if self.words[place].clause == clause and place not in match.places)

    def _negates(self, place: int) -> bool:
        if self.words[place].form not in self._grammar.negators:
            return False
        after = self.words[place + 1].form if place + 1 < len(self.words) else ""
        return after not in self._grammar.no_negation

    def is_past(self, match: Match[Any]) -> bool:
        """"tidligere", "engang", "for fem år siden" in the match's clause, outside the match."""
        clause = self._around(match)
        ago = any(word.form == "siden" and word.number is None for word in clause) and any(word.root == "år" for word in clause)
        return ago or any(word.form in self._grammar.past for word in clause)

    def is_imagined(self, match: Match[Any]) -> bool:
        """"hvis jeg bliver hjemløs": said of what may come."""
        return any(word.form in self._grammar.hedges for word in self._around(match) if word.form)

    def _around(self, match: Match[Any]) -> list[Word]:
        clauses = {self.words[place].clause for place in match.places}
        return [word for place, word in enumerate(self.words) if word.clause in clauses and place not in match.places]
