"""The widget in a page of another origin: isolated, let in by name alone, and left with everything around it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Frame, Page, expect

from api.pages.assets import STATIC
from tests.browser.axe import violations
from tests.browser.citizen import STILL, Citizen, W
from tests.browser.handoff_states import P
from tests.browser.service import EXIT, Served
from tests.browser.states import opened_widget
from tests.browser.test_leaving import is_erased

KINDS = {".css": "text/css", ".svg": "image/svg+xml"}

class Site:
    """A municipality's site: the demo page, at another host than the service (localhost is not 127.0.0.1).

    Set `service` to the address that its script comes from, and `html` to the page.
    """

    def __init__(self) -> None:
        self.service, self.html = "", ""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:
                file = STATIC / Path(urlsplit(handler.path).path).name
                own = file.suffix in KINDS
                page = self.html.replace('"/widget.js"', f'"{self.service}/widget.js"')
                body = file.read_bytes() if own else page.encode()
                handler.send_response(200)
                handler.send_header("Content-Type", KINDS[file.suffix] if own else "text/html; charset=utf-8")
                handler.send_header("Content-Security-Policy", f"default-src 'none'; script-src {self.service}; "
                                    f"frame-src {self.service}; style-src 'self'; img-src 'self'")  # fmt: skip
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("localhost", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.origin = f"http://localhost:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site(demonstrating: Served) -> Iterator[Site]:
    made = Site()
    with urlopen(f"{demonstrating.address}/widget/demo") as answer:
        made.html = answer.read().decode("utf-8")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def embedding(start: Callable[..., Served], site: Site) -> Served:
    """A service that lets the site in."""
    return start(embedders=site.origin)


def opened(person: Citizen, site: Site) -> Frame:
    """The conversation's frame, after the button on the site was pressed."""
    person.page.goto(site.origin)
    return opened_widget(person.page)


def told(frame: Frame) -> Frame:
    frame.get_by_role("button", name=W["start"]["button"]).click()
    frame.wait_for_function(STILL)
    frame.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    frame.get_by_role("button", name=W["chat"]["text_send"], exact=True).click()
    frame.wait_for_selector("[data-said]")
    return frame


def test_a_conversation_in_another_sites_page(
    citizen: Callable[..., Citizen], embedding: Served, site: Site
) -> None:
    site.service = embedding.address
    person = citizen(embedding.address)
    frame = opened(person, site)
    assert frame.get_by_label(W["start"]["municipality"]).input_value() == "holbaek"
    told(frame)
    expect(frame.locator("#spoergsmaal")).to_be_visible()
    assert violations(frame) == []
    assert person.asked.hosts() == {address.split("//")[1] for address in (embedding.address, site.origin)}


def test_the_page_around_can_read_nothing_of_it(
    citizen: Callable[..., Citizen], embedding: Served, site: Site
) -> None:
    site.service = embedding.address
    person = citizen(embedding.address)
    told(opened(person, site))
    reach = "() => [window.frames.length, document.querySelectorAll('iframe').length, "
    reach += "document.body.lastElementChild.shadowRoot]"
    assert person.page.evaluate(reach) == [0, 0, None]
    assert "lejlighed" not in person.page.content()
    assert "lejlighed" not in person.page.title()


@pytest.mark.parametrize("way", ["button", "key in the frame", "key beside the frame"])
def test_the_exit_inside_takes_the_whole_page_along(
    citizen: Callable[..., Citizen], embedding: Served, site: Site, way: str
) -> None:
    site.service = embedding.address
    person = citizen(embedding.address)
    frame = told(opened(person, site))
    conversation = frame.locator("form.exit input[name=conversation]").input_value()
    leave(person.page, frame, way)
    person.page.wait_for_url(EXIT)
    assert is_erased(embedding, conversation, person.page)
    person.page.go_back()
    assert "lejlighed" not in person.page.content()


def leave(page: Page, frame: Frame, way: str) -> None:
    if way == "button":
        frame.get_by_role("button", name=W["page"]["exit"]).click()
        return
    if way == "key in the frame":
        frame.locator("#tekst").focus()
    else:
        page.mouse.click(200, 200)
        # The frame is another process: it lets the keyboard go a moment after the click.
        page.wait_for_function("() => document.hasFocus() && document.activeElement === document.body")
        frame.wait_for_function("() => !document.hasFocus()")
    for _ in range(3):
        page.keyboard.press("Shift")


def test_the_handoff_and_the_thread_work_in_the_frame(
    citizen: Callable[..., Citizen], embedding: Served, site: Site
) -> None:
    """The thread is opened by a plain form, which leaves the page inside the frame."""
    site.service = embedding.address
    person = citizen(embedding.address)
    frame = told(opened(person, site))
    frame.get_by_role("button", name=W["chat"]["human"], exact=True).click()
    frame.locator(".offer").get_by_role("button").click()
    frame.get_by_role("button", name=P["send"], exact=True).click()
    frame.get_by_role("button", name=P["sent_read"], exact=True).click()
    expect(frame.get_by_role("heading", name=P["open_title"])).to_be_visible()
    frame.get_by_label(P["write"]).fill("Hallo?")
    frame.get_by_role("button", name=P["write_button"], exact=True).click()
    expect(frame.locator(".log .mine")).to_contain_text("Hallo?")
    assert violations(frame) == []


def test_a_site_that_is_not_let_in_shows_nothing(
    citizen: Callable[..., Citizen], served: Served, site: Site
) -> None:
    site.service = served.address
    person = citizen()
    frame = opened(person, site)
    assert frame.locator("#samtale").count() == 0
    assert any("frame-ancestors" in error or "X-Frame-Options" in error for error in person.errors)


@pytest.mark.parametrize("width", [1100, 320])
def test_our_own_demo_page_holds_the_chat_and_asks_nobody_else(
    citizen: Callable[..., Citizen], demonstrating: Served, width: int
) -> None:
    person = citizen(demonstrating.address, viewport={"width": width, "height": 640})
    person.page.goto(demonstrating.address + "/widget/demo")
    expect(person.page.get_by_text("findes ikke")).to_be_visible()
    assert person.is_wide_enough()
    frame = told(opened_widget(person.page))
    expect(frame.locator("#spoergsmaal")).to_be_visible()
    expect(frame.locator(".crisis a[href='tel:112']")).to_be_in_viewport()
    frame.get_by_role("button", name=W["page"]["exit"]).click()
    person.page.wait_for_url(EXIT)
    assert person.asked.hosts() <= {demonstrating.address.split("//")[1], EXIT.split("/")[2]}
    assert person.errors == []
