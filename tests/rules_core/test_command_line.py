"""`python -m rules_core`: what it prints, and one line for bad input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from rules_core import __main__ as command_line
from rules_core import assess
from rules_core.catalogue import Knowledge
from rules_core.situation import Situation
from rules_core.today import danish_day


def run(*arguments: str) -> int:
    return command_line.main(list(arguments))


def test_assess_prints_the_assessment(tmp_path: Path, capsys: pytest.CaptureFixture[str], knowledge: Knowledge) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"age": 34, "municipality": "holbaek"}', "utf-8")
    assert run("assess", str(case), "--on", "2026-11-22") == 0
    situation = Situation.parse({"age": 34, "municipality": "holbaek"})
    expected = assess(situation, knowledge, on=danish_day().replace(2026, 11, 22)).as_dict()
    assert json.loads(capsys.readouterr().out) == expected


def test_a_list_of_situations_gives_a_list(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('[{"age": 34}, {}]'))
    assert run("assess", "-", "--on", "2026-11-22") == 0
    answers = json.loads(capsys.readouterr().out)
    assert [answer["on"] for answer in answers] == ["2026-11-22"] * 2


@pytest.mark.parametrize(
    ("facts", "topics", "fact"),
    [
        ("{}", (), "municipality"),
        ('{"municipality": "holbaek"}', (), "age"),
        (
            '{"municipality": "holbaek", "age": 12, "housing": "homeless", "violence_exposed": false, '
            '"alcohol_problem": false,'
            ' "drug_problem": "dont_know", "functional_level": "A"}',
            ("--topic", "need_dental"),
            None,
        ),
    ],
)
def test_next_prints_the_fact_or_null(
    facts: str,
    topics: tuple[str, ...],
    fact: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(facts))
    assert run("next", "-", *topics) == 0
    assert json.loads(capsys.readouterr().out) == fact


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"age": 3.4}', ("age", "whole number")),
        ('{"agee": 3}', ("situation", "no such fact")),
        ('{"age": ', ("line 1", "not JSON")),
        ("[{}, 5]", ("[1].situation", "object")),
        ("[" * 100_000, ("nested",)),
        ('{"age": NaN}', ("age",)),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    text: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.json"
    case.write_text(text, "utf-8")
    assert run("assess", str(case)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "case.json" in printed.err
    for word in words:
        assert word in printed.err


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", "nowhere.json") == 2
    assert "nowhere.json: file: cannot be read" in capsys.readouterr().err


def test_an_unknown_topic_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    assert run("next", "-", "--topic", "need_moon") == 2
    assert "need_homeless" in capsys.readouterr().err


def test_check_prints_coverage_and_what_wants_a_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--on", "2030-01-01") == 0
    printed = capsys.readouterr().out
    assert "no error" in printed
    assert "sel-110" in printed
    assert "write the rate of 2030" in printed
    assert "check it again" in printed
