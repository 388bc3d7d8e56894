"""How the process holds its memory."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX, see mallopt(3)."""


def share_one_arena() -> None:
    """Before the first thread. glibc gives each thread a heap of its own, and what a turn leaves in the one is not used
    by the next turn in another: memory creeps up for hours. Python runs one thread at a time, so one heap will do.
    """
    with suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
