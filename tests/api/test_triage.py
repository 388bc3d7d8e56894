"""The triage form: facts in any order, findings beside it, differences between municipalities, and wrong results."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from pypdf import PdfReader

from api.pages.form import ChatForm
from api.service import Service
from api.staff import triage
from api.staff.complaint import case_of, yaml_of
from api.staff.words import words
from rules_core import Knowledge, Situation, SituationError, assess, next_question
from rules_core.fact_table import FACTS
from tests.api.conftest import Clock
from tests.api.staffing import Desk, cheap_passwords
from tests.named_cases import OWN, NamedCase, differences, named_cases

S = words()
CASES = list(named_cases(OWN))[::25]


@pytest.fixture
def desk(broken: Service, plain: TestClient) -> Desk:
    cheap_passwords(broken)
    desk = Desk(plain.app, broken, "bo", "lead")
    desk.login()
    return desk


def form_of(situation: dict[str, Any], knowledge: Knowledge) -> ChatForm:
    """The form as a member of staff would fill it in, from the last question to the first."""
    fields, picked = {}, []
    for question in reversed(knowledge.questions.values()):
        given = {fact: situation[fact] for fact in question.facts if fact in situation}
        if not given:
            continue
        value = given if len(question.facts) > 1 else next(iter(given.values()))
        if isinstance(value, list) and value:
            picked += [f"{question.id} {word}" for word in value]
        elif question.kind in ("integer", "amount") and not isinstance(value, str):
            fields[f"q.{question.id}"] = str(value).replace(".", ",")
        else:
            fields[f"q.{question.id}"] = json.dumps(value)
    for fact in situation:
        if knowledge.facts[fact].heard_only:
            fields[f"q.{fact}"] = str(situation[fact]).lower()
    return ChatForm(fields, tuple(picked))


def test_every_fact_can_be_filled_in(knowledge: Knowledge) -> None:
    shown = [field["id"] for theme in triage.fields_of(knowledge) for field in theme["fields"]]
    assert len(shown) == len(set(shown))
    facts = {fact for id in shown for fact in (knowledge.questions[id].facts if id in knowledge.questions else (id,))}
    assert facts == set(FACTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_a_named_case_filled_in_gives_what_it_expects(case: NamedCase, knowledge: Knowledge) -> None:
    form = form_of(case.situation, knowledge)
    situation, wrong = triage.read(form, knowledge)
    assert wrong == []
    told = situation.as_dict()
    assert {fact: told[fact] for fact in case.situation} == case.situation
    assert {str(value) for fact, value in told.items() if fact not in case.situation} <= {"dont_know"}
    found = {finding.provision.id: finding.status for finding in assess(situation, knowledge, on=case.day).findings}
    expected = case.expect.get("status", {})
    assert {id: found[id] for id in expected} == expected


def test_the_next_question_and_the_differences_are_the_rules_own(knowledge: Knowledge, clock: Clock) -> None:
    situation = Situation.parse({"age": 34, "housing": "homeless", "violence_exposed": False})
    found = triage.findings_of(situation, knowledge, clock().date())
    assessment = assess(situation, knowledge, on=clock().date())
    assert found["next"] == next_question(situation, knowledge, topics=[], assessment=assessment)
    assert found["differences"]
    places = list(knowledge.municipalities)
    for title, _, statuses in found["differences"]:
        assert len(set(statuses)) > 1
        id = next(id for id, provision in knowledge.provisions["other"].items() if provision.title == title)
        for place, status in zip(places, statuses, strict=True):
            there = assess(situation.put("municipality", place), knowledge, on=clock().date())
            assert there.finding(id).status == status


def test_the_page_follows_what_is_filled_in(desk: Desk) -> None:
    empty = desk.page("/staff/triage")
    assert S["triage"]["next"].split("{")[0] in empty.text
    fields = {"q.municipality": '"holbaek"', "q.age": "34", "q.housing": '"homeless"', "q.immediate_danger": "true"}
    filled = desk.post("/staff/triage", **fields)
    assert filled.status_code == 200
    assert 'value="34"' in filled.text
    assert 'href="tel:112"' in filled.text
    wrong = desk.post("/staff/triage", **{**fields, "q.age": "mange"})
    assert wrong.status_code == 422
    assert "Hvor gammel" in wrong.text.split(S["triage"]["invalid"].split("{")[0])[1][:200]
    printed = desk.post("/staff/triage/summary", **fields)
    pdf = desk.post("/staff/triage/summary.pdf", **fields)
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages).split())
    assert "34år" in text
    assert "34 år" in printed.text


def test_a_report_is_a_case_that_a_jurist_can_run(
    desk: Desk, knowledge: Knowledge, tmp_path: Path, clock: Clock
) -> None:
    fields = {"situation": json.dumps({"municipality": "holbaek", "age": 17}), "on": "2026-11-22",
              "provision": "sel-110", "expected": "likely",
              "why": "§ 110. Anna Hansen, 20304050, 070761-4285"}  # fmt: skip
    assert S["complaint"]["sent"] in desk.post("/staff/complaints", **fields).text
    [record] = desk.service.stores.complaints.all()
    listed = desk.page("/staff/complaints")
    assert "sel-110" in listed.text
    exported = desk.client.get(f"/staff/complaints/{record.id}")
    for gone in ("Anna", "20304050", "070761", desk.name + " ", desk.id):
        assert gone not in exported.text
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "reported.yml").write_text(exported.text)
    [case] = named_cases(tmp_path / "cases")
    assert differences(case, knowledge) == differences(
        NamedCase("", "", clock().date(), {"municipality": "holbaek", "age": 17}, {"status": {"sel-110": "likely"}}),
        knowledge,
    )
    assert "expected likely" in differences(case, knowledge)[0]
    assert desk.post(f"/staff/complaints/{record.id}/erase").status_code == 303
    assert desk.client.get(f"/staff/complaints/{record.id}").status_code == 404
    faults = ({"situation": "{"}, {"situation": '{"age": "x"}'}, {"expected": "x"}, {"provision": "x"}, {"on": "x"})
    for broken in faults:
        assert desk.post("/staff/complaints", **{**fields, **broken}).status_code == 400


def test_a_case_is_readable_yaml(knowledge: Knowledge, clock: Clock) -> None:
    case = case_of({"age": 34}, "sel-85", "likely", "Åben", on=clock().date(), knowledge=knowledge)
    [loaded] = yaml.safe_load(yaml_of(case))
    assert loaded["expect"] == {"status": {"sel-85": "likely"}}
    assert "Åben" in yaml_of(case)
    with pytest.raises(SituationError):
        case_of({"navn": "x"}, "sel-85", "likely", "", on=clock().date(), knowledge=knowledge)
