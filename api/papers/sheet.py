"""The sheet: the result on one page, as lines that the print view, the PDF and the text lay out alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.dates import danish_date
from api.documents.line import Line
from api.locale import words_of
from api.money import range_text
from api.papers.cards import FROM_TODAY, cards_of, shared_contacts
from rules_core import Knowledge

FULL, BRIEF, BARE, NAME = range(4)
"""How much a sheet says of a likely finding, from all to its name alone."""


@dataclass(frozen=True)
class Detail:
    """How full a sheet is: the level of the first `cards` likely findings; those after them are names alone."""

    level: int = FULL
    cards: int = 99


DETAILS = (Detail(), Detail(BRIEF), Detail(BARE), *(Detail(BARE, count) for count in (12, 9, 6, 4, 2, 0)))
"""From the fullest sheet to the shortest. What is most relevant keeps its words longest."""


def sheet_of(conversation: dict[str, Any], knowledge: Knowledge, detail: Detail = DETAILS[0]) -> list[Line]:
    """The lines of a conversation's result; `conversation` bears `assessment` and `situation`."""
    assessment = conversation["assessment"]
    cards = cards_of(assessment, conversation["situation"], knowledge)
    words = words_of("da")
    paper, result = words["papers"], words["result"]
    lines = [Line("title", paper["sheet_title"]), Line("fine", _day(paper["made"], assessment["on"]))]
    lines += [Line("text", result["note"])]
    lines += [Line("fine", paper["shortened"])] if detail != DETAILS[0] else []
    lines += [line for alert in assessment["alerts"] for line in _alert(alert)]
    shared = shared_contacts(cards)
    kept = {contact["id"] for contact in shared}
    likely = [card for card in cards if card["status"] == "likely"]
    lines += [Line("heading", result["likely"])] if likely else []
    for place, card in enumerate(likely):
        lines += _likely(card, assessment["on"], detail.level if place < detail.cards else NAME, kept)
    lines += _listed(result["possible"], [card for card in cards if card["status"] == "possible"])
    lines += _contacts(result["shared"], shared)
    lines += _pointers(result["pointers"], assessment.get("pointers", []), detail.level)
    edition = _day(result["edition"], assessment["knowledge"]["checked"])
    return [*lines, Line("fine", edition), Line("fine", words["page"]["footer"])]


def contact_line(contact: dict[str, Any]) -> str:
    """Name, telephone, hours and address in one line."""
    words = words_of("da")["contact"]
    hours = words["round_the_clock"] if contact["round_the_clock"] else contact["hours"]
    parts = [contact["phone"], hours, contact["address"], contact["email"], contact["url"]]
    rest = [words["anonymous"]] if contact["anonymous"] else []
    return ". ".join(str(part).rstrip(".") for part in [contact["name"], *filter(None, parts), *rest])


def _likely(card: dict[str, Any], on: str, level: int, shared: set[str]) -> list[Line]:
    words = words_of("da")["result"]
    lines = [Line("name", f"{card['title']} ({card['law']}). {words['status'][card['status']]}.")]
    if level == NAME:
        return lines
    lines += [Line("text", card["summary"])] if level == FULL else []
    lines += [Line("text", f"{words['apply']}: {card['apply']['text']}")]
    if level <= BRIEF:
        lines += [Line("text", text) for text in (*_price(card["cost"], on), *_dates(card["deadlines"]))]
        own = [contact for contact in card["contacts"] if contact["id"] not in shared]
        lines += [Line("text", contact_line(contact)) for contact in own[: None if level == FULL else 2]]
    return lines


def _price(cost: dict[str, Any] | None, on: str) -> list[str]:
    """What one pays, receives and keeps, each with its year; an amount of an earlier year says that it is one."""
    words = words_of("da")["result"]
    texts = []
    for side in ("pays", "receives", "keeps"):
        amount = cost[side] if cost else None
        text = range_text(amount) if amount else ""
        if amount and text:
            texts.append(f"{words[side]} {text}. {_year(amount['rate_year'], on)}".strip())
    return texts + ([f"{words['assumptions']} {' '.join(cost['assumptions'])}"] if cost and cost["assumptions"] else [])


def _year(year: int | None, on: str) -> str:
    words = words_of("da")["result"]
    return words["year_past" if year < int(on[:4]) else "year"].format(year=year) if year else ""


def _dates(deadlines: list[dict[str, Any]]) -> list[str]:
    words = words_of("da")["result"]
    soon = sorted((line for line in deadlines if line["after"] in FROM_TODAY), key=lambda line: str(line["due"]))
    return [f"{line['text']} {_day(words['due'], line['due'])} ({words['after'][line['after']]})." for line in soon]


def _listed(title: str, cards: list[dict[str, Any]]) -> list[Line]:
    """Names alone, in one paragraph."""
    names = "; ".join(f"{card['title']} ({card['law']})" for card in cards)
    return [Line("heading", title), Line("text", f"{names}.")] if cards else []


def _contacts(title: str, contacts: list[dict[str, Any]]) -> list[Line]:
    lines = [Line("text", contact_line(contact)) for contact in contacts]
    return [Line("heading", title), *lines] if lines else []


def _pointers(title: str, pointers: list[dict[str, Any]], level: int) -> list[Line]:
    lines = [Line("text", pointer["text"]) for pointer in pointers]
    return [Line("heading", title), *lines] if lines and level < BARE else []


def _alert(alert: dict[str, Any]) -> list[Line]:
    return [Line("heading", words_of("da")["alert"]["title"]), Line("text", alert["text"])] + [
        Line("text", contact_line(contact)) for contact in alert["contacts"]
    ]


def _day(form: str, day: str) -> str:
    return form.format(date=danish_date(day), day=danish_date(day))
