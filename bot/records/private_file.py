"""A file that only its owner may use, made whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def make_once(path: Path, content: bytes = b"") -> None:
    """Make the file with mode 0600, and its folder with 0700, where they are missing; what is there stays. OSError.

    Of several processes that start together one makes it and the others find it finished: it appears under its name
    by a link, complete. An existing file is not even opened: closing it would free the locks that SQLite has on it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp makes mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
