"""The notation of the lexicon: what each sign means, and the errors that a wrong line gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.components.clauses import OTHER, SELF, Grammar, Reading
from bot.components.lexicon import LexiconError, read
from bot.components.patterns import Index, parse
from bot.components.rules import RuleBook, documents
from bot.components.words import Word, numerals

LISTS = {"hjem": ["lejlighed", "hus"]}


def text(line: str) -> list[Word]:
    """Words as typed; "," and "." divide clauses and sentences, "w/root" gives a root."""
    words: list[Word] = []
    clause = sentence = 0
    for piece in line.split():
        if piece in {",", "."}:
            clause, sentence = clause + 1, sentence + (piece == ".")
            continue
        form, _, root = piece.partition("/")
        number = float(form) if form.isdigit() else None
        words.append(Word(form, form, root or form, number, clause, sentence))
    return words


def places(pattern: str, line: str) -> list[tuple[int, ...]]:
    index: Index[str] = Index()
    index.add("x", parse(pattern, LISTS))
    return [match.places for match in index.find(text(line))]


@pytest.mark.parametrize(
    ("pattern", "line", "found"),
    [
        ("miste", "mistet/miste", [(0,)]),
        ("=mistet", "mister/miste", []),
        ("min <hjem>", "min hus", [(0, 1)]),
        ("har|ejer <hjem>", "jeg ejer hus", [(1, 2)]),
        ("miste .. <hjem>", "miste en lille rød lejlighed", [(0, 4)]),
        ("miste .. <hjem>", "miste en meget lille rød lejlighed", []),
        ("miste .. <hjem>", "miste . lejlighed", []),
        ("miste .. <hjem>", "miste men lejlighed", []),
        ("min gamle? hus", "min hus min gamle hus", [(0, 1), (2, 3, 4)]),
        ("stof*", "stofferne", [(0,)]),
        ("*misbrug", "hashmisbrug", [(0,)]),
        ("er <tal> år", "er 34 år", [(0, 1, 2)]),
        ("^ ja", "ja nej ja . ja", [(0,), (3,)]),
        ("ja $", "ja nej . ja", [(2,)]),
        ("er <tal> ,", "er 34 , bor er 5 her", [(0, 1)]),
    ],
)
def test_notation(pattern: str, line: str, found: list[tuple[int, ...]]) -> None:
    assert places(pattern, line) == found


def test_an_unknown_list_names_the_remedy() -> None:
    with pytest.raises(ValueError, match=r'no list "huse" in words\.yml'):
        parse("min <huse>", LISTS)


def test_a_pattern_that_would_match_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="names no word"):
        parse(".. ja?", LISTS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fact: x\nrules: [{value: true, wen: [a]}]", "wen"),
        ("fact: x\nfakt: y\nrules: []", "fakt"),
        ("fact: x\nrules: [{value: true, when: ['<nix>']}]", "nix"),
    ],
)
def test_a_wrong_lexicon_file_names_file_key_and_remedy(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "wrong.yml").write_text(line, encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"wrong\.yml: .*{said}"):
        RuleBook(documents(tmp_path), LISTS)


def test_a_missing_lexicon_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"words\.yml: file: is missing"):
        read("words.yml", tmp_path)


@pytest.mark.parametrize(
    ("line", "holders"),
    [
        ("jeg ryger", [SELF, SELF]),
        ("min søn ryger", [SELF, OTHER, OTHER]),
        ("jeg bor med min søn", [SELF] * 5),
        ("jeg passer min demente mor", [SELF, SELF, SELF, OTHER, SELF]),
        ("min mor er syg , jeg arbejder", [SELF, OTHER, OTHER, OTHER, SELF, SELF]),
    ],
)
def test_whose_a_word_is(line: str, holders: list[str]) -> None:
    assert Reading(text(line), Grammar.of(read("words.yml"))).holders == holders


@pytest.mark.parametrize(
    ("forms", "value", "length"),
    [
        (["34"], 34, 1),
        (["halvtreds"], 50, 1),
        (["syvoghalvfems"], 97, 1),
        (["syv", "og", "halvfems"], 97, 3),
        (["femti"], 50, 1),
        (["12.000,50"], 12000.5, 1),
        (["12", "000"], 12000, 2),
        (["12", "tusind"], 12000, 2),
        (["1.250,-"], 1250, 1),
        (["trediverne"], None, 1),
        (["12.34.56"], None, 1),
    ],
)
def test_numbers_as_danes_write_them(forms: list[str], value: float | None, length: int) -> None:
    assert numerals().read(forms, 0) == (value, length)


def test_every_whole_number_word_up_to_99_reads_as_itself() -> None:
    read_back = set(numerals().words.values())
    assert read_back == set(range(100))
