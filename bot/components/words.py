"""A text as the patterns read it: words with form, root, number, clause and sentence; punctuation only divides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from rasa.shared.nlu.constants import TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message

from bot.components import lexicon
from bot.components.numbers import Numerals

SENTENCE_ENDS = frozenset(".!?;…")
CLAUSE_ENDS = frozenset(",:()–—/")


@dataclass(frozen=True)
class Word:
    """`form`: repaired, lower case; `root`: its lemma; `number`: of whatever is counted; clauses count through."""

    text: str
    form: str
    root: str
    number: float | None
    clause: int
    sentence: int


@lru_cache(maxsize=1)
def numerals() -> Numerals:
    return Numerals(lexicon.read("numbers.yml"))


@cache
def steering(name: str) -> frozenset[str]:
    """A list of small words of words.yml: `dividers` begin a new clause, `own_roots` are no form of another."""
    return frozenset(lexicon.read("words.yml")[name])


def words_of(message: Message) -> list[Word]:
    """The words of a message in the pipeline, read once for all components."""
    words: list[Word] | None = message.get("words")
    if words is None:
        words = from_tokens(message.get(TEXT_TOKENS) or [])
        message.set("words", words)
    return words


def from_tokens(tokens: Sequence[Any]) -> list[Word]:
    """The words of Rasa tokens that the Danish tokenizer made; a number of several tokens becomes one word."""
    forms = [_bare(token.get("form", token.text.lower())) for token in tokens]
    words: list[Word] = []
    clause = sentence = place = 0
    while place < len(tokens):
        if not any(character.isalnum() or character == "§" for character in forms[place]):
            ends, breaks = bool(SENTENCE_ENDS & set(forms[place])), bool(CLAUSE_ENDS & set(forms[place]))
            sentence, clause, place = sentence + ends, clause + (ends or breaks), place + 1
            continue
        number, length = numerals().read(forms, place)
        if _is_paragraph(forms, place):
            number = None
        clause += forms[place] in steering("dividers")
        words.append(_word(tokens, forms, place, length, number, clause, sentence))
        place += length
    return words


def _is_paragraph(forms: Sequence[str], place: int) -> bool:
    """Whether the number at `place` is that of a provision: "§ 110", "paragraf 85", "§§ 107 og 108"."""
    signs = steering("sections")
    if place and forms[place - 1] in signs:
        return True
    listed = place > 2 and forms[place - 1] in steering("joins") and forms[place - 2].isdigit()
    return listed and forms[place - 3] in signs


def _word(
    tokens: Sequence[Any],
    forms: Sequence[str],
    place: int,
    length: int,
    number: float | None,
    clause: int,
    sentence: int,
) -> Word:
    text = " ".join(token.text for token in tokens[place : place + length])
    form = forms[place] if length == 1 else " ".join(forms[place : place + length])
    root = tokens[place].get("root", form) if length == 1 and form not in steering("own_roots") else form
    return Word(text, form, root, number, clause, sentence)


def _bare(form: str) -> str:
    """Also without the stop of an abbreviation: "kr." and "pr." are "kr" and "pr"."""
    return form.strip("-–").rstrip(".") or form
