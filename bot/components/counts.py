"""The facts that are numbers: age, children and amounts, each told apart from all the other numbers people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.components.clauses import OTHER, SELF, Reading
from bot.components.patterns import Index, Match, parse
from bot.components.words import Word, numerals, steering

_OLDEST = 120
_YOUNGEST = 13  # of whom a number that stands free is taken for the age
_ADULT = 18
_MOST = 15  # children
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
                number = _amount(words, match)
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
    says_years = any(word.form.startswith(numerals().year) for word in words)
    return (value or 0) >= _YOUNGEST and (len(words) > _FEW or says_years)


def _claimants(words: Sequence[Word], reading: Reading, place: int) -> tuple[str, ...]:
    """Whose an age is: the last subject's; both the writer's and another's where there is no subject."""
    if reading.holders[place] == OTHER:
        return (OTHER,)
    return (SELF,) if reading.names_writer(place) and not reading.is_about(place) else (SELF, OTHER)


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
    return words[last].form in numerals().articles and not following.startswith(f"{numerals().year}ig")


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
    words: Sequence[Word], reading: Reading, found: Mapping[tuple[str, str], list[Match[Any]]], alarmed: bool
) -> dict[str, int]:
    """How many children under 18 the writer (self) and somebody else (other) have; nothing where it is not said.

    In a text about a child in need those of whom nobody says "min" or "jeg" are strangers' children.
    """
    barred = {place for match in found.get(("children", "not_counted"), ()) for place in match.places}
    for key, read in _WAYS:
        for match in found.get(("children", key), ()):
            value = read(words, match)
            if value is None or not 0 <= value <= _MOST or barred & set(match.places):
                continue
            if not alarmed or _parents(words, reading, match) == (SELF,):
                return dict.fromkeys(_parents(words, reading, match), value)
    value = _named(words, reading, found, barred, alarmed)
    return {SELF: value} if value else {}


def _parents(words: Sequence[Word], reading: Reading, match: Match[Any]) -> tuple[str, ...]:
    """Whose children a match means: another's where that one has them; anyone's where nobody is said to have them."""
    if reading.says_mine(match) or any(words[place].form in steering("our_children") for place in match.places):
        return (SELF,)
    before = max(0, match.start - 1)
    if match.start and reading.holders[before] == OTHER:
        return (OTHER,) if any(words[place].root in steering("having") for place in match.places) else (SELF, OTHER)
    return (SELF,) if reading.names_writer(match.start + 1) else (SELF, OTHER)


def _none(words: Sequence[Word], match: Match[Any]) -> int:
    return 0


def _two(words: Sequence[Word], match: Match[Any]) -> int:
    return 2


def _counted(words: Sequence[Word], match: Match[Any]) -> int | None:
    """The first number that a match names: "to under 18"."""
    numbers = [words[place].number for place in match.places if words[place].number is not None]
    return int(numbers[0] or 0) or None if numbers else None


def _several(words: Sequence[Word], match: Match[Any]) -> int | None:
    """The same; "en" before a child is an article."""
    articles = numerals().articles
    numbers = [place for place in match.places if words[place].number and words[place].form not in articles]
    return int(words[numbers[0]].number or 0) if numbers else None


def _before_this(words: Sequence[Word], match: Match[Any]) -> int | None:
    """ "gravid med nummer to": one is there already."""
    number = _counted(words, match)
    return None if number is None else number - 1


def _by_ages(words: Sequence[Word], match: Match[Any]) -> int | None:
    """As many as there are ages under 18: "børn på 2, 4 og 13", "to på 5 og 7"."""
    start = max((place for place in match.places if words[place].form in steering("aged")), default=match.start)
    ages = [words[place].number or 0 for place in match.places if place >= start and words[place].number is not None]
    return sum(age < _ADULT for age in ages) if ages else None


# the keys of children.yml, the surest first, and how many children a match means
_WAYS = (
    ("none", _none),
    ("total", _counted),
    ("next", _before_this),
    ("ages", _by_ages),
    ("count", _several),
    ("two", _two),
)


def _named(
    words: Sequence[Word],
    reading: Reading,
    found: Mapping[tuple[str, str], list[Match[Any]]],
    barred: set[int],
    alarmed: bool,
) -> int:
    """One for each child named: "en søn og en datter" are two, "min datter" twice is one; "og ..." only beside one."""
    named: dict[str, set[str]] = {"one": set(), "mine": set(), "also": set()}
    for key, children in named.items():
        for match in found.get(("children", key), ()):
            child, parents = _child_place(words, reading, match), _parents(words, reading, match)
            if parents == (OTHER,) or (alarmed and key == "one" and parents != (SELF,)):
                continue
            if child not in barred and not _is_grown(words, match, child):
                children.add(_kind(words[child].root) if key == "mine" else str(child))
    certain = len(named["one"]) or min(1, len(named["mine"]))
    return max(certain + len(named["also"] - named["one"]) if certain else 0, len(named["mine"] - {""}))


def _kind(root: str) -> str:
    """ "dreng" and "søn" may be the same child; "barn" may be either and is no kind."""
    return next((kind for kind in ("sons", "daughters") if root in steering(kind)), "")


def _child_place(words: Sequence[Word], reading: Reading, match: Match[Any]) -> int:
    """The child in a match: its first word for one, else its last word."""
    return next((place for place in match.places if reading.is_kin(place)), match.places[-1])


def _is_grown(words: Sequence[Word], match: Match[Any], child: int) -> bool:
    """Whether an age of 18 or more stands beside the child: "en søn på 19", "min søn er 28", "18-årig pige"."""
    before = words[child - 2 : child] if child > 1 and words[child - 1].form.startswith(numerals().year) else ()
    near = [*(words[place] for place in match.places), *words[child + 1 : child + 4], *before]
    numbers = [word.number for word in near if word.number is not None and word.form not in numerals().articles]
    return bool(numbers) and numbers[0] >= _ADULT


def _number_places(words: Sequence[Word], matches: Sequence[Match[Any]]) -> set[int]:
    return {place for match in matches for place in match.places if words[place].number is not None}


def _amount(words: Sequence[Word], match: Match[Any]) -> float | None:
    """The number that a match names; "en" counts nothing there, and "ikke 5" is the wrong one."""
    places = [place for place in match.places if words[place].number is not None]
    places = [place for place in places if words[place].form not in numerals().articles]
    return words[places[-1]].number if places and words[places[-1] - 1].form != "ikke" else None


def _number(words: Sequence[Word], match: Match[Any]) -> float | None:
    """The number that a match names; with several, the last ("med en på 5")."""
    numbers = [words[place].number for place in match.places if words[place].number is not None]
    return numbers[-1] if numbers else None
