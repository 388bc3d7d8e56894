"""Spelling is repaired where Danish has no such word and left alone where it has; lemmas come from the table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.folding import clean, fold
from bot.components.wordbook import Wordbook

TABLE = {"hjemløse": "hjemløs", "slår": "slå", "slog": "slå", "får": "få", "kold": "kold", "guld": "guld", "far": "far"}


@pytest.fixture(scope="module")
def book() -> Wordbook:
    return Wordbook.build(TABLE, ["hjemløs", "slå", "gæld", "vold", "få", "selvmord"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hjemloes", "hjemløs"),
        ("hjemlos", "hjemløs"),
        ("hjemlsø", "hjemløs"),
        ("slaar", "slår"),
        ("slar", "slår"),
        ("selvmrod", "selvmord"),
        ("selvmor", "selvmord"),
        ("far", "far"),
        ("kold", "kold"),
        ("guld", "guld"),
        ("bold", "bold"),
        ("xyzzyxq", "xyzzyxq"),
        ("1234567", "1234567"),
    ],
)
def test_repair(book: Wordbook, typed: str, meant: str) -> None:
    assert book.restore(typed) == meant


def test_every_inflection_of_a_word_that_matters_is_kept(book: Wordbook) -> None:
    assert book.lemma("slog") == book.lemma("slår") == "slå"
    assert "kold" not in book.lemmas
    assert book.is_danish("kold")
    assert not book.is_danish("qwlkj")


def test_two_words_equally_near_repair_to_neither() -> None:
    assert Wordbook.build({}, ["boligen", "bolisen"]).restore("bolixen") == "bolixen"


def test_saved_and_loaded_it_answers_alike(book: Wordbook, tmp_path: Path) -> None:
    book.save(tmp_path)
    loaded = Wordbook.load(tmp_path)
    assert loaded.lemmas == dict(book.lemmas)
    assert loaded.words == book.words
    assert np.array_equal(loaded.danish, book.danish)


@given(st.text(alphabet="abcæøåeo", min_size=1))
def test_folding_twice_is_folding_once_for_all_spellings(word: str) -> None:
    spelt = word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    assert fold(spelt) == fold(word)


@given(st.text())
def test_cleaned_text_has_one_kind_of_blank_and_nothing_invisible(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(character == " " or not character.isspace() for character in cleaned)
