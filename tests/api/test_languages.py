"""Every language of the interface has every word, and says that the conversation is in Danish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import locale
from api.locale import EMERGENCY, ERRORS, INTERFACE, LANGUAGES, words_of
from api.shield import IN_FRAMES
from rules_core import Knowledge
from rules_core.strict_yaml import read_yaml
from tests.api.forms import Page

FOLDER = Path(locale.__file__).parent / "locales"
OTHERS = [language for language in LANGUAGES if language != "da"]


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text with its path; lists count by place."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path, value
        return
    for key, inner in items:
        yield from leaves(inner, (*path, key))


def shared(words: dict[str, Any]) -> dict[str, Any]:
    """The parts that every language has."""
    whole = {part: words[part] for part in INTERFACE}
    return {**whole, **{part: {key: words[part][key] for key in keys} for part, keys in ERRORS.items()}}


def of_file(language: str) -> dict[str, Any]:
    return read_yaml(FOLDER / f"{language}.yml", FOLDER)


def test_there_is_one_file_a_language_and_no_other() -> None:
    assert {file.stem for file in FOLDER.glob("*.yml")} == set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_of_the_interface_is_missing_and_none_is_too_many(language: str) -> None:
    own = of_file(language)
    assert set(own) == {*INTERFACE, *ERRORS, *EMERGENCY}
    danish = dict(leaves(shared(words_of("da"))))
    there = dict(leaves({part: own[part] for part in (*INTERFACE, *ERRORS)}))
    assert set(there) == set(danish)
    for path, text in there.items():
        assert text.strip()
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", danish[path])), path


@pytest.mark.parametrize("language", OTHERS)
def test_words_are_translated(language: str) -> None:
    danish = dict(leaves(shared(words_of("da"))))
    same = [path for path, text in leaves(shared(of_file(language))) if text == danish[path]]
    assert set(same) <= {("page", "name"), ("page", "direction"), ("chat", "text_send")}


@pytest.mark.parametrize("language", OTHERS)
def test_every_emergency_contact_and_every_advice_is_there(language: str, knowledge: Knowledge) -> None:
    words = words_of(language)
    assert set(words["alerts"]) == set(knowledge.alerts)
    assert set(words["lines"]) == {contact for alert in knowledge.alerts.values() for contact in alert.contacts}
    for id, alert in knowledge.alerts.items():
        assert set(re.findall(r"\d+", words["alerts"][id])) == set(re.findall(r"\d+", alert.text))


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [language for language in LANGUAGES if words_of(language)["page"]["direction"] == "rtl"] == ["ar"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_first_page_is_in_the_language_and_says_what_is_in_danish(plain: TestClient, language: str) -> None:
    words = words_of(language)
    page = Page(plain, plain.get(f"/{language}"))
    assert ("html", {"lang": language, "dir": words["page"]["direction"]}) in page.tags
    assert words["page"]["note"] in page.text
    assert words["lines"]["lev-uden-vold"] in page.text
    assert words["contact"]["call"].format(phone="112") in page.text
    assert page.has(words["page"]["exit"])
    assert f"/{language}" in IN_FRAMES


def test_the_first_page_leads_to_every_other_language(plain: TestClient) -> None:
    page = Page.first(plain)
    for language in OTHERS:
        assert ("a", {"href": f"/{language}", "lang": language, "hreflang": language}) in page.tags
    assert words_of("da")["page"]["note"] == ""


@pytest.mark.model
@pytest.mark.parametrize("language", OTHERS)
def test_a_conversation_stays_in_the_language_it_was_begun_in(client: TestClient, language: str) -> None:
    words = words_of(language)
    page = Page(client, client.get(f"/{language}")).press(words["start"]["button"], municipality="holbaek")
    assert words["page"]["note"] in page.text
    page = page.press("Jeg har ingen bolig")
    assert ("html", {"lang": language, "dir": words["page"]["direction"]}) in page.tags
    assert "Hvor gammel er du?" in page.text
    assert ("h1", {"id": "spoergsmaal", "lang": "da", "dir": "ltr"}) in page.tags
    page = page.press(words["chat"]["send_number"], number="")
    assert words["chat"]["empty_text"] in page.text
    fields = dict(page.form_with(words["chat"]["erase"]).fields)
    said = {"turn_id": "11111111-1111-4111-8111-111111111111", "text": "han slår mig nu, jeg er bange"}
    alarmed = Page(client, client.post("/samtale", data={**fields, **said}))
    assert words["alerts"]["danger"] in alarmed.text
    erased = alarmed.press(words["chat"]["erase"])
    assert words["erased"]["title"] in erased.text
    assert ("a", {"class": "button button-primary", "href": f"/{language}"}) in erased.tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_telephone_number_is_read_from_left_to_right_in_one_piece(plain: TestClient, language: str) -> None:
    page = Page(plain, plain.get("/" if language == "da" else f"/{language}"))
    for number in ("112", "1888", "70\u00a0201\u00a0201"):
        assert page.html.count(f'<bdi dir="ltr">{number}</bdi>') == 2
    assert page.html.count("<bdi") == page.html.count('href="tel:')


@pytest.mark.model
@pytest.mark.parametrize("language", OTHERS)
def test_what_goes_wrong_is_said_in_the_language(client: TestClient, language: str) -> None:
    words = words_of(language)
    old = Page(client, client.get(f"/{language}")).press(words["start"]["button"], municipality="holbaek")
    asked = old.press("Jeg har ingen bolig")
    assert words["remedies"]["integer"].format(least=0, most=120) in asked.press(
        words["chat"]["send_number"], number="200").text  # fmt: skip
    asked.press(words["chat"]["send_number"], number="34")
    stale = asked.press(words["chat"]["declined"])
    assert words["problems"]["stale"]["title"] in stale.text
    assert stale.press(words["chat"]["back"]).text.count(words["chat"]["back"]) == 2  # what was pressed, and the button
    stale.press(words["chat"]["erase"])
    gone = stale.press(words["chat"]["declined"])
    assert gone.status == 410
    assert words["problems"]["erased"]["detail"] in gone.text
    assert ("html", {"lang": language, "dir": words["page"]["direction"]}) in gone.tags


@pytest.mark.model
def test_an_unknown_language_is_danish(client: TestClient) -> None:
    page = Page(client, client.post("/samtale", data={"municipality": "holbaek", "language": "quispelfjord"}))
    assert ("html", {"lang": "da", "dir": "ltr"}) in page.tags
    assert "quispelfjord" not in page.html
