"""Leave the page now: by button and by key, and what Back, the server and the browser then hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.errors import Erased
from tests.browser.citizen import Citizen, W
from tests.browser.service import EXIT, Served

Arrive = Callable[..., Citizen]
TOLD = "lejlighed"


def by_button(person: Citizen) -> None:
    person.button(W["page"]["exit"]).click()


def by_key(person: Citizen) -> None:
    for _ in range(3):
        person.page.keyboard.press("Shift")


def in_the_midst(person: Citizen) -> Citizen:
    person.begin().say("jeg er 34 og har mistet min lejlighed")
    assert TOLD in person.page.content()
    return person


def is_erased(served: Served, conversation: str, page: Page) -> bool:
    """Whether the beacon arrived; it outlives the page, so it may come after the exit is shown."""
    for _ in range(100):
        try:
            served.service.records.read(conversation)
        except Erased:
            return True
        page.wait_for_timeout(50)
    return False


def goes_back_to_nothing(page: Page) -> None:
    """Back, as often as there is something to go back to: nothing of the talk is shown."""
    for _ in range(3):
        page.go_back()
        assert TOLD not in page.content()
        assert page.locator("[data-said], #spoergsmaal, .answers").count() == 0


@pytest.mark.parametrize("leave", [by_button, by_key])
def test_leaving_erases_everywhere_and_back_shows_nothing(
    citizen: Arrive, served: Served, leave: Callable[[Citizen], None]
) -> None:
    person = in_the_midst(citizen())
    conversation, _ = person.key()
    before = person.page.evaluate("history.length")
    leave(person)
    person.page.wait_for_url(EXIT)
    expect(person.page.locator("h1")).to_have_text("Vejret")
    assert person.page.evaluate("history.length") == before, "the talk's place in the history was not taken"
    assert is_erased(served, conversation, person.page)
    assert person.errors == []
    goes_back_to_nothing(person.page)
    person.page.goto(person.address)
    assert person.page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0
    assert person.question == ""


def test_the_screen_is_blank_before_anything_is_asked_of_the_network(citizen: Arrive) -> None:
    person = in_the_midst(citizen())
    in_the_same_breath = "() => { document.querySelector('form.exit button').click(); "
    in_the_same_breath += "return [document.documentElement.innerText.trim(), document.title] }"
    assert person.page.evaluate(in_the_same_breath) == ["", W["script"]["blank"]]


def test_leaving_works_when_the_server_cannot_be_reached(citizen: Arrive) -> None:
    person = in_the_midst(citizen())
    person.page.route("**/forlad", lambda route: route.abort())
    by_button(person)
    person.page.wait_for_url(EXIT)
    goes_back_to_nothing(person.page)


def test_shift_with_a_letter_is_a_capital_and_does_not_count(citizen: Arrive) -> None:
    person = citizen().begin()
    person.page.locator("#tekst").focus()
    for letter in "HEJ":
        person.page.keyboard.press(f"Shift+{letter}")
    for _ in range(2):
        person.page.keyboard.press("Shift")
    expect(person.page.locator("#status")).to_have_text(W["script"]["shift"])
    person.page.keyboard.press("a")
    person.page.keyboard.press("Shift")
    assert person.page.url == person.address + "/"
    assert person.page.locator("#tekst").input_value() == "HEJa"


def test_without_a_script_the_form_erases_and_leads_away(citizen: Arrive, served: Served) -> None:
    person = citizen(java_script_enabled=False)
    person.button(W["start"]["button"]).click()
    person.page.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    person.button(W["chat"]["text_send"]).click()
    conversation, _ = person.key()
    by_button(person)
    person.page.wait_for_url(EXIT)
    assert is_erased(served, conversation, person.page)
    person.page.go_back()
    assert TOLD not in person.page.content()


def test_it_is_said_that_the_history_remains(citizen: Arrive) -> None:
    person = citizen()
    assert person.page.get_by_text(W["page"]["exit_hint"]).count() == 1
    assert "historik" in W["page"]["exit_hint"]
