"""Citizens who go on in spite of everything: what was not acknowledged is sent again, with the same id, until it is."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx

from tests.faults.ledger import Conversation, Said, Thread

TURNS = 25
"""Turns in a conversation; the service keeps the last hundred for reading."""
LINES = 3
PATIENCE = 90.0
"""Seconds for one answer: longer than any outage, so that only the service itself can give up."""
_PAUSE = 0.05
_SAID = ("jeg er {} år", "jeg har ingen bolig", "jeg er ensom", "ved ikke", "hvad koster det", "jeg bor i Holbæk")
_LETTERS = "bdfgjklmprstv"


class Citizen(threading.Thread):
    """Talks until it is told to stop, and then ends what it has begun. `failure` is what no citizen should meet."""

    def __init__(self, address: str, seed: int) -> None:
        super().__init__(name=f"citizen-{seed}", daemon=True)
        self._random = random.Random(seed)
        self._client = httpx.Client(base_url=address, timeout=PATIENCE)
        self._numbers = iter(range(seed * 10_000, (seed + 1) * 10_000))  # short enough to be no CPR number
        self._enough = threading.Event()
        self.conversations: list[Conversation] = []
        self.threads: list[Thread] = []
        self.sent = 0  # requests, each time that they were sent
        self.cut = 0  # those whose reply never came
        self.refusals: list[httpx.Response] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._enough.is_set():
                self._converse()
        except BaseException as error:
            self.failure = error

    def tire(self) -> None:
        """Lets the citizen end what is begun; `stop` waits for it."""
        self._enough.set()

    def stop(self) -> None:
        """Ends what is begun, and waits for it."""
        self.tire()
        self.join(timeout=2 * PATIENCE)
        assert not self.is_alive(), "a citizen waits for ever"
        self._client.close()

    def _converse(self) -> None:
        conversation = self._begin()
        for number in range(TURNS):
            if self._enough.is_set():
                return
            self._say(conversation)
            if number % 6 == 3:
                self._hand_over(conversation)

    def _begin(self) -> Conversation:
        """A conversation whose opening was lost is another one: there is no id yet that could be repeated."""
        opened = self._insist(lambda: self._client.post("/api/v1/conversations", json={"municipality": "holbaek"}))
        assert opened.status_code == 201, opened.text
        conversation = Conversation(opened.json()["id"], opened.json()["token"])
        self._asking = opened.json()["turn"]["asking"]
        self.conversations.append(conversation)
        return conversation

    def _say(self, conversation: Conversation) -> None:
        said = Said(self._id(), self._something())
        conversation.said.append(said)
        turn = self._turn(conversation, said)
        self._asking = turn["asking"]
        if self._random.random() < 0.15:  # as if the reply had been lost on its way
            again = self._turn(conversation, said)
            assert again == turn, "the same turn id gave another turn"
        said.acknowledged = turn

    def _turn(self, conversation: Conversation, said: Said) -> dict[str, Any]:
        path, body = f"/api/v1/conversations/{conversation.id}/turns", {"turn_id": said.id, **said.body}
        answer = self._insist(lambda: self._client.post(path, json=body, headers=conversation.headers))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _something(self) -> dict[str, Any]:
        """A fact whose value nobody else says, a choice, or free text."""
        kind = self._random.choice(("fact", "fact", "choice", "text"))
        if kind == "choice" and self._asking is not None:
            values = [choice["value"] for choice in self._asking["choices"]]
            one = values and self._asking["kind"] not in ("many_of", "topic")
            value = self._random.choice(values) if one else "dont_know"
            return {"choice": value, "question": self._asking["question"]}
        if kind == "text":
            return {"text": self._random.choice(_SAID).format(self._random.randint(18, 90))}
        return {"set": {"yearly_income": next(self._numbers)}}

    def _hand_over(self, conversation: Conversation) -> None:
        sent = Said(self._id(), {"message": self._word()})
        body = {"turn_id": sent.id, **sent.body}
        path = f"/api/v1/conversations/{conversation.id}/handoff"
        answer = self._insist(lambda: self._client.post(path, json=body, headers=conversation.headers))
        assert answer.status_code == 201, answer.text
        if self._random.random() < 0.3:
            again = self._insist(lambda: self._client.post(path, json=body, headers=conversation.headers))
            assert again.json()["receipt"] == answer.json()["receipt"]
        sent.acknowledged = answer.json()
        thread = Thread(sent, answer.json()["receipt"])
        self.threads.append(thread)
        for _ in range(self._random.randrange(LINES + 1)):
            self._write(thread)

    def _write(self, thread: Thread) -> None:
        line = Said(self._id(), {"text": self._word()})
        thread.lines.append(line)
        body, headers = {"turn_id": line.id, **line.body}, {"Authorization": f"Bearer {thread.receipt}"}
        answer = self._insist(lambda: self._client.post("/api/v1/thread/messages", json=body, headers=headers))
        assert answer.status_code == 200, answer.text
        line.acknowledged = answer.json()

    def _insist(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """The first answer that is one: a broken connection and a 503 both mean that the same is sent again."""
        while True:
            self.sent += 1
            try:
                answer = send()
            except httpx.TransportError:
                self.cut += 1
            else:
                if answer.status_code != 503:
                    return answer
                self.refusals.append(answer)
            time.sleep(_PAUSE)

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _word(self) -> str:
        """Twelve small letters: neither a name nor a number to be masked, and nobody else's."""
        return "".join(self._random.choice(_LETTERS) + self._random.choice("aeiou") for _ in range(6))
