"""The citizen's own answers in words."""

from __future__ import annotations

from typing import Any

from api.locale import words_of
from api.money import decimal
from rules_core import Knowledge
from rules_core.facts import Question


def answers_of(situation: dict[str, Any], knowledge: Knowledge) -> list[dict[str, str | None]]:
    """What is known, in the order of the questions: `[{name, text, question}]`.

    `question` is the id of the question that may change the answer; None for what is only ever heard.
    """
    answers = []
    for fact in situation:
        text = given(fact, situation, knowledge)
        if text is not None:
            question = knowledge.question_of(fact)
            answers.append({"name": knowledge.facts[fact].label, "text": text, "question": question and question.id})
    return answers


def given(fact: str, situation: dict[str, Any], knowledge: Knowledge) -> str | None:
    """The answer to one fact in words; None where it was never given, or the key is no fact."""
    if fact not in situation or fact not in knowledge.facts:
        return None
    question = knowledge.question_of(fact)
    value = situation[fact]
    return answer_text(question, value) if question and len(question.facts) == 1 else _plain(value)


def answer_text(question: Question, value: Any) -> str:
    """The Danish words of an answer to a question."""
    label = question.label_of(value)
    if label is not None:
        return label
    if isinstance(value, list):
        labels = [question.label_of(item) or str(item) for item in value]
        return ", ".join(labels) or words_of("da")["chat"]["none_of"]
    text = _plain(value)
    return f"{text} {question.unit}" if question.unit and isinstance(value, (int, float)) else text


def in_words(value: Any) -> str | None:
    """The words for an answer that was held back; None for any other."""
    words = words_of("da")["chat"]
    held_back = {"dont_know": words["unknown_answer"], "declined": words["declined_answer"]}
    return held_back.get(value) if isinstance(value, str) else None


def _plain(value: Any) -> str:
    words = words_of("da")["chat"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    return in_words(value) or (decimal(value) if isinstance(value, (int, float)) else str(value))
