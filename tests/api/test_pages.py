"""The chat page without a script: forms alone, followed as a browser would."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.locale import words_of
from api.pages.assets import STATIC
from api.service import Service
from bot.errors import NotStored
from tests.api.forms import Page

pytestmark = pytest.mark.model
W = words_of("da")


def begin(client: TestClient, municipality: str = "holbaek") -> Page:
    return Page.first(client).press(W["start"]["button"], municipality=municipality)


def to_the_end(page: Page, *answers: str) -> Page:
    """Presses the first of the answers that is offered, or says no more, until nothing is asked."""
    for _ in range(40):
        if not page.has(W["chat"]["declined"]):
            return page
        wanted = next((answer for answer in answers if page.has(answer)), W["chat"]["dont_know"])
        page = page.press(wanted)
        assert page.status == 200, page.text
    raise AssertionError("the interview does not end")


def test_the_first_page_says_what_it_is_and_how_private(client: TestClient) -> None:
    page = Page.first(client)
    for words in ("maskine", "afgøre", "CPR-nummer", "24 timer", "cookies", "Ring 112", "Ring 70 201 201"):
        assert words in page.text


def test_every_page_leads_to_the_accessibility_statement(client: TestClient) -> None:
    for page in (Page.first(client), begin(client)):
        assert ("a", {"href": "/tilgaengelighed"}) in page.tags
    statement = Page(client, client.get("/tilgaengelighed"))
    assert statement.status == 200
    assert "WCAG 2.1" in statement.text
    assert statement.has(W["page"]["exit"])


def test_the_statement_names_the_operator_or_says_that_nobody_is_named(
    plain: TestClient, broken: Service, serve: Callable[[Service], TestClient]
) -> None:
    statement = Page(plain, plain.get("/tilgaengelighed"))
    feedback = W["accessibility"]["feedback"]
    for words in ("no_operator", "no_mail", "no_phone", "otherwise"):
        assert feedback[words] in statement.text
    assert ("a", {"href": W["accessibility"]["enforcement"]["url"], "target": "_top", "rel": "noreferrer noopener"}
            ) in statement.tags  # fmt: skip
    assert plain.get("/was").headers["location"] == "/tilgaengelighed"
    official = "https://www.was.digst.dk/vejviser-dk"
    named = {"operator": "Eksempelby Kommune", "accessibility_mail": "web@eksempelby.dk",
             "accessibility_phone": "70 10 20 30", "accessibility_statement": official}  # fmt: skip
    broken.settings = broken.settings.copy(update=named)
    client = serve(broken)
    statement = Page(client, client.get("/tilgaengelighed"))
    assert feedback["operator"].format(operator="Eksempelby Kommune") in statement.text
    for address in ("mailto:web@eksempelby.dk", "tel:70102030", official):
        assert address in [attributes.get("href") for _, attributes in statement.tags]
    for words in ("no_operator", "no_mail", "no_phone", "otherwise"):
        assert feedback[words] not in statement.text
    assert client.get("/was").headers["location"] == official


def test_every_page_has_one_heading_of_the_first_rank(client: TestClient) -> None:
    page = begin(client)
    pages = [Page.first(client), page, page.press(W["chat"]["human"])]
    pages.append(page.press(W["chat"]["text_send"], text="han slår mig nu, jeg er bange"))
    pages.append(to_the_end(begin(client).press("Alkohol")))
    pages += [pages[-1].press(W["chat"]["erase"]), pages[-1].press(W["chat"]["human"])]
    for shown in pages:
        assert [tag for tag, _ in shown.tags].count("h1") == 1, shown.text[:300]


def test_after_erasing_it_is_said_that_counts_stay(client: TestClient) -> None:
    assert W["erased"]["counted"] in begin(client).press(W["chat"]["erase"]).text


def test_a_source_without_a_date_of_its_own_says_when_it_was_read(client: TestClient) -> None:
    page = to_the_end(begin(client).press("Jeg har ingen bolig"), "Jeg har ingen bolig")
    cited = [part.partition(")")[0] for part in page.text.split(f"{W['result']['source']}: ")[1:]]
    assert cited
    for source in cited:
        assert re.search(r"\((fra|læst) \d+\. \w+ \d{4}$", source), source


def test_a_whole_case_by_forms(client: TestClient) -> None:
    page = begin(client)
    assert "Du skriver med en maskine" in page.text
    page = page.press("Jeg har ingen bolig")
    assert "Hvor gammel er du?" in page.text
    page = page.press(W["chat"]["send_number"], number="34")
    assert "34 år" in page.text
    page = to_the_end(page, "Jeg har ingen bolig", "Ja", W["chat"]["none_of"])
    assert W["result"]["title"] in page.text
    assert "Serviceloven § 110" in page.text
    assert W["result"]["unlikely"] in page.text
    assert "kr." in page.text
    assert "Alder 34 år" in page.text


def test_every_question_offers_all_ways_out(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig")
    for _ in range(40):
        if not page.has(W["chat"]["declined"]):
            break
        for name in ("dont_know", "declined", "text_send", "back", "human", "start_over", "erase"):
            assert page.has(W["chat"][name]), name
        assert page.has(W["page"]["exit"])
        assert W["chat"]["why"] in page.text
        page = page.press(W["chat"]["declined"])
    assert page.has(W["page"]["exit"])


def test_a_reload_counts_once(client: TestClient, service: Service) -> None:
    page = begin(client).press("Jeg har ingen bolig")
    action, data = page.sends(W["chat"]["send_number"], number="34")
    first, again = (Page(client, client.post(action, data=data)) for _ in range(2))
    assert again.status == 200
    fields = dict(first.form_with(W["chat"]["erase"]).fields)
    record = service.records.read(fields["conversation"])
    assert len(record.content["turns"]) == 3


def test_an_old_page_leads_to_the_question_that_stands(client: TestClient) -> None:
    old = begin(client).press("Jeg har ingen bolig")
    old.press(W["chat"]["send_number"], number="34")
    stale = old.press(W["chat"]["declined"])
    assert stale.status == 409
    assert W["problems"]["stale"]["title"] in stale.text
    assert "Hvordan bor du lige nu?" in stale.text


def test_a_number_out_of_bounds_is_asked_again(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig")
    remedies = {"200": "Skriv et helt tal fra 0 til 120.", "12,5": "Skriv et helt tal", "": "Skriv noget"}
    for number, words in remedies.items():
        wrong = page.press(W["chat"]["send_number"], number=number)
        assert wrong.status == 422
        assert words in wrong.text
        assert "Hvor gammel er du?" in wrong.text


def test_boxes_can_be_ticked(client: TestClient) -> None:
    page = begin(client).press("Hjælp til at klare hverdagen")
    while not page.has(W["chat"]["send_choices"]):
        page = page.press(W["chat"]["declined"])
    nothing = page.press(W["chat"]["send_choices"])
    assert nothing.status == 422
    assert W["chat"]["pick_one"] in nothing.text
    values = [value for _, value in page.form_with(W["chat"]["send_choices"]).boxes][:2]
    ticked = page.press(W["chat"]["send_choices"], pick=values)
    assert ticked.status == 200
    assert W["chat"]["send_choices"] not in ticked.text
    labels = [label for label in ("I kroppen", "I sindet, for eksempel angst eller depression") if label in ticked.text]
    assert len(labels) == 2


def test_back_start_over_results_and_a_human(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    assert "Hvor gammel er du?" in page.press(W["chat"]["back"]).text
    page = page.press(W["chat"]["results"])
    assert W["result"]["title"] in page.text
    page = page.press(W["chat"]["continue"])
    assert page.has(W["chat"]["declined"])
    assert "Du kan tale med et menneske" in page.press(W["chat"]["human"]).text
    page = page.press(W["chat"]["start_over"])
    assert "Alder" not in page.text


def test_free_text_is_said_back_without_identity_numbers(client: TestClient, planted_words: tuple[str, ...]) -> None:
    text = f"<b>jeg</b> er {planted_words[-1]} \"og\" {planted_words[0]}"
    page = begin(client).press(W["chat"]["text_send"], text=text)
    assert planted_words[-1] not in page.html
    assert W["identity_word"] in page.text
    assert W["chat"]["removed"] in page.text
    assert W["chat"]["removed"] not in page.press(W["chat"]["text_send"], text="jeg er 34").text
    assert "&lt;b&gt;jeg&lt;/b&gt;" in page.html
    assert "<b>" not in page.html
    assert page.press(W["chat"]["text_send"], text="  ").status == 422


def test_a_turn_that_is_not_stored_says_so_and_can_be_sent_again(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch, planted_words: tuple[str, ...]
) -> None:
    page = begin(client)

    def fail(*_: Any) -> None:
        raise NotStored("disk")

    with monkeypatch.context() as patch:
        patch.setattr(service.records, "write", fail)
        lost = page.press(W["chat"]["text_send"], text=f"cpr {planted_words[-1]}")
    assert lost.status == 503
    assert W["problems"]["not_stored"]["title"] in lost.text
    assert planted_words[-1] not in lost.html
    assert lost.has(W["page"]["exit"])
    again = lost.press(W["chat"]["retry"])
    assert again.status == 200
    assert lost.press(W["chat"]["show"]).status == 200


def test_erasing_says_so_and_leaves_nothing(client: TestClient) -> None:
    page = begin(client)
    erased = page.press(W["chat"]["erase"])
    assert W["erased"]["title"] in erased.text
    assert page.press(W["chat"]["erase"]).status == 200
    gone = page.press("Jeg har ingen bolig")
    assert gone.status == 410
    assert W["problems"]["erased"]["title"] in gone.text


def test_erasing_that_fails_says_so(client: TestClient, service: Service) -> None:
    page = begin(client)
    for file in service.settings.state.glob("records.sqlite3*"):
        file.unlink()
    failed = page.press(W["chat"]["erase"])
    assert failed.status == 503
    assert W["erased"]["failed_title"] in failed.text
    assert failed.has(W["script"]["again"])


def test_leaving_erases_and_leads_away(client: TestClient, service: Service) -> None:
    page = begin(client)
    action, data = page.sends(W["page"]["exit"])
    left = client.post(action, data=data)
    assert (left.status_code, left.headers["location"]) == (303, service.settings.exit_url)
    assert page.press(W["chat"]["show"] if page.has(W["chat"]["show"]) else "Alkohol").status == 410
    for broken in ({}, {"conversation": "x", "token": "y"}, data):
        assert client.post(action, data=broken).status_code == 303


def test_a_beacon_is_not_led_to_another_site(client: TestClient) -> None:
    action, data = begin(client).sends(W["page"]["exit"])
    left = client.post(action, data={**data, "beacon": "1"})
    assert (left.status_code, left.content) == (204, b"")
    assert "location" not in left.headers
    assert left.headers["clear-site-data"]


def test_danger_is_answered_on_top(client: TestClient) -> None:
    page = begin(client)
    form = page.form_with(W["chat"]["erase"])
    fields = dict(form.fields)
    client.post(
        f"/api/v1/conversations/{fields['conversation']}/turns",
        json={"turn_id": "11111111-1111-4111-8111-111111111111", "set": {"immediate_danger": True}},
        headers={"Authorization": f"Bearer {fields['token']}"},
    )
    page = Page(client, client.post("/samtale", data=fields))
    assert page.text.index(W["alert"]["title"]) < page.text.index(W["chat"]["text_send"])
    assert 'href="tel:112"' in page.html
    assert 'href="tel:1888"' in page.html


def test_no_page_names_a_conversation_in_an_address_or_title(client: TestClient) -> None:
    page = begin(client).press("Alkohol")
    fields = dict(page.form_with(W["chat"]["erase"]).fields)
    for _, attributes in page.tags:
        for name in ("href", "src", "action", "title", "data-exit"):
            value = attributes.get(name) or ""
            assert fields["conversation"] not in value
            assert fields["token"] not in value
    assert "<title>Vejviser</title>" in page.html


def test_pages_ask_no_other_host_for_anything_and_hold_no_inline_script_or_style(client: TestClient) -> None:
    for page in (Page.first(client), to_the_end(begin(client))):
        for tag, attributes in page.tags:
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)
            if tag in ("script", "link", "img"):
                assert (attributes.get("src") or attributes.get("href") or "").startswith("/static/")
        assert "</script>" in page.html
    assert "http" not in (STATIC / "style.css").read_text().replace("http://www.w3.org", "")
    assert not [file.name for file in STATIC.glob("*.js") if "http" in file.read_text()]


def test_labels_headings_and_language(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label" and "for" in attributes}
    for tag, attributes in page.tags:
        if tag in ("textarea", "select") or (tag == "input" and attributes.get("type") != "hidden"):
            assert attributes["id"] in labelled
    assert ("html", {"lang": "da", "dir": "ltr"}) in page.tags
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert ("a", {"class": "skipnav", "href": "#indhold"}) in page.tags


@pytest.mark.parametrize(
    "data",
    [
        {}, {"turn_id": "x"}, {"turn_id": "11111111-1111-4111-8111-111111111111"}, {"choice": "{"}, {"choice": "NaN"},
        {"turn_id": "11111111-1111-4111-8111-111111111111", "choice": "\"quispelfjord\""},
        {"turn_id": "11111111-1111-4111-8111-111111111111", "command": "quispelfjord"},
        {"turn_id": "11111111-1111-4111-8111-111111111111", "choice": "[" * 5000},
    ],
)  # fmt: skip
def test_a_form_that_no_page_made_is_answered_with_a_page(client: TestClient, data: dict[str, str]) -> None:
    fields = dict(begin(client).form_with(W["chat"]["erase"]).fields)
    page = Page(client, client.post("/samtale", data={**fields, **data}))
    assert page.status in (200, 400, 422)
    assert "quispelfjord" not in page.html
    assert page.has(W["page"]["exit"])


def test_a_wrong_token_is_401_as_a_page(client: TestClient) -> None:
    fields = dict(begin(client).form_with(W["chat"]["erase"]).fields)
    page = Page(client, client.post("/samtale", data={**fields, "token": "quispelfjord"}))
    assert page.status == 401
    assert "quispelfjord" not in page.html


def test_the_script_finds_its_words(client: TestClient) -> None:
    body = next(attributes for tag, attributes in Page.first(client).tags if tag == "body")
    words = json.loads(body["data-words"] or "")
    script = "".join(file.read_text() for file in STATIC.glob("*.js"))
    assert words == W["script"]
    for name in words:
        assert f"words.{name}" in script


def test_an_unexpected_error_is_a_page(broken: Service, serve: Callable[[Service], TestClient]) -> None:
    broken.runtime.error = RuntimeError("quispelfjord")  # type: ignore[attr-defined]
    client = serve(broken)
    page = Page(client, client.post("/samtale", data={"municipality": "holbaek"}))
    assert page.status == 500
    assert "quispelfjord" not in page.html
    assert page.has(W["page"]["exit"])


def test_an_amount_of_an_earlier_year_says_so(client: TestClient) -> None:
    page = to_the_end(begin(client).press("Jeg har ingen bolig"), "Jeg har ingen bolig", "Ja")
    assert "100,77 kr. pr. døgn" in page.text.replace("\u00a0", " ")
    assert "Beløb fra 2024. Det kan være reguleret siden." in page.text
