"""Whose a fact is, and whether it is denied: "min søn ryger hash", "jeg drikker ikke", "jeg var hjemløs engang"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from bot.components.patterns import Match
from bot.components.words import Word, steering

SELF, OTHER = "self", "other"
_BEFORE, _AFTER = 3, 2
_WITH = 4  # words before one that "med" may bind to a person
_NOBODY, _DENIAL = 2, 3  # words before a match in which "ingen" is its subject; words of "er jeg ikke"


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
    they: frozenset[str]
    mine: frozenset[str]
    relatives: frozenset[str]
    articles: frozenset[str]
    ago: frozenset[str]
    years: frozenset[str]
    lead_ins: frozenset[str]
    persons: frozenset[str]
    whether: frozenset[str]
    bare_kin: frozenset[str]
    theirs: frozenset[str]
    asking_verbs: frozenset[str]
    past_verbs: frozenset[str]
    today: frozenset[str]
    being: frozenset[str]
    joins: frozenset[str]
    dead: frozenset[str]
    kin: frozenset[str]
    strangers: frozenset[str]
    past_pairs: frozenset[tuple[str, ...]]
    asks: tuple[tuple[str, ...], ...]
    asks_place: tuple[tuple[str, ...], ...]
    institutions: tuple[str, ...]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Grammar:
        names = (
            "negators",
            "no_negation",
            "past",
            "hedges",
            "prepositions",
            "first_person",
            "third_person",
            "they",
            "mine",
            "relatives",
            "articles",
            "ago",
            "years",
            "lead_ins",
            "persons",
            "whether",
            "bare_kin",
            "theirs",
            "asking_verbs",
            "past_verbs",
            "today",
            "being",
            "joins",
            "dead",
        )
        return cls(
            *(frozenset(content[name]) for name in names),
            kin=frozenset(content["kin"]),
            strangers=frozenset(content["strangers"]),
            past_pairs=frozenset(tuple(pair.split()) for pair in content["past_pairs"]),
            asks=tuple(tuple(opening.split()) for opening in content["asks"]),
            asks_place=tuple(tuple(opening.split()) for opening in content["asks_place"]),
            institutions=tuple(content["institutions"]),
        )


class Reading:
    """One text, read: for every word its holder (self or other), and what is denied, past or only imagined."""

    def __init__(self, words: Sequence[Word], grammar: Grammar) -> None:
        self.words, self._grammar = words, grammar

    @cached_property
    def holders(self) -> list[str]:
        """Whom each word speaks of: the last subject named, the writer where nobody was."""
        holders: list[str] = []
        holder = SELF
        for place in range(len(self.words)):
            if place and self.words[place].sentence != self.words[place - 1].sentence and self._says_jeg(place):
                holder = SELF
            holder = self._holder_at(place, holder)
            holders.append(OTHER if self._describes_another(place) else holder)
        return holders

    def _says_jeg(self, place: int) -> bool:
        """Whether the writer was the subject before: a new sentence that names nobody goes on about the writer."""
        return any(word.form in self._grammar.first_person for word in self.words[:place])

    def _describes_another(self, place: int) -> bool:
        """ "min demente mor", "min mor med demens", "hans demens": about the person, whoever the subject is."""
        if self._belongs(place):
            return True
        before = {word.form for word in self.words[max(0, place - 1) : place]}
        after = range(place + 1, min(place + 3, len(self.words)))
        return bool(before & self._grammar.mine) and not self.is_kin(place) and any(map(self.is_kin, after))

    def _belongs(self, place: int) -> bool:
        """Whether "hans" stands before the word, or "min søn (på 26) med"."""
        start = self._clause_start(place)
        before = [word.form for word in self.words[max(start, place - _WITH) : place]]
        if before[-1:] and before[-1] in self._grammar.theirs:
            return not self.is_kin(place)
        if "med" not in before:
            return False
        person = place - len(before) + before.index("med") - 1
        if person > start + 1 and self.words[person].number is not None:  # "på 26"
            person -= 2
        return person >= start and self._names_another(person)

    def _holder_at(self, place: int, holder: str) -> str:
        word, grammar = self.words[place], self._grammar
        if word.form in grammar.first_person:
            return SELF
        if word.form in grammar.third_person or (word.form in grammar.they and self._are_named(place)):
            return OTHER
        if self._names_another(place) and (self._is_subject(place) or self._goes_on(place)):
            return OTHER
        return holder

    def _are_named(self, place: int) -> bool:
        """Whether "de" may be relatives: where none was named before, they are the authorities or people at large."""
        return any(map(self.is_kin, range(place)))

    def _names_another(self, place: int) -> bool:
        """ "min (voksne) søn", also "søns" before what is his; "far" where a clause begins with it."""
        if not self.is_kin(place):
            return False
        begins = place == 0 or self.words[place - 1].clause != self.words[place].clause
        if begins and self.words[place].form in self._grammar.bare_kin:
            return True
        before = {word.form for word in self.words[max(0, place - 2) : place]}
        strangers = self._grammar.strangers & {self.words[place].root, self.words[place].form}
        return bool(self._grammar.mine & before or (strangers and self._grammar.articles & before))

    def is_kin(self, place: int) -> bool:
        """Whether the word names a person by what they are to somebody: "søn", "søns", "nabo"."""
        word = self.words[place]
        return bool({word.root, word.form, word.form.removesuffix("s")} & self._grammar.kin)

    def _is_subject(self, place: int) -> bool:
        """No "jeg" before it in its clause and no preposition that makes it an object; a genitive owns what follows."""
        word = self.words[place]
        if (word.form.endswith("s") and word.root != word.form) or (
            word.form[:-1] in self._grammar.kin and word.form.endswith("s")
        ):
            return True
        clause = [other.form for other in self.words[:place] if other.clause == word.clause]
        if self._grammar.first_person & set(clause):
            return False
        if self._grammar.prepositions & set(clause[-3:]) or self._joins_object(place):
            return False
        return not self._drops_subject(self._clause_start(place), place)

    def _drops_subject(self, start: int, place: int) -> bool:
        """ "savner min mor", "og passer min far": a clause that begins with such a verb has left "jeg" out."""
        small = self._grammar.lead_ins | steering("dividers")
        while start < place and self.words[start].form in small:
            start += 1
        first = self.words[start]
        return start < place and first.form == f"{first.root}r" and first.form not in self._grammar.asking_verbs

    def _joins_object(self, place: int) -> bool:
        """ "bor med min kone og vores pige": what "og" joins to an object is one too."""
        start = self._clause_start(place)
        if start < 2 or self.words[start].form not in self._grammar.joins or place - start > 3:
            return False
        return self.is_kin(start - 1) and not self._is_subject(start - 1)

    def _goes_on(self, place: int) -> bool:
        """ "min søn, der ..." and "min søn som ...": the clause that follows is about him."""
        rest = list(self.words[place + 1 : place + 5])
        if len(rest) > 1 and rest[0].form in steering("aged") and rest[1].number is not None:  # "på 26 (år)"
            rest = rest[3:] if len(rest) > 2 and rest[2].root in self._grammar.years else rest[2:]
        return bool(rest) and rest[0].form in self._grammar.relatives

    def holder(self, match: Match[Any]) -> str:
        """Whose it is: the writer's where "mig" stands in it or "jeg" before it in its clause, else its last word's."""
        if self.names_me(match):
            return SELF
        if self._belongs(match.places[-1]):
            return OTHER
        if self._says_i(match.start):
            return self.holders[match.start]
        last = match.places[-1]
        return self.holders[self._before_kin(match) if self.is_kin(last) else last]

    def _before_kin(self, match: Match[Any]) -> int:
        """The place before "min søster" at the end of a match: "nu sover vi hos min søster" is about us."""
        owned = range(match.places[-1] - 1, match.start, -1)
        return next((place - 1 for place in owned if self.words[place].form in self._grammar.mine), match.start)

    def names_me(self, match: Match[Any]) -> bool:
        """Whether "mig" stands in the match or in its gaps."""
        return any(word.form == "mig" for word in self.words[match.start : match.end])

    def is_gone(self, match: Match[Any]) -> bool:
        """Whether the clause tells of a death: who is dead needs nothing."""
        clause = {self.words[place].clause for place in match.places}
        return any(word.form in self._grammar.dead for word in self.words if word.clause in clause)

    def _says_i(self, place: int) -> bool:
        clause = [word.form for word in self.words[: place + 1] if word.clause == self.words[place].clause]
        return bool(self._grammar.first_person & set(clause))

    def names_writer(self, place: int) -> bool:
        """Whether "jeg" or the like stands before a place in its sentence."""
        sentence = self.words[place].sentence
        return any(word.form in self._grammar.first_person for word in self.words[:place] if word.sentence == sentence)

    def is_about(self, place: int) -> bool:
        """Whether a preposition and "en" stand shortly before a place: "mentor for en ung mand på 19"."""
        before = [word.form for word in self.words[max(self._clause_start(place), place - _WITH - 1) : place]]
        return any(
            left in self._grammar.prepositions and right in self._grammar.articles for left, right in pairwise(before)
        )

    def says_mine(self, match: Match[Any]) -> bool:
        """Whether "min" or "jeg" stands in the match."""
        return any(self.words[place].form in self._grammar.mine | self._grammar.first_person for place in match.places)

    def denied(self, match: Match[Any]) -> bool:
        """Whether a negator turns the match: in its clause, three words before (no "at" between) or two after."""
        if match.pattern.negates_itself:
            return False
        first, clause = match.start, self.words[match.start].clause
        near = [*self._before(first), *range(first + 1, min(len(self.words), match.end + _AFTER))]
        return (
            self._is_without(first)
            or self._is_none(match.end, clause)
            or any(
                self._negates(place)
                for place in near
                if self.words[place].clause == clause and place not in match.places
            )
        )

    def _is_without(self, first: int) -> bool:
        """Whether "uden" or "uden at være" stands right before; "uden for" is a place."""
        before = [word.form for word in self.words[max(self._clause_start(first), first - _BEFORE) : first]]
        return before[-1:] == ["uden"] or before[-3:-1] == ["uden", "at"]

    def _is_none(self, after: int, clause: int) -> bool:
        """Whether "er jeg ikke" closes the clause: "ensom er jeg ikke"."""
        rest = [word.form for word in self.words[after:] if word.clause == clause]
        return len(rest) == _DENIAL and rest[0] in self._grammar.being and rest[-1] in self._grammar.negators

    def of_nobody(self, match: Match[Any]) -> bool:
        """Whether nobody does it: "ingen har slået mig", "der er ikke nogen, der truer mig"."""
        first, forms = match.start, [word.form for word in self.words]
        start = self._clause_start(first)
        if "ingen" in forms[max(start, first - _NOBODY) : first]:
            return True
        if not start or forms[start] not in self._grammar.relatives:
            return False
        before = forms[max(self._clause_start(start - 1), start - 1 - _BEFORE) : start]
        return "ingen" in before or ("ikke" in before and bool({"nogen", "nogle"} & set(before)))

    def _clause_start(self, place: int) -> int:
        return next(first for first in range(place + 1) if self.words[first].clause == self.words[place].clause)

    def _before(self, first: int) -> list[int]:
        """The places before a match that may deny it: "jeg kan ikke klare at være hjemløs" denies nothing of it."""
        places = []
        for place in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
            if self.words[place].form == "at":
                break
            places.append(place)
        return places

    def _negates(self, place: int) -> bool:
        if self.words[place].form not in self._grammar.negators:
            return False
        after = self.words[place + 1].form if place + 1 < len(self.words) else ""
        return after not in self._grammar.no_negation

    def is_past(self, match: Match[Any]) -> bool:
        """ "tidligere", "engang", "for fem år siden" in the match's clause, outside the match."""
        clause = self._around(match)
        ago = any(word.form in self._grammar.ago for word in clause) and any(
            word.root in self._grammar.years for word in clause
        )
        return ago or any(word.form in self._grammar.past for word in clause)

    def is_over(self, match: Match[Any]) -> bool:
        """Whether it was so and is otherwise now: "jeg boede på gaden, men nu ...", "som ung", "før i tiden"."""
        clauses = {self.words[place].clause for place in match.places}
        inside = [word.form for word in self.words if word.clause in clauses]
        if self._grammar.ago & set(inside):  # "siden jeg var 14" lasts
            return False
        sentence, reach = self.words[match.start].sentence, clauses | {max(clauses) + 1}  # "som" begins a clause
        near = [word.form for word in self.words if word.clause in reach and word.sentence == sentence]
        if any(pair in self._grammar.past_pairs for pair in pairwise(near)):
            return True
        later = {word.form for word in self.words if word.clause > max(clauses)}
        return bool(self._grammar.past_verbs & set(inside)) and bool(self._grammar.today & later)

    def is_imagined(self, match: Match[Any]) -> bool:
        """ "hvis jeg bliver hjemløs", "spørger om jeg drikker": said of what may come, or asked."""
        return any(word.form in self._grammar.hedges for word in self._around(match)) or self._is_asked(match)

    def _is_asked(self, match: Match[Any]) -> bool:
        """Whether "om jeg" stands before it in its clause: "om" and a subject makes a question of what follows."""
        clause = self.words[match.start].clause
        before = [word.form for word in self.words[: match.start + 1] if word.clause == clause]
        return any(left == "om" and right in self._grammar.whether for left, right in pairwise(before))

    def asks_only(self, match: Match[Any]) -> bool:
        """Whether the sentence asks about a thing and speaks of nobody: "er det gratis at være på krisecenter".

        Of a place one may ask for oneself and not be there: "hvor længe kan jeg bo på krisecenter".
        """
        sentence = [word.form for word in self.words if word.sentence == self.words[match.start].sentence]
        of_place = any(self.words[place].form.startswith(self._grammar.institutions) for place in match.places)
        if not of_place and self._grammar.persons & set(sentence):
            return False
        opening = sentence[1:] if sentence[0] in self._grammar.lead_ins else sentence
        openings = (*self._grammar.asks, *self._grammar.asks_place) if of_place else self._grammar.asks
        return any(tuple(opening[: len(asks)]) == asks for asks in openings)

    def _around(self, match: Match[Any]) -> list[Word]:
        clauses = {self.words[place].clause for place in match.places}
        return [word for place, word in enumerate(self.words) if word.clause in clauses and place not in match.places]
