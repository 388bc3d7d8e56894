"""Holds back small counts, and so much beside them that none can be reckoned back from a total.

`None` stands for a count that is held back. Which other count is held back with a small one depends on the order of the
cells alone: if it were the least or the greatest, that choice would give the small one away.
"""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 5
"""The least count that is shown; nought is small too, so that nobody can tell it from one."""
Shown = dict[str, int | None]


def alone(count: int) -> int | None:
    """A count that adds up with no others."""
    return count if count >= LEAST else None


def parts(counts: Mapping[str, int]) -> tuple[int | None, Shown]:
    """Total and parts of counts that add up; the parts last in order are held back first to cover for a small one."""
    small = [name for name, count in counts.items() if count < LEAST]
    held, others = list(small), [name for name in reversed(list(counts)) if name not in small]
    while not _is_safe(held, small, counts) and others:
        held.append(others.pop(0))
    total = sum(counts.values()) if _is_safe(held, small, counts) else None
    return total, {name: None if name in held else count for name, count in counts.items()}


def part_of(count: int, whole: int) -> int | None:
    """A part of a count that is shown itself; also held back where the rest is small."""
    return count if min(count, whole - count) >= LEAST else None


def _is_safe(held: list[str], small: list[str], counts: Mapping[str, int]) -> bool:
    """Whether each small count could still be any from 0 to LEAST - 1 for somebody who knows what is held back in all.

    Small ones alone cover for each other while their sum is neither so small nor so great that it gives them away.
    """
    together = sum(counts[name] for name in held)
    if len(held) == len(small):
        return not small or LEAST <= together <= (len(small) - 1) * (LEAST - 1)
    return together >= 2 * LEAST
