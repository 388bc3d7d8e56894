"""The caseworker's summary: what is known, unknown and declined, and what seems relevant, as one JSON object.

It is made from the facts alone, once, when the citizen sends it or a member of staff asks for it; page and PDF lay it
out and reckon nothing. Unknown stays unknown: only what was answered stands under `known`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from api.handoff.themes import theme_lines
from rules_core import Knowledge, Situation, assess

SCHEMA = "vejviser-summary/1"
RELEVANT = ("likely", "possible")
RUNS_FROM_CONTACT = "contact"


def summary_of(
    situation: Situation, knowledge: Knowledge, *, on: date, sent: date, withheld: bool, by: str = "citizen"
) -> dict[str, Any]:
    """The summary (`summary_shape.Summary`) of the facts that the citizen lets go.

    `on` is the day of the conversation, under whose rules it is assessed; `sent` the day from which deadlines after the
    first contact run; `withheld` says that answers were struck out, never which; `by` is "citizen" or "staff".
    """
    assessment = assess(situation, knowledge, on=on).as_dict()
    running = assess(situation, knowledge, on=sent).as_dict()["findings"] if sent != on else assessment["findings"]
    findings = [finding for finding in assessment["findings"] if finding["status"] in RELEVANT]
    return {
        "schema": SCHEMA,
        "by": by,
        "on": on.isoformat(),
        "sent": sent.isoformat(),
        "municipality": assessment["municipality"],
        "about_other": situation.get("about") == "other",
        "violence": situation.get("violence_exposed") is True,
        "alerts": [{"id": alert["id"], "text": alert["text"]} for alert in assessment["alerts"]],
        "themes": theme_lines(situation, knowledge, missing=frozenset(assessment["missing"])),
        "provisions": [_provision(finding, knowledge) for finding in findings],
        "deadlines": sorted(_running(running), key=lambda line: (line["due"], line["provision"])),
        "later": list(_later(findings)),
        "pointers": [pointer["text"] for pointer in assessment["pointers"]],
        "contacts": _contacts(assessment),
        "withheld": withheld,
        "knowledge": assessment["knowledge"],
    }


def _provision(finding: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    kept = ("provision", "title", "law", "status", "local", "doubts")
    return {
        **{name: finding[name] for name in kept},
        "reasons": [{name: reason[name] for name in ("outcome", "text")} for reason in finding["reasons"]],
        "missing": [knowledge.facts[fact].label for fact in finding["missing"]],
        "apply": finding["apply"]["text"],
        "source": {
            "document": knowledge.documents[finding["source"]["document"]].title,
            "section": finding["source"]["section"],
        },
    }


def _running(findings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What runs since the citizen made contact, for what is likely: with its day."""
    for finding in findings:
        for deadline in finding["deadlines"] if finding["status"] == "likely" else ():
            if deadline["after"] == RUNS_FROM_CONTACT:
                yield {**_deadline(finding, deadline), "due": deadline["due"]}


def _later(findings: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What begins with an application, a decision or an admission: without a day, because nobody knows it yet."""
    for finding in findings:
        for deadline in finding["deadlines"] if finding["status"] == "likely" else ():
            if deadline["after"] != RUNS_FROM_CONTACT:
                yield {**_deadline(finding, deadline), "after": deadline["after"]}


def _deadline(finding: dict[str, Any], deadline: dict[str, Any]) -> dict[str, Any]:
    return {"provision": finding["provision"], "law": finding["law"], "who": deadline["who"], "text": deadline["text"]}


def _contacts(assessment: dict[str, Any]) -> list[dict[str, Any]]:
    """The contacts that the citizen was given, each once: of alerts, of relevant findings, of pointers."""
    bearers = [*assessment["alerts"], *assessment["findings"], *assessment["pointers"]]
    lists = [bearer["contacts"] for bearer in bearers if bearer.get("status") != "unlikely"]
    found = {contact["id"]: contact for contacts in lists for contact in contacts}
    return [{name: contact[name] for name in ("name", "phone", "email", "url")} for contact in found.values()]
