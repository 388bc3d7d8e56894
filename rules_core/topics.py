"""Needs: what a citizen may want help with, and which provisions each opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Topic:
    """`id` is a `need_*` intent of the language model; `label` its Danish words; `provisions` in the order of
    relevance.
    """

    id: str
    label: str
    provisions: tuple[str, ...]
    implies: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Facts that whoever names this need has told with it."""
