"""The server as `python -m api` starts it: nothing of who asks, or how, reaches a log."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any

import pytest
import uvicorn

import api.__main__ as entry
from api.app import create_app
from api.service import Service

UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
UPGRADE += f"Sec-WebSocket-Key: {'A' * 22}==\r\n"
REQUESTS = (
    "GET /health/live?zafirkvantel HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n",
    f"GET /samtale?zafirkvantel HTTP/1.1\r\nHost: x\r\n{UPGRADE}\r\n",
    "zafirkvantel\r\n\r\n",
)


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch, broken: Service) -> dict[str, Any]:
    """What the server is started with."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(entry, "loaded_app", lambda _: create_app(broken.settings, load=lambda _: broken))
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: given.update(app=app, **options))
    entry._serve(broken.settings)
    return given


def test_no_address_and_no_path_is_logged(options: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """Plain, as an attempt at a web socket, which the server would log with its sender, and as no HTTP at all."""
    server = uvicorn.Server(uvicorn.Config(**{**options, "port": 0}))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            answers = [_asked(server.servers[0].sockets[0].getsockname(), request) for request in REQUESTS]
    finally:
        server.should_exit = True
        thread.join()
    assert answers[0].startswith(b"HTTP/1.1 200")
    assert all(answer.startswith(b"HTTP/1.1") for answer in answers)
    for private in ("127.0.0.1", "203.0.113.9", "zafirkvantel", "/samtale"):
        assert private not in caplog.text


def _asked(address: tuple[str, int], request: str) -> bytes:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request.encode())
        return connection.recv(4096)
