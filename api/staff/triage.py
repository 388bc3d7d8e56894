"""The triage form: every fact on one page, in any order, and what it makes of the law as it is filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from api.handoff.words import themes
from api.pages.form import ChatForm, number_of
from rules_core import Knowledge, Situation, SituationError, assess, next_question
from rules_core.facts import Question

BOXES = "box"
"""Field of the ticked boxes of lists; each value is "<question> <word>"."""


def fields_of(knowledge: Knowledge) -> list[dict[str, Any]]:
    """`[{title, fields: [{id, label, kind, choices, unit}]}]`, by theme, safety first; a question stands once."""
    shown: set[str] = set()
    return [
        {"id": theme.id, "title": theme.title,
         "fields": [field for fact in theme.facts for field in _field(fact, knowledge, shown)]}
        for theme in themes()
    ]  # fmt: skip


def read(form: ChatForm, knowledge: Knowledge) -> tuple[Situation, list[str]]:
    """The facts of a form, and the labels of fields that could not be taken; these are left out, nothing else is."""
    situation, wrong = Situation.parse({}), []
    for name in [*knowledge.questions, *(fact for fact in knowledge.facts if knowledge.facts[fact].heard_only)]:
        question = knowledge.questions.get(name)
        try:
            for fact, value in _answer(name, question, form).items():
                situation = situation.put(fact, value)
        except (SituationError, ValueError, RecursionError):
            wrong.append(question.text if question else knowledge.facts[name].label)
    return situation, wrong


def findings_of(situation: Situation, knowledge: Knowledge, on: date) -> dict[str, Any]:
    """The assessment, the next question (None when nothing is left) and how municipalities differ."""
    assessment = assess(situation, knowledge, on=on)
    question = next_question(situation, knowledge, topics=[], assessment=assessment)
    return {
        "assessment": assessment.as_dict(),
        "next": question,
        "places": list(knowledge.municipalities.values()),
        "differences": list(_differences(situation, knowledge, on)),
    }


def _differences(situation: Situation, knowledge: Knowledge, on: date) -> Iterator[tuple[str, str, list[str]]]:
    """(title, law, status in each municipality) of every provision that is not the same everywhere."""
    by_place = [assess(situation.put("municipality", place), knowledge, on=on) for place in knowledge.municipalities]
    for id, provision in knowledge.provisions["other"].items():
        statuses = [assessment.finding(id).status for assessment in by_place]
        if len(set(statuses)) > 1:
            yield provision.title, provision.law, statuses


def _field(fact: str, knowledge: Knowledge, shown: set[str]) -> Iterator[dict[str, Any]]:
    question = knowledge.question_of(fact)
    if question is None:
        yield {"id": fact, "label": knowledge.facts[fact].label, "kind": "heard", "choices": [], "unit": None}
    elif question.id not in shown:
        shown.add(question.id)
        choices = [{"value": json.dumps(choice.value), "raw": choice.value, "label": choice.label}
                   for choice in question.choices]  # fmt: skip
        yield {"id": question.id, "label": question.text, "kind": question.kind, "choices": choices,
               "unit": question.unit}  # fmt: skip


def _answer(name: str, question: Question | None, form: ChatForm) -> dict[str, Any]:
    """The facts of one field; {} where it is empty. SituationError, ValueError."""
    text = form.fields.get(f"q.{name}", "").strip()
    if question is None:
        return _heard(name, text)
    if question.kind == "many_of":
        words = [value.partition(" ")[2] for value in form.picked if value.partition(" ")[0] == name]
        return question.accept(words) if words else question.accept(json.loads(text)) if text else {}
    if not text:
        return {}
    if question.kind in ("integer", "amount") and not text.startswith('"'):
        number = number_of(text)
        if number is None:
            raise ValueError
        return question.accept(number)
    return question.accept(json.loads(text))


def _heard(name: str, text: str) -> dict[str, Any]:
    value = {"true": True, "false": False}.get(text, text)
    return {name: value} if text else {}
