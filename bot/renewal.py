"""A conversation that began under other knowledge: the same answers, judged by the rules of now.

The assessment is never stored, so that it follows the knowledge by itself. What is stored can have lost its ground: a
question that nobody asks any more, an answer that is no longer among the choices.
"""

from __future__ import annotations

from typing import Any

from bot.actions.counsel import Counsel
from bot.actions.state import State
from bot.tracker import compact, slots_of
from rules_core import Situation, SituationError
from rules_core.situation import OPEN_LISTS, UNSURE_LISTS


def renewed(content: dict[str, Any], counsel: Counsel) -> dict[str, Any]:
    """The record's content under the knowledge of now; itself where it was written under it.

    Answers that can no longer be given are left out, and asked for again where they matter. Where the standing question
    is gone, the next one stands in its place.
    """
    if content.get("knowledge") == counsel.knowledge.version:
        return content
    slots = slots_of(content["tracker"])
    state = State.of_slots(slots)
    state.situation = _still_valid(state.situation.as_dict())
    state.topics = None if state.topics is None else [topic for topic in state.topics if counsel.topic(topic)]
    last = {**content["turns"][-1], "situation": state.situation.as_dict()}
    if state.asking is not None and counsel.question(state.asking) is None:
        question = counsel.next_question(state)
        state.asking = question.id if question else None
        said = [message for message in last["messages"] if message["kind"] != "question"]
        asked = [{"kind": "question", "text": question.text}] if question else []
        last = {**last, "asking": state.asking, "messages": [*said, *asked]}
    last["progress"] = {**last["progress"], "left_at_most": counsel.left(state)}
    tracker = compact({**slots, **state.as_slots()})
    return {**content, "tracker": tracker, "turns": [*content["turns"][:-1], last]}


def _still_valid(facts: dict[str, Any]) -> Situation:
    """The facts that can still be told."""
    lists = {name: facts.pop(name) for name in (OPEN_LISTS, UNSURE_LISTS) if name in facts}
    situation = Situation.parse({})
    for fact, value in facts.items():
        try:
            situation = situation.put(fact, value)
        except SituationError:
            continue
    kept = situation.as_dict()
    marks = {name: [fact for fact in marked if fact in kept] for name, marked in lists.items()}
    return Situation.parse({**kept, **{name: marked for name, marked in marks.items() if marked}})
