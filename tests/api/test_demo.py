"""The page of a municipality that does not exist: shown where it is wanted, and then the chat may stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.pages.assets import STATIC
from api.service import Service
from tests.api.forms import Page

DEMO = "/widget/demo"


def served(broken: Service, **settings: object) -> TestClient:
    broken.settings = broken.settings.copy(update=settings)
    return TestClient(create_app(broken.settings, load=lambda _: broken), raise_server_exceptions=False)


def test_without_the_setting_there_is_no_demo_page_and_no_framing(plain: TestClient) -> None:
    assert plain.get(DEMO).status_code == 404
    assert "frame-ancestors 'none'" in plain.get("/").headers["content-security-policy"]


def test_with_it_the_page_has_the_widget_and_may_hold_the_chat_and_nobody_else_may(broken: Service) -> None:
    with served(broken, demo=True) as client:
        page = Page(client, client.get(DEMO))
        scripts = [attributes for tag, attributes in page.tags if tag == "script"]
        assert [script["src"] for script in scripts] == ["/widget.js"]
        assert "findes ikke" in page.text
        assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert "x-frame-options" not in client.get("/").headers
        assert page.response.headers["content-security-policy"].endswith("frame-ancestors 'none'")
        assert "frame-ancestors 'none'" in client.get("/staff/login").headers["content-security-policy"]


def test_sites_that_may_embed_may_still(broken: Service) -> None:
    with served(broken, demo=True, embedders="https://www.holbaek.dk") as client:
        policy = client.get("/").headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://www.holbaek.dk")


@pytest.mark.parametrize("file", ["demo.css", "demo.svg"])
def test_its_looks_are_its_own_and_ask_nobody_else(file: str) -> None:
    text = Path(STATIC / file).read_text(encoding="utf-8").replace("http://www.w3.org", "")
    assert "http" not in text
    assert "url(" not in text
    assert "@import" not in text
