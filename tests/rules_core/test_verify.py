"""Figures are found where their source says, and one that does not stand there is listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules_core import KnowledgeError
from rules_core import __main__ as command_line
from rules_core.verify.documents import read_outlines
from rules_core.verify.outline import Outline
from rules_core.verify.quantities import Quantity, Reader
from rules_core.verify.verification import EXCEPTIONS, Verification, read_accepted, verify
from rules_core.vocabulary import KNOWLEDGE_FOLDER

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources are not here")
READER = Reader(KNOWLEDGE_FOLDER)

# A document of its own shape, so that most of this runs without the sources.
DOCUMENT = """Forord
Vedtaget den 1. februar 2025. Ring 12 34 56 78 eller 00 00 00 00.

§ 110 Herberg
1. Hvem
Du skal være mellem 18 og 67 år.
2. Pris
Det koster 1.005 kr. pr. døgn (2025). Transport er gratis.
3. Frister
Kommunen svarer inden fire uger og følger op halvårligt. Skriv til Storgade 1, 1 sal, 1234 Storby.

§ 97 Ledsager
1. Hvem
Du får 15 timer om måneden.
"""
OUTLINE = """
years: [2025]
levels:
  - - {match: "^(?P<section>§ \\\\d+) ", names: ["{section}"]}
    - {match: "^Forord$", names: [Forord]}
  - - {match: "^(?P<number>\\\\d)\\\\. (?P<label>[A-Z][a-z]+)$", names: ["{number}", "{label}"]}
"""
STANDARD = """
source: "§ 110"
criteria:
  - id: age_18
    when: {age: {at_least: 18, below: 67}}
    text: Du skal være mellem 18 og 67 år.
    source: "§ 110, 1"
apply: {how: self_referral, text: Gå derhen.}
deadlines:
  - {id: answer, kind: decision, amount: 28, unit: days, after: application, who: authority, text: Svar.,
     source: "§ 110, 3"}
  - {id: look, kind: follow_up, amount: 6, unit: months, after: start, who: authority, text: Tjek.,
     source: "§ 110, Frister"}
cost:
  lines:
    - {id: bus, side: pays, label: Bus, per: stay, amount: 0, source: "§ 110, 2"}
"""
RATES = """
night:
  label: En nat
  unit: dkk
  values:
    - {from: 2025-01-01, dkk: 1005, source: "§ 110, 2"}
"""
CONTACTS = """
office:
  name: Kontoret
  phone: "12 34 56 78"
  address: Storgade 1, 1. sal, 1234 Storby
  checked: 2025-02-01
  source: "Forord"
"""


@pytest.fixture
def place(tmp_path: Path, folder: Path) -> tuple[Path, Path]:
    """(sources, knowledge): one document, and a municipality that is read off it, its figures all there."""
    shutil.rmtree(folder / "municipalities")
    own = folder / "municipalities" / "storby"
    own.mkdir(parents=True)
    (own / "municipality.yml").write_text("label: Storby\ndocument: {title: Regler, adopted: 2025-02-01}\n", "utf-8")
    (own / "sel-110.yml").write_text(STANDARD, "utf-8")
    (own / "rates.yml").write_text(RATES, "utf-8")
    (own / "contacts.yml").write_text(CONTACTS.replace('"Forord"', '"Forord og § 110, 3"'), "utf-8")
    (folder / EXCEPTIONS).write_text("[]", "utf-8")
    (folder / "verify" / "outlines" / "storby.yml").write_text(OUTLINE, "utf-8")
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "storby.txt").write_text(DOCUMENT, "utf-8")
    return sources, folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def listed(found: Verification) -> list[tuple[str, str, str]]:
    return [(fault.figure.file.rpartition("/")[2], fault.figure.shown, fault.what) for fault in found.faults]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.005 kr. om året", 1005, "dkk"),
        ("100,77 kr. i 2024", 100.77, "dkk"),
        ("op til 4½ time om ugen", 4.5, "hour"),
        ("inden fire uger", 4, "week"),
        ("inden 14 dage", 2, "week"),
        ("efter en måned", 1, "month"),
        ("inden for den første måned", 1, "month"),
        ("følger op halvårligt", 6, "month"),
        ("minimum to gange årligt", 6, "month"),
        ("hvert andet år", 2, "year"),
        ("mindst 1 gang/måned", 1, "month"),
        ("op til 2 års ventetid", 2, "year"),
        ("18-65-årige", 18, "year"),
        ("typisk 1/2-2 år", 0.5, "year"),
        ("5 hele arbejdsdage", 5, "working_day"),
        ("5 af ugens 7 dage", 5, "day"),
        ("højst 30 pct. af lønnen", 30, "percent"),
        ("24 timer", 1, "day"),
        ("vedtaget 25.11.2024", 1125, "date"),
        ("senest d. 28.\n\nfebruar", 228, "date"),
        ("kl. 8.30-10", 510, "clock"),
    ],
)
def test_danish_figures_are_read(text: str, value: float, unit: str) -> None:
    wanted = READER.quantity(value, unit)
    assert any(mention.quantity.equals(wanted) for mention in READER.mentions(text)), READER.mentions(text)


@pytest.mark.parametrize("text", ["jf. §§ 97 og 98, stk. 2", "nr. 3 og pkt. 12", "§ 101 a", "kapitel 5"])
def test_numbers_of_laws_are_no_figures(text: str) -> None:
    assert READER.mentions(text) == []


def test_a_law_does_not_swallow_the_figure_after_it() -> None:
    assert [m.quantity for m in READER.mentions("efter § 97 og 15 timer")] == [Quantity(900, "minute")]


def test_weeks_are_not_months_nor_working_days() -> None:
    for unit in ("month", "working_day"):
        assert not READER.quantity(4, "week").equals(READER.quantity(1 if unit == "month" else 28, unit))


def test_everything_that_stands_there_is_found(place: tuple[Path, Path]) -> None:
    found = verify(*place)
    assert listed(found) == []
    assert {figure.kind for figure in found.checked} == {
        "rate", "year", "deadline", "bound", "free", "sentence", "phone", "address", "date",
    }  # fmt: skip
    assert found.passed


@pytest.mark.parametrize(
    ("file", "old", "new", "shown"),
    [
        ("rates.yml", "dkk: 1005", "dkk: 1006", "1006 dkk"),
        ("rates.yml", "2025-01-01", "2024-01-01", "2024"),
        ("sel-110.yml", "amount: 28", "amount: 27", "27 days"),
        ("sel-110.yml", "unit: days", "unit: working_days", "28 working_days"),
        ("sel-110.yml", "amount: 6", "amount: 5", "5 months"),
        ("sel-110.yml", "at_least: 18", "at_least: 17", "17 year"),
        ("sel-110.yml", "mellem 18 og 67 år", "mellem 18 og 68 år", "68 år"),
        ("contacts.yml", "12 34 56 78", "12 34 56 79", "12 34 56 79"),
        ("contacts.yml", "Storgade 1,", "Storgade 3,", "Storgade 3, 1. sal, 1234 Storby"),
        ("municipality.yml", "2025-02-01", "2025-02-02", "2025-02-02"),
    ],
)
def test_a_wrong_figure_is_listed(place: tuple[Path, Path], file: str, old: str, new: str, shown: str) -> None:
    sources, folder = place
    change(folder, f"municipalities/storby/{file}", old, new)
    assert (file, shown, "not in the section") in listed(verify(sources, folder))


def test_help_that_is_not_free_is_listed(place: tuple[Path, Path]) -> None:
    sources, folder = place
    change(sources, "storby.txt", "er gratis", "betaler du selv")
    assert listed(verify(sources, folder)) == [("sel-110.yml", "0", "not in the section")]


def test_a_figure_of_another_section_is_listed(place: tuple[Path, Path]) -> None:
    sources, folder = place
    change(folder, "municipalities/storby/rates.yml", "§ 110, 2", "§ 97, 1")
    assert listed(verify(sources, folder)) == [("rates.yml", "1005 dkk", "not in the section")]


@pytest.mark.parametrize("section", ["§ 111, 2", "§ 110, 9", "§ 110, Klage", "§ 110, 2 og 9"])
def test_a_section_that_is_not_there_is_listed(place: tuple[Path, Path], section: str) -> None:
    sources, folder = place
    change(folder, "municipalities/storby/rates.yml", "§ 110, 2", section)
    assert ("rates.yml", "1005 dkk", "no such section") in listed(verify(sources, folder))


def test_a_section_that_bears_no_figure_must_be_there_too(place: tuple[Path, Path]) -> None:
    sources, folder = place
    count = len(verify(sources, folder).checked)
    change(folder, "municipalities/storby/sel-110.yml", "text: Gå derhen.", 'text: Gå derhen., source: "§ 110, 8"')
    found = verify(sources, folder)
    assert listed(found) == [("sel-110.yml", "§ 110, 8", "no such section")]
    assert len(found.checked) == count + 1


def test_a_masked_number_is_never_found() -> None:
    outline = Outline(DOCUMENT, {"levels": []})
    assert "12 34 56 78" in outline.text
    assert "00 00 00 00" not in outline.text


def test_laws_and_help_lines_are_counted_apart(place: tuple[Path, Path]) -> None:
    found = verify(*place)
    assert {figure.document for figure in found.apart} == {"national", "vejledning5"}
    assert {figure.document for figure in found.checked} == {"storby"}


def test_an_accepted_figure_bears_its_reason_and_still_counts_as_not_found(place: tuple[Path, Path]) -> None:
    sources, folder = place
    change(folder, "municipalities/storby/rates.yml", "dkk: 1005", "dkk: 1006")
    row = '- {file: municipalities/storby/rates.yml, figure: 1006 dkk, section: "§ 110, 2", reason: Regnet ud.}\n'
    (folder / EXCEPTIONS).write_text(row, "utf-8")
    found = verify(sources, folder)
    assert [fault.reason for fault in found.faults] == ["Regnet ud."]
    assert found.share < 1
    assert "(accepted: Regnet ud.)" in "\n".join(found.lines())


def test_an_exception_for_nothing_is_said(place: tuple[Path, Path]) -> None:
    sources, folder = place
    row = '- {file: municipalities/storby/rates.yml, figure: 7 dkk, section: "§ 110, 2", reason: Regnet ud.}\n'
    (folder / EXCEPTIONS).write_text(row, "utf-8")
    assert any("take the exception out" in line for line in verify(sources, folder).lines())


@pytest.mark.parametrize("row", ["- {file: a, figure: b, section: c}", "- 5", "- {file: a, colour: red}", "file: a"])
def test_an_exception_without_a_reason_is_refused(folder: Path, row: str) -> None:
    (folder / EXCEPTIONS).write_text(row, "utf-8")
    with pytest.raises(KnowledgeError, match=r"verify/exceptions\.yml"):
        read_accepted(folder)


def test_too_few_found_does_not_pass(place: tuple[Path, Path]) -> None:
    sources, folder = place
    change(folder, "municipalities/storby/rates.yml", "dkk: 1005", "dkk: 1006")
    found = verify(sources, folder)
    assert found.share < 0.99
    assert not found.passed


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_sources_is_one_line_and_exit_code_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert command_line.main(["verify", "--sources", str(tmp_path / name)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert name in printed.err


@needs_sources
def test_at_least_99_percent_of_our_figures_stand_in_their_section(capsys: pytest.CaptureFixture[str]) -> None:
    code = command_line.main(["verify", "--sources", str(SOURCES)])
    printed = capsys.readouterr().out
    assert code == 0, printed
    for document in ("holbaek", "hvidovre", "lejre", "varde", "vejledning5"):
        assert f"\n{document} " in printed


@needs_sources
def test_what_is_not_found_has_a_reason() -> None:
    found = verify(SOURCES, KNOWLEDGE_FOLDER)
    assert [line for line in found.lines() if "not in the section" in line and "(accepted" not in line] == []
    assert [fault for fault in found.faults if fault.what == "no such section"] == []


@needs_sources
@pytest.mark.parametrize(
    ("document", "section", "inside", "outside"),
    [
        ("holbaek", "§ 110, 5", "100,77", "inden for 5 hverdage"),
        ("holbaek", "§ 100, medicin", "4.575", "2.500"),
        ("varde", "§ 97, Hvad koster støtten", "1005 kr.", "Hver tur"),
        ("varde", "SUL § 134 a, Tidsfrister", "2 hverdage", "Patientklager"),
        ("hvidovre", "§ 107, Bilag", "3.600", "226.100"),
        ("lejre", "§ 110 (27. januar 2025), 10", "100,77", "Vedtaget"),
        ("vejledning5", "pkt. 24", "761", "90 timer"),
        ("vejledning5", "pkt. 11 og 13", "90 timer", "761"),
    ],
)
def test_a_section_of_each_kind_of_document_is_cut_out(document: str, section: str, inside: str, outside: str) -> None:
    passage = read_outlines(SOURCES, KNOWLEDGE_FOLDER)[document].passage(section)
    assert passage is not None
    assert inside in passage
    assert outside not in passage


@needs_sources
def test_a_deadline_is_looked_for_in_the_line_of_its_own_provision(folder: Path) -> None:
    """The table says 4 weeks for § 97; 12, which it says of § 107, is wrong there."""
    before = listed(verify(SOURCES, folder))
    file = "municipalities/varde/sel-97.yml"
    change(folder, file, "    amount: 4\n    unit: weeks", "    amount: 12\n    unit: weeks")
    after = listed(verify(SOURCES, folder))
    assert ("sel-97.yml", "12 weeks", "not in the section") in set(after) - set(before)
