"""What holds for every answer: a bounded body, headers, no cookie, and logs without words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from api.settings import Settings, SettingsError
from api.shield import DRAIN_LIMIT, security_headers

SECRET = "zafirkvantel"


def test_every_route_answers_with_the_headers_and_no_cookie(plain: TestClient, broken: Service) -> None:
    broken.runtime.error = RuntimeError(SECRET)  # type: ignore[attr-defined]
    expected = {name.lower(): value for name, value in security_headers(broken.settings.exit_origin).items()}
    described = [
        (method, path.replace("{id}", "x"))
        for path, methods in plain.get("/openapi.json").json()["paths"].items()
        for method in methods
    ]
    pages = [("get", "/"), ("get", "/samtale"), ("post", "/samtale"), ("post", "/slet"), ("post", "/forlad"),
             ("post", "/papir"), ("get", "/static/style.css"), ("get", "/static/dkfds/css/dkfds.min.css"),
             ("get", "/openapi.json"), ("get", "/nowhere"), ("delete", "/")]  # fmt: skip
    assert len(described) > 8
    for method, path in described + pages:
        headers = plain.request(method, path, headers={"Authorization": "Bearer x"}).headers
        # What a page is made of is the same for everybody, and may be kept.
        wanted = {**expected, "cache-control": "max-age=86400"} if path.startswith("/static/") else expected
        assert headers.items() >= wanted.items(), path
        assert "set-cookie" not in headers, path


def test_the_policy_lets_in_nothing_from_elsewhere() -> None:
    policy = security_headers("https://exit.example")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert policy.startswith("default-src 'none'")
    assert "form-action 'self' https://exit.example;" in policy


def test_a_message_of_a_megabyte_is_413(plain: TestClient) -> None:
    body = {"turn_id": "00000000-0000-4000-8000-000000000000", "text": SECRET * 100_000}
    answer = plain.post("/api/v1/conversations/x/turns", json=body, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 413
    assert SECRET not in answer.text
    form = plain.post("/samtale", data={"conversation": "x", "token": "x", "text": SECRET * 100_000})
    assert form.status_code == 413
    assert SECRET not in form.text


def test_a_body_is_counted_while_it_streams_in(plain: TestClient) -> None:
    taken = 0

    def stream() -> Iterator[bytes]:
        nonlocal taken
        while taken < 4 * DRAIN_LIMIT:
            taken += 65536
            yield b"x" * 65536

    answer = plain.post("/api/v1/assessments", content=stream(), headers={"Content-Type": "application/json"})
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413


def test_a_body_up_to_the_limit_is_taken(plain: TestClient, broken: Service) -> None:
    body = b'{"situation": {}' + b" " * (broken.settings.body_limit - 17) + b"}"
    headers = {"Content-Type": "application/json"}
    assert plain.post("/api/v1/assessments", content=body, headers=headers).status_code == 200
    assert plain.post("/api/v1/assessments", content=body + b" ", headers=headers).status_code == 413


def test_an_unexpected_error_is_logged_by_type_and_place_alone(
    broken: Service, serve: Callable[[Service], TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    broken.runtime.error = RuntimeError(SECRET)  # type: ignore[attr-defined]
    with caplog.at_level(logging.DEBUG):
        answer = serve(broken).get("/api/v1/conversations/x", headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 500
    assert "unexpected RuntimeError at" in caplog.text


def test_only_the_citizens_pages_may_be_framed_and_only_by_whom_the_operator_names(
    broken: Service, serve: Callable[[Service], TestClient]
) -> None:
    origins = "https://www.holbaek.dk http://localhost:8001"
    broken.settings = broken.settings.copy(update={"embedders": origins})
    client = serve(broken)
    for path in ("/", "/tilgaengelighed", "/kode", "/overdrag"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].endswith(f"frame-ancestors {origins}")
        assert "x-frame-options" not in headers
    for path in ("/health/live", "/nowhere", "/api/v1/provisions", "/static/style.css", "/staff", "/staff/login",
                 "/widget.js"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
        assert headers["x-frame-options"] == "DENY"


def test_the_widget_alone_may_be_loaded_by_other_sites(plain: TestClient) -> None:
    widget = plain.get("/widget.js")
    assert widget.headers["cross-origin-resource-policy"] == "cross-origin"
    assert widget.headers["content-type"].startswith("text/javascript")
    assert "WIDGET_OPTIONS" not in widget.text
    assert plain.get("/").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("embedders", ["*", "https://*.dk", "https://a.dk/x", "a.dk", "https://a.dk; script-src *"])
def test_a_wrong_embedder_is_refused(embedders: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"VEJVISER_EMBEDDERS": embedders})
    assert refused.value.variable == "VEJVISER_EMBEDDERS"
