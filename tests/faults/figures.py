"""What the faults of a run cost: a row each, printed at its end, and kept in docs/faults.md where that is asked for."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from tests.faults.ledger import Findings

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
_MARKED = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)
_HEAD = (
    "| | breaks | answers acknowledged | handoffs | messages | replies cut off or refused | lost | doubled "
    "| ready again, median | most |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Figures:
    """The rows of one run."""

    rows: list[str] = field(default_factory=list)

    def add(self, name: str, found: Findings, *, breaks: int, cut: int, recoveries: Sequence[float]) -> None:
        """`recoveries` are seconds from the end of each break until the service can write and read its store."""
        counts = (breaks, found.answers, found.handoffs, found.lines, cut, len(found.lost), len(found.doubled))
        times = (f"{statistics.median(recoveries):.1f} s", f"{max(recoveries):.1f} s")
        self.rows.append(f"| {name} | " + " | ".join([*(f"{count:,}" for count in counts), *times]) + " |")

    def table(self) -> str:
        return "\n".join([_HEAD, *self.rows])

    def keep(self) -> None:
        """Writes the table between the marks of docs/faults.md."""
        text = f"{self.table()}\n\nMeasured on {datetime.now(timezone.utc).date()} by `make faults`.\n"
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_MARKED.sub(lambda marks: f"{marks[1]}{text}{marks[2]}", page), encoding="utf-8")
