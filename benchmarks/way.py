"""One way to run the conversations: servers that it starts, and the requests that its clients send."""

from __future__ import annotations

import gzip
import json
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3

from benchmarks.process import START_LIMIT, Server

if TYPE_CHECKING:
    from benchmarks.conversations import Message

POLL = 0.05
TIMEOUT = 60.0
ACCEPTED = {"Accept-Encoding": "gzip", "Content-Type": "application/json"}


@dataclass(frozen=True)
class Conversation:
    """What a client must keep to go on."""

    id: str
    token: str | None = None


@dataclass(frozen=True)
class Request:
    """A POST of JSON."""

    path: str
    body: dict[str, Any]
    token: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Those of JSON, and the token where there is one."""
        return {**ACCEPTED, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}

    @property
    def content(self) -> bytes:
        """The body as it is sent."""
        return json.dumps(self.body).encode()


class RefusedError(Exception):
    """An answer that is none of 2xx."""


@dataclass(frozen=True)
class Response:
    """An answer as it came: unpacked and parsed only where somebody looks into it, and so at nobody's expense."""

    status: int
    packed: bytes
    encoding: str | None

    def json(self) -> Any:
        """The JSON in it."""
        return json.loads(gzip.decompress(self.packed) if self.encoding == "gzip" else self.packed)


class Way(ABC):
    """A context in which the servers run. `start_seconds`: from the first process's start to the first answer."""

    name: str
    address: str
    start_seconds: float

    @abstractmethod
    def servers(self) -> list[Server]:
        """The processes, not started yet; sets `address`."""

    @abstractmethod
    def opening(self) -> Request:
        """What begins a conversation."""

    @abstractmethod
    def opened(self, response: Response, request: Request) -> Conversation:
        """The conversation that an opening began."""

    @abstractmethod
    def turn(self, conversation: Conversation, message: Message) -> Request:
        """What takes a turn."""

    @abstractmethod
    def put_right(self, conversation: Conversation, message: Message) -> None:
        """Where a way understood a written answer otherwise than our app: the same as a choice, and not counted."""

    @abstractmethod
    def words(self, response: Response) -> list[str]:
        """What was said, word by word."""

    def __enter__(self) -> Way:
        with ExitStack() as stack:
            began = time.perf_counter()
            self._servers = [stack.enter_context(server) for server in self.servers()]
            self._client = urllib3.connection_from_url(self.address, timeout=TIMEOUT, retries=False)
            stack.callback(self._client.close)
            self._wait_for_an_answer(began)
            self.start_seconds = time.perf_counter() - began
            self._stack = stack.pop_all()  # all is up: what was started lives until the end of the block
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def send(self, request: Request) -> Response:
        """The answer, read whole. RefusedError, urllib3's HTTPError."""
        return self.exchange("POST", request.path, request.headers, request.content)

    def exchange(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Response:
        """Any request; as `send`. A connection that the server closed meanwhile is opened anew."""
        answer = self._client.request(method, path, body=body, headers=headers, decode_content=False)
        if not 200 <= answer.status < 300:
            raise RefusedError(f"{answer.status} from {self.name}")
        return Response(answer.status, answer.data, answer.headers.get("Content-Encoding"))

    def timed(self, request: Request) -> tuple[float, Response]:
        """Milliseconds from sending to the last byte, and the answer."""
        began = time.perf_counter()
        response = self.send(request)
        return (time.perf_counter() - began) * 1000, response

    def memory(self) -> float:
        """Resident memory of all processes in MiB."""
        return sum(server.memory() for server in self._servers)

    def cpu(self) -> float:
        """Seconds of processor that all processes have used so far."""
        return sum(server.cpu() for server in self._servers)

    def _wait_for_an_answer(self, began: float) -> None:
        """Opens conversations until one is answered. RuntimeError where a server ends or it takes too long."""
        while time.perf_counter() - began < START_LIMIT:
            for server in self._servers:
                server.must_run()
            try:
                if self.words(self.send(self.opening())):
                    return
            except (urllib3.exceptions.HTTPError, RefusedError):
                pass
            time.sleep(POLL)
        raise RuntimeError(f"{self.name} did not answer within {START_LIMIT} s")
