"""No log line and no standard stream bears a citizen's word. The net itself is tested here: it must be able to fail.

The words are sent by the tests of the dialogue, the runtime and the API through the fixture `planted_words`;
`conftest.py` searches after each test and once more at the end.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.log_watch import PLANTED, LogWatch, record_text

ROOT = Path(__file__).resolve().parents[1]
DANISH = PLANTED[1]

QUIET = "def test_quiet(planted_words):\n    assert planted_words\n"
LEAKS = {
    "a logger": "import logging\nlogging.getLogger('rasa.core').debug('heard %s', {word!r})",
    "a logger that does not propagate":
        "import logging\nlog = logging.getLogger('alone')\nlog.propagate = False\nlog.error({word!r})",
    "a level raised by the program": "import logging\nlogging.getLogger().info({word!r})",
    "a traceback":
        "import logging\ntry:\n    raise ValueError({word!r})\nexcept ValueError:\n    logging.exception('failed')",
    "structlog as it comes": "import structlog\nstructlog.get_logger().info('heard', text={word!r})",
    "standard output": "print({word!r})",
    "a child's standard error": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import sys; "
    "sys.stderr.write(sys.argv[1])', {word!r}])",
    "a served process":
        "import subprocess, sys\ncode = 'import sys; print(sys.argv[1])'\n"
        "command = [sys.executable, '-X', 'utf8', '-c', code, {word!r}]\n"
        "with watched_log('server').open('wb') as log:\n    subprocess.run(command, stdout=log)",
}


def run_inner(folder: Path, body: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A test run of its own with this project's conftest, whose output does not reach ours."""
    tests = folder / "tests"
    tests.mkdir()
    for name in ("conftest.py", "log_watch.py"):
        (tests / name).write_text((ROOT / "tests" / name).read_text())
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n")
    (tests / "test_inner.py").write_text(body)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "TEST_RUN"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "tests"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_a_quiet_run_passes(tmp_path: Path) -> None:
    result = run_inner(tmp_path, QUIET)
    assert result.returncode == 0, result.returncode
    assert "1 passed" in result.stdout


@pytest.mark.parametrize("way", LEAKS)
def test_a_leak_fails_the_test_that_made_it(way: str, tmp_path: Path) -> None:
    body = LEAKS[way].format(word=DANISH).replace("\n", "\n    ")
    result = run_inner(tmp_path, f"{QUIET}\n\ndef test_leak(watched_log):\n    {body}\n")
    assert result.returncode == 1
    assert "1 failed, 1 passed" in result.stdout
    assert "A citizen's words were logged" in result.stdout


def test_a_leak_in_a_worker_is_seen(tmp_path: Path) -> None:
    result = run_inner(tmp_path, f"{QUIET}\n\ndef test_leak():\n    print({DANISH!r})\n", "-n", "1")
    assert result.returncode == 1
    assert "1 failed, 1 passed" in result.stdout


def test_a_leak_after_the_last_test_fails_the_run(tmp_path: Path) -> None:
    leak = f"import atexit\nimport pytest\n\n@pytest.fixture(scope='session', autouse=True)\ndef late(watched_log):\n" \
           f"    watched_log('late').write_text({DANISH!r})  # no line end: the file may still grow\n    yield\n\n"
    result = run_inner(tmp_path, leak + QUIET)
    assert result.returncode == 1
    assert "late.log" in result.stdout


@pytest.mark.parametrize(("written", "word"), [
    *((form, 1) for form in (DANISH, DANISH.upper(), json.dumps(DANISH), quote(DANISH), repr(DANISH.encode()))),
    (PLANTED[3].replace("-", ""), 3),
])
def test_every_spelling_is_found(written: str, word: int, tmp_path: Path) -> None:
    watch = LogWatch(tmp_path)
    watch.write(f"first\nsecond {written} end")
    assert [(leak.line, leak.word) for leak in watch.search()] == [(2, word)]


def test_a_line_is_reported_once_and_only_when_complete(tmp_path: Path) -> None:
    watch = LogWatch(tmp_path)
    watch.own_file.write_text(f"a\n{PLANTED[0]}")
    assert watch.search() == []
    watch.write(" ended")
    assert [leak.line for leak in watch.search()] == [2]
    assert watch.search() == []
    assert [leak.line for leak in watch.search_all()] == [2]


def test_a_report_does_not_repeat_the_word(tmp_path: Path) -> None:
    watch = LogWatch(tmp_path)
    watch.write(PLANTED[0])
    assert PLANTED[0] not in str(watch.search()[0])


def test_fields_beside_the_message_count_as_logged() -> None:
    record = logging.makeLogRecord({"msg": "turn", "citizen_text": PLANTED[0]})
    assert PLANTED[0] in record_text(record)
