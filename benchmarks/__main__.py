"""`python -m benchmarks`: our app beside stock Rasa, same conversations, domain, rules and actions, in one run.

It runs by itself and ends within some twelve minutes: every part has its share of the time.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

from bot.logging import configure

configure()  # before anything of Rasa is loaded

from benchmarks import loop_lag  # noqa: E402
from benchmarks.chart import draw  # noqa: E402
from benchmarks.conversations import interviews, long_conversation  # noqa: E402
from benchmarks.load import Load, steady, throughput  # noqa: E402
from benchmarks.ours import MODELS, Ours  # noqa: E402
from benchmarks.process import ROOT  # noqa: E402
from benchmarks.side_by_side import Series, converse, converse_long  # noqa: E402
from benchmarks.stock_rasa import StockRasa, trained_model  # noqa: E402
from benchmarks.table import sentences, table  # noqa: E402
from benchmarks.way import Way  # noqa: E402
from bot.train import train_if_needed  # noqa: E402
from rules_core import load_knowledge  # noqa: E402

RESULTS = Path(__file__).with_name("results.md")
README = ROOT / "README.md"
CHART = ROOT / "docs" / "bench.svg"
MARKED = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
LONG_RUNS = (1, 1, 5)
"""Of the long conversation: stock Rasa, the same with our model, ours."""


def main() -> int:
    """Measures, prints, and writes results.md, the chart, and what stands between the README's marks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=4, help="times that every citizen's interview is measured")
    parser.add_argument("--starts", type=int, default=3, help="times that each way is started")
    parser.add_argument("--budget", type=float, default=60, help="seconds at most for a part, several runs together")
    parser.add_argument("--load", type=float, default=60, help="seconds of the steady load")
    options = parser.parse_args()
    state = ROOT / ".state" / "bench"
    state.mkdir(parents=True, exist_ok=True)
    model = trained_model(state)
    with tempfile.TemporaryDirectory(dir=state) as folder:
        ways = _ways(Path(folder), model)
        series, load, lag = _measure(ways, Path(folder), options)
    conditions = _conditions()
    text = f"{table(*series)}\n\n{sentences(load, options.load, lag, series, conditions)}\n"
    print(text)
    RESULTS.write_text(f"# Our app beside stock Rasa\n\n{text}", encoding="utf-8")
    draw(series, CHART)
    shown = f"![A turn's milliseconds, and the same through a long conversation]({CHART.relative_to(ROOT)})\n\n{text}"
    readme = MARKED.sub(lambda marks: f"{marks[1]}{shown}{marks[2]}", README.read_text(encoding="utf-8"))
    README.write_text(readme, encoding="utf-8")
    return 0


def _ways(folder: Path, stock_model: Path) -> tuple[Way, Way, Ours]:
    """Stock Rasa, stock Rasa with our model, our app."""
    own_model = train_if_needed() if MODELS.is_dir() else MODELS
    return (
        StockRasa("stock Rasa", stock_model, folder),
        StockRasa("with our model", own_model, folder),
        Ours(folder),
    )


def _measure(
    ways: tuple[Way, Way, Ours], folder: Path, options: argparse.Namespace
) -> tuple[list[Series], Load, loop_lag.Lag]:
    """Starts, conversations, throughput and the long conversation of all ways; load and loop of ours alone."""
    starts = _start_all(ways, options.starts - 1, options.budget)
    knowledge, ours = load_knowledge(), ways[-1]
    with ExitStack() as running:
        print("Starting all of them ...", flush=True)
        for way, own in zip(ways, starts, strict=True):
            running.enter_context(way)
            own.append(way.start_seconds)
        scripts, long = interviews(ours, knowledge), long_conversation(ours, knowledge)
        series = converse(ways, scripts, options.rounds, options.budget)
        for way, own, seconds, runs in zip(ways, series, starts, LONG_RUNS, strict=True):
            own.starts = seconds
            print(f"Throughput and the long conversation of {way.name} ...", flush=True)
            own.throughput = throughput(way, scripts, options.budget / 8)
            converse_long(way, long, own, runs, options.budget)
    with Ours(folder) as alone:
        print("A steady load ...", flush=True)
        steady(alone, scripts, options.load / 10)
        load = steady(alone, scripts, options.load)
    print("The event loop ...", flush=True)
    return series, load, loop_lag.longest(folder, scripts[0], rounds=3)


def _start_all(ways: Sequence[Way], times: int, budget: float) -> list[list[float]]:
    """Seconds of each start, in turn and each alone, as many as begin within the budget."""
    seconds: list[list[float]] = [[] for _ in ways]
    end = time.perf_counter() + 2 * budget
    for number in range(times):
        if time.perf_counter() > end:
            break
        print(f"Start {number + 1} of {times + 1} ...", flush=True)
        for way, own in zip(ways, seconds, strict=True):
            with way:
                own.append(way.start_seconds)
    return seconds


def _conditions() -> str:
    """When and on what."""
    day = datetime.now(timezone.utc).date()
    busy = f"load {os.getloadavg()[2]:.1f} in the last quarter of an hour"
    return f"on {day}: {os.cpu_count()} cores ({platform.machine()}, {busy}), Python {platform.python_version()}."


if __name__ == "__main__":
    sys.exit(main())
