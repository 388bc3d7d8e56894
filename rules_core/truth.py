"""Kleene's three-valued logic: unknown is a value, never a default."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """What is known of a statement."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        """The truth of a plain truth value; `None` is unknown."""
        if value is None:
            return cls.UNKNOWN
        return cls.TRUE if value else cls.FALSE

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN")


def all_of(parts: Iterable[Truth]) -> Truth:
    """False as soon as one part is false; unknown if none is false and one is unknown; true of no parts."""
    result = Truth.TRUE
    for part in parts:
        if part is Truth.FALSE:
            return Truth.FALSE
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(parts: Iterable[Truth]) -> Truth:
    """True as soon as one part is true; unknown if none is true and one is unknown; false of no parts."""
    result = Truth.FALSE
    for part in parts:
        if part is Truth.TRUE:
            return Truth.TRUE
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def negate(part: Truth) -> Truth:
    """True becomes false and false true; unknown stays unknown."""
    if part is Truth.UNKNOWN:
        return part
    return Truth.FALSE if part is Truth.TRUE else Truth.TRUE
