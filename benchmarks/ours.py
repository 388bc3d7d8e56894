"""Our own app as it is served: `python -m api`, encrypted records in an SQLite file, JSON over HTTP."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.ports import LOOPBACK, free_port
from benchmarks.process import ROOT, Server
from benchmarks.way import Conversation, Request, Response, Way

if TYPE_CHECKING:
    from benchmarks.conversations import Message

MODELS = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))
MODULE = ("-m", "api")
NO_LIMIT = "1000000"


@dataclass
class Ours(Way):
    """The app on a free port, its records in `folder`; `module` may name another program that serves the same."""

    folder: Path
    module: Sequence[str] = MODULE
    name: str = "Vejviser"

    def servers(self) -> list[Server]:
        """One process."""
        port = free_port()
        self.address = f"http://{LOOPBACK}:{port}"
        settings = {
            "VEJVISER_HOST": LOOPBACK, "VEJVISER_PORT": str(port), "VEJVISER_STATE": str(self.folder / f"ours-{port}"),
            "VEJVISER_MODEL": str(MODELS), "VEJVISER_CONVERSATION_LIMIT": NO_LIMIT, "VEJVISER_TOTAL_LIMIT": NO_LIMIT,
        }  # fmt: skip
        return [Server(["-W", "ignore", *self.module], self.folder / f"ours-{port}.log", settings)]

    def opening(self) -> Request:
        """A new conversation; the server chooses its id."""
        return Request("/api/v1/conversations", {})

    def opened(self, response: Response, request: Request) -> Conversation:
        """Id and token as the server gave them."""
        body = response.json()
        return Conversation(body["id"], body["token"])

    def turn(self, conversation: Conversation, message: Message) -> Request:
        """A turn of the contract, under an id of its own."""
        body: dict[str, Any] = {"turn_id": str(uuid.uuid4()), message.way: message.value}
        if message.question is not None:
            body["question"] = message.question
        return Request(f"/api/v1/conversations/{conversation.id}/turns", body, conversation.token)

    def put_right(self, conversation: Conversation, message: Message) -> None:
        """Never needed: our app is what the others are compared with."""

    def words(self, response: Response) -> list[str]:
        """What was said, word by word."""
        body = response.json()
        turn = body.get("turn", body)
        return " ".join(message["text"] for message in turn["messages"]).split()

    def begin(self) -> tuple[Conversation, dict[str, Any]]:
        """A conversation and its first turn."""
        request = self.opening()
        response = self.send(request)
        return self.opened(response, request), response.json()["turn"]

    def talk(self, conversation: Conversation, message: Message) -> dict[str, Any]:
        """The Turn that answers a message."""
        turn: dict[str, Any] = self.send(self.turn(conversation, message)).json()
        return turn

    def form(self, path: str, fields: dict[str, str]) -> None:
        """What a page sends."""
        self.exchange("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode())

    def erase(self, conversation: Conversation) -> None:
        """Erases it."""
        headers = {"Authorization": f"Bearer {conversation.token}"}
        self.exchange("DELETE", f"/api/v1/conversations/{conversation.id}", headers)
