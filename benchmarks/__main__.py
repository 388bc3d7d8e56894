"""`python -m benchmarks`: a choice in process against stock Rasa, same domain and rules, side by side in one run."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import re
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from bot.logging import configure

configure()  # before anything of Rasa is loaded

from benchmarks.in_process import InProcess, start_in_new_process  # noqa: E402
from benchmarks.interview import citizens, interview  # noqa: E402
from benchmarks.process import ROOT  # noqa: E402
from benchmarks.stock_rasa import StockRasa, trained_model  # noqa: E402
from benchmarks.table import Series, table  # noqa: E402
from rules_core import Knowledge, load_knowledge  # noqa: E402

RESULTS = Path(__file__).with_name("results.md")
README = ROOT / "README.md"
MARKED = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def main() -> int:
    """Measures, prints the table, and writes it to results.md and between the README's marks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="times that every citizen's interview is measured")
    parser.add_argument("--starts", type=int, default=3, help="times that each way is started")
    options = parser.parse_args()
    state = ROOT / ".state" / "bench"
    state.mkdir(parents=True, exist_ok=True)
    model = trained_model(state)
    stock, ours = Series("stock Rasa"), Series("in process")
    with tempfile.TemporaryDirectory(dir=state) as folder:
        turns = _measure(model, Path(folder), stock, ours, options)
    text = f"{table(stock, ours)}\n\n{_conditions(turns)}\n"
    print(text)
    RESULTS.write_text(f"# A choice, in process and through stock Rasa\n\n{text}", encoding="utf-8")
    readme = MARKED.sub(lambda marks: f"{marks[1]}{text}{marks[2]}", README.read_text(encoding="utf-8"))
    README.write_text(readme, encoding="utf-8")
    return 0


def _measure(model: Path, folder: Path, stock: Series, ours: Series, options: argparse.Namespace) -> int:
    """Starts first, then the conversations; the number of choices measured."""
    knowledge = load_knowledge()
    for number in range(1, options.starts + 1):
        print(f"Start {number} of {options.starts} ...", flush=True)
        seconds, ours.memory = start_in_new_process(folder)
        ours.starts.append(seconds)
        with StockRasa(model, folder) as servers:
            stock.starts.append(servers.start_seconds)
            if number == options.starts:
                product = InProcess(folder, knowledge)
                asyncio.run(_converse(servers, product, knowledge, (stock, ours), options.rounds))
                stock.memory = servers.memory()
    return len(ours.choices)


async def _converse(servers: StockRasa, product: InProcess, knowledge: Knowledge, measured: tuple[Series, Series],
                    rounds: int) -> None:
    """Every citizen once without counting, then in rounds; who answers first alternates."""
    for number in range(rounds + 1):
        print(f"Round {number} of {rounds} ..." if number else "Warming up ...", flush=True)
        series = measured if number else (Series(""), Series(""))
        for index, citizen in enumerate(citizens()):
            stock_first = bool((number + index) % 2)
            await interview(citizen, f"bench-{number}-{index}", servers, product, knowledge, series, stock_first)


def _conditions(turns: int) -> str:
    """What the figures hold for."""
    day = datetime.now(timezone.utc).date()
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return (
        f"{turns} choices each, side by side in one run on {day}: {machine}. Stock Rasa: its server, our actions on "
        "its HTTP action server, DIET and TED, `SQLTrackerStore` on SQLite. In process: `bot.runtime`, encrypted "
        "records on SQLite. Same domain, rules and actions; both said the same at every turn. "
        "`make bench` measures anew."
    )


if __name__ == "__main__":
    sys.exit(main())
