"""The sheet as PDF, calendar and text: one page, whole as far as there is room, and neutral where others may look."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from api.locale import words_of
from api.papers.calendar import calendar_of
from api.papers.cards import cards_of, dates_of
from api.papers.pdf import fitting
from api.papers.plain import plain_text
from api.papers.sheet import BARE, BRIEF, DETAILS, Detail, sheet_of
from api.settings import Settings
from rules_core import Knowledge
from tests.papers.conftest import DAY, FULL, PLAIN

Result = Callable[[dict[str, Any]], dict[str, Any]]
W = words_of("da")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=timezone.utc)


def made(result: Result, knowledge: Knowledge, situation: dict[str, Any]) -> tuple[Detail, PdfReader, str]:
    conversation = result(situation)
    detail, document = fitting(
        lambda detail: sheet_of(conversation, knowledge, detail), Settings().design, W["papers"]["sheet_title"]
    )
    reader = PdfReader(io.BytesIO(document))
    return detail, reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_a_pdf_holds_the_whole_sheet_on_one_page(result: Result, knowledge: Knowledge) -> None:
    detail, reader, text = made(result, knowledge, PLAIN)
    assert len(reader.pages) == 1
    assert detail == DETAILS[0]
    for line in sheet_of(result(PLAIN), knowledge):
        assert squeezed(line.text) in text
    assert W["papers"]["shortened"] not in text


def test_a_pdf_of_many_findings_names_them_all_on_one_page_and_says_that_it_is_short(
    result: Result, knowledge: Knowledge
) -> None:
    _, reader, text = made(result, knowledge, FULL)
    assert len(reader.pages) == 1
    assert W["papers"]["shortened"] in text
    findings = result(FULL)["assessment"]["findings"]
    for finding in findings:
        assert (finding["title"] in text) == (finding["status"] != "unlikely")
    for phone in ("112", "1888", "70 201 201"):
        assert phone in text


def test_a_pdf_does_not_say_what_it_is_about_outside_its_page(result: Result, knowledge: Knowledge) -> None:
    _, reader, _ = made(result, knowledge, PLAIN)
    about = reader.metadata or {}
    assert about["/Title"] == W["papers"]["sheet_title"]
    assert not {"/Subject", "/Keywords", "/Author"} & set(about)


def test_danish_letters_are_letters_in_the_pdf(result: Result, knowledge: Knowledge) -> None:
    _, _, text = made(result, knowledge, PLAIN)
    assert set("æøåÅ§") <= set(text)


@pytest.mark.parametrize("detail", DETAILS)
def test_a_shorter_sheet_drops_words_but_no_likely_finding(
    result: Result, knowledge: Knowledge, detail: Detail
) -> None:
    text = plain_text(sheet_of(result(FULL), knowledge, detail))
    likely = [f for f in result(FULL)["assessment"]["findings"] if f["status"] == "likely"]
    assert all(finding["title"] in text for finding in likely)
    assert (likely[0]["summary"] in text) == (detail == DETAILS[0])
    how = f"{W['result']['apply']}: {likely[0]['apply']['text']}"
    assert (how in text) == (detail.level <= BARE and detail.cards > 0)
    assert (W["papers"]["shortened"] in text) == (detail != DETAILS[0])


def test_a_sheet_bears_price_with_its_year_dates_and_telephone(result: Result, knowledge: Knowledge) -> None:
    text = plain_text(sheet_of(result({**FULL, "municipality": "holbaek"}), knowledge)).replace("\u00a0", " ")
    assert re.search(r"Du betaler .*kr\. pr\. døgn\. Beløb fra 2024\. Det kan være reguleret siden\.", text)
    assert W["result"]["assumptions"] in text
    assert "(hvis du søger i dag)" in text
    assert "Reglerne er sidst læst igennem" in text
    brief = plain_text(sheet_of(result(PLAIN), knowledge, Detail(BRIEF)))
    assert "Du betaler ikke noget." in brief


def events(result: Result, knowledge: Knowledge, situation: dict[str, Any]) -> tuple[list[Any], str]:
    conversation = result(situation)
    cards = cards_of(conversation["assessment"], situation, knowledge)
    content = calendar_of(dates_of(cards, DAY.isoformat()), DAY.isoformat(), NOW)
    return list(Calendar.from_ical(content).walk("VEVENT")), content.decode()


def test_the_calendar_holds_each_date_once(result: Result, knowledge: Knowledge) -> None:
    found, _ = events(result, knowledge, FULL)
    dates = dates_of(cards_of(result(FULL)["assessment"], FULL, knowledge), DAY.isoformat())[1:]
    shown = [(event["dtstart"].dt.isoformat(), str(event["summary"])) for event in found]
    kinds = W["papers"]["calendar_kinds"]
    assert set(shown) == {(line["day"], kinds[line["kind"]]) for line in dates}
    assert len({event["uid"] for event in found}) == len(found) > 3


def test_the_calendar_says_nothing_of_what_it_is_about_and_rings_no_bell(
    result: Result, knowledge: Knowledge
) -> None:
    _, text = events(result, knowledge, FULL)
    told = text.lower().replace("\r\n ", "")
    for finding in result(FULL)["assessment"]["findings"]:
        assert finding["title"].lower() not in told
        assert finding["law"].lower() not in told
    for word in ("§", "lov", "kommune", "varde", "vejviser", "vold", "misbrug", "valarm", "location", "url:"):
        assert word not in told


def test_no_date_no_event(result: Result, knowledge: Knowledge) -> None:
    assert events(result, knowledge, {"age": 15})[0] == []


def test_the_font_is_licensed_and_comes_with_the_design_system() -> None:
    folder = Settings().design / "fonts/IBMPlexSans/complete/ttf"
    assert "SIL OPEN FONT LICENSE" in Path(folder / "license.txt").read_text(encoding="utf-8")
