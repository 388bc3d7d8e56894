"""Training happens when an input changed and only then; the model appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import parse, train
from bot.components import fingerprint as understanding


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of four files; what is trained from it does not matter here."""
    (tmp_path / "bot" / "data" / "nlu").mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "bot/data/rules.yml", "bot/data/nlu/a.yml"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rasa's place, taken by a note for each training asked for."""
    asked: list[str] = []

    def fake(root: Path, folder: Path, progress: Callable[[str], None]) -> Path:
        asked.append(folder.name)
        made = folder / "made.tar.gz"
        made.write_bytes(b"model")
        return made

    monkeypatch.setattr(train, "_train", fake)
    return asked


def test_the_second_call_does_no_work(root: Path, trainings: list[str], tmp_path: Path) -> None:
    models = tmp_path / "models"
    told: list[str] = []
    first = train.train_if_needed(root, models, told.append)
    second = train.train_if_needed(root, models, told.append)
    assert first == second
    assert len(trainings) == 1
    assert "up to date" in told[-1]
    assert [path.name for path in models.iterdir()] == [first.name]


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "bot/data/rules.yml", "bot/data/nlu/a.yml", "bot/data/nlu/b.yml"]
)
def test_every_file_of_the_project_counts(root: Path, name: str) -> None:
    before = train.fingerprint(root)
    (root / name).write_text("changed: true\n", encoding="utf-8")
    assert train.fingerprint(root) != before


def test_lexicon_code_language_and_versions_count(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    marks = {train.fingerprint(root)}
    folder = tmp_path / "lexicon"
    shutil.copytree(understanding.lexicon.LEXICON, folder)
    (folder / "words.yml").write_text("x: [y]\n", encoding="utf-8")
    for attribute, value in {
        "language_in_use": lambda: "da_core_news_sm 3.8.0",
        "_PACKAGES": ("rasa",),
        "_CODE": folder,
    }.items():
        with monkeypatch.context() as patch:
            patch.setattr(understanding, attribute, value)
            marks.add(train.fingerprint(root))
    with monkeypatch.context() as patch:
        patch.setattr(understanding.lexicon, "LEXICON", folder)
        patch.setattr(understanding.lexicon, "files", lambda: sorted(folder.rglob("*.yml")))
        marks.add(train.fingerprint(root))
    assert len(marks) == 5


def test_a_failed_training_leaves_nothing_behind(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(root: Path, folder: Path, progress: Callable[[str], None]) -> Path:
        (folder / "half.tar.gz").write_bytes(b"half")
        raise train.TrainingFailed("no")

    monkeypatch.setattr(train, "_train", fail)
    with pytest.raises(train.TrainingFailed):
        train.train_if_needed(root, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_old_models_go_and_the_newest_two_stay(root: Path, trainings: list[str], tmp_path: Path) -> None:
    models = tmp_path / "models"
    made = []
    for number in range(4):
        (root / "config.yml").write_text(f"a: {number}\n", encoding="utf-8")
        made.append(train.train_if_needed(root, models))
    assert len(set(made)) == 4
    assert made[-1].exists()
    assert len(list(models.iterdir())) == train.KEPT


def test_a_file_that_is_not_there_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert parse.main(str(tmp_path / "none.txt")) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "none.txt: file:" in said.err


def test_a_file_that_is_no_text_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00jeg")
    assert parse.main(str(tmp_path / "binary")) == 2
    assert "encoding: is not UTF-8" in capsys.readouterr().err


def test_one_json_line_an_utterance() -> None:
    def hear(text: str) -> dict[str, object]:
        entities = [{"entity": "age", "value": 34}, {"entity": "number", "value": 5}]
        return {"text": text, "intent": {"name": "inform", "confidence": 0.75}, "entities": entities, "topics": []}

    (line,) = parse.parse_lines(["jeg er 34"], hear)
    assert line == '{"text": "jeg er 34", "intent": "inform", "confidence": 0.75, "facts": {"age": 34}, "topics": []}'
