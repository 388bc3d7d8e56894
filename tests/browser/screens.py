"""`make screens`: photographs the main states, small and wide, light and dark, into build/screens.

`--readme` renews those that the README shows, in docs/screens: reduced to 64 colours, because they stay in the history.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from rules_core import load_knowledge
from tests.browser.chromium import context, launch
from tests.browser.citizen import Citizen, W
from tests.browser.handoff_states import desk, handoff, sent
from tests.browser.service import Served, load_processor
from tests.browser.states import afterwards, arabic, beside, journey

ROOT = Path(__file__).parents[2]
SIZES = {"wide": (1100, 1400), "small": (360, 780)}
SCHEMES = ("light", "dark")
PATIENCE = 120_000
"""Milliseconds: a result with everything unfolded is a very long picture."""
SHOWN = ("start-wide-light", "question-small-dark", "result-wide-light", "result-small-light")
"""What the README shows."""


def photograph(browser: Browser, served: Served, folder: Path) -> None:
    """Every state in each size and scheme: what is seen without scrolling, and the whole page beside it."""

    def around(person: Citizen) -> Iterator[str]:
        return chain(afterwards(person), arabic(person), beside(person, served.service))

    for size, (width, height) in SIZES.items():
        for scheme, states in product(SCHEMES, (journey, around)):
            options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
            with context(browser, **options) as (made, asked):
                person = Citizen(made, asked, served.address)
                for state in states(person):
                    name = f"{state}-{size}-{scheme}"
                    person.page.evaluate("scrollTo(0, 0)")
                    person.page.screenshot(path=str(folder / f"{name}.png"), timeout=PATIENCE)
                    person.page.screenshot(path=str(folder / f"{name}-whole.png"), full_page=True, timeout=PATIENCE)


def photograph_desk(browser: Browser, served: Served, folder: Path) -> None:
    """The handoff and the desk: whole pages, in each size and scheme."""
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
            with context(browser) as (made, asked):
                receipt = sent(Citizen(made, asked, served.address).homeless().press(W["chat"]["handoff"]))
            with context(browser, **options) as (made, asked):
                person = Citizen(made, asked, served.address)
                for state in handoff(person, served):
                    person.page.screenshot(path=str(folder / f"handoff-{state}-{size}-{scheme}.png"), full_page=True)
            with context(browser, **options) as (made, _):
                page = made.new_page()
                for state in desk(page, served, receipt):
                    page.screenshot(path=str(folder / f"desk-{state}-{size}-{scheme}.png"), full_page=True)


def renew(folder: Path, into: Path) -> None:
    """The README's own, small."""
    into.mkdir(parents=True, exist_ok=True)
    for name in SHOWN:
        with Image.open(folder / f"{name}.png") as picture:
            picture.convert("RGB").quantize(64).save(into / f"{name}.png", optimize=True)


def main() -> int:
    folder = ROOT / "build/screens"
    folder.mkdir(parents=True, exist_ok=True)
    knowledge = load_knowledge()
    served = Served(Path(tempfile.mkdtemp()), knowledge, load_processor(ROOT / "models", knowledge), demo=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        photograph(browser, served, folder)
        photograph_desk(browser, served, folder)
        browser.close()
    served.stop()
    if "--readme" in sys.argv:
        renew(folder, ROOT / "docs/screens")
    print(f"{len(list(folder.glob('*.png')))} photographs in {folder.relative_to(ROOT)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
