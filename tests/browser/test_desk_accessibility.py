"""axe and narrow screens, on every page of the desk; their titles, and the form in print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.browser.chromium import context
from tests.browser.flaws import broken
from tests.browser.handoff_states import adviser, desk, operations
from tests.browser.service import Served
from tests.browser.test_accessibility import SMALL, WIDE

views = pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


@views
@schemes
def test_every_page_of_the_desk(browser: Browser, served: Served, receipt: str, viewport: dict, scheme: str) -> None:
    asked: set[tuple[str, str]] = set()

    def note(request: Request) -> None:
        path = request.url.removeprefix(served.address).split("?")[0]
        asked.add((request.method, re.sub(r"[0-9a-f]{32}", "{id}", path)))

    with context(browser, viewport=viewport, color_scheme=scheme) as (made, _):
        page = made.new_page()
        page.on("request", note)
        assert broken(page, desk(page, served, receipt)) == {}
        assert operations(served) - asked == set(), "a page that no state of this test shows"
    with context(browser, viewport=viewport, color_scheme=scheme) as (made, _):
        page = made.new_page()
        assert broken(page, adviser(page, served)) == {}


def test_each_page_of_the_desk_has_its_title(browser: Browser, served: Served, receipt: str) -> None:
    with context(browser) as (made, _):
        page, titles = made.new_page(), {}
        for state in desk(page, served, receipt):
            titles[state] = page.title()
    assert len(set(titles.values())) > 10
    assert all(len(title) > len("Vejviser") + 3 for title in titles.values()), titles


def test_the_summary_of_the_form_prints_without_what_is_for_the_screen(
    browser: Browser, served: Served, receipt: str
) -> None:
    with context(browser) as (made, _):
        page = made.new_page()
        for state in desk(page, served, receipt):
            if state == "printed":
                break
        page.emulate_media(media="print")
        expect(page.locator(".document")).to_be_visible()
        expect(page.locator("button:visible, nav:visible")).to_have_count(0)
