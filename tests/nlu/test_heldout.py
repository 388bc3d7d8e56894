"""The held-out utterances: their number, that no training text or pattern is one of them, and how well they are heard.

The unseen sets are by three hands; nobody who worked on data or patterns read them. docs/decisions/0006 has the scores.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.heldout import EXAMINED, UNSEEN, normalised, utterances
from benchmarks.nlu_report import measured, report
from benchmarks.nlu_scores import Heard, Pair, Scores, f1_of_intents
from bot.components.lexicon import LEXICON
from bot.components.safety import SAFETY_FACTS
from tests.nlu.material import examples

Hear = Callable[[str], dict[str, Any]]
NEEDS_OF_THE_CONTRACT = 20


@pytest.mark.parametrize("folder", UNSEEN, ids=lambda folder: folder.name)
def test_each_unseen_set_is_as_large_as_it_must_be(folder: Path) -> None:
    said = utterances(folder)
    assert len(said) >= 500
    assert sum(utterance.intent in SAFETY_FACTS for utterance in said) >= 60
    assert sum(utterance.hard for utterance in said) >= 100
    assert len({utterance.intent for utterance in said if (utterance.intent or "").startswith("need_")}) == (
        NEEDS_OF_THE_CONTRACT
    )


def test_together_they_hold_enough_hard_negatives() -> None:
    assert sum(utterance.hard for utterance in utterances(*UNSEEN)) >= 300


@pytest.mark.parametrize("folder", [*UNSEEN, *EXAMINED], ids=lambda folder: folder.name)
def test_no_held_out_utterance_is_a_training_example_or_a_pattern(folder: Path) -> None:
    known = {normalised(line) for lines in examples().values() for line in lines}
    for path in LEXICON.rglob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        known |= {normalised(line.strip().removeprefix("- ").split(" #")[0]) for line in lines}
    assert [said.text for said in utterances(folder) if normalised(said.text) in known] == []


def test_an_utterance_that_differs_in_spelling_alone_is_the_same() -> None:
    assert normalised("Jeg er hjemløs!") == normalised("jeg er  hjemloes")
    assert normalised("jeg er hjemløs") != normalised("jeg er ikke hjemløs")


def test_an_utterance_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.yml").write_text('greet:\n  "hej med jer": {}\n  "Hej, med jer!": {}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="stands twice"):
        utterances(tmp_path)


def test_scores_tell_right_from_wrong(tmp_path: Path) -> None:
    """Two of three intents, one of two facts and the one cry heard; one of two calm utterances raises an alarm."""
    (tmp_path / "hard_negatives.yml").write_text('open:\n  "det slår mig": {}\n', encoding="utf-8")
    (tmp_path / "some.yml").write_text(
        'greet:\n  "hej": {}\ninform:\n  "tre": {age: 3, children: 2}\nself_harm:\n  "slut": {self_harm: true}\n',
        encoding="utf-8",
    )
    got = {
        "det slår mig": Heard("danger_now", 0.9, {"immediate_danger": True}, ["danger_now"]),
        "hej": Heard("greet", 0.9, {}, []),
        "tre": Heard("greet", 0.5, {"age": 3}, []),
        "slut": Heard("self_harm", 0.9, {"self_harm": True}, ["self_harm"]),
    }
    pairs = [(said, got[said.text]) for said in utterances(tmp_path)]
    scores = Scores.of(pairs)
    assert scores.accuracy == pytest.approx(2 / 3)
    assert f1_of_intents(pairs) == pytest.approx({"greet": 2 / 3, "inform": 0.0, "self_harm": 1.0})
    assert (scores.facts_precision, scores.facts_recall) == (1.0, 0.5)
    assert scores.safety_recall == 1.0
    assert scores.false_alarms == pytest.approx(1 / 3)
    assert scores.hard_false_alarms == 1.0


@pytest.fixture(scope="module")
def unseen(hear: Hear) -> list[Pair]:
    return measured(hear, *UNSEEN)


@pytest.mark.model
def test_the_targets_are_reached_on_the_unseen_sets(unseen: list[Pair]) -> None:
    scores = Scores.of(unseen)
    assert scores.macro_f1 >= 0.90
    assert scores.facts_f1 >= 0.92
    assert scores.safety_recall >= 0.98
    assert scores.false_alarms <= 0.03


@pytest.mark.model
@pytest.mark.parametrize("folder", EXAMINED, ids=lambda folder: folder.name)
def test_what_was_learned_from_the_examined_sets_stays_learned(hear: Hear, folder: Path) -> None:
    scores = Scores.of(measured(hear, folder))
    assert scores.safety_recall >= 0.90
    assert scores.accuracy >= 0.85


@pytest.mark.model
def test_the_report_has_a_column_for_each_set_and_names_no_error_of_the_unseen(hear: Hear) -> None:
    pairs = measured(hear, EXAMINED[1])
    lines = list(report({"some": pairs}, {}))
    assert lines[0].split() == ["all", "unseen", "some"]
    assert any(line.startswith("intents: macro F1") for line in lines)
    assert not any(said.text in line for said, _ in pairs for line in lines)


@pytest.mark.model
def test_the_report_shows_every_missed_cry_of_an_examined_set(hear: Hear) -> None:
    pairs = measured(hear, EXAMINED[2])
    lines = list(report({"some": pairs}, {"third": pairs}))
    missed = [said.text for said, got in pairs if said.intent in SAFETY_FACTS and said.intent not in got.alerts]
    assert all(any(text in line for line in lines) for text in missed)
