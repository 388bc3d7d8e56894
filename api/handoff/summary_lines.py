"""The summary as lines, in a caseworker's order. Its page and its PDF are made from these, and so say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.dates import danish_date
from api.documents.line import Line
from api.handoff.words import words


def lines_of(summary: dict[str, Any]) -> list[Line]:
    """Safety, running deadlines, message and reach; then the themes, the provisions, and what stands around them."""
    parts = (_head, _safety, _running, _message, _reach, _themes, _provisions, _later, _pointers, _contacts, _foot)
    return [line for part in parts for line in part(summary, words()["summary"])]


def _head(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    yield Line("title", w["title"])
    yield Line("fine", w["made"].format(day=danish_date(summary["sent"]), on=danish_date(summary["on"])))
    yield Line("text", w["by"][summary["by"]])
    if summary["about_other"]:
        yield Line("text", w["about_other"])
    if summary["withheld"]:
        yield Line("text", w["withheld"])


def _safety(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    theme = next(theme for theme in summary["themes"] if theme["id"] == "safety")
    yield Line("heading", theme["title"])
    for alert in summary["alerts"]:
        yield Line("name", w["alert"][alert["id"]])
    if summary["violence"]:
        yield Line("name", w["violence"])
    if not summary["alerts"] and not summary["violence"]:
        yield Line("text", w["safety_none"])
    yield from _facts(theme, w, summary["withheld"])


def _running(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    yield Line("heading", w["deadlines"])
    if not summary["deadlines"]:
        yield Line("text", w["deadlines_none"])
    for line in summary["deadlines"]:
        yield Line("name", w["deadline"].format(due=danish_date(line["due"]), text=line["text"], law=line["law"]))
    if summary["deadlines"]:
        yield Line("fine", w["deadline_from"].format(day=danish_date(summary["sent"])))


def _message(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    yield Line("heading", w["message"])
    yield Line("text", summary["message"] or w["message_none"])
    if summary["masked"]:
        yield Line("fine", w["masked"])


def _reach(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    reach = summary["reach"]
    if reach is None:
        return
    yield Line("heading", w["reach"])
    yield Line("text", ". ".join(filter(None, [w["reach_how"][reach["how"]].rstrip("."), reach["detail"]])))
    if reach["safe"]:
        yield Line("text", w["safe"].format(text=reach["safe"]))


def _themes(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    for theme in summary["themes"]:
        if theme["id"] != "safety":
            yield Line("heading", theme["title"])
            yield from _facts(theme, w, summary["withheld"])


def _facts(theme: dict[str, Any], w: dict[str, Any], withheld: bool) -> Iterator[Line]:
    """What was not asked and what was struck out look alike: which answers were held back is not told."""
    why = {**w, "not_asked": w["not_told"]} if withheld else w
    for fact in theme["known"]:
        yield Line("text", f"{fact['label']}: {fact['answer']}")
    if theme["unknown"]:
        texts = [f"{fact['label']} ({why[fact['why']]})" for fact in theme["unknown"]]
        yield Line("fine", f"{w['unknown']}: {', '.join(texts)}")
    if theme["declined"]:
        yield Line("fine", f"{w['declined']}: {', '.join(fact['label'] for fact in theme['declined'])}")


def _provisions(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    yield Line("heading", w["provisions"])
    if not summary["provisions"]:
        yield Line("text", w["provisions_none"])
    for provision in summary["provisions"]:
        yield Line("name", f"{provision['title']} ({provision['law']}). {w['status'][provision['status']]}")
        yield from _provision(provision, w)


def _provision(provision: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    for reason in provision["reasons"]:
        if provision["status"] == "possible" and reason["outcome"] == "met":
            continue  # of what may be relevant the caseworker wants what is open; the JSON has all
        yield Line("text", f"{w['outcome'][reason['outcome']]}: {reason['text']}")
    if provision["missing"]:
        yield Line("text", w["missing"].format(facts=", ".join(provision["missing"])))
    for doubt in provision["doubts"]:
        yield Line("text", f"{w['doubts']}: {doubt}")
    if not provision["local"]:
        yield Line("fine", w["national"])
    yield Line("fine", w["source"].format(**provision["source"]))


def _later(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    if summary["later"]:
        yield Line("heading", w["later"])
    for line in summary["later"]:
        yield Line("text", w["later_line"].format(text=line["text"].rstrip("."), law=line["law"],
                                                  after=w["after"][line["after"]]))  # fmt: skip


def _pointers(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    if summary["pointers"]:
        yield Line("heading", w["pointers"])
    for text in summary["pointers"]:
        yield Line("text", text)


def _contacts(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    if summary["contacts"]:
        yield Line("heading", w["contacts"])
    for contact in summary["contacts"]:
        yield Line("text", ", ".join(filter(None, (contact["name"], contact["phone"], contact["email"]))))


def _foot(summary: dict[str, Any], w: dict[str, Any]) -> Iterator[Line]:
    edition = summary["knowledge"]
    yield Line("fine", w["edition"].format(version=edition["version"], checked=danish_date(edition["checked"])))
    yield Line("fine", w["guides"])
