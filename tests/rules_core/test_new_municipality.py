"""A new municipality is a folder that loads at once, or nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from rules_core import KnowledgeError, load_knowledge, new_municipality
from rules_core import __main__ as command_line
from rules_core.new_municipality import make_municipality
from rules_core.strict_yaml import read_yaml
from rules_core.verify.verification import verify
from rules_core.vocabulary import municipality_names
from tests.named_cases import NamedCase, differences

GUIDE = Path(__file__).parents[2] / "docs" / "knowledge.md"
DOCUMENT = """Standard for § 110
Målgruppe
Du er fyldt 18 år.
Betaling
Et døgn koster 99,50 kr. i 2026 og 104 kr. i 2027.
"""
STARTERS = {"municipality.yml", "rates.yml", "contacts.yml", "pointers.yml", "sel-110.yml"}


def municipalities(folder: Path) -> set[str]:
    return {place.name for place in (folder / "municipalities").iterdir()}


def test_the_new_folder_loads_and_the_national_rules_answer(folder: Path) -> None:
    place = make_municipality(folder, "aeroe", "Ærø")
    assert {file.name for file in place.iterdir()} == STARTERS
    knowledge = load_knowledge(folder)
    assert knowledge.municipalities["aeroe"].label == "Ærø"
    assert not any(provision.local for provision in knowledge.provisions["aeroe"].values())


def test_without_a_label_the_name_is_one(folder: Path) -> None:
    make_municipality(folder, "storby")
    assert load_knowledge(folder).municipalities["storby"].label == "Storby"


def test_the_commented_examples_are_right_when_the_comment_signs_go(folder: Path) -> None:
    place = make_municipality(folder, "storby")
    for file in place.iterdir():
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
        assert read_yaml(file, place)
    knowledge = load_knowledge(folder)
    assert knowledge.provisions["storby"]["sel-110"].local
    assert knowledge.layers["storby"].rates["shelter-night"].values[0].value == 100.5
    assert knowledge.layers["storby"].contacts["borgerservice"].phone == "12 34 56 78"
    assert knowledge.layers["storby"].pointers


@pytest.mark.parametrize(
    "name", ["", "a", "Storby", "stor by", "../storby", "ærø", ".storby", "_x", "storby-", "x" * 41]
)
def test_an_invalid_name_makes_nothing(folder: Path, name: str) -> None:
    before = municipalities(folder)
    with pytest.raises(KnowledgeError, match="NAME"):
        make_municipality(folder, name)
    assert municipalities(folder) == before


@pytest.mark.parametrize("name", ["other", "national"])
def test_a_name_that_means_something_else_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match="NAME"):
        make_municipality(folder, name)


def test_an_existing_one_is_left_alone(folder: Path) -> None:
    before = (folder / "municipalities" / "holbaek" / "municipality.yml").read_bytes()
    with pytest.raises(KnowledgeError, match="is there already"):
        make_municipality(folder, "holbaek")
    assert (folder / "municipalities" / "holbaek" / "municipality.yml").read_bytes() == before


@pytest.mark.parametrize("label", ["", "  ", "To\nlinjer", "x" * 61, "Xxxxby"])
def test_a_label_that_cannot_be_one_leaves_no_folder(folder: Path, label: str) -> None:
    before = municipalities(folder)
    with pytest.raises(KnowledgeError):
        make_municipality(folder, "storby", label)
    assert municipalities(folder) == before


@pytest.mark.parametrize("label", ['Sankt "Hans"', "Kommune: nr. 1", "- streg", "{krøllet}", "{title}"])
def test_a_label_with_signs_of_yaml_is_kept_as_it_is(folder: Path, label: str) -> None:
    make_municipality(folder, "storby", label)
    assert load_knowledge(folder).municipalities["storby"].label == label


def test_a_full_disk_leaves_no_half_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = municipalities(folder)
    written: list[Path] = []

    def fails_at_the_third(path: Path, text: str, encoding: str) -> None:
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        path.write_bytes(text.encode(encoding))

    monkeypatch.setattr(new_municipality.Path, "write_text", fails_at_the_third)
    with pytest.raises(KnowledgeError, match="No space left"):
        make_municipality(folder, "storby")
    assert len(written) == 3
    assert municipalities(folder) == before


def test_the_command_refuses_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["new-municipality", "holbaek"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "is there already" in printed.err


def test_the_command_makes_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "KNOWLEDGE_FOLDER", folder)
    assert command_line.main(["new-municipality", "aeroe", "--label", "Ærø"]) == 0
    assert "aeroe" in capsys.readouterr().out
    assert load_knowledge(folder).municipalities["aeroe"].label == "Ærø"


@pytest.fixture
def worked(folder: Path, tmp_path: Path) -> dict[str, str]:
    """The files of the guide's worked example by their name, those of the knowledge written into the folder."""
    make_municipality(folder, "storby", "Storby")
    found = re.findall(r"```yaml\n# (\S+)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    for name, text in found:
        if not name.startswith("tests/"):
            (folder / name).write_text(text, encoding="utf-8")
    return dict(found)


def test_the_worked_example_of_the_guide_does_what_its_cases_say(
    folder: Path, worked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rules_core.fact_table.municipality_names", lambda: municipality_names(folder))
    knowledge = load_knowledge(folder)
    cases = yaml.safe_load(worked["tests/cases/storby-housing.yml"])
    assert len(cases) == 2
    for raw in cases:
        case = NamedCase("guide", raw["name"], raw["day"], raw["situation"], raw["expect"])
        assert differences(case, knowledge) == []


def test_the_worked_example_of_the_guide_is_found_in_its_source(
    folder: Path, worked: dict[str, str], tmp_path: Path
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "storby.txt").write_text(DOCUMENT, encoding="utf-8")
    found = verify(sources, folder)
    assert len(found.checked) >= 6
    assert found.faults == ()
