"""What the rules say about the state of a conversation: the assessment, the next question, how many are left."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.actions.state import OVERVIEW, TOPIC, State
from rules_core import Situation, assess, load_knowledge, open_questions
from rules_core.assess import Assessment
from rules_core.catalogue import Knowledge
from rules_core.facts import Choice, Question
from rules_core.topics import Topic


class Counsel:
    """The knowledge, asked on behalf of a conversation. One turn needs its assessment and what is left to ask often:
    the last are kept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._topic_question = _topic_question(knowledge)
        self._last: tuple[Situation, date, Assessment] | None = None
        self._open: tuple[Assessment, tuple[str, ...], bool, tuple[Question, ...]] | None = None

    def assess(self, situation: Situation, day: date) -> Assessment:
        """The assessment of the situation on the day."""
        last = self._last
        if last is None or last[1] != day or last[0] != situation:
            last = self._last = (situation, day, assess(situation, self.knowledge, on=day))
        return last[2]

    def assessment(self, state: State) -> Assessment:
        """The assessment of where the conversation stands."""
        return self.assess(state.situation, state.day)

    def question(self, id: str | None) -> Question | None:
        """A question by id, that for the topic among them; None for none and for one that is no longer there."""
        return self._topic_question if id == TOPIC else self.knowledge.questions.get(id or "")

    def next_question(self, state: State) -> Question | None:
        """The question to ask now: the topic while none is known, then the interview's. None when nothing is left."""
        if state.topics is None:
            return self._topic_question
        return next(iter(self._questions(state)), None)

    def left(self, state: State) -> int:
        """How many questions are left at most, the standing one included."""
        return (state.topics is None) + len(self._questions(state))

    def _questions(self, state: State) -> tuple[Question, ...]:
        assessment, topics, price = self.assessment(state), tuple(self.topics(state)), state.price
        last = self._open
        if last is None or last[0] is not assessment or last[1:3] != (topics, price):
            asked = open_questions(state.situation, self.knowledge, topics=topics, assessment=assessment, price=price)
            last = self._open = (assessment, topics, price, asked)
        return last[3]

    def topic(self, id: str) -> Topic | None:
        """A topic by its id."""
        return self.knowledge.topics.get(id)

    def topics(self, state: State) -> list[str]:
        """The topics in play; none puts everything in play, and so does the overview, whatever stands beside it."""
        known = [topic for topic in state.topics or () if topic in self.knowledge.topics]
        return [] if OVERVIEW in known else known


@lru_cache(maxsize=1)
def counsel() -> Counsel:
    """The one for actions that are started without a runtime, as `rasa run actions` does. KnowledgeError."""
    return Counsel(load_knowledge())


def _topic_question(knowledge: Knowledge) -> Question:
    """The question that opens a conversation. Its words stand in domain.yml, its choices are the topics."""
    choices = tuple(Choice(topic.id, topic.label) for topic in knowledge.topics.values())
    return Question(TOPIC, (), TOPIC, "", "", choices)
