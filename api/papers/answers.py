"""The citizen's own answers in words."""

from __future__ import annotations

from typing import Any

from api.locale import words_of
from api.money import decimal
from rules_core import Knowledge
from rules_core.fact_table import choices_of
from rules_core.facts import Choice, Question


def answers_of(situation: dict[str, Any], knowledge: Knowledge) -> list[dict[str, str]]:
    """What is known, in the order in which it was told: `[{name, text, question}]`.

    `question` is the id by which `question_for` finds the question that may change the answer.
    """
    answers = []
    for fact in situation:
        text = given(fact, situation, knowledge)
        if text is not None:
            question = knowledge.question_of(fact)
            id = question.id if question else fact
            answers.append({"name": knowledge.facts[fact].label, "text": text, "question": id})
    return answers


def question_for(id: str, knowledge: Knowledge) -> Question | None:
    """The question of an id; for a fact that is only ever heard one made of its name. None for any other id.

    What was heard can be misheard, so it must be possible to put it right where it is never asked.
    """
    if id in knowledge.questions:
        return knowledge.questions[id]
    fact = knowledge.facts.get(id)
    if fact is None or not fact.heard_only:
        return None
    words = words_of("da")
    labels = words["heard"]["values"].get(id)
    offered = {word: labels[word] for word in choices_of(id)} if labels else {
        True: words["chat"]["yes"], False: words["chat"]["no"]
    }  # fmt: skip
    choices = tuple(Choice(value, label) for value, label in offered.items())
    text = words["heard"]["text"].format(label=fact.label)
    return Question(id, (id,), "one_of" if labels else "boolean", text, words["heard"]["why"], choices)


def standing(question: Question, situation: dict[str, Any], knowledge: Knowledge) -> str | None:
    """The answer to a question as it stands, in words; None where none of its facts is known."""
    known = {fact: text for fact in question.facts if (text := given(fact, situation, knowledge)) is not None}
    if len(question.facts) == 1:
        return known.get(question.facts[0])
    whole = question.label_of({fact: situation[fact] for fact in known})
    return whole or "; ".join(f"{knowledge.facts[fact].label}: {text}" for fact, text in known.items()) or None


def given(fact: str, situation: dict[str, Any], knowledge: Knowledge) -> str | None:
    """The answer to one fact in words; None where it was never given, or the key is no fact."""
    if fact not in situation or fact not in knowledge.facts:
        return None
    question = knowledge.question_of(fact) or question_for(fact, knowledge)
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
    return question.measured(text, value) if isinstance(value, (int, float)) else text


def in_words(value: Any, language: str = "da") -> str | None:
    """The words for an answer that was held back; None for any other."""
    words = words_of(language)["chat"]
    held_back = {"dont_know": words["unknown_answer"], "declined": words["declined_answer"]}
    return held_back.get(value) if isinstance(value, str) else None


def _plain(value: Any) -> str:
    words = words_of("da")["chat"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    return in_words(value) or (decimal(value) if isinstance(value, (int, float)) else str(value))
