"""The trained model as a whole: needs, short answers, what it says when it is not sure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.components.intents import IntentModel
from bot.components.lexicon import read
from bot.components.safety import SAFETY_FACTS
from bot.components.verdict import decide, implied, topics
from bot.parse import heard
from rules_core import Situation
from tests.nlu.material import examples, table

Hear = Callable[[str], dict[str, Any]]
ANSWERS = [
    ("ja", "affirm"),
    ("ja tak", "affirm"),
    ("nej", "deny"),
    ("nej tak", "deny"),
    ("ved ikke", "dont_know"),
    ("det ved jeg ikke", "dont_know"),
    ("det vil jeg ikke svare på", "decline"),
    ("vil helst ikke svare", "decline"),
    ("34", "inform"),
    ("i Holbæk", "inform"),
    ("alkohol", "inform"),
    ("12.000 kr", "inform"),
    ("nej, 52", "correct"),
    ("fortsæt", "resume"),
    ("vi kan godt gå videre", "resume"),
    ("vis mig hvad jeg kan få", "show_results"),
    ("resultatet", "show_results"),
    ("tilbage", "go_back"),
    ("start forfra", "start_over"),
    ("slet mine svar", "erase"),
    ("hej", "greet"),
    ("tak", "thank"),
    ("farvel", "goodbye"),
    ("hvad koster det?", "ask_cost"),
    ("hvor lang tid tager det?", "ask_deadline"),
    ("hvem skal jeg ringe til?", "ask_contact"),
    ("jeg vil tale med et menneske", "ask_human"),
    ("hvorfor spørger du om det?", "ask_why_question"),
    ("hvad er § 107?", "ask_provision"),
    ("er det anonymt?", "ask_privacy"),
    ("jeg vil klage", "ask_appeal"),
    ("hvordan bliver vejret i morgen", "out_of_scope"),
    ("hest", "out_of_scope"),
    ("ko", "out_of_scope"),
    ("hvornår får jeg svar på § 110", "ask_deadline"),
]
pytestmark = pytest.mark.model


def test_the_first_sentence(hear: Hear) -> None:
    line = heard(hear("jeg er 34, bor i Holbæk og har mistet min lejlighed"))
    assert line["intent"] == "need_homeless"
    assert line["facts"] == {"age": 34, "municipality": "holbaek", "housing": "homeless"}
    assert line["topics"] == ["need_homeless"]
    assert 0.5 < line["confidence"] <= 1


@pytest.mark.parametrize(("text", "intent"), ANSWERS)
def test_short_answers_and_controls(hear: Hear, text: str, intent: str) -> None:
    assert hear(text)["intent"]["name"] == intent


def test_cries_set_their_intent_and_fact_in_the_whole_model(hear: Hear) -> None:
    for text, intent in table("safety.yml")["heard"]:
        parsed = hear(text)
        assert parsed["intent"]["name"] in SAFETY_FACTS, text
        assert {"entity": SAFETY_FACTS[intent], "value": True, "extractor": "facts"} in parsed["entities"]


def test_the_whole_model_raises_few_false_alarms(hear: Hear) -> None:
    calm = table("safety.yml")["calm"]
    false = [text for text in calm if hear(text)["intent"]["name"] in SAFETY_FACTS]
    assert len(false) <= len(calm) * 0.03, false


def test_open_is_never_heard_in_a_text(hear: Hear) -> None:
    assert "open" not in {item["name"] for item in hear("åben")["intent_ranking"]}


def test_confidences_are_ranked_and_sum_to_at_most_one(hear: Hear) -> None:
    ranking = hear("jeg har brug for noget hjælp med det hele")["intent_ranking"]
    confidences = [item["confidence"] for item in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) <= 1 + 1e-6
    assert len(ranking) >= 2


def test_an_unsure_text_keeps_the_ranking_for_asking_back() -> None:
    ranking = [{"name": "need_work", "confidence": 0.2}, {"name": "need_activity", "confidence": 0.19}]
    assert decide([], None, ranking, {}, 0.3) == {"name": "out_of_scope", "confidence": 0.2, "reason": "unsure"}
    assert decide([], None, ranking, {"age": 34}, 0.3) == {"name": "inform", "confidence": 0.3}


def test_below_the_threshold_a_safety_intent_gives_way_to_the_next() -> None:
    ranking = [{"name": "danger_now", "confidence": 0.34}, {"name": "need_violence", "confidence": 0.33}]
    assert decide([], None, ranking, {}, 0.3)["name"] == "need_violence"


def test_topics_are_those_of_the_intent_and_of_the_facts() -> None:
    assert topics("need_violence", {"housing": "homeless", "violence_exposed": True}) == [
        "need_violence",
        "need_homeless",
    ]
    assert topics("inform", {"age": 3}) == []


def test_a_sure_need_says_its_fact_where_nothing_was_heard_about_it() -> None:
    sure, unsure = {"name": "need_alcohol", "confidence": 0.9}, {"name": "need_alcohol", "confidence": 0.7}
    assert implied(sure, {"age": 34}) == {"alcohol_problem": True}
    assert implied(sure, {"alcohol_problem": False}) == {}
    assert implied(sure, {"relative_of_user": True, "children": 1}) == {}, "it is the relative who drinks"
    assert implied(unsure, {}) == {}
    assert implied({"name": "ask_cost", "confidence": 1.0}, {}) == {}


def test_what_needs_imply_are_facts_of_the_contract() -> None:
    for need, facts in read("implied.yml")["needs"].items():
        assert need in examples()
        assert Situation.parse(facts).as_dict() == facts


def test_a_saved_classifier_gives_the_same_probabilities(tmp_path: Path) -> None:
    """Through plain arrays and JSON, and nothing else in the folder."""
    lines = [(text, intent) for intent in ("greet", "thank", "ask_cost") for text in examples()[intent]]
    texts = [{"lemmas": text, "letters": text} for text, _ in lines]
    fitted = IntentModel.fit(texts, [intent for _, intent in lines], strength=5.0, folds=3)
    fitted.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}
    loaded = IntentModel.load(tmp_path)
    for again, made in zip(loaded.hear(texts), fitted.hear(texts), strict=True):
        assert np.allclose(again, made, atol=1e-5)
