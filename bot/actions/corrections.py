"""What a text changes of that which was told before: nothing is overridden by a word in passing.

Of the facts that the language model hears, those found by patterns are dropped where they are said of the past; places
and numbers are heard in any tense, so their tense is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bot.actions.phrases import phrases
from bot.actions.typed import NUMBERS, plain
from rules_core import Situation
from rules_core.catalogue import Knowledge
from rules_core.fact_table import LIST_FACTS, UNANSWERED
from rules_core.facts import Question

ALWAYS_HEARD = frozenset({"immediate_danger", "self_harm", "child_concern", "violence_exposed"})
"""A cry for help counts whatever was said before; that it is over must be said as plainly as any other change."""


def contradicted(heard: dict[str, Any], situation: Situation) -> dict[str, Any]:
    """The facts that were told before, with another value. A list only grows, so it is contradicted by nothing."""
    return {
        fact: value
        for fact, value in heard.items()
        if fact not in LIST_FACTS
        and situation.get(fact) not in (None, value)
        and not (fact in ALWAYS_HEARD and value is True)
    }


def corrects(text: str) -> bool:
    """Whether the text begins as one that puts something right: "nej, 52", "jeg mente Varde"."""
    said = plain(text)
    return any(said == words or said.startswith((f"{words} ", f"{words},")) for words in _words("correcting"))


def changes(fact: str, text: str, knowledge: Knowledge) -> bool:
    """Whether the text says of the present that the fact is otherwise than it was told."""
    said = set(re.findall(r"\w+", text.casefold()))
    question = knowledge.question_of(fact)
    tenseless = fact == "municipality" or (question is not None and question.kind in NUMBERS)
    return bool(said & _words("present")) and not (tenseless and said & _words("past"))


def corrected_number(
    standing: Question | None, answered: Sequence[str], situation: Situation, knowledge: Knowledge
) -> Question | None:
    """The question for a number that "nej, 52" puts right: the one answered last, or the one before it where the
    standing question asks for no number; else the only number that was told. `answered`: ids, oldest first.
    """
    numbers = [knowledge.questions[id] for id in answered if _asks_number(knowledge.questions.get(id))]
    if numbers and (answered[-1] == numbers[-1].id or not _asks_number(standing)):
        return numbers[-1]
    if _asks_number(standing):
        return None
    told = [question for question in knowledge.questions.values() if _is_told_number(question, situation)]
    return told[0] if len(told) == 1 else None


def _asks_number(question: Question | None) -> bool:
    return question is not None and question.kind in NUMBERS


def _is_told_number(question: Question, situation: Situation) -> bool:
    value = situation.get(question.facts[0])
    return _asks_number(question) and value is not None and value not in UNANSWERED


@lru_cache(maxsize=4)
def _words(section: str) -> frozenset[str]:
    return frozenset(phrases()[section])
