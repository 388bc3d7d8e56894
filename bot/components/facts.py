"""All facts of the contract that a text mentions, in one pass: nothing that was said is lost, whatever is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.components import lexicon
from bot.components.clauses import OTHER, SELF, Grammar, Reading
from bot.components.counts import Numbers, ages_of, children_of
from bot.components.fingerprint import understanding
from bot.components.municipality import Gazetteer
from bot.components.patterns import Match
from bot.components.rules import Rule, RuleBook, documents
from bot.components.safety import alerts_of
from bot.components.words import Word, numerals, words_of

NUMBER = "number"
CHILD_CONCERN = "child_concern"
EXTRACTOR = "facts"
# of another person's facts these stay the writer's own, whoever is the subject
_OF_THE_WRITER = frozenset(
    {"about", "relative_of_user", "cares_for_relative", "lives_with_relative", "wants_anonymity", "violence_exposed"}
)
# of another person these alone make no question about that person
_NO_NEED = frozenset(
    {
        "age",
        "children",
        "partner",
        "pregnant",
        "income_source",
        "impairment_lasting",
        "home_support_enough",
        "home_loss_cause",
        "need_permanent",
        "motivated",
        "receives",
        "violence_perpetrator",
        "wants_anonymity",
    }
)
# whose these are is told apart for each number: on behalf of another only theirs count
_COUNTED = frozenset({"age", "children"})
_MAY_END = frozenset(
    {"housing", "partner", "income_source", "in_education", "pregnant", "alcohol_problem", "drug_problem", "opioid_use"}
)
_MISUSE = frozenset({"alcohol_problem", "drug_problem", "opioid_use", "wants_treatment"})
_GROWN = 17  # from here on the age of another person alone makes the question one about that person


class FactFinder:
    """Finds facts in words; holds no state between texts."""

    def __init__(self, folder: Path = lexicon.LEXICON) -> None:
        lists = lexicon.read("words.yml", folder)
        self._rules = RuleBook(documents(folder / "facts"), lists)
        self._numbers = Numbers(
            lexicon.read("facts/age.yml", folder),
            lexicon.read("facts/children.yml", folder),
            lexicon.read("facts/number_facts.yml", folder),
            lists,
        )
        self._gazetteer = Gazetteer(lexicon.read("facts/municipality.yml", folder))
        self._grammar = Grammar.of(lists)

    def find(self, words: Sequence[Word], today: date, alerts: Sequence[str] = ()) -> dict[str, Any]:
        """The facts said, valued as the contract types them. `number`: a lone one, the question gives it meaning.

        With an alert the text is no question about another person, and nothing of another person is heard.
        """
        reading = Reading(words, self._grammar)
        own, others = self._said(words, reading)
        self._count(words, reading, today, own, others, CHILD_CONCERN in alerts)
        facts = {**own, **_implied(others)} if alerts else _assign(own, others)
        facts = {fact: value for fact, value in facts.items() if not (alerts and fact == "about")}
        municipality = self._gazetteer.find(words, reading.holders)
        if municipality is not None:
            facts["municipality"] = municipality
        lone = _lone_number(words)
        return facts if lone is None or facts else {NUMBER: lone}

    def _said(self, words: Sequence[Word], reading: Reading) -> tuple[dict[str, Any], dict[str, Any]]:
        buckets: dict[str, dict[str, list[tuple[Match[Rule], Any]]]] = {SELF: {}, OTHER: {}}
        for match in self._rules.find(words):
            holder = SELF if match.owner.whose == "anyone" else reading.holder(match)
            if holder == OTHER and reading.is_gone(match):
                continue
            value = _value(match, reading)
            if value is not None and not (match.owner.only_other and holder == SELF and match.owner.whose != "anyone"):
                buckets[holder].setdefault(match.owner.fact, []).append((match, value))
        return _settle(buckets[SELF]), _settle(buckets[OTHER], others=True)

    def _count(
        self,
        words: Sequence[Word],
        reading: Reading,
        today: date,
        own: dict[str, Any],
        others: dict[str, Any],
        alarmed: bool,
    ) -> None:
        found = self._numbers.find(words)
        for holder, age in ages_of(words, reading, found, today).items():
            (others if holder == OTHER else own)["age"] = age
        for holder, children in children_of(words, reading, found, alarmed).items():
            (others if holder == OTHER else own)["children"] = children
        own.update(self._numbers.amounts(words, found))


def _value(match: Match[Rule], reading: Reading) -> Any:
    """What a match says: its value, the opposite where a truth value is denied; None where it is not said of today."""
    rule = match.owner
    is_past = reading.is_past(match) or (rule.fact in _MAY_END and reading.is_over(match))
    if (rule.past == "drop" and is_past) or reading.is_imagined(match) or reading.asks_only(match):
        return None
    if rule.value is True and not match.pattern.negates_itself and reading.of_nobody(match):
        return False if reading.names_me(match) else None
    if rule.denied == "turn" and reading.denied(match):
        return not rule.value if isinstance(rule.value, bool) else None
    return rule.value


def _settle(said: Mapping[str, list[tuple[Match[Rule], Any]]], others: bool = False) -> dict[str, Any]:
    """One value a fact: of lists all, else what was said most precisely, then by the order of the file."""
    settled: dict[str, Any] = {}
    for fact, matches in said.items():
        if matches[0][0].owner.listed:
            settled[fact] = list(dict.fromkeys(value for _, value in matches))
        else:
            best = min(matches, key=_precedence)
            settled[fact] = best[1]
            if others and best[1] is True:
                settled.update({f"/{key}": value for key, value in best[0].owner.other.items()})
    return {fact: value for fact, value in settled.items() if _has_company(fact, said, settled)}


def _precedence(said: tuple[Match[Rule], Any]) -> tuple[Any, ...]:
    """Smallest first: no weak rule, most words named (a denial counts one more), order of the file, latest said."""
    match = said[0]
    return match.owner.weak, -match.weight - match.pattern.negates_itself, match.owner.order, -match.start


def _has_company(fact: str, said: Mapping[str, list[tuple[Match[Rule], Any]]], settled: Mapping[str, Any]) -> bool:
    """Whether the facts beside which alone this one is heard were heard too."""
    if fact not in said:
        return True
    rule = said[fact][0][0].owner
    if rule.beside_any and settled[fact] is True and not any(settled.get(other) is True for other in rule.beside_any):
        return False
    return all(settled.get(other) in values for other, values in rule.beside.items())


def _assign(own: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """Whose facts count. On behalf of another, that person's; else the writer's, and what they mean for the writer.

    A relative's misuse is a relative's need; any other need of another person makes the question one about that person,
    unless the writer speaks of caring for them or of violence from them.
    """
    implied = _implied(others)
    theirs = {fact: value for fact, value in others.items() if not fact.startswith("/")}
    if own.get("about") == OTHER:
        kept = {
            fact: value for fact, value in own.items() if fact in _OF_THE_WRITER or fact not in {*theirs, *_COUNTED}
        }
        return {**theirs, **kept}
    if not theirs:
        return own
    rest = {fact: value for fact, value in theirs.items() if fact not in _MISUSE}
    speaks_of_self = bool(
        set(own) & {"cares_for_relative", "violence_exposed", "violence_perpetrator", "relative_of_user"}
    ) or bool(implied)
    if speaks_of_self or not _is_need(rest, own):
        return {**own, **implied}
    kept = {fact: value for fact, value in own.items() if fact in _OF_THE_WRITER}
    return {"about": OTHER, **kept, **rest}


def _implied(others: Mapping[str, Any]) -> dict[str, Any]:
    """What facts of another mean for the writer: a drinking husband makes a relative."""
    return {fact[1:]: value for fact, value in others.items() if fact.startswith("/")}


def _is_need(theirs: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether facts of another make the question one about them: a need, or an adult's age alone.

    Who tells the own age beside theirs speaks of the own life.
    """
    if "age" in own and own["age"] != theirs.get("age"):
        return False
    return not set(theirs) <= _NO_NEED or (theirs.get("age", 0) >= _GROWN and not set(own) & _COUNTED)


def _lone_number(words: Sequence[Word]) -> float | int | None:
    """The number of a text that says little else: "34", "nej, 52", "12.000 kr.", "ca. 3 timer"."""
    articles = numerals().articles if len(words) > 1 else frozenset()  # "hav en god dag" says no number
    numbers = [word.number for word in words if word.number is not None and word.form not in articles]
    return numbers[0] if len(numbers) == 1 and len(words) <= 4 else None


@lru_cache(maxsize=1)
def topics() -> Sequence[Mapping[str, Any]]:
    """Which heard facts open which topics (bot/lexicon/topics.yml)."""
    return tuple(lexicon.read("topics.yml")["heard"])


def topics_of(facts: Mapping[str, Any]) -> list[str]:
    """The topics that the facts open, in the order of the file, each once."""
    opened = [
        rule["topic"]
        for rule in topics()
        if all(_says(facts.get(fact), wanted) for fact, wanted in rule["when"].items())
    ]
    return list(dict.fromkeys(opened))


def _says(value: Any, wanted: Any) -> bool:
    choices = wanted if isinstance(wanted, list) else [wanted]
    return (
        bool(set(value) & set(choices))
        if isinstance(value, list)
        else any(value is choice or (value == choice and type(value) is type(choice)) for choice in choices)
    )


def day_of(message: Message) -> date:
    """The day asked about: `day` in the message's metadata (ISO), else today in Copenhagen."""
    given = (message.get("metadata") or {}).get("day")
    return date.fromisoformat(given) if given else datetime.now(ZoneInfo("Europe/Copenhagen")).date()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Puts the facts on the message as entities `{"entity": ..., "value": ..., "extractor": "facts"}`, one a fact."""

    def __init__(self, finder: FactFinder) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        return cls(FactFinder())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return understanding()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            facts = self._facts(message)
            entities = [{"entity": fact, "value": value, "extractor": EXTRACTOR} for fact, value in facts.items()]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _facts(self, message: Message) -> dict[str, Any]:
        if message.get("gate"):
            return {}
        return self._finder.find(words_of(message), day_of(message), alerts_of(message))
