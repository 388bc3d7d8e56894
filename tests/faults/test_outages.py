"""PostgreSQL goes away under load, and comes back: nobody hears that something is stored which is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.served import Served
from tests.faults.clear import assert_clear, assert_pages_are_clear
from tests.faults.crowd import Crowd, crowd
from tests.faults.figures import Figures
from tests.faults.stored import Stored
from tests.records.postgres import Postgres

CITIZENS = 4
LONG = 15.0
"""Seconds of an outage within which the service itself must have given up waiting."""


@contextmanager
def stopped(postgres: Postgres) -> Iterator[None]:
    """The server is gone without a goodbye, as after a crash; its port refuses."""
    postgres.stop()
    yield
    postgres.start()


@contextmanager
def frozen(postgres: Postgres) -> Iterator[None]:
    """The server takes connections and says nothing more, as behind a broken network."""
    postgres.freeze()
    try:
        yield
    finally:
        postgres.thaw()


def test_a_database_that_goes_away_and_comes_back(
    serve: Callable[..., Served], postgres: Postgres, postgres_url: str, outage: float, tmp_path: Path, figures: Figures
) -> None:
    """Clear answers meanwhile, nothing that was acknowledged is lost, and all goes on without a hand."""
    served = serve(database_url=postgres_url)
    served.start()
    served.wait_until_ready()
    recoveries = []
    with crowd(served, range(100, 100 + CITIZENS)) as citizens:
        for away in (stopped, frozen):
            citizens.wait_for(60)
            with away(postgres):
                refused = _during(served, citizens, outage, says_so=away is stopped)
            recoveries.append(_until_ready(served))
            assert refused > 0 or (away is frozen and outage < LONG)
        citizens.wait_for(60)
    assert_clear(citizens.refusals)
    found = citizens.look_at_all()
    assert (found.lost, found.doubled, found.altered) == ([], [], [])
    assert found.answers == citizens.answers
    assert len(Stored.of(tmp_path / "state", postgres_url).threads) == found.handoffs > 0
    cut = citizens.cut + len(citizens.refusals)
    figures.add(f"PostgreSQL stopped and frozen, {outage:.0f} s each", found, breaks=2, cut=cut, recoveries=recoveries)


def _during(served: Served, citizens: Crowd, outage: float, *, says_so: bool) -> int:
    """How many answers were refused while it was away. `says_so`: whether each request finds out at once."""
    before, gone = len(citizens.refusals), time.monotonic()
    assert httpx.get(f"{served.address}/health/live", timeout=60).status_code == 200
    if says_so:
        assert not served.is_ready()
        assert_pages_are_clear(served)
    time.sleep(max(0.0, gone + outage - time.monotonic()))
    return len(citizens.refusals) - before


def _until_ready(served: Served) -> float:
    """Seconds until the service can write and read again; nobody has touched it."""
    back = time.monotonic()
    served.wait_until_ready()
    return time.monotonic() - back
