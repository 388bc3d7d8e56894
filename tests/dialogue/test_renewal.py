"""The knowledge changes while conversations run: the same answers, assessed anew, and the version is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.actions.counsel import Counsel
from bot.errors import StaleQuestion
from bot.processor import Processor
from bot.records import Records
from bot.renewal import renewed
from bot.runtime import Runtime
from bot.tracker import slots_of
from rules_core import Knowledge, Situation, assess, load_knowledge
from rules_core.load import KNOWLEDGE_FOLDER
from tests.dialogue.conftest import NOW, Citizen

pytestmark = pytest.mark.model
SITUATION = {"age": 34, "housing": "homeless", "legal_residence": True, "social_problems": True}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The knowledge after a change of the law: a shelter takes nobody under sixty."""
    folder = tmp_path_factory.mktemp("later") / "knowledge"
    shutil.copytree(KNOWLEDGE_FOLDER, folder)
    shelter = folder / "national" / "sel-110.yml"
    shelter.write_text(shelter.read_text(encoding="utf-8").replace("at_least: 18", "at_least: 60"), encoding="utf-8")
    return load_knowledge(folder)


@pytest.fixture
def under(processor: Processor, records: Records) -> Callable[[Knowledge], Runtime]:
    """A replica with other knowledge over the same records."""
    return lambda knowledge: Runtime(processor, records, Counsel(knowledge), lambda: NOW)


def at(citizen: Citizen, runtime: Runtime) -> Citizen:
    """The same citizen, served by another replica."""
    moved = Citizen.__new__(Citizen)
    moved.runtime, moved.id, moved.token, moved.turn = runtime, citizen.id, citizen.token, citizen.turn
    return moved


def status(turn: dict, provision: str) -> str:
    return next(one["status"] for one in turn["assessment"]["findings"] if one["provision"] == provision)


def test_the_same_answers_are_assessed_anew_and_the_version_is_said(
    open_citizen: Callable[..., Citizen], under: Callable[[Knowledge], Runtime], later: Knowledge
) -> None:
    citizen = open_citizen("other")
    before = citizen.send(set=SITUATION)
    moved = at(citizen, under(later))
    story = moved.read()
    assert story["situation"] == before["situation"]
    assert (status(before, "sel-110"), status(story, "sel-110")) == ("likely", "unlikely")
    expected = assess(Situation.parse(story["situation"]), later, on=NOW.date())
    assert story["assessment"] == expected.as_dict()
    versions = [turn["assessment"]["knowledge"]["version"] for turn in (before, story)]
    assert versions == [citizen.runtime._counsel.knowledge.version, later.version]
    assert len(set(versions)) == 2
    assert status(moved.send(set={"age": 61}), "sel-110") == "likely"
    assert status(at(moved, citizen.runtime).read(), "sel-110") == "likely"  # and back, while replicas are exchanged


def test_a_standing_question_that_is_gone_gives_way_to_the_next(
    citizen: Citizen, under: Callable[[Knowledge], Runtime], later: Knowledge
) -> None:
    citizen.send(topic="need_homeless")
    while citizen.asked in later.themes:  # these are always there
        citizen.send(choice="dont_know", question=citizen.asked)
    gone = citizen.asked
    assert gone in later.questions
    without = replace(later, questions={id: one for id, one in later.questions.items() if id != gone})
    moved = at(citizen, under(without))
    last = moved.read()["turns"][-1]
    asked = last["asking"]["question"]
    assert asked not in (None, gone)
    assert [one["text"] for one in last["messages"] if one["kind"] == "question"] == [without.questions[asked].text]
    with pytest.raises(StaleQuestion):
        moved.send(choice="dont_know", question=gone)
    moved.send(choice="dont_know", question=asked)
    assert moved.asked not in (gone, asked)


def test_an_answer_that_cannot_be_given_any_more_goes(citizen: Citizen, records: Records, later: Knowledge) -> None:
    citizen.send(set={**SITUATION, "impairment": ["vision"]})
    content = records.read(citizen.id).content
    slots = slots_of(content["tracker"])
    for event in content["tracker"]:
        if event.get("name") == "situation":
            event["value"] = {**slots["situation"], "housing": "houseboat", "shoe_size": 43}
    now = renewed(content, Counsel(later))
    situation = slots_of(now["tracker"])["situation"]
    assert situation == {fact: value for fact, value in slots["situation"].items() if fact != "housing"}
    assert now["turns"][-1]["situation"] == situation
    assert {**now, "tracker": 0, "turns": 0} == {**content, "tracker": 0, "turns": 0}


def test_nothing_is_touched_under_the_same_knowledge(citizen: Citizen, records: Records) -> None:
    citizen.send(set=SITUATION)
    content = records.read(citizen.id).content
    assert renewed(content, citizen.runtime._counsel) is content


def test_renewing_changes_nothing_that_still_holds(citizen: Citizen, records: Records, later: Knowledge) -> None:
    citizen.say("jeg er blind og har mistet min lejlighed")
    content = records.read(citizen.id).content
    assert renewed(content, Counsel(replace(later, version="another"))) == content
