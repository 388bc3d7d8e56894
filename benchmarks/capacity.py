"""What one replica and its PostgreSQL spend on a turn: `python -m benchmarks.capacity [INTERVIEWS]`.

Whole interviews, one after the other, three of ten answers in words; the figures are those of docs/operations.md.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg2

from api.limits import Limits
from api.service import now
from bot.records import Keys, Level, Records
from tests.api.talking import Talk, choice_of
from tests.records.postgres import Postgres
from tests.replicas.replica import Replica

INTERVIEWS = 20
TEXTS = ("det ved jeg ikke", "jeg er 34 og bor alene", "jeg vil helst ikke svare", "hvorfor spørger du om det",
         "jeg har haft det svært længe og sover dårligt", "nej")  # fmt: skip
SITUATIONS: tuple[dict[str, Any], ...] = (
    {"municipality": "holbaek", "age": 34, "housing": "homeless", "alcohol_problem": True, "drug_problem": False,
     "legal_residence": True, "social_problems": True},
    {"municipality": "lejre", "age": 71, "impairment": ["physical"], "functional_level": "C", "lonely": True},
    {"municipality": "varde", "age": 25, "violence_exposed": True, "children": True, "legal_residence": True},
)  # fmt: skip


def main() -> None:
    """Starts a server and a replica of its own, and stops both."""
    interviews = int(sys.argv[1]) if len(sys.argv) > 1 else INTERVIEWS
    server = Postgres.make()
    try:
        url = server.new_database("capacity")
        with tempfile.TemporaryDirectory() as folder:
            replica = Replica(Path(folder), Path(folder) / "log", database_url=url).wait()
            try:
                _measure(replica, server, url, interviews)
            finally:
                replica.stop()
    finally:
        server.remove()


def _measure(replica: Replica, server: Postgres, url: str, interviews: int) -> None:
    with httpx.Client(base_url=replica.address, timeout=60) as client:
        _interview(client, 0, [])  # what is made once is not counted
        before, of_server = _cpu([replica.process.pid]), _cpu(server.processes())
        took: list[float] = []
        for number in range(interviews):
            _interview(client, number, took)
        spent, of_server = _cpu([replica.process.pid]) - before, _cpu(server.processes()) - of_server
        idle = _cpu([replica.process.pid])
        for _ in range(50):
            client.get("/health/ready").raise_for_status()
        probe = (_cpu([replica.process.pid]) - idle) / 50
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT avg(pg_column_size(c.*)), max(pg_column_size(c.*)) FROM conversation c")
        mean, most = cursor.fetchone()
    connection.close()
    counted, alone = _counting(url)
    cuts = statistics.quantiles(took, n=20)
    for name, value in (
        ("turns in one interview", f"{len(took) / interviews:.1f}"),
        ("a turn, median", f"{statistics.median(took) * 1000:.1f} ms"),
        ("a turn, 95th percentile", f"{cuts[-1] * 1000:.1f} ms"),
        ("processor time of the replica a turn", f"{spent / len(took) * 1000:.1f} ms"),
        ("processor time of PostgreSQL a turn", f"{of_server / len(took) * 1000:.1f} ms"),
        ("processor time of the replica a look at readiness", f"{probe * 1000:.1f} ms"),
        ("memory of the replica", f"{_memory(replica.process.pid) / 2**20:.0f} MiB"),
        ("a conversation's row after its interview, mean", f"{mean / 1000:.1f} kB"),
        ("a conversation's row after its interview, largest", f"{most / 1000:.1f} kB"),
        ("one count on a level that all replicas share, median", f"{counted:.2f} ms"),
        ("one count on a limit of one process, mean", f"{alone * 1000:.1f} µs"),
    ):
        print(f"| {name} | {value} |")


def _counting(url: str) -> tuple[float, float]:
    """Milliseconds that a count takes in PostgreSQL while four others count as well, and in this process."""
    records = Records(url, Keys([Keys.generate()]), clock=now, patience=timedelta(seconds=20))
    level = Level(records.database, "benchmark", timedelta(seconds=6), now)

    def once(_: int) -> float:
        began = time.perf_counter()
        level.add()
        return time.perf_counter() - began

    with ThreadPoolExecutor(4) as pool:
        shared = statistics.median(pool.map(once, range(400)))
    records.close()
    limits, began = Limits(10**9, 10**9), time.perf_counter()
    for _ in range(10_000):
        limits.turn("benchmark")
    return shared * 1000, (time.perf_counter() - began) / 10


def _interview(client: httpx.Client, number: int, took: list[float]) -> None:
    """One whole interview; adds the seconds of each turn."""
    chance, situation = random.Random(number), SITUATIONS[number % len(SITUATIONS)]
    talk = Talk(client, municipality=situation["municipality"])
    for _ in range(80):
        asking = talk.turn["asking"]
        if asking is None:
            return
        body = {"choice": choice_of(asking, situation), "question": asking["question"]}
        if chance.random() < 0.3:
            body = {"text": chance.choice(TEXTS)}
        began = time.perf_counter()
        talk.say(**body)
        took.append(time.perf_counter() - began)


def _cpu(processes: list[int]) -> float:
    """Seconds of processor time that the processes, and their children that ended, have spent."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / 100


def _memory(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
