"""What can be taken along, asked for by form: the answer to a POST, neutral by name, and kept nowhere."""

from __future__ import annotations

import io

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar
from pypdf import PdfReader

from api.locale import words_of
from tests.api.forms import Page
from tests.api.test_pages import begin, to_the_end

pytestmark = pytest.mark.model
W = words_of("da")
FORMS = ("print", "pdf", "calendar", "text")


@pytest.fixture
def result(client: TestClient) -> Page:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    return to_the_end(page, "Jeg har ingen bolig")


def asked(page: Page, form: str, **headers: str):
    fields = dict(page.form_with(W["chat"]["erase"]).fields)
    return page.client.post("/papir", data={**fields, "form": form}, headers=headers)


def test_a_pdf_is_one_page_under_a_name_that_says_nothing(result: Page) -> None:
    action, data = result.sends(W["papers"]["pdf"])
    answer = result.client.post(action, data=data)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="dokument.pdf"'
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert "Midlertidigt husly" in pages[0].extract_text()


def test_a_calendar_is_a_file_under_a_name_that_says_nothing(result: Page) -> None:
    action, data = result.sends(W["papers"]["calendar"])
    answer = result.client.post(action, data=data)
    assert answer.headers["content-disposition"] == 'attachment; filename="kalender.ics"'
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(event["summary"]) for event in events} <= set(W["papers"]["calendar_kinds"].values())
    assert events


def test_the_text_is_a_page_and_for_the_script_plain(result: Page) -> None:
    shown = result.press(W["papers"]["text"])
    assert "Midlertidigt husly (Serviceloven § 80)" in shown.text
    assert shown.has(W["chat"]["show"])
    plain = asked(result, "text", Accept="text/plain")
    assert plain.headers["content-type"].startswith("text/plain")
    assert "Midlertidigt husly (Serviceloven § 80)" in plain.text


def test_the_print_view_leads_back_to_the_conversation(result: Page) -> None:
    shown = result.press(W["papers"]["print"])
    assert "Midlertidigt husly" in shown.text
    assert "<title>Vejviser</title>" in shown.html
    back = shown.press(W["chat"]["show"])
    assert W["result"]["note"] in back.text


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_a_paper_is_stored_on_the_way_or_in_an_address(result: Page, form: str) -> None:
    answer = asked(result, form)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.request.url.query == b""
    assert result.client.get("/papir").status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_there_is_no_paper_without_the_key_or_after_erasing(result: Page, form: str) -> None:
    fields = dict(result.form_with(W["chat"]["erase"]).fields)
    post = result.client.post
    assert post("/papir", data={**fields, "token": "x", "form": form}).status_code == 401
    assert post("/papir", data={"form": form}).status_code == 303
    result.press(W["chat"]["erase"])
    assert asked(result, form).status_code == 410


def test_an_unknown_form_is_a_problem_page(result: Page) -> None:
    answer = asked(result, "quispelfjord")
    assert answer.status_code == 400
    assert "quispelfjord" not in answer.text


def test_before_anything_is_known_there_is_nothing_to_take_along(client: TestClient) -> None:
    page = begin(client, municipality="")
    assert asked(page, "pdf").status_code == 409
