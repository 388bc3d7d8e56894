"""The summary of every named case: what is known is in it, what is unknown is not stated, and all its forms agree."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from api.dates import danish_date
from api.documents.pdf import pdf_of
from api.handoff.summary import RELEVANT, summary_of
from api.handoff.summary_lines import lines_of
from api.handoff.summary_shape import json_schema
from api.handoff.themes import answer_of
from api.handoff.words import themes, words
from api.settings import Settings
from rules_core import Knowledge, Situation, assess, load_knowledge
from rules_core.fact_table import FACTS, VUM_FACTS
from rules_core.situation import OPEN_LISTS, UNSURE_LISTS
from tests.named_cases import OWN, SHARED, NamedCase, named_cases

CASES = list(named_cases(OWN, SHARED))
DESIGN = Settings().design
SCHEMA = Draft202012Validator(json_schema())
W = words()["summary"]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def made(situation: dict[str, Any], knowledge: Knowledge, case: NamedCase | None = None, **more: Any) -> dict[str, Any]:
    day = case.day if case else CASES[0].day
    summary = summary_of(Situation.parse(situation), knowledge, on=day, sent=day, withheld=False)
    return {**summary, "message": None, "masked": False, "reach": None, **more}


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_every_fact_has_one_theme_and_safety_comes_first() -> None:
    placed = [fact for theme in themes() for fact in theme.facts]
    assert sorted(placed) == sorted(FACTS)
    assert themes()[0].id == "safety"


def test_there_are_many_cases() -> None:
    assert len(CASES) > 1000


@pytest.fixture(scope="module")
def all_summaries(knowledge: Knowledge) -> list[tuple[NamedCase, dict[str, Any], list[dict[str, Any]]]]:
    """Each case with its summary and the findings of its assessment."""
    return [
        (case, made(case.situation, knowledge, case),
         assess(Situation.parse(case.situation), knowledge, on=case.day).as_dict()["findings"])
        for case in CASES
    ]  # fmt: skip


def test_each_known_fact_and_relevant_provision_of_every_case_is_in_it(all_summaries: list[Any]) -> None:
    for case, summary, findings in all_summaries:
        SCHEMA.validate(summary)
        situation = Situation.parse(case.situation)
        known = {fact["fact"]: fact["answer"] for theme in summary["themes"] for fact in theme["known"]}
        told = {fact for fact in case.situation if fact in FACTS and situation.get(fact) is not None}
        empty = {fact for fact in told if situation.get(fact) == [] and situation.is_open(fact)}
        assert told - empty <= set(known), case.name
        assert set(known) <= told | {"functional_level"}, case.name
        relevant = [(finding["provision"], finding["status"]) for finding in findings if finding["status"] in RELEVANT]
        assert [(one["provision"], one["status"]) for one in summary["provisions"]] == relevant, case.name


def test_no_unknown_of_any_case_is_stated_as_a_fact(all_summaries: list[Any]) -> None:
    """Neither what was not told nor what was declined stands under `known`; each reason keeps its outcome."""
    for case, summary, findings in all_summaries:
        situation = Situation.parse(case.situation)
        for theme in summary["themes"]:
            names = [{fact["fact"] for fact in theme[part]} for part in ("known", "unknown", "declined")]
            assert not names[0] & names[2]
            assert all(situation.is_open(fact) for fact in names[0] & names[1])
            assert all(situation.get(fact) is not None for fact in names[0])
            assert all(situation.get(fact) is None or situation.is_open(fact) for fact in names[1] | names[2])
        by_id = {finding["provision"]: finding for finding in findings}
        for provision in summary["provisions"]:
            expected = [(reason["outcome"], reason["text"]) for reason in by_id[provision["provision"]]["reasons"]]
            assert [(reason["outcome"], reason["text"]) for reason in provision["reasons"]] == expected


def test_its_lines_say_all_of_it_for_every_case(all_summaries: list[Any]) -> None:
    for case, summary, _ in all_summaries:
        text = "\n".join(line.text for line in lines_of(summary))
        for theme in summary["themes"]:
            for fact in theme["known"]:
                assert f"{fact['label']}: {fact['answer']}" in text, case.name
            for fact in theme["unknown"]:
                assert f"{fact['label']} ({W[fact['why']]})" in text
            for fact in theme["declined"]:
                assert fact["label"] in text.split(W["declined"], 1)[1]
        for provision in summary["provisions"]:
            assert f"{provision['title']} ({provision['law']}). {W['status'][provision['status']]}" in text
            for doubt in provision["doubts"]:
                assert doubt in text
        for deadline in summary["deadlines"]:
            assert W["deadline"].format(due=danish_date(deadline["due"]), **_words(deadline)) in text
        for contact in summary["contacts"]:
            assert contact["name"] in text
        assert summary["knowledge"]["version"] in text


def _words(deadline: dict[str, Any]) -> dict[str, str]:
    return {name: deadline[name] for name in ("text", "law")}


def test_safety_comes_first_and_then_the_themes_of_vum_in_every_case(all_summaries: list[Any]) -> None:
    order = [theme.title for theme in themes()]
    for case, summary, _ in all_summaries:
        assert [theme["title"] for theme in summary["themes"]] == [
            title for title in order if title in {theme["title"] for theme in summary["themes"]}
        ]  # fmt: skip
        headings = [line.text for line in lines_of(summary) if line.style == "heading"]
        assert headings[:2] == [order[0], W["deadlines"]], case.name
        shown = [heading for heading in headings if heading in order]
        assert shown == sorted(shown, key=order.index), case.name
        assert headings.index(W["provisions"]) > headings.index(shown[-1])


@pytest.mark.parametrize("case", CASES[::60], ids=lambda case: f"{case.file}: {case.name}")
def test_the_pdf_says_the_same_as_the_page(case: NamedCase, knowledge: Knowledge) -> None:
    """One case in sixty: setting a page takes a tenth of a second. The lines are the page's, see the template."""
    summary = made(case.situation, knowledge, case, message="Æblegrød på Ærø. Åh, så træt. Мені потрібна допомога ☎")
    lines = lines_of(summary)
    found = squeezed(re.sub(r"^\d+/\d+$", "", pdf_text(pdf_of(lines, W["title"], DESIGN)), flags=re.MULTILINE))
    assert found == squeezed("".join(line.text for line in lines))


def test_the_pdf_says_its_language_and_title_and_has_bookmarks(
    knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    lines = lines_of(made({"age": 34}, knowledge, message="Мені ☎ 😀"))
    with caplog.at_level(logging.DEBUG):
        reader = PdfReader(BytesIO(pdf_of(lines, W["title"], DESIGN)))
    assert caplog.records == []  # a typeface's tools would log which letters a message has
    root = reader.trailer["/Root"]
    assert (root["/Lang"], reader.metadata.title) == ("da-DK", W["title"])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    headings = [line.text for line in lines if line.style in ("title", "heading")]
    assert [mark.title for mark in _flat(reader.outline)] == headings


def _flat(outline: list[Any]) -> list[Any]:
    return [mark for each in outline for mark in (_flat(each) if isinstance(each, list) else [each])]


def test_unknown_declined_partly_and_computed_are_told_apart(knowledge: Knowledge) -> None:
    situation = {"municipality": "holbaek", "age": "declined", "housing": "dont_know", "impairment": ["vision"],
                 OPEN_LISTS: ["impairment"], **dict.fromkeys(VUM_FACTS, 4), "functional_level": "declined"}  # fmt: skip
    summary = made(situation, knowledge)
    by_fact = {
        fact["fact"]: (part, fact.get("why"), fact.get("answer"))
        for theme in summary["themes"] for part in ("unknown", "declined", "known") for fact in theme[part]
    }  # fmt: skip
    assert by_fact["age"] == ("declined", None, None)
    assert by_fact["housing"] == ("unknown", "dont_know", None)
    assert by_fact["impairment"][2] == W["more"].format(answer="Synet")
    assert by_fact["violence_exposed"] == ("unknown", "not_asked", None)
    assert by_fact["functional_level"][0] == "known"
    assert "regnet ud" in by_fact["functional_level"][2]
    parsed = Situation.parse({**situation, UNSURE_LISTS: ["impairment"]})
    assert answer_of("impairment", parsed, knowledge) == W["more"].format(answer="Synet")


def test_an_empty_situation_states_nothing(knowledge: Knowledge) -> None:
    summary = made({}, knowledge)
    SCHEMA.validate(summary)
    assert not any(theme["known"] for theme in summary["themes"])
    assert all(provision["status"] == "possible" for provision in summary["provisions"])
    assert not summary["deadlines"]
    assert W["safety_none"] in [line.text for line in lines_of(summary)]


def test_safety_and_running_deadlines_stand_before_the_rest(knowledge: Knowledge) -> None:
    situation = {"municipality": "holbaek", "age": 34, "immediate_danger": True, "child_concern": True,
                 "social_problems": True, "housing": "homeless", "legal_residence": True}  # fmt: skip
    texts = [line.text for line in lines_of(made(situation, knowledge))]
    assert texts.index(W["alert"]["danger"]) < texts.index(W["deadlines"]) < texts.index(W["provisions"])
    assert any("underretningspligt" in text for text in texts[:10])


def test_violence_is_said_first_and_never_stands_beside_no_danger(knowledge: Knowledge) -> None:
    for told, said in ((True, True), (False, False), ("dont_know", False)):
        texts = [line.text for line in lines_of(made({"violence_exposed": told}, knowledge))]
        assert (W["violence"] in texts[:8]) is said
        assert (W["safety_none"] in texts) is not said


def test_deadlines_after_the_contact_run_from_the_day_it_was_sent(knowledge: Knowledge) -> None:
    day = CASES[0].day
    found = 0
    for case in CASES[::5]:
        situation = Situation.parse(case.situation)
        first = summary_of(situation, knowledge, on=day, sent=day, withheld=False)
        later = summary_of(situation, knowledge, on=day, sent=day + timedelta(days=7), withheld=False)
        assert [line["text"] for line in first["deadlines"]] == [line["text"] for line in later["deadlines"]]
        if first["deadlines"]:
            found += 1
            assert min(line["due"] for line in later["deadlines"]) > min(line["due"] for line in first["deadlines"])
        assert {line["after"] for line in first["later"]} <= set(W["after"]) - {"contact"}
    assert found > 5


def test_a_key_more_or_less_is_against_the_schema(knowledge: Knowledge) -> None:
    summary = made({"age": 34}, knowledge)
    SCHEMA.validate(summary)
    assert not SCHEMA.is_valid({**summary, "name": "x"})
    assert not SCHEMA.is_valid({key: value for key, value in summary.items() if key != "withheld"})
    assert SCHEMA.is_valid({**summary, "reach": {"how": "phone", "detail": "20304050", "safe": ""}})
    assert not SCHEMA.is_valid({**summary, "reach": {"how": "letter", "detail": "", "safe": ""}})
