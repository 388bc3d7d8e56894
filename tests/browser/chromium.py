"""Debian's Chromium, driven by Playwright: fresh contexts that note every address asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Playwright, Route, expect

from tests.browser.service import EXIT

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
PATIENCE = 45_000
"""Milliseconds to wait for what must come: a busy machine may take long, and how long is not what is tested."""
AWAY = "<!doctype html><title>Vejr</title><h1>Vejret</h1>"


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium. FileNotFoundError where there is none: `make browser` installs it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("no chromium on the path; make browser installs it")
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


class Asked:
    """Every request that a context made, in order."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def hosts(self) -> set[str]:
        return {urlsplit(url).netloc for url in self.urls if urlsplit(url).scheme in ("http", "https")}


@contextmanager
def context(browser: Browser, **options: Any) -> Iterator[tuple[BrowserContext, Asked]]:
    """A fresh profile. The exit's host does not exist, so the context answers for it."""
    made = browser.new_context(locale="da-DK", **options)
    asked = Asked()
    made.on("request", lambda request: asked.urls.append(request.url))

    def away(route: Route) -> None:
        route.fulfill(body=AWAY, content_type="text/html; charset=utf-8")

    made.route(f"{EXIT}**", away)
    made.set_default_timeout(PATIENCE)
    try:
        yield made, asked
    finally:
        made.close()
