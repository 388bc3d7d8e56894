"""axe, narrow screens and the keyboard, on every state of the handoff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import Citizen, W
from tests.browser.flaws import broken
from tests.browser.handoff_states import P, answered, handoff
from tests.browser.service import Served
from tests.browser.test_accessibility import SMALL, WIDE
from tests.browser.test_whole_case import tab_to

views = pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


@views
@schemes
def test_every_state_of_the_handoff(
    citizen: Callable[..., Citizen], served: Served, viewport: dict, scheme: str
) -> None:
    person = citizen(viewport=viewport, color_scheme=scheme)
    assert broken(person.page, handoff(person, served)) == {}


def test_a_citizens_handoff_by_keyboard_alone(citizen: Callable[..., Citizen], served: Served) -> None:
    """From the answer about a person to the erased thread, without a mouse."""
    person = citizen().begin().say("jeg er 34 og har mistet min lejlighed")
    page, keyboard = person.page, person.page.keyboard

    def press(name: str, key: str = "Enter") -> None:
        tab_to(person, name)
        keyboard.press(key)
        person.wait()

    press(W["chat"]["human"])
    press(W["chat"]["handoff"])
    expect(page.locator("h1")).to_be_focused()
    tab_to(person, page.locator("label[for=svar-age]").inner_text())
    keyboard.press("Space")
    expect(page.locator("#svar-age")).not_to_be_checked()
    tab_to(person, P["message"])
    keyboard.type("Jeg hedder Anna.")
    press(P["refresh"])
    press(P["preview"])
    expect(page.locator(".document")).to_contain_text("[skjult]")
    press(P["send"])
    code = page.locator("#kode").inner_text()
    press(P["sent_read"])
    answered(served, code)
    page.goto(person.address + "/kode")
    tab_to(person, P["open_label"])
    keyboard.type(code)
    keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_text("Kom forbi i morgen")).to_be_visible()
    tab_to(person, P["write"])
    keyboard.type("Det gør jeg.")
    press(P["write_button"])
    tab_to(person, P["reveal_name"])
    keyboard.type("Anna Hansen")
    press(P["reveal_button"])
    expect(page.get_by_text(P["revealed"].format(name="Anna Hansen"))).to_be_visible()
    press(P["erase_button"])
    expect(page.get_by_role("heading", name=P["erased_title"])).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_who_asks_for_a_person_is_offered_the_handoff(citizen: Callable[..., Citizen], script: bool) -> None:
    person = citizen(java_script_enabled=script)
    page, button = person.page, person.button(W["chat"]["handoff"])
    page.get_by_label(W["start"]["municipality"]).select_option("holbaek")
    person.button(W["start"]["button"]).click()
    expect(page.locator(".offer")).to_have_count(0)
    page.locator("#tekst").fill("jeg vil tale med et menneske")
    person.button(W["chat"]["text_send"]).click()
    expect(page.locator(".offer").get_by_role("button")).to_have_text(W["chat"]["handoff"])
    expect(button).to_have_count(1)
    button.click()
    expect(page.get_by_role("heading", name=P["review_title"])).to_be_visible()
