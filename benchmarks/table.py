"""The figures of the ways side by side, as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from benchmarks.conversations import CYCLE, LONG
from benchmarks.load import CITIZENS, EVERY, Load
from benchmarks.loop_lag import Lag
from benchmarks.side_by_side import Series, percentile

Row = tuple[str, str, Callable[[Series], float]]
_ROWS: tuple[Row, ...] = (
    ("a turn, median", "ms", lambda series: percentile(series.turns, 50)),
    ("a turn, 95th percentile", "ms", lambda series: percentile(series.turns, 95)),
    ("a choice, median", "ms", lambda series: percentile(series.choices, 50)),
    ("a written turn, median", "ms", lambda series: percentile(series.texts, 50)),
    ("start to the first answer", "s", lambda series: statistics.median(series.starts)),
    ("resident memory, all processes", "MiB", lambda series: series.memory),
    ("processor time of a turn, all processes", "ms", lambda series: series.processor),
    ("turns a second, 8 clients", "", lambda series: series.throughput),
    (f"turn {CYCLE + 1} to {2 * CYCLE} of a long conversation", "ms", lambda series: series.growth()[0]),
)


def table(stock: Series, hybrid: Series, ours: Series) -> str:
    """A column each, and our figure as a share of stock Rasa's."""
    three = (stock, hybrid, ours)
    lines = [f"| | {' | '.join(series.name for series in three)} | share |", "|---|---:|---:|---:|---:|"]
    lines += [_row(label, unit, [figure(series) for series in three]) for label, unit, figure in _ROWS]
    late = [series.growth()[1] for series in three]
    cells = [f"{_figure(each)} ms{_reached(series)}" for each, series in zip(late, three, strict=True)]
    label = f"turn {LONG - CYCLE + 1} to {LONG}, in between those"
    lines.append(f"| {label} | {' | '.join(cells)} | {late[2] / late[0]:.2f} |")
    growth = [f"{series.growth()[1] / series.growth()[0]:.2f}" for series in three]
    lines.append(f"| as a multiple of them | {' | '.join(growth)} | |")
    return "\n".join(lines)


def _row(label: str, unit: str, figures: Sequence[float]) -> str:
    cells = [f"{_figure(figure)} {unit}".strip() for figure in figures]
    return f"| {label} | {' | '.join(cells)} | {figures[2] / figures[0]:.2f} |"


def _reached(series: Series) -> str:
    """What the time allowed, where it ended a long conversation early."""
    return "" if series.late() == LONG else f" (turn {series.late()})"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def sentences(load: Load, seconds: float, lag: Lag, series: Sequence[Series], conditions: str) -> str:
    """What the table does not show, and what it holds for."""
    stock, hybrid, ours = series
    turns = len(ours.turns)
    said = [f"{100 * each.alike / turns:.0f} %" for each in (stock, hybrid)]
    return (
        f"{CITIZENS} citizens who each send a turn every {EVERY:.0f} s, for {seconds:.0f} s: "
        f"{len(load.milliseconds)} turns, {load.errors} errors, "
        f"median {percentile(load.milliseconds, 50):.0f} ms, "
        f"95th percentile {percentile(load.milliseconds, 95):.0f} ms. "
        f"The longest that one citizen held the event loop (long texts, pages, PDFs, handoffs, erasures): "
        f"{lag.longest:.0f} ms of processor; "
        f"a ticker beside it was at most {lag.late:.0f} ms late in 99 % of cases.\n\n"
        f"{turns} turns each, {len(ours.texts)} of them written, side by side in one run {conditions} "
        f"Stock Rasa: its server, our actions on its HTTP action server, DIET and TED, `SQLTrackerStore` on SQLite, "
        f"REST channel; DIET is trained on at most 60 utterances of each intent, because what a turn costs does not "
        f"depend on how well it was trained. With our model: the same servers and our pipeline and rules. Both got the "
        f"messages that our app got, and said the same after {said[0]} and {said[1]} of them; what was written and "
        f"understood otherwise was then told as a choice, which is not counted. "
        f"`make bench` measures anew."
    )
