"""A citizen at the JSON API: begins, answers, and keeps the last turn."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response


class Talk:
    """One conversation; `turn` is the last one that was answered with 200."""

    def __init__(self, client: TestClient, **opening: Any) -> None:
        self.client = client
        opened = client.post("/api/v1/conversations", json=opening)
        assert opened.status_code == 201, opened.text
        self.id, self.token, self.turn = (opened.json()[key] for key in ("id", "token", "turn"))

    @property
    def address(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, **body: Any) -> Response:
        """A turn; the turn id is new unless given."""
        body.setdefault("turn_id", str(uuid4()))
        answer = self.client.post(f"{self.address}/turns", json=body, headers=self.headers)
        if answer.status_code == 200:
            self.turn = answer.json()
        return answer

    def say(self, **body: Any) -> dict[str, Any]:
        """A turn that must be taken."""
        answer = self.send(**body)
        assert answer.status_code == 200, answer.text
        return self.turn

    @property
    def asked(self) -> str | None:
        return self.turn["asking"] and self.turn["asking"]["question"]

    def answer_from(self, situation: dict[str, Any]) -> list[str]:
        """Answers every question by choices from a situation, "dont_know" where it is silent; gives the questions."""
        asked = []
        while self.asked:
            assert self.asked not in asked, f"{self.asked} came twice"
            asked.append(self.asked)
            self.say(choice=choice_of(self.turn["asking"], situation), question=self.asked)
        return asked

    def read(self) -> Response:
        return self.client.get(self.address, headers=self.headers)

    def erase(self) -> Response:
        return self.client.delete(self.address, headers=self.headers)


def choice_of(asking: dict[str, Any], situation: dict[str, Any]) -> Any:
    """The answer to a question from a situation; "dont_know" where it is silent."""
    facts = asking["facts"]
    if asking["kind"] == "topic" or not any(fact in situation for fact in facts):
        return "dont_know"
    if len(facts) == 1:
        return situation[facts[0]]
    return {fact: situation[fact] for fact in facts if fact in situation}
