"""One message of a conversation in the making: what it told, what it answered, and what comes next."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.corrections import changes, contradicted, corrected_number, corrects
from bot.actions.counsel import Counsel
from bot.actions.outcome import say_results
from bot.actions.phrases import facts_in_words, listed
from bot.actions.replies import Replies
from bot.actions.state import OVERVIEW, TOPIC, State
from bot.actions.trail import entry
from bot.actions.typed import Said, agreed, completed, merged, offered, picked, read_answer
from bot.components.facts import NUMBER, topics_of
from rules_core import SituationError
from rules_core.fact_table import FACTS, LIST_FACTS, UNANSWERED
from rules_core.facts import Question

SET = "set"
"""The way of a message that corrects facts by name; text and choices come another way."""
ALERT_FACTS = {"immediate_danger": "danger", "self_harm": "self_harm", "child_concern": "child_concern"}
"""The facts that raise an alert, each with the alert's id."""
ALERT_INTENTS = {"danger_now": "immediate_danger", "self_harm": "self_harm", "child_concern": "child_concern"}
_NEGATIVE = re.compile(r"(?<!\d)[-−]\s*\d")
_ASKING = "ask_"
_UNANSWERED = tuple(UNANSWERED)  # a list has no place in a set
_ANSWERING = frozenset({"inform", "affirm", "deny", "dont_know", "decline", "correct", "out_of_scope"})
"""Intents under which a number or the like may be an answer; "hvad koster 30 dage?" tells nobody's age."""


class Talk:
    """Hears the last message into the state, says replies, and goes on.

    After `hear`: `asked` is the question that stood, `answered` the same if the message answered it, `told` the facts
    that it changed beside the answer (`corrected` those that had another value), `kept` those that a word in passing
    did not change, `new_topics` the needs that it brought, `alerts` the ids of the alerts that it raises; `recognised`
    is False where it held nothing of all this, not even something known.
    """

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher, counsel: Counsel) -> None:
        self.counsel = counsel
        self.replies = Replies(dispatcher)
        self.slots = tracker.slots
        self.state = State.of_slots(tracker.slots)
        message = tracker.latest_message
        self.text: str = message.get("text") or ""
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.reason: str | None = (message.get("intent") or {}).get("reason")
        self.way: str | None = (message.get("metadata") or {}).get("way")
        self.entities: list[dict[str, Any]] = message.get("entities") or []
        self.ranking: list[str] = [intent.get("name") for intent in message.get("intent_ranking") or []]
        self.asked = self.standing
        self.recognised = False
        self.alerts: list[str] = []
        self.told: list[str] = []
        self.corrected: list[str] = []
        self.kept: list[str] = []
        self.answered: Question | None = None
        self.new_topics: list[str] = []

    @property
    def standing(self) -> Question | None:
        """The question that waits for an answer; none while an alert or the end holds the interview."""
        return None if self.state.paused or self.state.finished else self.counsel.question(self.state.asking)

    def hear(self) -> None:
        """Takes facts, needs and answer of the message into the state; the question answered joins the trail."""
        before, question, topics = self.state.situation, self.asked, self.state.topics
        heard = self._facts()
        self.alerts = [alert for fact, alert in ALERT_FACTS.items() if heard.get(fact) is True]
        heard, puts_right = self._without_passing_words(heard, question)
        self._hear_topics(heard)
        answer = None if puts_right else self._answer(question, heard)
        if answer is None and not puts_right:
            heard = {**agreed(question, self._said(heard), before), **heard}
        heard = {**self._implied(), **heard}
        own = question.facts if question and answer is not None else ()
        self._put({fact: value for fact, value in heard.items() if fact not in own}, answer or {})
        if question and (answer is not None or self._is_settled(question)):
            self.answered = question
            self.state.attempts, self.state.asking = 0, None
            self.state.trail.append(entry(question.id, before, self.state.situation, topics))
        old, new = before.as_dict(), self.state.situation.as_dict()
        answered = self.answered.facts if self.answered else ()
        self.recognised = bool(heard or self.answered or self.kept or self.intent in self.counsel.knowledge.topics)
        self.told = [fact for fact in heard if fact not in answered and new.get(fact) != old.get(fact)]
        self.corrected = [fact for fact in self.told if before.get(fact) is not None and fact not in LIST_FACTS]

    def say_understood(self) -> None:
        """Says back what was heard beside the answer, so that a wrong ear can be put right."""
        knowledge = self.counsel.knowledge
        told = [fact for fact in self.told if fact not in ALERT_FACTS and fact not in self.corrected]
        for facts, response in ((told, "understood"), (self.corrected, "corrected"), (self.kept, "kept")):
            if facts:
                words = facts_in_words(facts, self.state.situation.as_dict(), knowledge)
                self.replies.say(f"utter_told_{response}", facts=words)
        if self.new_topics:
            self.replies.say("utter_topics", topics=listed(knowledge.topics[id].label for id in self.new_topics))

    def go_on(self) -> None:
        """Asks what is to be asked now, or says how to go on where nothing is asked; ends with the results."""
        if self.state.paused:
            self.replies.say("utter_paused")
        elif not self.state.finished:
            self.ask()

    def ask(self) -> None:
        """The standing question again, while it is open; otherwise the next one; the results when none is left."""
        standing = self.standing
        question = standing if standing and not self._is_settled(standing) else self.counsel.next_question(self.state)
        self.state.asking = question.id if question else None
        if question is None:
            self.show_results()
        else:
            self.replies.ask(question, offered(question, self.state.situation))

    def show_results(self) -> None:
        """Ends the interview, for now at least, and says what came of it."""
        self.state.finished, self.state.asking = True, None
        say_results(self.replies, self.counsel, self.state)

    def events(self) -> list[dict[str, Any]]:
        """The slots that changed."""
        return self.state.events(self.slots)

    def _facts(self) -> dict[str, Any]:
        """The facts of the message; several entities of a list fact make one list."""
        alert = ALERT_INTENTS.get(self.intent)
        facts: dict[str, Any] = {alert: True} if alert else {}
        for entity in self.entities:
            name, value = entity["entity"], entity.get("value")
            if name not in FACTS:
                continue
            if name in LIST_FACTS and not isinstance(value, str):
                facts[name] = [*facts.get(name, []), *value]
            else:
                facts[name] = True if name == alert else value
        return facts

    def _without_passing_words(self, heard: dict[str, Any], question: Question | None) -> tuple[dict[str, Any], bool]:
        """The facts that count, and whether the text puts right what was told before, so that it answers nothing else.

        What contradicts the known counts in a correction, and where the text says it of the present, outside questions.
        """
        if not self.text:
            return heard, False
        right, situation, number = corrects(self.text), self.state.situation, self._number()
        if number is not None and (right or self.intent == "correct"):
            steps = [step["question"] for step in self.state.trail]
            target = corrected_number(question, steps, situation, self.counsel.knowledge)
            if target:
                return {target.facts[0]: number}, True
        own = question.facts if question else ()
        against = {fact: value for fact, value in contradicted(heard, situation).items() if fact not in own}
        if right or self.intent == "correct":
            return heard, bool(against)
        asks = self.intent.startswith(_ASKING)
        self.kept = [fact for fact in against if asks or not changes(fact, self.text, self.counsel.knowledge)]
        return {fact: value for fact, value in heard.items() if fact not in self.kept}, False

    def _hear_topics(self, heard: dict[str, Any]) -> None:
        """The need of the intent, and those that facts told unasked in a text open; an answer opens none."""
        asked = self.asked.facts if self.asked else ()
        volunteered = {fact: value for fact, value in heard.items() if fact not in asked} if self.text else {}
        wanted = dict.fromkeys([self.intent, *(topics_of(volunteered) if volunteered else ())])
        known = self.state.topics or []
        self.new_topics = [id for id in wanted if id in self.counsel.knowledge.topics and id not in known]
        if self.new_topics:
            self.state.topics = [*known, *self.new_topics]

    def _implied(self) -> dict[str, Any]:
        """The facts that a new need bears with it, where nothing is known of them yet."""
        topics, situation = self.counsel.knowledge.topics, self.state.situation
        implied = {fact: value for id in self.new_topics for fact, value in topics[id].implies.items()}
        return {fact: value for fact, value in implied.items() if situation.is_absent(fact)}

    def _answer(self, question: Question | None, heard: dict[str, Any]) -> dict[str, Any] | None:
        """The facts that answer the standing question; None where it is not answered."""
        if question is None or self.way == SET:
            return None
        if question.id == TOPIC:
            return self._answer_topic(question)
        if any(entity["entity"] == "answers" for entity in self.entities):
            answer: dict[str, Any] | None = {fact: heard[fact] for fact in question.facts if fact in heard}
        elif self.intent not in _ANSWERING and self.intent not in self.counsel.knowledge.topics:
            answer = completed(question, heard, self.state.situation)
        else:
            answer = read_answer(question, self._said(heard), self.state.situation)
        return None if answer is None else merged(answer, self.state.situation)

    def _said(self, heard: dict[str, Any]) -> Said:
        return Said(self.text, self.intent, self._number(), heard)

    def _number(self) -> float | None:
        """The lone number of the text; "-5" is none that anybody asked for."""
        if _NEGATIVE.search(self.text):
            return None
        return next((entity["value"] for entity in self.entities if entity["entity"] == NUMBER), None)

    def _answer_topic(self, question: Question) -> dict[str, Any] | None:
        """What help is wanted for: a need that was heard, the words of a choice, or everything."""
        if self.new_topics:
            return {}
        choice = picked(question.choices, self.text) if self.intent in _ANSWERING else None
        id = choice.value if choice else OVERVIEW if self.intent in ("dont_know", "decline") else None
        if id is None:
            return None
        self.state.topics, self.new_topics = [id], [id]
        return {}

    def _put(self, heard: dict[str, Any], answer: dict[str, Any]) -> None:
        """The answer closes lists, what was only heard leaves them open. What was misheard beyond bounds is dropped."""
        for fact, value in {**heard, **answer}.items():
            situation = self.state.situation
            partly = fact in LIST_FACTS and fact not in answer and self.way != SET and isinstance(value, list)
            try:
                if fact in answer and situation.is_open(fact) and value in _UNANSWERED:
                    self.state.situation = situation.unsure(fact)
                else:
                    self.state.situation = situation.heard(fact, value) if partly else situation.put(fact, value)
            except SituationError:
                continue

    def _is_settled(self, question: Question) -> bool:
        """Whether nothing of the question is open any more."""
        if question.id == TOPIC:
            return self.state.topics is not None
        return not any(self.state.situation.is_absent(fact) for fact in question.facts)
