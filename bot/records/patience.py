"""PostgreSQL connections that give a silent server up.

libpq waits for ever for the answer to a statement: the server's own timeouts help nothing where the server itself is
frozen, or its machine gone. psycopg2 lets a callback wait instead, one for all connections of a process.
"""

from __future__ import annotations

import select
import time

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, connection, set_wait_callback


class Unanswered(OperationalError):
    """The server said nothing for as long as the connection waits; the connection is closed."""


class PatientConnection(connection):
    """`patience`: seconds that connecting, and each statement after it, may take; None: for ever."""

    patience: float | None = None


def patient(seconds: float) -> type[PatientConnection]:
    """What psycopg2 makes connections of that wait so long."""
    return type("PatientConnection", (PatientConnection,), {"patience": seconds})


def _wait(waiting: connection) -> None:
    patience = getattr(waiting, "patience", None)
    deadline = None if patience is None else time.monotonic() + patience
    while (state := waiting.poll()) != POLL_OK:
        socket = select.poll()
        socket.register(waiting.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        left = None if deadline is None else max(0, deadline - time.monotonic()) * 1000
        if not socket.poll(left):
            raise Unanswered("the server does not answer")


set_wait_callback(_wait)
