"""The facts that are numbers: age, children and amounts, each told apart from all the other numbers people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.components.clauses import OTHER, SELF, Reading
from bot.components.patterns import Index, Match, parse
from bot.components.words import Word, numerals

_OLDEST = 120
_YOUNGEST = 13  # of whom a number that stands free is taken for the age
_FEW = 2  # words of a text in which a number is an answer only
# ages at which the law draws lines: a year of birth that leaves open on which side one stands is not heard as an age
_BORDERS = (15, 18, 23, 25, 30, 60, 65, 66, 67, 68, 69, 70)


class Numbers:
    """The number patterns of age.yml, children.yml and number_facts.yml."""

    def __init__(
        self, age: Mapping[str, Any], children: Mapping[str, Any], amounts: Mapping[str, Any], lists: Mapping[str, Any]
    ) -> None:
        self._patterns: Index[tuple[str, str]] = Index()
        self._amounts = {rule["fact"]: rule for rule in amounts["rules"]}
        keyed = [("age", key, lines) for key, lines in age.items()] + [
            ("children", key, lines) for key, lines in children.items()
        ]
        keyed += [(rule["fact"], key, rule.get(key, ())) for rule in amounts["rules"] for key in ("when", "unless")]
        for fact, key, lines in keyed:
            for line in lines:
                self._patterns.add((fact, key), parse(line, lists))

    def find(self, words: Sequence[Word]) -> dict[tuple[str, str], list[Match[tuple[str, str]]]]:
        found: dict[tuple[str, str], list[Match[tuple[str, str]]]] = {}
        for match in self._patterns.find(words):
            found.setdefault(match.owner, []).append(match)
        return found

    def amounts(self, words: Sequence[Word], found: Mapping[tuple[str, str], list[Match[Any]]]) -> dict[str, float]:
        """Amounts in DKK, hours, nights or kilometres, within what is believable."""
        heard: dict[str, float] = {}
        for fact, rule in self._amounts.items():
            barred = {words[match.start].clause for match in found.get((fact, "unless"), ())}
            for match in found.get((fact, "when"), ()):
                number = _number(words, match)
                if (
                    number is not None
                    and rule["least"] <= number <= rule["most"]
                    and words[match.start].clause not in barred
                ):
                    heard.setdefault(fact, number)
        return heard


def ages_of(
    words: Sequence[Word], reading: Reading, found: Mapping[tuple[str, str], list[Match[Any]]], today: date
) -> dict[str, int]:
    """The ages said in the text, at most one of the writer (self) and one of somebody else (other).

    One that nobody before it in its sentence claims ("borger, 31 år") counts for both.
    """
    barred = _number_places(words, found.get(("age", "not_age"), ()))
    ages: dict[str, int] = {}
    for key in ("theirs", "age", "loose"):
        for match in sorted(found.get(("age", key), ()), key=lambda match: match.start):
            value, place = _years(words, match)
            if _is_age(value) and place not in barred and not _is_article(words, match) and _may_be(key, value, words):
                barred.add(place)
                for holder in (OTHER,) if key == "theirs" else _claimants(words, reading, place):
                    ages.setdefault(holder, int(value or 0))
    return ages or _ages_by_birth(words, reading, found, today)


def _ages_by_birth(
    words: Sequence[Word], reading: Reading, found: Mapping[tuple[str, str], list[Match[Any]]], today: date
) -> dict[str, int]:
    for match in found.get(("age", "born"), ()):
        value = born_in(_number(words, match), today)
        if value is not None:
            return dict.fromkeys(_claimants(words, reading, match.start), value)
    return {}


def _may_be(key: str, value: float | None, words: Sequence[Word]) -> bool:
    """Whether a free number may be an age; a text that says little else answers what was asked, whatever that was."""
    if key != "loose":
        return True
    return _YOUNGEST <= (value or 0) and (len(words) > _FEW or any(word.form.startswith(numerals().year) for word in words))


def _claimants(words: Sequence[Word], reading: Reading, place: int) -> tuple[str, ...]:
    """Whose an age is: the last subject's; both the writer's and another's where there is no subject."""
    if reading.holders[place] == OTHER:
        return (OTHER,)
    return (SELF,) if reading.names_writer(place) else (SELF, OTHER)


def _years(words: Sequence[Word], match: Match[Any]) -> tuple[float | None, int]:
    """The number of years that a match names and where: of a number, or of "toogtyveårig"."""
    for place in reversed(match.places):
        number = words[place].number
        if number is None:
            number = numerals().years(words[place].form)
        if number is not None:
            return number, place
    return None, match.start


def _is_article(words: Sequence[Word], match: Match[Any]) -> bool:
    """Whether "en" is no number here: "min datter på en institution"."""
    last = match.places[-1]
    following = words[last + 1].form if last + 1 < len(words) else ""
    return words[last].form in numerals().articles and not following.startswith(numerals().year)


def _is_age(value: float | None) -> bool:
    return value is not None and value == int(value) and 0 < value <= _OLDEST


def born_in(year: float | None, today: date) -> int | None:
    """The age reached this year by somebody born in `year` (also two digits); None on a line of the law."""
    if year is None or year != int(year):
        return None
    full = int(year) if year > 99 else int(year) + (1900 if int(year) > today.year % 100 else 2000)
    age = today.year - full
    return age if _is_age(age) and age not in _BORDERS else None


def children_of(
    words: Sequence[Word], reading: Reading, found: Mapping[tuple[str, str], list[Match[Any]]]
) -> int | None:
    """How many own children: none, a number said, or "en søn og en datter" added up; None where it is not said."""
    if any(reading.holder(match) != OTHER for match in found.get(("children", "none"), ())):
        return 0
    barred = {place for match in found.get(("children", "not_counted"), ()) for place in match.places}
    for match in found.get(("children", "count"), ()):
        value = _number(words, match)
        if value is not None and 0 < value <= 15 and value == int(value) and not barred & set(match.places):
            return int(value)
    if found.get(("children", "pair")):
        return 2
    return _added(words, [match for match in found.get(("children", "one"), ()) if match.places[-1] not in barred])


def _added(words: Sequence[Word], matches: Sequence[Match[Any]]) -> int | None:
    """One for each child named; "og en datter" counts only beside another."""
    named = {match.places[-1] for match in matches}
    firm = {match.places[-1] for match in matches if words[match.start].form != "og"}
    return len(named) if firm else None


def _number_places(words: Sequence[Word], matches: Sequence[Match[Any]]) -> set[int]:
    return {place for match in matches for place in match.places if words[place].number is not None}


def _number(words: Sequence[Word], match: Match[Any]) -> float | None:
    """The number that a match names; with several, the last ("med en på 5")."""
    numbers = [words[place].number for place in match.places if words[place].number is not None]
    return numbers[-1] if numbers else None
