"""The help lines are one tap away and the exit is in sight: in every state, all down the page, on a small screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.citizen import Citizen
from tests.browser.states import afterwards, arabic, journey

NUMBERS = ("112", "1888", "70201201")
# Whether the middle of an element is in the window and nothing lies over it.
_TAPPABLE = """element => {
  const box = element.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
  const there = document.elementFromPoint(x, y);
  return box.height >= 44 && box.left >= 0 && box.right <= innerWidth && !!there && element.contains(there);
}"""


def out_of_reach(page: Page) -> list[str]:
    """What cannot be tapped now, of the help lines and the exit."""
    wanted = {number: f".crisis a[href='tel:{number}']" for number in NUMBERS} | {"exit": ".leave"}
    return [name for name, selector in wanted.items() if not page.locator(selector).evaluate(_TAPPABLE)]


@pytest.mark.parametrize("states", [journey, afterwards, arabic])
def test_help_is_one_tap_away_in_every_state(
    citizen: Callable[..., Citizen], states: Callable[[Citizen], Iterator[str]]
) -> None:
    person = citizen(viewport={"width": 320, "height": 640})
    found = {}
    for state in states(person):
        for place in ("0", "document.documentElement.scrollHeight"):
            person.page.evaluate(f"scrollTo(0, {place})")
            if lost := out_of_reach(person.page):
                found[state, place] = lost
    assert found == {}


@pytest.mark.parametrize("language", ["", "en", "ar", "uk", "pl"])
def test_they_fit_in_every_language(citizen: Callable[..., Citizen], language: str) -> None:
    person = citizen(viewport={"width": 320, "height": 640})
    person.page.goto(f"{person.address}/{language}")
    assert out_of_reach(person.page) == []
    assert person.is_wide_enough()


def test_in_a_low_window_the_lines_make_room_and_the_exit_stays(citizen: Callable[..., Citizen]) -> None:
    """As at 400 % zoom of 1280 by 1024."""
    person = citizen(viewport={"width": 320, "height": 256}).begin()
    assert out_of_reach(person.page) == []
    person.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert out_of_reach(person.page) == list(NUMBERS)
    assert person.is_wide_enough()
