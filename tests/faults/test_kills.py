"""kill -9 at random points, with answers and handoffs in flight: what was acknowledged is there once, and goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from benchmarks.served import Served
from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figures
from tests.faults.stored import Stored
from tests.outbox.receivers import Hook

CITIZENS = 4
SEED = 7
IN_THE_START = 0.15
"""Share of the kills that hit a service that is only just starting."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_what_was_acknowledged_survives_every_kill(
    request: pytest.FixtureRequest, serve: Callable[..., Served], tmp_path: Path, kills: int, store: str,
    hook: Hook, figures: Figures,
) -> None:  # fmt: skip
    """Half of the kills on each database; the clients repeat what was not acknowledged, and some of what was."""
    own = kills - kills // 2 if store == "sqlite" else kills // 2
    database = {"database_url": request.getfixturevalue("postgres_url")} if store == "postgresql" else {}
    served = serve(**database, channels_file=channels(tmp_path, hook))
    served.start()
    served.wait_until_ready()
    recoveries = []
    with crowd(served, range(CITIZENS)) as citizens:
        for seconds in kill_at_random(served, citizens, own, random.Random(f"{SEED} {store}")):
            recoveries.append(seconds)
            citizens.check()
            assert citizens.look().faults == []
    found = citizens.look_at_all()
    assert (found.lost, found.doubled, found.altered) == ([], [], [])
    assert found.answers == citizens.answers > own
    assert citizens.cut > len(recoveries), "kills that nobody noticed prove nothing"
    served.stop()
    stored = Stored.of(tmp_path / "state", **database)
    assert len(stored.threads) == found.handoffs > 0
    assert stored.announced == stored.threads, "a thread and its notice are stored together, and once"
    assert set(stored.delivered) <= {call.headers["webhook-id"] for call in hook.calls}
    figures.add(f"kill -9, {store}", found, breaks=own, cut=citizens.cut, recoveries=recoveries)


def channels(folder: Path, hook: Hook) -> Path:
    """The file of channels of an operator whose hook this is."""
    file = folder / "channels.yml"
    content = {"link": "https://vejviser.example/staff", "channels": {"any": {"webhook": hook.url}}}
    file.write_text(yaml.safe_dump(content))
    return file


def kill_at_random(served: Served, citizens: Crowd, kills: int, point: random.Random) -> Iterator[float]:
    """Kills it so often, and starts it each time; gives the seconds from each start until it is ready again."""
    done = 0
    while done < kills:
        citizens.wait_for(point.randint(1, 60))
        time.sleep(point.uniform(0.0, 0.03))  # somewhere in the middle of the requests that are on their way
        served.kill()
        done += 1
        began = time.monotonic()
        served.start()
        if done < kills and point.random() < IN_THE_START:
            time.sleep(point.uniform(0.0, 3.0))
            served.kill()
            done += 1
            began = time.monotonic()
            served.start()
        served.wait_until_ready()
        yield time.monotonic() - began
