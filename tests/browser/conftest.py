"""A browser, the real service, and a citizen at a page; see `citizen.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from rules_core import load_knowledge
from tests.browser.chromium import context, launch
from tests.browser.citizen import Citizen, W
from tests.browser.handoff_states import sent
from tests.browser.service import Served, load_processor

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Starts a service with settings of the test's choice, all on one loaded model."""
    folder = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))
    if not folder.is_file() and not any(folder.glob("*.tar.gz")):
        pytest.skip("no trained model; make train makes one")
    knowledge = load_knowledge()
    processor = load_processor(folder, knowledge)
    with ExitStack() as stack:

        def begin(**settings: Any) -> Served:
            service = Served(tmp_path_factory.mktemp("state"), knowledge, processor, **settings)
            stack.callback(service.stop)
            return service

        yield begin


@pytest.fixture(scope="session")
def served(start: Callable[..., Served]) -> Served:
    return start()


@pytest.fixture(scope="session")
def demonstrating(start: Callable[..., Served]) -> Served:
    """A service that shows the demo page."""
    return start(demo=True)


@pytest.fixture
def citizen(browser: Browser, served: Served) -> Iterator[Callable[..., Citizen]]:
    """Makes a citizen at the first page; keyword arguments are those of Playwright's context."""
    with ExitStack() as stack:

        def arrive(address: str = served.address, **options: Any) -> Citizen:
            options.setdefault("viewport", {"width": 1100, "height": 800})
            made, asked = stack.enter_context(context(browser, **options))
            return Citizen(made, asked, address)

        yield arrive


@pytest.fixture
def receipt(served: Served, citizen: Callable[..., Citizen]) -> str:
    """The code of a thread of somebody without a home."""
    person = citizen().homeless().press(W["chat"]["handoff"])
    return sent(person)
