"""Whom to call, write to or visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rules_core.source import Source

CHECK_AGAIN_AFTER_DAYS = 180


@dataclass(frozen=True)
class Contact:
    """An office, a provider or a help line. What the source masks or leaves out is None: unknown, never invented.

    `placeholder`: stands for the citizen's own municipality, and gives way to its contacts where those are known.
    """

    id: str
    name: str
    phone: str | None
    email: str | None
    url: str | None
    address: str | None
    hours: str | None
    anonymous: bool
    round_the_clock: bool
    checked: date
    source: Source
    placeholder: bool = False

    def is_stale(self, day: date) -> bool:
        """True when it was last checked more than 180 days before the day."""
        return (day - self.checked).days > CHECK_AGAIN_AFTER_DAYS

    def as_dict(self) -> dict[str, Any]:
        """The contract's Contact."""
        fields = ("name", "phone", "email", "url", "address", "hours", "anonymous", "round_the_clock")
        values: dict[str, Any] = {name: getattr(self, name) for name in fields}
        return {"id": self.id, **values, "checked": self.checked.isoformat(), "source": self.source.as_dict()}
