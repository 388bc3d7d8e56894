"""axe finds no violation of WCAG 2.1 A and AA on any page and state, light and dark, wide and small."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.axe import violations
from tests.browser.citizen import Citizen
from tests.browser.service import Served
from tests.browser.states import afterwards, beside, journey

WIDE, SMALL = {"width": 1100, "height": 800}, {"width": 320, "height": 640}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("states", [journey, afterwards])
def test_no_state_violates_wcag(
    citizen: Callable[..., Citizen], scheme: str, viewport: dict, states: Callable[[Citizen], Iterator[str]]
) -> None:
    person = citizen(color_scheme=scheme, viewport=viewport)
    found = {state: lines for state in states(person) if (lines := violations(person.page))}
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, SMALL], ids=["wide", "small"])
def test_no_page_around_violates_wcag(
    citizen: Callable[..., Citizen], demonstrating: Served, scheme: str, viewport: dict
) -> None:
    person = citizen(demonstrating.address, color_scheme=scheme, viewport=viewport)
    found = {state: lines for state in beside(person, demonstrating.service) if (lines := violations(person.page))}
    assert found == {}


def test_axe_finds_what_is_wrong(citizen: Callable[..., Citizen]) -> None:
    person = citizen()
    person.page.evaluate("document.querySelector('label[for=kommune]').remove()")
    assert any(line.startswith("select-name") for line in violations(person.page))
