"""What a page shows of a turn, looked up so that the templates only lay it out."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from api.bodies import TurnBody
from api.locale import words_of
from api.papers.answers import answer_text, answers_of, in_words, question_for, standing
from api.papers.cards import cards_of, dates_of, shared_contacts
from rules_core import Knowledge
from rules_core.facts import Question
from rules_core.situation import UNANSWERED


def view_of(turn: dict[str, Any], knowledge: Knowledge, *, change: str | None = None) -> dict[str, Any]:
    """The turn's messages by kind, its question with its choices, and its findings by status.

    `change` names a question answered before, which then stands in the place of the turn's own.
    """
    question = question_for(change or "", knowledge)
    if question is not None:
        turn = _changing(turn, question)
    given = turn["situation"].get(question.facts[0]) if question else None
    by_kind: dict[str, list[str]] = {"info": [], "question": [], "alert": [], "result": []}
    for message in turn["messages"]:
        by_kind[message["kind"]].append(message["text"])
    asking, assessment = turn["asking"], turn["assessment"]
    shows = bool(assessment) and bool(by_kind["result"])
    findings = cards_of(assessment, turn["situation"], knowledge) if shows else []
    alerts = assessment["alerts"] if assessment else []
    left = turn["progress"]["left_at_most"]
    return {
        "turn_id": str(uuid4()),
        "messages": [message["text"] for message in turn["messages"] if message["kind"] in ("info", "result")],
        "question": " ".join(by_kind["question"]),
        "alert_texts": by_kind["alert"],
        "alert_advice": tuple(alert["text"] for alert in alerts),
        "may_go_on": asking is None and (bool(alerts) or bool(by_kind["alert"]) or left > 0),
        "asking": asking and {**asking, "choices": _choices(asking, given)},
        "alerts": alerts,
        "corrects": question is not None,
        "words_first": asking is not None and not asking["facts"],  # the topic: own words before twenty choices
        "offers_handoff": question is None and turn.get("handoff_requested", False),  # absent in older turns
        "now": standing(question, turn["situation"], knowledge) if question else None,
        "given": given,
        "show_results": shows,
        "findings": _by_status(findings),
        "dates": dates_of(findings, assessment["on"]) if shows else [],
        "shared": shared_contacts(findings),
        "pointers": assessment.get("pointers", []) if assessment else [],
        "assessment": assessment,
        "answers": answers_of(turn["situation"], knowledge),
        "progress": turn["progress"],
    }


def said_of(body: TurnBody, text: str | None, knowledge: Knowledge, language: str) -> dict[str, Any] | None:
    """The citizen's answer in words, for the page to repeat: `{text, danish}`; None where there are no words for it.

    `text` is the free text without identity numbers. Buttons of the page's furniture are in the page's language,
    choices are Danish; in which language a free text is, nobody knows.
    """
    if body.text is not None:
        return {"text": text, "danish": False}
    furniture = words_of(language)["chat"].get(body.command) if body.command else in_words(body.choice, language)
    words = furniture or _chosen(body, knowledge)
    return {"text": words, "danish": not furniture} if words else None


def _chosen(body: TurnBody, knowledge: Knowledge) -> str | None:
    if body.set is not None:
        return "; ".join(f"{answer['name']}: {answer['text']}" for answer in answers_of(body.set, knowledge))
    question = knowledge.questions.get(body.question or "")
    if question is None:
        topic = knowledge.topics.get(body.choice) if isinstance(body.choice, str) else None
        return topic.label if topic else None
    return answer_text(question, body.choice)


def _changing(turn: dict[str, Any], question: Question) -> dict[str, Any]:
    """The turn, asking a question anew whose answer is to be changed."""
    choices = [{"value": choice.value, "label": choice.label} for choice in question.choices]
    asking = {"question": question.id, "facts": list(question.facts), "kind": question.kind, "choices": choices,
              "why": question.why, "unit": question.unit}  # fmt: skip
    return {**turn, "asking": asking, "messages": [{"kind": "question", "text": question.text}]}


def _choices(asking: dict[str, Any], given: Any) -> list[dict[str, Any]]:
    """Labels with the value as JSON, which is how a form carries it back; `picked` where the list given has it."""
    offered = [choice for choice in asking["choices"] if choice["value"] not in UNANSWERED]
    picked = given if isinstance(given, list) else []
    return [
        {"value": json.dumps(choice["value"]), "label": choice["label"], "picked": choice["value"] in picked}
        for choice in offered
    ]


def _by_status(findings: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    statuses = ("likely", "possible", "unlikely")
    return {status: [finding for finding in findings if finding["status"] == status] for status in statuses}
