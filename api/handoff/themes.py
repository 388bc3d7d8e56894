"""The facts by theme, in words: known, unknown and declined apart."""

from __future__ import annotations

from typing import Any

from api.handoff.words import Theme, themes, words
from api.papers.answers import answer_text
from rules_core import Knowledge, Situation
from rules_core.situation import UNANSWERED


def theme_lines(situation: Situation, knowledge: Knowledge, *, missing: frozenset[str]) -> list[dict[str, Any]]:
    """`[{id, title, known, unknown, declined}]`, themes of which nothing was asked and nothing is missing left out.

    `known`: `[{fact, label, answer}]`; `unknown`: `[{fact, label, why}]`; `declined`: `[{fact, label}]`. A fact that
    was never asked is named as unknown only where it can still change something (`missing`).
    """
    lines = [_theme(theme, situation, knowledge, missing) for theme in themes()]
    return [line for line in lines if line["known"] or line["unknown"] or line["declined"] or line["id"] == "safety"]


def answer_of(fact: str, situation: Situation, knowledge: Knowledge) -> str | None:
    """The known answer in words; None where there is none. A list known in part and a computed level say so."""
    value = situation.get(fact)
    if value is None or (situation.is_open(fact) and not value):
        return None
    text = _in_words(fact, value, knowledge)
    if situation.is_open(fact):
        return str(words()["summary"]["more"]).format(answer=text)
    computed = fact == "functional_level" and situation.as_dict().get(fact, "declined") in UNANSWERED
    return str(words()["summary"]["computed"]).format(level=text) if computed else text


def _theme(theme: Theme, situation: Situation, knowledge: Knowledge, missing: frozenset[str]) -> dict[str, Any]:
    known, unknown, declined = [], [], []
    told = situation.as_dict()
    for fact in theme.facts:
        entry = {"fact": fact, "label": knowledge.facts[fact].label}
        answer = answer_of(fact, situation, knowledge)
        if answer is not None:
            known.append({**entry, "answer": answer})
        if situation.is_open(fact):
            unknown.append({**entry, "why": "partly"})
        elif answer is None and told.get(fact) == "declined":
            declined.append(entry)
        elif answer is None and (told.get(fact) == "dont_know" or fact in missing):
            unknown.append({**entry, "why": "dont_know" if fact in told else "not_asked"})
    return {"id": theme.id, "title": theme.title, "known": known, "unknown": unknown, "declined": declined}


def _in_words(fact: str, value: Any, knowledge: Knowledge) -> str:
    question = knowledge.question_of(fact)
    if question is not None and len(question.facts) == 1:
        return answer_text(question, value)
    choices = words()["values"]
    if isinstance(value, list):
        return ", ".join(_in_words(fact, item, knowledge) for item in value) or choices["none"]
    if isinstance(value, bool):
        return str(choices["yes" if value else "no"])
    if fact in choices:
        return str(choices[fact].get(value, value))
    return str(value)
