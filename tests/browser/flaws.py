"""What is wrong with a page as it stands: axe, what is too wide, what wears nothing of the design system."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.axe import violations

STREWN = "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
STREWN += ".map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"
BARE = "() => [...document.querySelectorAll('button:not(.button)')].map(e => e.outerHTML.slice(0, 120))"


def faults(page: Page) -> list[str]:
    """One line each; [] where nothing is wrong."""
    found = [*violations(page), *(f"button without a look: {html}" for html in page.evaluate(BARE))]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"scrolls sideways: {page.evaluate(STREWN)}")
    headings = page.locator("h1:visible").count()
    return [*found, *([] if headings == 1 else [f"{headings} main headings"])]


def broken(page: Page, states: Iterator[str]) -> dict[str, list[str]]:
    """The flaws of each state that has any."""
    return {state: lines for state in states if (lines := faults(page))}
