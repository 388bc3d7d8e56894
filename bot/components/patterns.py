"""The compact notation of the lexicon, and its matcher.

A pattern is a line of parts, one word of the text each:

    ord        the word in any inflection (its lemma), or in exactly this form
    =ord       this form alone
    ord*  *ord begins or ends with
    <navn>     any word of the list of that name in words.yml
    #          a number
    a|b        one of several of the above
    del?       the part may be missing
    ..         up to three other words, not past the end of a sentence and not past "men"
    ...        the same, up to ten
    ^          only at the start of a sentence
    $          only at the end of a sentence
    ,          only at the end of a clause

Not spaCy's Matcher: it cannot ask for "lemma or form" of one token, and its set predicates run in Python for every
pattern at every word; here each word looks up the few patterns that may begin with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.components.words import Word

GAPS = {"..": 3, "...": 10}
NUMBER = "<tal>"
_WALLS = frozenset({"men"})
_AFFIX = 3  # letters of an affix that the index looks at
Owner = TypeVar("Owner")


@dataclass(frozen=True)
class Part:
    """One part of a pattern; empty sets everywhere and `gap` (how many words) for "..", `edge` for "^", "$" and ","."""

    either: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    number: bool = False
    optional: bool = False
    gap: int = 0
    edge: str = ""

    def fits(self, word: Word) -> bool:
        if word.form in self.either or word.root in self.either or word.form in self.forms:
            return True
        if self.number and word.number is not None:
            return True
        return word.form.startswith(self.starts) if self.starts and not self.ends else self._affix(word)

    def _affix(self, word: Word) -> bool:
        return bool(self.starts and word.form.startswith(self.starts)) or bool(
            self.ends and word.form.endswith(self.ends)
        )


@dataclass(frozen=True)
class Pattern:
    text: str
    parts: tuple[Part, ...]

    negates_itself: bool
    """Whether the pattern names a negator: then what stands around it turns nothing."""

    needs: tuple[frozenset[str], ...] = ()
    """Of each of these one word must stand in the sentence: the parts after the first that are plain words."""

    def may_be_in(self, said: frozenset[str]) -> bool:
        """Whether a sentence of these forms and roots can hold the pattern at all; most cannot and need no matching."""
        return not any(words.isdisjoint(said) for words in self.needs)


@dataclass(frozen=True)
class Match(Generic[Owner]):
    """Where a pattern was found: words start to end (exclusive); `places` are the words it named, gaps left out."""

    owner: Owner
    pattern: Pattern
    places: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1

    @property
    def weight(self) -> int:
        """How specific: the number of words named."""
        return len(self.places)


def parse(text: str, lists: Mapping[str, Sequence[str]]) -> Pattern:
    """A pattern from its line. ValueError with the remedy where a list is unknown or nothing is left to match."""
    parts = tuple(_part(piece, lists) for piece in text.lower().split())
    if all(part.gap or part.edge or part.optional for part in parts):
        raise ValueError(f'pattern "{text}" names no word that must be there; add one')
    negators = frozenset(lists.get("negators", ()))
    return Pattern(text, parts, any(negators & (part.either | part.forms) for part in parts), _needs(parts))


def _needs(parts: Sequence[Part]) -> tuple[frozenset[str], ...]:
    """The words of the parts that must be there, but the first, which the index looks up; the shortest list first."""
    must = [part for part in parts if not (part.gap or part.edge or part.optional)][1:]
    plain = [part.either | part.forms for part in must if not (part.starts or part.ends or part.number)]
    return tuple(sorted(plain, key=len))


def _part(piece: str, lists: Mapping[str, Sequence[str]]) -> Part:
    if piece in GAPS:
        return Part(gap=GAPS[piece])
    if piece in {"^", "$", ","}:
        return Part(edge=piece)
    optional, piece = piece.endswith("?"), piece.rstrip("?")
    atoms = [atom for raw in piece.split("|") for atom in _expand(raw, lists)]
    for atom in atoms:
        if "*" in atom[1:-1]:
            raise ValueError(f'"{atom}" has its star inside; it may only begin or end a word')
    return Part(
        either=frozenset(atom for atom in atoms if atom[:1] != "=" and atom != NUMBER and "*" not in atom),
        forms=frozenset(atom[1:] for atom in atoms if atom.startswith("=")),
        starts=tuple(atom[:-1] for atom in atoms if atom.endswith("*")),
        ends=tuple(atom[1:] for atom in atoms if atom.startswith("*")),
        number=NUMBER in atoms,
        optional=optional,
    )


def _expand(atom: str, lists: Mapping[str, Sequence[str]]) -> list[str]:
    if not atom.startswith("<") or atom == NUMBER:
        return [atom]
    name = atom.strip("<>")
    if name not in lists:
        raise ValueError(f'there is no list "{name}" in words.yml; add it or write one of {", ".join(sorted(lists))}')
    return [inner for word in lists[name] for inner in _expand(word.lower(), lists)]


@dataclass
class Index(Generic[Owner]):
    """All patterns of some owners, found by what they may begin with: a word, the start or end of one, a number."""

    _by_word: dict[str, list[tuple[Owner, Pattern]]] = field(default_factory=dict)
    _by_affix: dict[str, list[tuple[Owner, Pattern]]] = field(default_factory=dict)
    _numbers: list[tuple[Owner, Pattern]] = field(default_factory=list)
    _anywhere: list[tuple[Owner, Pattern]] = field(default_factory=list)

    def add(self, owner: Owner, pattern: Pattern) -> None:
        openers = _openers(pattern)
        entry = (owner, pattern)
        if any(part.gap for part in openers):
            self._anywhere.append(entry)
            return
        for word in frozenset().union(*(part.either | part.forms for part in openers)):
            self._by_word.setdefault(word, []).append(entry)
        for affix in {key for part in openers for key in _affix_keys(part)}:
            self._by_affix.setdefault(affix, []).append(entry)
        if any(part.number for part in openers):
            self._numbers.append(entry)

    def find(self, words: Sequence[Word]) -> list[Match[Owner]]:
        """Every match, in the order of the text; of one pattern at one word, the first way found."""
        found = []
        for sentence, said, place in _places(words):
            for owner, pattern in self._candidates(words[place]):
                places = _match(pattern.parts, sentence, place) if pattern.may_be_in(said) else None
                if places:
                    found.append(Match(owner, pattern, places))
        return found

    def _candidates(self, word: Word) -> Iterable[tuple[Owner, Pattern]]:
        """The patterns that may begin with the word, each once."""
        lists = [self._by_word.get(key) for key in dict.fromkeys((word.form, word.root))]
        lists += [self._by_affix.get(key) for key in dict.fromkeys((word.form[:_AFFIX], word.form[-_AFFIX:]))]
        lists += [self._numbers if word.number is not None else None, self._anywhere]
        hits = [entries for entries in lists if entries]
        return hits[0] if len(hits) == 1 else {id(entry): entry for entries in hits for entry in entries}.values()


def _affix_keys(part: Part) -> list[str]:
    """What the index knows affixes by. ValueError for one that is too short to narrow anything down."""
    for affix in (*part.starts, *part.ends):
        if len(affix) < _AFFIX:
            raise ValueError(f'"{affix}" is too short to begin a pattern with; write {_AFFIX} letters or more')
    return [start[:_AFFIX] for start in part.starts] + [end[-_AFFIX:] for end in part.ends]


def _places(words: Sequence[Word]) -> Iterable[tuple[Sequence[Word], frozenset[str], int]]:
    """Each place with the words up to the end of its sentence, beyond which no pattern reaches, and what they are."""
    end = 0
    for place, word in enumerate(words):
        if place == end:
            while end < len(words) and words[end].sentence == word.sentence:
                end += 1
            sentence = words[:end]
            said = frozenset(key for each in words[place:end] for key in (each.form, each.root))
        yield sentence, said, place


def _openers(pattern: Pattern) -> list[Part]:
    """The parts that may stand first: those up to the first one that must be there; an edge takes no word."""
    openers = []
    for part in pattern.parts:
        if part.edge:
            continue
        openers.append(part)
        if not part.optional:
            break
    return openers


def _match(parts: Sequence[Part], words: Sequence[Word], place: int) -> tuple[int, ...] | None:
    """The places of the words that the parts name, from `place` on; None where they do not fit."""
    if not parts:
        return ()
    part = parts[0]
    if part.edge:
        return _match(parts[1:], words, place) if _at_edge(part.edge, words, place) else None
    if part.gap:
        return _across(parts[1:], words, place, part.gap)
    if place < len(words) and part.fits(words[place]):
        rest = _match(parts[1:], words, place + 1)
        if rest is not None:
            return (place, *rest)
    return _match(parts[1:], words, place) if part.optional else None


def _across(parts: Sequence[Part], words: Sequence[Word], place: int, gap: int) -> tuple[int, ...] | None:
    """The parts after a gap of at most `gap` words that begins at `place`."""
    for skipped in range(gap + 1):
        rest = _match(parts, words, place + skipped)
        if rest is not None:
            return rest
        if place + skipped >= len(words) or words[place + skipped].form in _WALLS:
            return None
    return None


def _at_edge(edge: str, words: Sequence[Word], place: int) -> bool:
    if edge == "^":
        return place == 0 or words[place].sentence != words[place - 1].sentence
    if place == len(words) or place == 0:
        return True
    return edge == "," and words[place - 1].clause != words[place].clause
