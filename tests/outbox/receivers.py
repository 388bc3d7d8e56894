"""What a municipality has at the other end: a webhook and a mail server, on loopback, that fail on demand."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass(frozen=True)
class Call:
    """One request as it came in; the names of headers in small letters."""

    headers: dict[str, str]
    body: str


class _Receiver:
    """A server in a thread of its own, until the end of the block."""

    server: socketserver.BaseServer

    @property
    def port(self) -> int:
        port: int = self.server.server_address[1]
        return port

    def __enter__(self) -> _Receiver:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()


class Hook(_Receiver):
    """A webhook; `calls` is what came, `statuses` what it answers, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self.calls: list[Call] = []
        self.statuses = list(statuses or (204,))
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                hook.calls.append(Call({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0])
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


class Mailbox(_Receiver):
    """A mail server without encryption; `mails` is what it took."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        mailbox = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 here")
                for line in iter(self.rfile.readline, b""):
                    word = line[:4].upper()
                    if word == b"DATA":
                        self._say("354 go on")
                        lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                        mailbox.mails.append("".join(lines))
                    self._say("221 bye" if word == b"QUIT" else "250 ok")
                    if word == b"QUIT":
                        return

            def _say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
