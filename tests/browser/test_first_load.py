"""The first load is small, and no page asks another host for anything."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.browser.citizen import Citizen

BUDGET = 150_000
"""Bytes on the wire, fonts apart."""


def test_the_first_load_is_at_most_150_kb_without_fonts(citizen: Callable[..., Citizen]) -> None:
    person = citizen()
    sizes: dict[str, int] = {}
    session = person.context.new_cdp_session(person.page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]}))
    session.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    person.page.goto(person.address + "/", wait_until="networkidle")
    loaded = {names[id]: size for id, size in sizes.items() if id in names}
    assert any(url.endswith(".woff2") for url in loaded), "the typeface was not loaded"
    assert any("dkfds.min.css" in url for url in loaded)
    counted = {url: size for url, size in loaded.items() if not urlsplit(url).path.endswith((".woff2", ".woff"))}
    print("first load without fonts:", sum(counted.values()), counted)  # noqa: T201 - what was measured
    assert 10_000 < sum(counted.values()) <= BUDGET


def test_a_whole_case_asks_no_other_host(citizen: Callable[..., Citizen]) -> None:
    person = citizen().homeless()
    assert len(person.asked.urls) > 10
    assert person.asked.hosts() == {urlsplit(person.address).netloc}


def test_nothing_of_the_talk_stands_in_an_address(citizen: Callable[..., Citizen]) -> None:
    person = citizen().homeless()
    conversation, token = person.key()
    for url in person.asked.urls:
        assert conversation not in url
        assert token not in url
        query = urlsplit(url).query
        assert query == "" or (query.startswith("v=") and urlsplit(url).path.startswith("/static/"))
