"""What a browser makes of the papers: print, PDF, calendar, copy."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Download, expect
from pypdf import PdfReader

from tests.browser.citizen import Citizen, W

Arrive = Callable[..., Citizen]
HOME = "Midlertidigt husly (Serviceloven § 80)"


def fetched(person: Citizen, name: str) -> Download:
    with person.page.expect_download() as download:
        person.button(name).click()
    return download.value


def text_of(pdf: bytes) -> tuple[int, str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_pdf_comes_as_a_file_and_the_page_stays(citizen: Arrive) -> None:
    person = citizen().homeless()
    file = fetched(person, W["papers"]["pdf"])
    assert file.suggested_filename == "dokument.pdf"
    pages, text = text_of(Path(file.path()).read_bytes())
    assert pages == 1
    assert HOME in text
    assert person.page.url == person.address + "/"
    expect(person.page.locator("#resultat")).to_be_visible()


def test_a_calendar_comes_as_a_file(citizen: Arrive) -> None:
    person = citizen().homeless()
    file = fetched(person, W["papers"]["calendar"])
    assert file.suggested_filename == "kalender.ics"
    events = Calendar.from_ical(Path(file.path()).read_bytes()).walk("VEVENT")
    shown = person.page.locator("h3", has_text=W["result"]["dates"]).locator("xpath=following::ol[1]//time")
    days = {shown.nth(place).get_attribute("datetime") for place in range(1, shown.count())}
    assert {event["dtstart"].dt.isoformat() for event in events} == days
    assert days


def test_print_shows_the_sheet_alone_on_one_page(citizen: Arrive) -> None:
    person = citizen().homeless()
    person.page.evaluate("() => { window.print = () => { window.printed = document.querySelectorAll('#ark').length } }")
    person.button(W["papers"]["print"]).click()
    person.page.wait_for_function("() => window.printed === 1")
    person.page.wait_for_load_state("networkidle")  # style sheets and letters decide where a page ends
    pages, text = text_of(person.page.pdf(prefer_css_page_size=True))
    assert pages == 1
    assert HOME in text
    for furniture in (W["page"]["exit"], W["papers"]["hint"], W["chat"]["text_label"]):
        assert furniture not in text
    person.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert person.page.locator("#ark").count() == 0
    expect(person.page.locator("#resultat")).to_be_visible()


def test_without_a_script_the_print_view_is_one_page(citizen: Arrive) -> None:
    person = citizen(java_script_enabled=False)
    person.page.get_by_label(W["start"]["municipality"]).select_option("holbaek")
    person.button(W["start"]["button"]).click()
    person.page.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    person.button(W["chat"]["text_send"]).click()
    person.button(W["chat"]["results"]).click()
    person.button(W["papers"]["print"]).click()
    expect(person.page.locator("#ark")).to_contain_text(HOME)
    person.page.wait_for_load_state("networkidle")  # style sheets and letters decide where a page ends
    pages, text = text_of(person.page.pdf(prefer_css_page_size=True))
    assert pages == 1
    assert HOME in text
    assert W["papers"]["print_hint"] not in text


def test_the_text_is_copied(citizen: Arrive) -> None:
    person = citizen(permissions=["clipboard-read", "clipboard-write"]).homeless()
    person.button(W["papers"]["text"]).click()
    expect(person.page.locator("#status")).to_have_text(W["script"]["copied"])
    copied = person.page.evaluate("navigator.clipboard.readText()")
    assert HOME in copied
    assert W["result"]["note"] in copied


def test_where_copying_is_refused_the_text_stands_to_be_copied(citizen: Arrive) -> None:
    person = citizen().homeless()
    person.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    person.button(W["papers"]["text"]).click()
    expect(person.page.get_by_label(W["papers"]["text_hint"])).to_contain_text(HOME)
    person.button(W["chat"]["show"]).click()
    expect(person.page.locator("#resultat")).to_be_visible()
