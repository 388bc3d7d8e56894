"""A record's content on its way to the cipher and back: JSON, then zlib."""

from __future__ import annotations

import json
import zlib
from typing import Any

from bot.errors import TooLarge, Unreadable

LIMIT = 4 * 1024 * 1024  # bytes of JSON; a long interview takes some 100 kB
_LEVEL = 1  # a turn is written once and read once: level 6 costs more time than its bytes are worth


def pack(content: dict[str, Any], limit: int = LIMIT) -> bytes:
    """Compressed JSON; TooLarge above `limit` bytes of JSON, TypeError or ValueError where it is not JSON.

    JSON stays ASCII because people's texts may hold half a surrogate pair, which has no UTF-8.
    """
    text = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    if len(text) > limit:
        raise TooLarge(len(text), limit)
    return zlib.compress(text, _LEVEL)


def unpack(packed: bytes) -> dict[str, Any]:
    """The content; Unreadable where the bytes are none of ours, without the parser's error, which quotes its input."""
    try:
        content = json.loads(zlib.decompress(packed))
    except (zlib.error, ValueError):
        raise Unreadable("content is not compressed JSON") from None
    if not isinstance(content, dict):
        raise Unreadable("content is not an object")
    return content
