"""The Assessment: statuses, order, what is missing, what is promised and what is not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_core import Assessment, Knowledge, Situation, assess
from rules_core.fact_table import FACTS, choices_of, kind_of
from rules_core.vocabulary import municipality_names, provision_ids
from tests.named_cases import OWN, SHARED, named_cases

DAY = date(2026, 11, 22)
HOMELESS: dict[str, Any] = {
    "municipality": "holbaek",
    "age": 34,
    "legal_residence": True,
    "housing": "homeless",
    "home_loss_cause": "eviction",
    "social_problems": True,
}


def result(knowledge: Knowledge, **facts: Any) -> Assessment:
    return assess(Situation.parse(facts), knowledge, on=DAY)


def test_every_provision_is_found_once(knowledge: Knowledge) -> None:
    found = [finding.provision.id for finding in result(knowledge).findings]
    assert sorted(found) == sorted(provision_ids())


def test_nothing_known_makes_everything_offered_possible(knowledge: Knowledge) -> None:
    assert {finding.status for finding in result(knowledge).findings} == {"possible"}


def test_the_most_relevant_comes_first_then_the_least_intrusive(knowledge: Knowledge) -> None:
    findings = result(knowledge, **HOMELESS).findings
    ranks = [("likely", "possible", "unlikely").index(finding.status) for finding in findings]
    assert ranks == sorted(ranks)
    likely = [finding.provision.step for finding in findings if finding.status == "likely"]
    assert likely == sorted(likely)
    assert len(likely) > 1


def test_a_reason_names_its_facts_and_source(knowledge: Knowledge) -> None:
    finding = result(knowledge, **{**HOMELESS, "age": 17}).finding("sel-110").provision
    reasons = {
        reason.criterion.id: reason.as_dict()
        for reason in result(knowledge, **{**HOMELESS, "age": 17}).finding("sel-110").reasons
    }
    assert finding.local
    assert reasons["age_18"]["outcome"] == "unmet"
    assert reasons["age_18"]["facts"] == ["age"]
    assert reasons["age_18"]["source"] == {"document": "holbaek", "section": "§ 110, 1", "adopted": "2024-06-19"}


def test_what_is_unlikely_promises_no_deadline_and_no_price(knowledge: Knowledge) -> None:
    answer = result(knowledge, **{**HOMELESS, "age": 17}).as_dict()
    finding = next(found for found in answer["findings"] if found["provision"] == "sel-110")
    assert (finding["status"], finding["deadlines"], finding["cost"], finding["missing"]) == ("unlikely", [], None, [])


def test_an_unanswered_fact_is_not_missing(knowledge: Knowledge) -> None:
    asked = result(knowledge, **{**HOMELESS, "legal_residence": "dont_know"})
    assert asked.finding("sel-110").status == "possible"
    assert asked.finding("sel-110").missing == ()


def test_no_contact_is_shown_without_a_way_to_be_reached(knowledge: Knowledge) -> None:
    for layer in knowledge.layers.values():
        for contact in layer.contacts.values():
            assert contact.phone or contact.url or contact.email or contact.address or contact.hours or contact.name


PLACES = sorted(municipality_names())


@pytest.mark.parametrize("place", [*PLACES, None])
def test_no_source_of_one_municipality_in_the_answer_of_another(knowledge: Knowledge, place: str | None) -> None:
    """Over every fourth named situation of every municipality, moved to this place."""
    allowed = set(knowledge.documents) - municipality_names() | ({place} if place else set())
    for case in [*named_cases(OWN, SHARED)][::4]:
        facts = {fact: value for fact, value in case.situation.items() if fact != "municipality"}
        answer = assess(
            Situation.parse({**facts, **({"municipality": place} if place else {})}), knowledge, on=case.day
        )
        assert set(_documents(answer.as_dict())) <= allowed, case.name


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_is_held_for_a_municipality_cites_another(knowledge: Knowledge, place: str) -> None:
    """Every criterion, deadline, cost line, sentence, pointer and contact that could be shown in any situation."""
    held = [knowledge.provisions[place], knowledge.municipalities[place], knowledge.pointers(place)]
    ids = {id for provision in knowledge.provisions[place].values() for id in provision.contacts}
    held.append([knowledge.contact(id, place) for id in ids])
    cited = {other for other in municipality_names() if f"Source(document={other!r}" in repr(held)}
    assert cited == {place} - {"other"}


def test_each_municipality_answers_with_its_own_document(knowledge: Knowledge) -> None:
    for place in set(PLACES) - {"other"}:
        assert place in _documents(result(knowledge, municipality=place).as_dict())


def _documents(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["document"]] if "document" in node else []
        return own + [found for value in node.values() for found in _documents(value)]
    return [found for item in node for found in _documents(item)] if isinstance(node, list) else []


def _values(fact: str) -> st.SearchStrategy[Any]:
    kind = kind_of(fact)
    if kind == "boolean":
        return st.booleans()
    if kind == "many_of":
        words = choices_of(fact) or ("sel-96", "sel-97", "sel-98", "sel-101")
        return st.lists(st.sampled_from(words), unique=True)
    if kind == "one_of":
        return st.sampled_from(choices_of(fact) or ("holbaek", "other"))
    return st.integers(1, 4) if fact.startswith("vum") else st.integers(1, 15)


situations = st.fixed_dictionaries({}, optional={fact: _values(fact) for fact in FACTS})


@settings(max_examples=60, deadline=None)
@given(situations, st.data())
def test_a_status_that_is_settled_stays_and_only_missing_facts_can_settle_one(
    knowledge: Knowledge, facts: dict[str, Any], data: st.DataObject
) -> None:
    before = assess(Situation.parse(facts), knowledge, on=DAY)
    fact = data.draw(st.sampled_from(FACTS))
    if fact in facts or fact in ("municipality", "functional_level") or fact.startswith("vum"):
        return
    after = assess(Situation.parse({**facts, fact: data.draw(_values(fact))}), knowledge, on=DAY)
    for finding in before.findings:
        now = after.finding(finding.provision.id)
        if finding.status != "possible" or fact not in finding.missing:
            assert now.status == finding.status


@settings(max_examples=60, deadline=None)
@given(situations)
def test_the_answer_is_json_and_costs_are_in_order(knowledge: Knowledge, facts: dict[str, Any]) -> None:
    answer = assess(Situation.parse(facts), knowledge, on=DAY).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    for finding in answer["findings"]:
        for side in ("pays", "receives", "keeps"):
            span = finding["cost"] and finding["cost"][side]
            assert not span or span["high"] is None or span["low"] <= span["high"]
