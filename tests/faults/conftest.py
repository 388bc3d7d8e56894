"""Services in processes of their own, on both databases, and how much is to be broken."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.served import Served
from tests.faults.figures import Figures
from tests.records.conftest import postgres, postgres_url  # noqa: F401

ROOT = Path(__file__).parents[2]
MANY = 1_000_000_000
_figures = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_figures] = Figures()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The figures; `VEJVISER_FAULTS_RECORD=1` keeps them in docs/faults.md."""
    figures = config.stash[_figures]
    if figures.rows:
        terminalreporter.write_line(figures.table())
        if os.environ.get("VEJVISER_FAULTS_RECORD"):
            figures.keep()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.model)


@pytest.fixture(autouse=True)
def quiet_client() -> Iterator[None]:
    """The citizens' own library logs several lines a request, which takes longer than the request."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def figures(pytestconfig: pytest.Config) -> Figures:
    return pytestconfig.stash[_figures]


@pytest.fixture(scope="session")
def kills() -> int:
    """How often the service is killed, on both databases together."""
    return int(os.environ.get("VEJVISER_KILLS", "10"))


@pytest.fixture(scope="session")
def outage() -> float:
    """Seconds that the database is away."""
    return float(os.environ.get("VEJVISER_OUTAGE", "3"))


@pytest.fixture
def serve(tmp_path: Path, watched_log: Callable[[str], Path]) -> Iterator[Callable[..., Served]]:
    """Makes a service and ends it after the test; keyword arguments are settings. The first start is the test's."""
    folder = Path(os.environ.get("VEJVISER_MODEL", ROOT / "models"))
    if not folder.is_file() and not any(folder.glob("*.tar.gz")):
        pytest.skip("no trained model; make train makes one")
    with ExitStack() as stack:

        def make(name: str = "service", **settings: object) -> Served:
            settings = {"conversation_limit": MANY, "total_limit": MANY, "state": tmp_path / "state", **settings}
            served = Served(log=watched_log(f"{tmp_path.name}-{name}"), **settings)
            stack.callback(served.stop)
            return served

        yield make
