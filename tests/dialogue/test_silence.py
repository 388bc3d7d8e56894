"""Nobody's words in a log, at any level, whatever happens to the turn."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.actions.interview import Interview
from bot.errors import TurnFailed
from bot.logging import turn_in_hand
from bot.train import train_if_needed
from tests.dialogue.conftest import Citizen

ROOT = Path(__file__).parents[2]


def test_a_conversation_at_debug_level_logs_no_word(
    citizen: Citizen, caplog: pytest.LogCaptureFixture, planted_words: tuple[str, ...]
) -> None:
    for name in ("", "rasa", "bot", "sqlalchemy", "rasa_sdk"):
        caplog.set_level(logging.DEBUG, logger=name)
    with structlog.testing.capture_logs() as events:
        citizen.say(*planted_words)
        citizen.say(f'/inform{{"age": "{planted_words[0]}"}}', f"jeg er 34 og hedder {planted_words[1]}")
    assert caplog.records
    for word in planted_words:
        assert word not in caplog.text
        assert word not in str(events)


def test_an_action_that_raises_with_words_logs_its_type_only(
    citizen: Citizen,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    planted_words: tuple[str, ...],
) -> None:
    def break_down(*_: Any) -> None:
        raise ValueError(planted_words[0])

    monkeypatch.setattr(Interview, "reply", break_down)
    with pytest.raises(TurnFailed):
        citizen.send(choice="need_homeless")
    assert "ValueError" in caplog.text
    assert planted_words[0] not in caplog.text


def test_in_a_turn_a_foreign_log_line_says_where_and_never_what(
    caplog: pytest.LogCaptureFixture, planted_words: tuple[str, ...]
) -> None:
    logger = logging.getLogger("rasa.some.module")
    with turn_in_hand():
        try:
            raise ValueError(planted_words[0])
        except ValueError:
            logger.exception(f"failed for {planted_words[0]}", extra={})
    assert "rasa.some.module" in caplog.text
    assert "ValueError" in caplog.text
    assert planted_words[0] not in caplog.text


def test_the_serving_process_holds_no_tensorflow_and_no_telemetry() -> None:
    code = (
        "import sys, os, bot.runtime; from pathlib import Path; from bot.processor import Processor; "
        "Processor(Path(sys.argv[1]), []).parse('jeg er 34', __import__('datetime').date(2026, 11, 22)); "
        "sys.exit('tensorflow' in sys.modules or os.environ['RASA_TELEMETRY_ENABLED'] != 'false')"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(train_if_needed())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
