"""The same conversations through every way at once: each message goes to one after the other, who begins alternates."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.conversations import CYCLE, LONG, Message
from benchmarks.way import Conversation, Way


@dataclass
class Series:
    """What one way cost: milliseconds of choices, of written turns and, by number, of the long conversation's turns;
    seconds of each start; MiB; milliseconds of processor a turn; turns a second. `alike`: turns in which it said what
    our app said.
    """

    name: str
    choices: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)
    long: list[list[float]] = field(default_factory=list)
    early: list[list[float]] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    memory: float = 0.0
    processor: float = 0.0
    throughput: float = 0.0
    alike: int = 0

    @property
    def turns(self) -> list[float]:
        """All of them."""
        return [*self.choices, *self.texts]

    def late(self) -> int:
        """The last turn of the long conversation that every run of it reached; a whole number of tens."""
        return min(map(len, self.long))

    def ten(self, last: int) -> float:
        """Milliseconds of a turn among the ten that end with this one."""
        return _typical([run[last - CYCLE : last] for run in self.long])

    def growth(self) -> tuple[float, float]:
        """Milliseconds of turn 11 to 20, and of the last ten turns that were sent in between them."""
        return _typical(self.early), _typical([run[-CYCLE:] for run in self.long])


def _typical(runs: Sequence[Sequence[float]]) -> float:
    """The mean, over the ten kinds of turns, of each kind's median over the runs."""
    return statistics.mean(statistics.median(kind) for kind in zip(*runs, strict=True))


def percentile(figures: Sequence[float], percent: int) -> float:
    """50 is the median."""
    return statistics.quantiles(figures, n=100, method="inclusive")[percent - 1]


def converse(ways: Sequence[Way], scripts: Sequence[Sequence[Message]], rounds: int, budget: float) -> list[Series]:
    """Every interview once without counting, then in rounds, as many as begin within `budget` seconds."""
    series = [Series(way.name) for way in ways]
    _round(ways, scripts, [Series(way.name) for way in ways], 0)
    before = [way.cpu() for way in ways]
    end = time.perf_counter() + budget
    for number in range(rounds):
        if number and time.perf_counter() > end:
            break
        print(f"Conversations, round {number + 1} of at most {rounds} ...", flush=True)
        _round(ways, scripts, series, number)
    for way, own, earlier in zip(ways, series, before, strict=True):
        own.memory, own.processor = way.memory(), 1000 * (way.cpu() - earlier) / len(own.turns)
    return series


def _round(ways: Sequence[Way], scripts: Sequence[Sequence[Message]], series: Sequence[Series], number: int) -> None:
    """The last of the ways is our own: what it says is what the others are compared with."""
    for script in scripts:
        requests = [way.opening() for way in ways]
        conversations = [way.opened(way.send(each), each) for way, each in zip(ways, requests, strict=True)]
        for place, message in enumerate(script):
            said = {}
            for index in _order(len(ways), number + place):
                took, response = ways[index].timed(ways[index].turn(conversations[index], message))
                (series[index].texts if message.way == "text" else series[index].choices).append(took)
                said[index] = ways[index].words(response)
            for index, own in enumerate(series):
                if said[index] == said[len(ways) - 1]:
                    own.alike += 1
                else:
                    ways[index].put_right(conversations[index], message)


def _order(count: int, first: int) -> list[int]:
    return [(first + step) % count for step in range(count)]


def converse_long(way: Way, script: Sequence[Message], series: Series, runs: int, budget: float) -> None:
    """The long conversation, run after run, until it ends or the time is over (seconds for all runs together).

    Each turn of the last ten is followed by one of turn 11 to 20 of a new conversation, so both meet the same load.
    """
    for _ in range(runs):
        end = time.perf_counter() + budget / runs
        conversation, run = _begun(way), []
        early: list[float] = []
        for start in range(0, LONG, CYCLE):
            is_last = start == LONG - CYCLE or (start > CYCLE and time.perf_counter() > end)
            beside = _led_in(way, script) if is_last else None
            for number in range(start, start + CYCLE):
                run.append(way.timed(way.turn(conversation, script[number]))[0])
                if beside is not None:
                    early.append(way.timed(way.turn(beside, script[CYCLE + number % CYCLE]))[0])
            if is_last:
                break
        series.long.append(run)
        series.early.append(early)


def _begun(way: Way) -> Conversation:
    request = way.opening()
    return way.opened(way.send(request), request)


def _led_in(way: Way, script: Sequence[Message]) -> Conversation:
    conversation = _begun(way)
    for message in script[:CYCLE]:
        way.send(way.turn(conversation, message))
    return conversation
