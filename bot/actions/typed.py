"""What a typed text answers, read against the question that stands.

The language model hears facts, and a lone number, in any sentence. What only the question makes sense of is read here:
"ja", "34", the words of a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.actions.phrases import phrases
from rules_core import Situation, SituationError
from rules_core.fact_table import UNANSWERED
from rules_core.facts import Choice, Question

_WORD_OF_INTENT = {"affirm": "yes", "deny": "no", "dont_know": "dont_know", "decline": "declined"}
_INTENT_OF_WORD = {word: intent for intent, word in _WORD_OF_INTENT.items()}
NUMBERS = ("integer", "amount")
_NO_ZERO = frozenset({"age"})  # "ingen" and "nej" are a number of children, but no age


def plain(text: str) -> str:
    """Small letters, single blanks, no punctuation at the ends of words."""
    return " ".join(word.strip(".,!?:;»«\"'()") for word in text.casefold().split()).strip()


def offered(question: Question, situation: Situation) -> tuple[Choice, ...]:
    """The choices that do not contradict what is known: of a question over several facts one may have been heard."""
    if len(question.facts) < 2:
        return question.choices
    known = {fact: situation.get(fact) for fact in question.facts if situation.get(fact) is not None}
    return tuple(choice for choice in question.choices if _agrees(choice, known)) or question.choices


def _agrees(choice: Choice, known: dict[str, Any]) -> bool:
    return all(choice.value[fact] == value or choice.value[fact] in UNANSWERED for fact, value in known.items())


def picked(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice whose label the text is; else the only one of whose label it is a part ("i perioder", "begge dele"),
    or that it begins with ("det meste af tiden, desværre").
    """
    said = plain(text)
    if not said:
        return None
    for fits in (_is_label, _is_part, _begins_with_part):
        found = [choice for choice in choices if fits(said, choice.label)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_label(said: str, label: str) -> bool:
    return plain(label) == said


def _is_part(said: str, label: str) -> bool:
    """The beginning or end of the label, or what stands between its stops."""
    whole = plain(label)
    return whole.startswith(f"{said} ") or whole.endswith(f" {said}") or said in _parts(label)


def _begins_with_part(said: str, label: str) -> bool:
    """A single word begins too many sentences to be an answer."""
    return any(" " in part and said.startswith(f"{part} ") for part in _parts(label))


@lru_cache(maxsize=512)
def _parts(label: str) -> tuple[str, ...]:
    """What stands between the stops of a label, without the "eller" that may begin it."""
    spoken = [plain(part) for part in re.split(r"[,.;()]", label)]
    return tuple(part.removeprefix(f"{phrases()['or']} ") for part in spoken if part)


@dataclass(frozen=True)
class Said:
    """A message as the language model left it: its text and intent, the lone number and the facts that it heard."""

    text: str
    intent: str
    number: float | None
    facts: dict[str, Any]

    @property
    def word(self) -> str:
        """"yes", "no", "dont_know", "declined", or "" for anything else."""
        return _index("answers").get(plain(self.text)) or _WORD_OF_INTENT.get(self.intent, "")


def read_answer(question: Question, said: Said, situation: Situation) -> dict[str, Any] | None:
    """The facts that the message answers the question with; None where it does not.

    The words of a choice first, then what was heard about the question, then yes, no, a number and the like.
    """
    choice = picked(offered(question, situation), said.text)
    if choice:
        return question.accept([choice.value] if question.kind == "many_of" else choice.value)
    several = _many(question, said.text)
    answer = question.accept(several) if several else completed(question, said.facts, situation)
    if answer is not None:
        return answer
    value = said.word if said.word in UNANSWERED else _value(question, said, situation)
    try:
        return None if value is None else question.accept(value)
    except SituationError:
        return None


def completed(question: Question, heard: dict[str, Any], situation: Situation) -> dict[str, Any] | None:
    """The answer of which a part was heard: "alkohol" to "alkohol eller stoffer?" leaves no for the other.

    None where what was heard says no, or nothing at all, about the question.
    """
    own = {fact: value for fact, value in heard.items() if fact in question.facts}
    if len(own) == len(question.facts):
        return own
    if not any(own.values()):
        return None
    choice = next((choice for choice in offered(question, situation) if own.items() <= choice.value.items()), None)
    return choice and {**choice.value, **own}


def agreed(question: Question | None, said: Said, situation: Situation) -> dict[str, Any]:
    """What a bare "nej" says of a question over several facts to which more than one choice says no."""
    if question is None or len(question.facts) < 2 or said.word not in ("yes", "no"):
        return {}
    values = [choice.value for choice in _beginning(question, said.word, situation)]
    return {
        fact: value
        for fact, value in (values[0] if values else {}).items()
        if situation.is_absent(fact) and value not in UNANSWERED and all(other[fact] == value for other in values)
    }


def _beginning(question: Question, word: str, situation: Situation) -> list[Choice]:
    """The choices whose label begins with yes or no."""
    begin = plain(phrases()[word])
    return [choice for choice in offered(question, situation) if plain(choice.label).split()[0] == begin]


def merged(answer: dict[str, Any], situation: Situation) -> dict[str, Any]:
    """The answer without loss: "ved ikke" takes back nothing that was heard, and a list keeps what was heard of it.

    "ved ikke" to the rest of a list comes out as it is, for `Situation.unsure`.
    """
    result: dict[str, Any] = {}
    for fact, value in answer.items():
        known = situation.get(fact) if fact in situation.as_dict() else None
        if situation.is_open(fact):
            result[fact] = known + [item for item in value if item not in known] if isinstance(value, list) else value
        elif known is None or value not in UNANSWERED:
            result[fact] = value
    return result


def _value(question: Question, said: Said, situation: Situation) -> Any:
    """The value for Question.accept by the kind of the question; None where the text bears none."""
    denied = said.word == "no"
    if len(question.facts) > 1:
        return _of_several(question, said, situation)
    if question.kind == "boolean":
        return {"yes": True, "no": False}.get(said.word)
    if question.kind in NUMBERS:
        return 0 if said.number is None and denied and question.facts[0] not in _NO_ZERO else said.number
    return [] if question.kind == "many_of" and denied else None


def _of_several(question: Question, said: Said, situation: Situation) -> dict[str, Any] | None:
    """The only choice that begins with the yes or no; no to the rest where a part was heard and none begins so."""
    begun = _beginning(question, said.word, situation) if said.word in ("yes", "no") else []
    if len(begun) == 1:
        return dict(begun[0].value)
    rest = {fact: situation.get(fact) or False for fact in question.facts}
    only = [choice.value for choice in offered(question, situation)]
    return rest if said.word == "no" and not begun and rest in only else None


def _many(question: Question, text: str) -> list[Any] | None:
    """The choices that the text lists, where the question takes many and the text says nothing else."""
    if question.kind != "many_of":
        return None
    parts = [part for part in re.split(rf",|\+|/|\b{phrases()['and']}\b", text) if part.strip()]
    choices = [picked(question.choices, part) for part in parts]
    return [choice.value for choice in choices if choice] if parts and all(choices) else None


def intent_of(text: str, question: Question | None, situation: Situation) -> str | None:
    """The intent of a text whose words leave no doubt: what the replies offer to write and, while a question stands,
    the words of a choice and plain answers. None for any other text.
    """
    command = _index("commands").get(plain(text))
    if command:
        return command
    if question and (picked(offered(question, situation), text) or _many(question, text)):
        return "inform"
    return _INTENT_OF_WORD.get(_index("answers").get(plain(text), "")) if question else None


@lru_cache(maxsize=2)
def _index(section: str) -> dict[str, str]:
    return {plain(words): key for key, many in phrases()[section].items() for words in many}
