"""The figures as one picture, an SVG with its words left as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

from benchmarks.conversations import CYCLE
from benchmarks.side_by_side import Series, percentile

_COLOURS = ("#8a8a8a", "#5b8db8", "#0b5c3f")
_STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "vejviser", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
}  # fmt: skip


def draw(series: Sequence[Series], path: Path) -> None:
    """A turn's median and 95th percentile on the left; the long conversation, ten by ten, on the right (log scale)."""
    with pyplot.rc_context(_STYLE):
        figure, (bars, lines) = pyplot.subplots(1, 2, figsize=(9, 2.8), constrained_layout=True)
        for place, (own, colour) in enumerate(zip(series, _COLOURS, strict=True)):
            middle, high = percentile(own.turns, 50), percentile(own.turns, 95)
            bars.barh(place, high, color=colour, alpha=0.35)
            bars.barh(place, middle, color=colour)
            bars.text(high, place, f" {middle:.0f} ms (95 %: {high:.0f} ms)", va="center")
            tens = range(CYCLE, own.late() + 1, CYCLE)
            lines.plot(tens, [own.ten(last) for last in tens], color=colour, label=own.name)
        bars.set_yticks(range(len(series)), [own.name for own in series])
        bars.invert_yaxis()
        bars.set_xlim(right=1.7 * max(percentile(own.turns, 95) for own in series))
        bars.set_title("A turn")
        lines.set_yscale("log")
        lines.set_title("Turn by turn in one long conversation, ms")
        lines.legend(frameon=False)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
