"""Every question of the interview × everything that may come in between, alone and together with a fact.

The intent of each message is given, so that the table holds the dialogue to its word whatever the language model
makes of a sentence; its facts are heard in the text as ever. `test_interruptions.py` goes by the language model.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.actions.counsel import Counsel
from bot.actions.state import TOPIC, State
from bot.processor import Processor
from bot.tracker import compact, restore, slots_of
from bot.turn import stored_turn
from rules_core import load_knowledge
from tests.dialogue.conftest import NOW

QUESTIONS = [TOPIC, *load_knowledge().questions]
ASKED = {
    "ask_deadline": "hvornår får jeg svar?",
    "ask_cost": "hvad koster det?",
    "ask_contact": "hvem skal jeg kontakte?",
    "ask_appeal": "kan jeg klage?",
    "ask_provision": "hvad er § 107?",
    "ask_why_question": "hvorfor spørger du om det?",
    "ask_why_result": "hvorfor siger du det?",
    "ask_privacy": "hvad gemmer du om mig?",
    "ask_human": "kan jeg tale med et menneske?",
    "ask_process": "hvordan foregår det?",
}
STEERED = {
    "greet": "hej",
    "thank": "tak",
    "help": "hjælp",
    "go_back": "tilbage",
    "erase": "slet",
    "correct": "det er forkert",
    "out_of_scope": "blå elefant spiser ost",
}
ENDED = {"stop": "stop", "goodbye": "farvel", "show_results": "vis resultat"}
CRIES = {
    "danger_now": ("han slår mig lige nu", "immediate_danger"),
    "self_harm": ("jeg vil ikke leve mere", "self_harm"),
    "child_concern": ("min nabos barn bliver slået", "child_concern"),
}
BESIDE = {"text": "jeg er gravid", "fact": "pregnant"}
BESIDE_IF_ASKED = {"text": "jeg har 2 børn", "fact": "children"}


@dataclass(frozen=True)
class Answer:
    """What a message left behind."""

    kinds: list[str]
    situation: dict[str, Any]
    asking: str | None
    slots: dict[str, Any]


def _standing(question: str, counsel: Counsel) -> dict[str, Any]:
    """Slots in which the question stands: the topic is known unless it is what is asked."""
    topics = None if question == TOPIC else ["need_overview"]
    day = NOW.date()
    return {**State(topics=topics, asking=question, day=day).as_slots(), "retention_hours": 24}


def _say(processor: Processor, counsel: Counsel, slots: dict[str, Any], intent: str, text: str) -> Answer:
    parsed = processor.parse(text, NOW.date())
    message = UserMessage(text, parse_data={**parsed, "intent": {"name": intent, "confidence": 1.0}})
    tracker = restore(compact(slots), processor.domain)
    before = len(tracker.events)
    asyncio.run(processor.answer(tracker, message))
    after = tracker.current_slot_values()
    turn = stored_turn("id", list(tracker.events)[before:], State.of_slots(after), counsel)
    kinds = [said["kind"] for said in turn["messages"]]
    return Answer(kinds, turn["situation"], turn["asking"], slots_of(compact(after)))


def _beside(question: str, counsel: Counsel) -> dict[str, str]:
    asked = counsel.question(question)
    return BESIDE_IF_ASKED if asked and BESIDE["fact"] in asked.facts else BESIDE


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_or_a_remark_is_answered_stored_nowhere_and_followed_by_the_standing_question(
    processor: Processor, counsel: Counsel, question: str
) -> None:
    for intent, text in (ASKED | STEERED).items():
        answer = _say(processor, counsel, _standing(question, counsel), intent, text)
        assert answer.situation == {}, intent
        assert answer.asking == question, intent
        assert answer.kinds[-1] == "question", intent
        assert "info" in answer.kinds, intent


@pytest.mark.parametrize("question", QUESTIONS)
def test_beside_a_fact_the_fact_alone_is_stored(processor: Processor, counsel: Counsel, question: str) -> None:
    beside = _beside(question, counsel)
    for intent, text in ASKED.items():
        answer = _say(processor, counsel, _standing(question, counsel), intent, f"{beside['text']}, men {text}")
        assert set(answer.situation) == {beside["fact"]}, intent
        assert answer.asking == question, intent
        assert answer.kinds[-1] == "question", intent
        assert answer.kinds.count("info") > 1, intent


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cry_for_help_comes_first_alone_and_beside_a_fact(
    processor: Processor, counsel: Counsel, question: str
) -> None:
    beside = _beside(question, counsel)
    for intent, (text, fact) in CRIES.items():
        for said, heard in ((text, set()), (f"{beside['text']}, og {text}", {beside["fact"]})):
            answer = _say(processor, counsel, _standing(question, counsel), intent, said)
            asked = counsel.question(question)
            assert answer.kinds[0] == "alert", intent
            assert "question" not in answer.kinds, intent
            assert answer.asking is None, intent
            assert set(answer.situation) >= {fact} | heard, intent
            own = set(asked.facts) if asked else set()
            assert set(answer.situation) & own <= _of_the_cry(processor, said), intent


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_stops_is_asked_nothing_until_they_want_to_go_on(
    processor: Processor, counsel: Counsel, question: str
) -> None:
    for intent, text in ENDED.items():
        answer = _say(processor, counsel, _standing(question, counsel), intent, text)
        assert answer.situation == {}, intent
        assert answer.asking is None, intent
        again = _say(processor, counsel, answer.slots, "resume", "fortsæt")
        assert again.asking is not None, intent


@pytest.mark.parametrize("question", QUESTIONS)
def test_starting_over_stores_nothing_and_begins_at_the_topic(
    processor: Processor, counsel: Counsel, question: str
) -> None:
    answer = _say(processor, counsel, _standing(question, counsel), "start_over", "forfra")
    assert (answer.situation, answer.asking) == ({}, TOPIC)


def _of_the_cry(processor: Processor, text: str) -> set[str]:
    """The facts that the language model hears in the words themselves, such as violence in "han slår mig"."""
    return {entity["entity"] for entity in processor.parse(text, NOW.date())["entities"]}
