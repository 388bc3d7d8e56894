"""Reads the words of the interview: facts, questions, themes and topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules_core.errors import SituationError
from rules_core.fact_table import FACTS, kind_of
from rules_core.facts import Choice, Fact, Question
from rules_core.reading.place import Place
from rules_core.situation import Situation
from rules_core.topics import Topic

KINDS = ("boolean", "integer", "amount", "one_of", "many_of")


def read_facts(raw: Any, place: Place) -> dict[str, Fact]:
    """Every fact's name; a fact of the contract without one is an error."""
    values = place.mapping(raw, (), FACTS)
    return {fact: _read_fact(fact, values[fact], place.at(fact)) for fact in FACTS}


def _read_fact(fact: str, raw: Any, place: Place) -> Fact:
    values = place.mapping(raw, ("heard_only",), ("label",))
    heard_only = place.at("heard_only").truth(values.get("heard_only", False))
    return Fact(fact, place.at("label").text(values["label"]), heard_only)


def read_questions(raw: Any, place: Place, municipalities: dict[str, str]) -> dict[str, Question]:
    """The questions by id; `municipalities` (name to label) are the choices of `choices: municipalities`."""
    questions: dict[str, Question] = {}
    asked: dict[str, str] = {}
    for spot, item in place.sequence(raw):
        question = _read_question(item, spot, municipalities)
        if question.id in questions:
            spot.at("id").refuse("is the id of an earlier question; give each its own")
        for fact in question.facts:
            if fact in asked:
                spot.at("facts").refuse(f"{fact} is asked by {asked[fact]} too; ask each fact once")
            asked[fact] = question.id
        questions[question.id] = question
    return questions


def _read_question(raw: Any, place: Place, municipalities: dict[str, str]) -> Question:
    values = place.mapping(raw, ("choices", "unit", "unit_of_one"), ("id", "facts", "kind", "text", "why"))
    facts = tuple(spot.word(item, FACTS) for spot, item in place.at("facts").sequence(values["facts"]))
    kind = place.at("kind").word(values["kind"], KINDS)
    if len(facts) == 1 and kind != kind_of(facts[0]) and not (kind == "one_of" and values.get("choices")):
        place.at("kind").refuse(f"{facts[0]} is of the kind {kind_of(facts[0])}; write that")
    question = Question(
        id=place.at("id").text(values["id"]),
        facts=facts,
        kind=kind,
        text=place.at("text").text(values["text"]),
        why=place.at("why").text(values["why"]),
        choices=_read_choices(values.get("choices"), facts, place.at("choices"), municipalities),
        unit=_text(place, values, "unit"),
        unit_of_one=_text(place, values, "unit_of_one"),
    )
    if kind in ("boolean", "one_of", "many_of") and not question.choices:
        place.at("choices").refuse("is missing; write the answers that stand")
    return question


def _text(place: Place, values: Mapping[str, Any], key: str) -> str | None:
    return None if values.get(key) is None else place.at(key).text(values[key])


def _read_choices(raw: Any, facts: tuple[str, ...], place: Place, municipalities: dict[str, str]) -> tuple[Choice, ...]:
    if raw == "municipalities":
        return tuple(Choice(name, label) for name, label in municipalities.items())
    choices = []
    for spot, item in place.sequence(raw):
        values = spot.mapping(item, (), ("value", "label"))
        choices.append(Choice(values["value"], spot.at("label").text(values["label"])))
        _check_value(values["value"], facts, spot.at("value"))
    return tuple(choices)


def _check_value(value: Any, facts: tuple[str, ...], place: Place) -> None:
    """A choice must be something that the facts can bear."""
    if len(facts) > 1:
        if not isinstance(value, dict) or set(value) != set(facts):
            place.refuse(f"write an object of {', '.join(facts)}")
        situation = value
    else:
        situation = {facts[0]: [value] if kind_of(facts[0]) == "many_of" else value}
    try:
        Situation.parse(situation)
    except SituationError as error:
        place.refuse(f"{error.key}: {error.remedy}")


def read_themes(raw: Any, place: Place, questions: dict[str, Question]) -> tuple[str, ...]:
    """The questions that are always covered, in order."""
    return tuple(spot.word(item, tuple(questions)) for spot, item in place.sequence(raw))


def read_topics(raw: Any, place: Place, provisions: tuple[str, ...]) -> dict[str, Topic]:
    """The needs in the order in which they are offered; `provisions: all` opens everything."""
    topics: dict[str, Topic] = {}
    for spot, item in place.sequence(raw):
        values = spot.mapping(item, ("implies",), ("id", "label", "provisions"))
        listed = values["provisions"]
        opened = (
            provisions
            if listed == "all"
            else tuple(deeper.word(id, provisions) for deeper, id in spot.at("provisions").sequence(listed))
        )
        id = spot.at("id").text(values["id"])
        if id in topics:
            spot.at("id").refuse("is the id of an earlier topic; give each its own")
        implied = _read_implied(values.get("implies", {}), spot.at("implies"))
        topics[id] = Topic(id, spot.at("label").text(values["label"]), opened, implied)
    return topics


def _read_implied(raw: Any, place: Place) -> dict[str, Any]:
    try:
        return Situation.parse(place.mapping(raw)).as_dict()
    except SituationError as error:
        place.refuse(f"{error.key}: {error.remedy}")
