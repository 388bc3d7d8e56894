"""The interface in another language, in a browser: from right to left, with Danish words marked as Danish."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api.locale import words_of
from tests.browser.axe import violations
from tests.browser.citizen import Citizen


@pytest.mark.parametrize("language", ["ar", "en", "uk", "pl"])
def test_a_conversation_in_another_language(citizen: Callable[..., Citizen], language: str) -> None:
    words = words_of(language)
    person = citizen(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = person.page
    page.get_by_role("link", name=words["page"]["language"]).click()
    page.wait_for_url(f"**/{language}")
    assert violations(page) == []
    assert person.is_wide_enough()
    person.press(words["start"]["button"])
    page.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    person.press(words["chat"]["text_send"])
    assert page.locator("#spoergsmaal").get_attribute("lang") == "da"
    person.press(words["chat"]["results"])
    assert page.locator("section.results").get_attribute("lang") == "da"
    assert violations(page) == []
    assert person.is_wide_enough()
    nearer_left = "b => { const r = b.getBoundingClientRect(); return r.left < innerWidth - r.right }"
    assert page.locator(".leave").evaluate(nearer_left) == (language == "ar")
    page.reload()
    person.wait()
    page.wait_for_selector("section.results, #spoergsmaal")
    assert page.locator("html").get_attribute("lang") == language
