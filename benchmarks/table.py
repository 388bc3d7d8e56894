"""Figures of two ways to run the same conversations, as a Markdown table."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field


@dataclass
class Series:
    """What one way cost: milliseconds of every choice, seconds of each start, resident memory in MiB."""

    name: str
    choices: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    memory: float | None = None

    def quantile(self, percent: int) -> float:
        """A percentile of the choices; 50 is the median."""
        return statistics.quantiles(self.choices, n=100, method="inclusive")[percent - 1]


def table(stock: Series, ours: Series) -> str:
    """Two columns and their ratio (ours by stock)."""
    rows = [
        _row("a choice, median", stock.quantile(50), ours.quantile(50), "ms"),
        _row("a choice, 95th percentile", stock.quantile(95), ours.quantile(95), "ms"),
        _row("start until ready", statistics.median(stock.starts), statistics.median(ours.starts), "s"),
    ]
    if stock.memory and ours.memory:
        rows.append(_row("resident memory", stock.memory, ours.memory, "MiB"))
    head = f"| | {stock.name} | {ours.name} | ratio |\n|---|---:|---:|---:|"
    return "\n".join([head, *rows])


def _row(label: str, stock: float, ours: float, unit: str) -> str:
    return f"| {label} | {_figure(stock)} {unit} | {_figure(ours)} {unit} | {ours / stock:.2f} |"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"
