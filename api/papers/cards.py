"""Findings as cards: each reason with the citizen's own answers, what would change it, and its deadlines as dates."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.locale import words_of
from api.papers.answers import given
from rules_core import Knowledge

FROM_TODAY = ("application", "contact")
"""What a citizen can do today. A date that counts from a decision or an admission is no date to plan by before that."""


def cards_of(assessment: dict[str, Any], situation: dict[str, Any], knowledge: Knowledge) -> list[dict[str, Any]]:
    """The findings in their order, with `reasons[].answers`, `changes` and `dates` in words."""
    return [_card(finding, assessment["on"], situation, knowledge) for finding in assessment["findings"]]


def dates_of(cards: list[dict[str, Any]], on: str) -> list[dict[str, Any]]:
    """The dates that count from today of what is likely, soonest first; the same date of several cards once.

    Begins with today; [] where there is no date. `[{day, text, today, kinds}]`, days in ISO form.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for card in cards:
        for line in card["deadlines"] if card["status"] == "likely" else ():
            if line["after"] in FROM_TODAY:
                entry = found.setdefault((line["due"], line["text"]), {"kind": line["kind"], "titles": []})
                entry["titles"].append(card["title"])
    dates = [
        {"day": day, "text": f"{', '.join(entry['titles'])}: {text}", "today": False, "kind": entry["kind"]}
        for (day, text), entry in sorted(found.items())
    ]
    return [_start(on), *dates] if dates else []


def shared_contacts(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contacts of most findings that are not unlikely, to be shown once instead of on every card."""
    lists = [card["contacts"] for card in cards if card["status"] != "unlikely"]
    count = Counter(contact["id"] for contacts in lists for contact in contacts)
    found = {contact["id"]: contact for contacts in lists for contact in contacts}
    return [contact for id, contact in found.items() if count[id] > max(1, len(lists) / 2)]


def _card(finding: dict[str, Any], on: str, situation: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    reasons = [{**reason, "answers": _answers(reason, situation, knowledge)} for reason in finding["reasons"]]
    return {
        **finding,
        "reasons": reasons,
        "changes": _changes(finding, reasons, knowledge),
        "dates": _dates(finding["deadlines"], on),
    }


def _answers(reason: dict[str, Any], situation: dict[str, Any], knowledge: Knowledge) -> list[str]:
    """`alder: 34 år` for every answer that the reason looked at."""
    texts = ((fact, given(fact, situation, knowledge)) for fact in reason["facts"])
    return [f"{knowledge.facts[fact].label}: {text}" for fact, text in texts if text is not None]


def _changes(finding: dict[str, Any], reasons: list[dict[str, Any]], knowledge: Knowledge) -> list[str]:
    """What another answer would change: the criteria that stand against it, and what nobody has told yet."""
    words = words_of("da")["result"]
    against = [words["change_unmet"].format(text=r["text"]) for r in reasons if r["outcome"] == "unmet"]
    labels = [knowledge.facts[fact].label for fact in finding["missing"] if fact in knowledge.facts]
    return against + ([words["change_unknown"].format(facts=", ".join(labels))] if labels else [])


def _dates(deadlines: list[dict[str, Any]], on: str) -> list[dict[str, Any]]:
    """Soonest first. A date that counts from something later than today says so."""
    after = words_of("da")["result"]["after"]
    lines = [
        {"day": line["due"], "text": f"{line['text']} ({after[line['after']]})", "today": False, "kind": line["kind"]}
        for line in sorted(deadlines, key=lambda line: str(line["due"]))
    ]
    return [_start(on), *lines] if lines else []


def _start(on: str) -> dict[str, Any]:
    return {"day": on, "text": words_of("da")["result"]["counted_from"], "today": True, "kind": None}
