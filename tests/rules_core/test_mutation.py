"""Faults put into the knowledge are noticed by the named cases; `make mutate` tries all of them, this a sample."""

from __future__ import annotations

import pytest

from rules_core import load_knowledge
from rules_core.reading.conditions import read_condition
from rules_core.reading.place import Place
from rules_core.source import Document
from tests.mutation.library import Library
from tests.mutation.likeness import same_everywhere
from tests.mutation.mutant import Mutant
from tests.mutation.score import score, survivors, table
from tests.mutation.trial import EQUIVALENT, NOTICED, REFUSED, SURVIVED, Trial, Verdict
from tests.named_cases import OWN, SHARED, named_cases

SAMPLE = 200
HOLBAEK = "municipalities/holbaek/"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module")
def trial(library: Library) -> Trial:
    return Trial(library, named_cases(OWN, SHARED))


@pytest.fixture(scope="module")
def mutants(library: Library) -> list[Mutant]:
    return library.mutants()


def test_an_even_sample_of_faults_is_noticed(trial: Trial, mutants: list[Mutant]) -> None:
    step = len(mutants) // SAMPLE
    verdicts = [trial.verdict(mutant) for mutant in mutants[step // 2 :: step]]
    # Some five points below what `make mutate` demands of all: a sample of two hundred is no more exact than that.
    assert score(verdicts).percent >= 90, "\n".join(survivors(verdicts))


@pytest.mark.parametrize(
    ("file", "key", "kind"),
    [
        (HOLBAEK + "sel-110.yml", "criteria[0]", "criterion dropped"),
        (HOLBAEK + "sel-110.yml", "criteria[1]", "criterion dropped"),
        (HOLBAEK + "sel-110.yml", "criteria[2]", "criterion dropped"),
        (HOLBAEK + "sel-110.yml", "criteria[0].when.age.at_least", "bound moved"),
        (HOLBAEK + "sel-110.yml", "criteria[1].when.legal_residence", "truth value flipped"),
        (HOLBAEK + "sel-110.yml", "criteria[3].when.housing.one_of[0]", "word dropped"),
        (HOLBAEK + "sel-110.yml", "cost.lines[0].reduced_when", "reduced_when of a cost line dropped"),
        (HOLBAEK + "sel-110.yml", "cost.lines[0].when", "when of a cost line dropped"),
        (HOLBAEK + "sel-110.yml", "cost.lines[0].times", "times of a cost line dropped"),
        (HOLBAEK + "rates.yml", "shelter-night.values[0].dkk", "rate moved"),
        (HOLBAEK + "rates.yml", "shelter-night.values[0].from", "year of a rate moved"),
        (HOLBAEK + "municipality.yml", "deadlines[0].unit", "unit of a deadline swapped"),
        (HOLBAEK + "sel-97.yml", "criteria[3].when.functional_level.at_least", "level moved"),
        (HOLBAEK + "sel-82a.yml", "appeal", "appeal flipped"),
        (HOLBAEK + "sel-102.yml", "file", "file dropped"),
        ("national/sel-101.yml", "deadlines[0].amount", "deadline moved"),
        ("national/sel-101.yml", "deadlines[0].after", "after of a deadline swapped"),
        ("national/sel-101.yml", "deadlines[0].who", "who of a deadline swapped"),
        ("national/defaults.yml", "deadlines[0].amount", "deadline moved"),
        ("national/alerts.yml", "[0]", "alert dropped"),
        ("national/alerts.yml", "[1].contacts[0]", "help line dropped"),
        ("national/contacts.yml", "lev-uden-vold.phone", "telephone digit changed"),
    ],
)
def test_a_fault_of_each_kind_is_noticed(trial: Trial, mutants: list[Mutant], file: str, key: str, kind: str) -> None:
    chosen = [each for each in mutants if (each.file, each.key, each.kind) == (file, key, kind)]
    assert chosen, "there is no such fault any more; choose another"
    verdicts = [trial.verdict(mutant) for mutant in chosen]
    assert not survivors(verdicts)
    assert all(verdict.outcome == NOTICED and verdict.why for verdict in verdicts)


def test_without_its_cases_a_fault_survives(library: Library, mutants: list[Mutant]) -> None:
    fault = next(each for each in mutants if each.file == HOLBAEK + "sel-110.yml" and each.kind == "criterion dropped")
    blind = Trial(library, [case for case in named_cases(OWN) if case.municipality == "varde"])
    assert blind.verdict(fault).outcome == SURVIVED


def test_a_rebuilt_provision_equals_the_loaded_one(library: Library) -> None:
    untouched = Mutant(("step",), "none", "none", library.knowledge.provisions["other"]["sel-110"].step)
    rebuilt = library.with_fault(untouched.within("national/sel-110.yml"))
    assert rebuilt.provisions == library.knowledge.provisions


def test_the_library_holds_what_is_loaded() -> None:
    assert Library().knowledge.provisions == load_knowledge().provisions


def test_faults_come_in_the_same_order_and_leave_the_knowledge_as_it_is(library: Library, trial: Trial) -> None:
    first = library.mutants()
    for mutant in first[::400]:
        trial.verdict(mutant)
    assert library.mutants() == first


def test_what_the_loader_refuses_is_counted_apart(trial: Trial) -> None:
    unknown = Mutant(("apply", "how"), "way in unknown", "by_owl", "by_owl")
    verdict = trial.verdict(unknown.within("national/sel-110.yml"))
    assert verdict.outcome == REFUSED
    assert "apply.how" in verdict.why


def test_what_changes_no_answer_is_counted_apart_with_its_reason(trial: Trial) -> None:
    words = Mutant(("criteria", 0, "text"), "sentence", "another sentence", "Du skal være voksen.")
    verdict = trial.verdict(words.within("national/sel-110.yml"))
    assert verdict.outcome == EQUIVALENT
    assert verdict.why


def condition(raw: object) -> object:
    return read_condition(raw, Place("test.yml", "when", Document("national", "", None), {}))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"age": {"at_least": 18}}, {"age": {"above": 17}}, True),
        ({"age": {"at_least": 18}}, {"age": {"above": 18}}, False),
        ({"not": {"legal_residence": True}}, {"legal_residence": False}, True),
        ({"impairment": {"not_empty": True}}, {"impairment": {"one_of": ["vision", "hearing"]}}, False),
        ({"housing": {"one_of": ["homeless"]}}, {"housing": "homeless"}, True),
        ({"any": [{"lonely": True}, {"lonely": False}]}, {"any": [{"motivated": True}, {"motivated": False}]}, False),
    ],
)
def test_likeness_is_over_every_situation(one: object, other: object, alike: bool) -> None:
    assert same_everywhere(condition(one), condition(other)) is alike


def test_the_table_counts_a_row_for_each_layer_and_one_for_all() -> None:
    fault = Mutant(("a",), "kind", "said")
    verdicts = [
        Verdict(fault.within("national/sel-110.yml"), NOTICED, "a case"),
        Verdict(fault.within(HOLBAEK + "sel-110.yml"), NOTICED, "a case"),
        Verdict(fault.within(HOLBAEK + "sel-97.yml"), SURVIVED),
        Verdict(fault.within(HOLBAEK + "sel-98.yml"), EQUIVALENT, "a reason"),
    ]
    rows = table(verdicts).splitlines()[2:]
    assert rows == [
        "| national | 1 | 0 | 100.0 % | 0 | 0 |",
        "| holbaek | 1 | 1 | 50.0 % | 1 | 0 |",
        "| **all** | 2 | 1 | 66.7 % | 1 | 0 |",
    ]
    assert survivors(verdicts) == [HOLBAEK + "sel-97.yml: a: kind: said"]
