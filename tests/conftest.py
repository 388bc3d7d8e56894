"""What all tests share: one folder for the logs of the whole run, searched for planted words (`tests/log_watch.py`)."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.log_watch import PLANTED, LogWatch, tap_logging

os.environ["RASA_TELEMETRY_ENABLED"] = "false"

_FOLDER = "TEST_RUN_LOGS"
_watch_key = pytest.StashKey[LogWatch]()
_owner_key = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the folder; the workers of pytest-xdist inherit its name."""
    config.stash[_owner_key] = _FOLDER not in os.environ
    if config.stash[_owner_key]:
        os.environ[_FOLDER] = tempfile.mkdtemp(prefix="vejviser-logs-")
    watch = config.stash[_watch_key] = LogWatch(Path(os.environ[_FOLDER]))
    watch.children_folder.mkdir()
    tap_logging(watch)


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.stash[_owner_key]:
        shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """The net is at DEBUG for every test, whatever level the one before left."""
    logging.getLogger().setLevel(logging.DEBUG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test whose set-up, body or tear-down leaked a planted word fails, and says where."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    watch = item.config.stash[_watch_key]
    for name, text in report.sections:
        if name in (f"Captured stdout {report.when}", f"Captured stderr {report.when}"):
            watch.write(text)
    leaks = watch.search()
    if leaks:
        report.outcome = "failed"
        report.longrepr = "A citizen's words were logged:\n" + "\n".join(map(str, leaks[:10]))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Once more over the whole run: what came after the last test, and from processes that have ended since."""
    if session.config.stash[_owner_key] and session.config.stash[_watch_key].search_all():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for leak in config.stash[_watch_key].search_all()[:10]:
        terminalreporter.write_line(f"A citizen's words were logged: {leak}", red=True)


@pytest.fixture(scope="session")
def planted_words() -> tuple[str, ...]:
    """Words to send as a citizen's text. If one turns up in a log or on a standard stream, the test fails."""
    return PLANTED


@pytest.fixture(scope="session")
def watched_log(pytestconfig: pytest.Config) -> Callable[[str], Path]:
    """Gives a file for what a process that a test starts prints: `stdout=watched_log("server").open("wb")`."""
    folder = pytestconfig.stash[_watch_key].children_folder
    return lambda name: folder / f"{name}.log"
