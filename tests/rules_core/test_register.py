"""The register shows every rule of every municipality, in words, and nothing of one in another's row."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rules_core import Knowledge, conditions, load_knowledge
from rules_core import __main__ as command_line
from rules_core.costs import Amount, Between, Case, FirstOf, Fixed, OfFact, Part, PerMonth, Product, Share, Sum
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place
from rules_core.register.page import render_register
from rules_core.register.readable import Readable, number
from rules_core.source import Document
from rules_core.strict_yaml import read_yaml
from rules_core.verify.figures import Figure
from rules_core.verify.verification import EXCEPTIONS, Fault, Verification
from rules_core.vocabulary import KNOWLEDGE_FOLDER

DAY = date(2026, 11, 22)
REGISTER = Path(command_line.__file__).parent / "register"
WORDS = read_yaml(REGISTER / "words.yml", REGISTER)
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """The page's elements: what is open where, every id, every link, and the text under each table body's id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.bodies: dict[str, str] = {}
        self.body: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values["href"]))
        if tag == "tbody":
            self.body = values.get("id")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "tbody":
            self.body = None

    def handle_data(self, data: str) -> None:
        if self.body:
            self.bodies[self.body] = self.bodies.get(self.body, "") + data


@pytest.fixture(scope="module")
def text(knowledge: Knowledge) -> str:
    return render_register(knowledge, None, on=DAY, folder=KNOWLEDGE_FOLDER)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def readable(knowledge: Knowledge) -> Readable:
    return Readable(knowledge, WORDS, DAY)


def condition(raw: object, knowledge: Knowledge) -> conditions.Condition:
    document = Document("national", "", None)
    return read_condition(raw, Place("case.yml", "", document, {}, knowledge.layers["other"].rates))


def test_the_page_is_whole_and_plain(page: Page) -> None:
    assert page.open == []
    assert not page.tags & {"script", "iframe", "img", "link"}
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_every_provision_has_a_row_a_municipality_and_is_in_the_contents(page: Page, knowledge: Knowledge) -> None:
    for place, provisions in knowledge.provisions.items():
        for id in provisions:
            assert f"{id}-{place}" in page.bodies
            assert f"#{id}-{place}" in page.links


def test_every_rule_of_a_local_standard_stands_in_its_row(page: Page, knowledge: Knowledge) -> None:
    for place, provisions in knowledge.provisions.items():
        for id, provision in provisions.items():
            if not provision.local and place != "other":
                continue
            row = " ".join(page.bodies[f"{id}-{place}"].split())
            cost = provision.cost.lines if provision.cost else ()
            statements = [*provision.criteria, *provision.deadlines, *provision.help, *provision.extent]
            statements += [*provision.follow_up, *provision.not_included, *provision.other_help, *provision.doubts]
            for said in [one.text for one in statements] + [line.label for line in cost]:
                assert " ".join(said.split()) in row
            for contact in knowledge.contacts(provision.contacts, place):
                assert contact.name in row
                assert f"{contact.checked:%d.%m.%Y}" in row


def test_no_row_names_another_municipality_as_its_source(page: Page, knowledge: Knowledge) -> None:
    for name, row in page.bodies.items():
        for other in set(knowledge.municipalities) - {"other"}:
            assert name.endswith(f"-{other}") or f"[{other}:" not in row


def test_a_rate_stands_with_its_year_and_source(page: Page) -> None:
    row = " ".join(page.bodies["sel-110-holbaek"].split())
    assert re.search(r"Borgeren betaler: 100,77 kr\. \([^)]*, 2024\) pr\. døgn", row)
    assert "[holbaek: § 110, 5, 19.06.2024]" in row


def test_a_provision_that_is_not_offered_says_so(page: Page) -> None:
    assert WORDS["page"]["refused"] in page.bodies["sel-102-holbaek"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"age": {"at_least": 18}}, "Alder: mindst 18"),
        ({"age": {"below": "pension-age"}}, "Alder: under Folkepensionsalderen (67 år, 2022)"),
        ({"legal_residence": True}, "Lovligt ophold: ja"),
        ({"legal_residence": False}, "Lovligt ophold: nej"),
        ({"receives": {"none_of": ["sel-96"]}}, "ingen af "),
        ({"impairment": {"not_empty": True}}, "mindst én"),
        ({"not": {"pregnant": True}}, "ikke (Gravid: ja)"),
        ({"all": [{"pregnant": True}, {"any": [{"lonely": True}, {"motivated": True}]}]}, "ja og (Ensom: ja eller "),
    ],
)
def test_conditions_are_said_in_words(raw: object, said: str, knowledge: Knowledge, readable: Readable) -> None:
    assert said in readable.condition(condition(raw, knowledge))


def test_every_operator_and_choice_of_the_knowledge_has_words(knowledge: Knowledge, readable: Readable) -> None:
    for provisions in knowledge.provisions.values():
        for provision in provisions.values():
            for criterion in provision.criteria:
                assert not re.search(r"\b[a-z]+_[a-z_]+\b|None|\{", readable.condition(criterion.when))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Fixed(1005.5), "1.005,50 kr."),
        (Between(Fixed(1), None), "1 kr. til uden kendt loft"),
        (Sum((Fixed(1), Fixed(2))), "1 kr. + 2 kr."),
        (Product((Fixed(3), OfFact("nights"))), "3 kr. × Nætter"),
        (Share(Fixed(30), OfFact("protected_work_income")), "30 procent af "),
        (Part("yearly_income", Fixed(10), Fixed(20)), "over 10 kr. og op til 20 kr."),
        (PerMonth(Fixed(12)), "en tolvtedel af 12 kr."),
        (
            FirstOf((Case(conditions.Test("partner", "is", True), Fixed(1)), Case(None, Fixed(2)))),
            "ja: 1 kr.; ellers: 2 kr.",
        ),
        (None, "fastsættes af andre"),
    ],
)
def test_amounts_are_said_in_words(amount: Amount | None, said: str, readable: Readable) -> None:
    assert said in readable.amount(amount)


def test_an_unknown_kind_of_condition_is_no_silence(readable: Readable) -> None:
    with pytest.raises(KeyError):
        readable.condition(conditions.AnyOf((conditions.Test("age", "near", 18),)))


@pytest.mark.parametrize(("value", "said"), [(1005, "1.005"), (100.77, "100,77"), (0.5, "0,50"), (7.0, "7")])
def test_numbers_are_written_as_danish_writes_them(value: float, said: str) -> None:
    assert number(value) == said


def fault(file: str, reason: str | None) -> Fault:
    return Fault(Figure(file, "k", "rate", "123 <kr>", "holbaek", "§ 110, 5"), "not in the section", reason)


def test_what_verify_could_not_find_stands_by_its_rule_with_the_reason(knowledge: Knowledge) -> None:
    faults = (
        fault("municipalities/holbaek/sel-110.yml", "Regnet ud."),
        fault("municipalities/varde/sel-107.yml", None),
        fault("national/rates.yml", "Af loven."),
    )
    found = Verification(tuple(one.figure for one in faults), (), faults, ())
    text = render_register(knowledge, found, on=DAY, folder=KNOWLEDGE_FOLDER)
    bodies = Page(text).bodies
    assert "123 <kr>" in bodies["sel-110-holbaek"]
    assert "Godkendt: Regnet ud." in bodies["sel-110-holbaek"]
    assert "123 <kr>" in bodies["sel-107-varde"]
    assert "Åben" in bodies["sel-107-varde"]
    assert "123 <kr>" not in bodies["sel-110-varde"]
    assert "Godkendt: Af loven." in text


def test_accepted_figures_are_shown_without_the_sources_too(folder: Path) -> None:
    row = '- {file: municipalities/holbaek/sel-110.yml, figure: 5 dage, section: "§ 110, 5", reason: Regnet ud.}\n'
    (folder / EXCEPTIONS).write_text(row, "utf-8")
    text = render_register(load_knowledge(folder), None, on=DAY, folder=folder)
    assert "Godkendt: Regnet ud." in Page(text).bodies["sel-110-holbaek"]
    assert WORDS["page"]["faults_unread"] in text


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "build" / "register.html"
    assert command_line.main(["register", "--out", str(out), "--on", "2026-11-22"]) == 0
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
    assert list(out.parent.iterdir()) == [out]


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert command_line.main(["register", "--out", str(tmp_path / "file" / "register.html")]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert "mend --out" in printed.err
