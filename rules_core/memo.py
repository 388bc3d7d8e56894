"""What was found and written once, kept for the next who asks the same: bounded, and in this process alone."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """Values by key, at most `limit`; the one unused longest gives way. May be used from many threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of the key, made where there is none. Two threads may both make it; both are right."""
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = make()
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        else:
            try:  # `suppress` would take as long as the rest
                self._kept.move_to_end(key)
            except KeyError:  # another thread's value took its place meanwhile
                return kept
        return kept

    def __len__(self) -> int:
        return len(self._kept)


class Fragment(dict[str, Any]):
    """A JSON object that many answers share: it is read and never changed. `written` is its JSON, written once."""

    @cached_property
    def written(self) -> bytes:
        """Compact JSON in UTF-8."""
        return json.dumps(self, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
