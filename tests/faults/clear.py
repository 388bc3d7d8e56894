"""What a citizen hears while nothing can be stored: Danish words that say so, never an error of a program."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

from api.locale import words_of
from api.problems import MEDIA_TYPE
from benchmarks.served import Served

KINDS = ("not_stored", "not_ready")


def assert_clear(refusals: Sequence[httpx.Response]) -> None:
    """Every refusal is a problem answer of the locale: it was not stored, and what to do."""
    problems = words_of("da")["problems"]
    for answer in refusals:
        assert answer.headers["content-type"] == MEDIA_TYPE
        body = answer.json()
        kind = body["type"].rpartition(":")[2]
        assert kind in KINDS
        assert (body["status"], body["title"], body["detail"]) == (503, *problems[kind].values())


def assert_pages_are_clear(served: Served) -> None:
    """The page that begins a conversation says that it was not stored, and offers to try again."""
    with httpx.Client(base_url=served.address, timeout=60) as client:
        assert client.get("/").status_code == 200
        answer = client.post("/samtale", data={"municipality": "holbaek"}, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert words_of("da")["problems"]["not_stored"]["title"] in answer.text
