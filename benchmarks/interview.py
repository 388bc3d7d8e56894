"""The same interview both ways at once: each choice goes to one, then to the other, and both must say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.in_process import InProcess
from benchmarks.stock_rasa import StockRasa
from benchmarks.table import Series
from rules_core import Knowledge

CITIZENS = Path(__file__).with_name("citizens.yml")
TURNS_AT_MOST = 60
TOPIC = "topic"
_INTENTS = {"dont_know": "dont_know", "declined": "decline"}


class DifferentWork(Exception):
    """The two ways did not say the same, so their times cannot be compared."""


def citizens() -> Iterator[dict[str, Any]]:
    """{"topic", "knows": facts} of each."""
    yield from yaml.safe_load(CITIZENS.read_text(encoding="utf-8"))


async def interview(citizen: dict[str, Any], sender: str, stock: StockRasa, ours: InProcess, knowledge: Knowledge,
                    series: tuple[Series, Series], stock_first: bool) -> int:
    """One interview from the first question to the last; adds each choice's milliseconds to (stock, ours).

    Gives the number of choices. DifferentWork where the two part ways.
    """
    turn = await ours.open()
    _, said = stock.say(sender, "open", {})
    _compare(said, turn, "the opening")
    for number in range(TURNS_AT_MOST):
        asking = turn["asking"]
        if asking is None:
            return number
        choice = _choice(asking, citizen)
        payload = _payload(asking["question"], choice, knowledge)
        if stock_first:
            stock_time, said = stock.say(sender, *payload)
            our_time, turn = await ours.choose(asking["question"], choice)
        else:
            our_time, turn = await ours.choose(asking["question"], choice)
            stock_time, said = stock.say(sender, *payload)
        _compare(said, turn, asking["question"])
        series[0].choices.append(stock_time)
        series[1].choices.append(our_time)
        stock_first = not stock_first
    raise DifferentWork(f"no end after {TURNS_AT_MOST} turns")


def _choice(asking: dict[str, Any], citizen: dict[str, Any]) -> Any:
    """What the citizen answers: a value, an object where a question is over several facts, or that they do not know."""
    if asking["kind"] == TOPIC:
        return citizen["topic"]
    knows = citizen["knows"]
    if not all(fact in knows for fact in asking["facts"]):
        return "dont_know"
    if len(asking["facts"]) == 1:
        return knows[asking["facts"][0]]
    return {fact: knows[fact] for fact in asking["facts"]}


def _payload(question: str, choice: Any, knowledge: Knowledge) -> tuple[str, dict[str, Any]]:
    """The same choice as Rasa's clients send it: intent and entities."""
    if question == TOPIC:
        return str(choice), {"answers": question}
    facts = knowledge.questions[question].accept(choice)
    intent = _INTENTS.get(choice, "inform") if isinstance(choice, str) else "inform"
    # Rasa makes one entity of each member of a list, so a value that is a list goes into another.
    entities = {fact: [value] if isinstance(value, list) else value for fact, value in facts.items()}
    return intent, {**entities, "answers": question}


def _compare(said: str, turn: dict[str, Any], where: str) -> None:
    ours = "\n".join(message["text"] for message in turn["messages"])
    if said.split() != ours.split():
        raise DifferentWork(f"after {where}, stock Rasa said {said!r}, in process it was {ours!r}")
