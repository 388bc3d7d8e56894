"""What the pattern reader hears in a sentence, against a table of utterances and what must be heard in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.components.counts import born_in
from bot.components.facts import FactFinder, topics_of
from bot.components.words import Word
from rules_core import Situation
from tests.nlu.material import examples, table

Heard = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(("text", "expected"), table("facts.yml"))
def test_a_text_bears_exactly_these_facts(facts: Heard, text: str, expected: dict[str, Any]) -> None:
    assert facts(text) == expected


def test_the_same_without_danish_letters(facts: Heard) -> None:
    """Of the table's facts, nearly all survive æ, ø, å written ae, oe, aa."""
    spelling = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
    rows = [(text, wanted) for text, wanted in table("facts.yml") if text.translate(spelling) != text]
    lost = [text for text, wanted in rows if facts(text.translate(spelling)) != wanted]
    assert len(rows) > 40
    assert len(lost) <= len(rows) * 0.05, lost


def test_everything_heard_is_a_fact_of_the_contract(facts: Heard) -> None:
    """Types included: the strict Situation takes whatever the reader hears. Of 21,000 examples every fifth is read."""
    lines = [text for intent in examples().values() for text in intent]
    texts = [text for text, _ in table("facts.yml")] + lines[::5]
    for text in texts:
        heard = facts(text)
        heard.pop("number", None)
        assert Situation.parse(heard).as_dict().items() >= heard.items()


def test_the_writers_drinking_and_the_sons_smoking_stay_apart(facts: Heard) -> None:
    assert facts("jeg drikker for meget, og min søn ryger hash") == {"alcohol_problem": True, "relative_of_user": True}


def test_numbers_of_other_things_are_no_age(facts: Heard) -> None:
    for text in ("jeg har boet her i 12 år", "for 20 år siden", "jeg har 3 børn på 5, 7 og 9 år", "om 2 år"):
        assert "age" not in facts(text), text


@pytest.mark.parametrize(
    ("year", "age"), [(1985, 41), (85, 41), (2008, None), (1959, None), (1800, None), (2030, None)]
)
def test_a_year_of_birth_on_a_line_of_the_law_is_not_heard_as_an_age(year: int, age: int | None) -> None:
    """Born in 2008: 17 or 18 in November 2026, and that decides; so it is asked."""
    assert born_in(year, date(2026, 11, 22)) == age


def test_the_day_is_an_argument(words: Callable[[str], list[Word]]) -> None:
    finder = FactFinder()
    assert finder.find(words("jeg er født i 1985"), date(2036, 1, 1)) == {"age": 51}


def test_topics_follow_from_facts() -> None:
    heard = {
        "alcohol_problem": True,
        "housing": "homeless",
        "impairment": ["vision", "deafblind"],
        "violence_exposed": False,
    }
    assert topics_of(heard) == ["need_homeless", "need_alcohol", "need_deafblind"]
