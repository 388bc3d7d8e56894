"""Needs: what a citizen may want help with, and which provisions each opens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """`id` is a `need_*` intent of the language model; `label` its Danish words; `provisions` in the order of
    relevance.
    """

    id: str
    label: str
    provisions: tuple[str, ...]
