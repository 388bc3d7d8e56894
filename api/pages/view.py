"""What a page shows of a turn, looked up so that the templates only lay it out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from uuid import uuid4

from api.bodies import TurnBody
from api.locale import words_of
from api.money import decimal
from rules_core import Knowledge
from rules_core.facts import Question
from rules_core.situation import OPEN_LISTS, UNANSWERED


def view_of(turn: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """The turn's messages by kind, its question with its choices, and its findings by status."""
    by_kind: dict[str, list[str]] = {"info": [], "question": [], "alert": [], "result": []}
    for message in turn["messages"]:
        by_kind[message["kind"]].append(message["text"])
    asking, assessment = turn["asking"], turn["assessment"]
    alerts = assessment["alerts"] if assessment else []
    left = turn["progress"]["left_at_most"]
    return {
        "turn_id": str(uuid4()),
        "messages": [message["text"] for message in turn["messages"] if message["kind"] in ("info", "result")],
        "question": " ".join(by_kind["question"]),
        "alert_texts": by_kind["alert"],
        "alert_advice": tuple(alert["text"] for alert in alerts),
        "may_go_on": asking is None and (bool(alerts) or bool(by_kind["alert"]) or left > 0),
        "asking": asking and {**asking, "choices": _choices(asking)},
        "alerts": alerts,
        "show_results": bool(assessment) and bool(by_kind["result"]),
        "findings": _by_status(assessment["findings"] if assessment else []),
        "shared": shared_contacts(assessment["findings"]) if assessment else [],
        "pointers": assessment.get("pointers", []) if assessment else [],
        "assessment": assessment,
        "answers": answers_of(turn["situation"], knowledge),
        "progress": turn["progress"],
    }


def said_of(body: TurnBody, text: str | None, knowledge: Knowledge) -> str | None:
    """The citizen's answer in words, for the page to repeat; `text` is the free text without identity numbers."""
    if body.text is not None:
        return text
    if body.command is not None:
        return words_of("da")["chat"].get(body.command)
    question = knowledge.questions.get(body.question or "")
    if question is None:
        topic = knowledge.topics.get(body.choice) if isinstance(body.choice, str) else None
        return topic.label if topic else _unanswered(body.choice)
    return answer_text(question, body.choice)


def answers_of(situation: dict[str, Any], knowledge: Knowledge) -> list[tuple[str, str]]:
    """What is known, as pairs of a short name and an answer in words, in the order of the questions."""
    pairs = []
    for fact, value in situation.items():
        if fact != OPEN_LISTS and fact in knowledge.facts:
            question = knowledge.question_of(fact)
            text = answer_text(question, value) if question and len(question.facts) == 1 else _plain(value)
            pairs.append((knowledge.facts[fact].label, text))
    return pairs


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


def _plain(value: Any) -> str:
    words = words_of("da")["chat"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    return _unanswered(value) or (decimal(value) if isinstance(value, (int, float)) else str(value))


def _unanswered(value: Any) -> str | None:
    words = words_of("da")["chat"]
    return {"dont_know": words["unknown_answer"], "declined": words["declined_answer"]}.get(value) if isinstance(
        value, str
    ) else None


def shared_contacts(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contacts of most findings that are not unlikely, to be shown once instead of on every card."""
    lists = [finding["contacts"] for finding in findings if finding["status"] != "unlikely"]
    count = Counter(contact["id"] for contacts in lists for contact in contacts)
    found = {contact["id"]: contact for contacts in lists for contact in contacts}
    return [contact for id, contact in found.items() if count[id] > max(1, len(lists) / 2)]


def _choices(asking: dict[str, Any]) -> list[dict[str, str]]:
    """Labels with the value as JSON, which is how a form carries it back as it was given."""
    offered = [choice for choice in asking["choices"] if choice["value"] not in UNANSWERED]
    return [{"value": json.dumps(choice["value"]), "label": choice["label"]} for choice in offered]


def _by_status(findings: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    statuses = ("likely", "possible", "unlikely")
    return {status: [finding for finding in findings if finding["status"] == status] for status in statuses}
