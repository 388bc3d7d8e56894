"""Several citizens at once, and the comparison of all that they were told with what the service has."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from benchmarks.served import Served
from tests.faults.citizen import Citizen
from tests.faults.ledger import Findings, audit_conversation, audit_thread


class Crowd:
    """The citizens of one service."""

    def __init__(self, served: Served, seeds: range) -> None:
        self._served = served
        self.citizens = [Citizen(served.address, seed) for seed in seeds]

    @property
    def refusals(self) -> list[httpx.Response]:
        return [answer for citizen in self.citizens for answer in citizen.refusals]

    @property
    def sent(self) -> int:
        """Requests, each time that they were sent."""
        return sum(citizen.sent for citizen in self.citizens)

    @property
    def cut(self) -> int:
        """Requests whose reply never came."""
        return sum(citizen.cut for citizen in self.citizens)

    @property
    def answers(self) -> int:
        """Turns acknowledged until now."""
        return sum(len(one.acknowledged()) for citizen in self.citizens for one in citizen.conversations)

    def wait_for(self, requests: int) -> None:
        """Until so many more were sent, however long that takes on a busy machine."""
        until = self.sent + requests
        while self.sent < until:
            self.check()
            time.sleep(0.002)

    def stop(self) -> None:
        """Everyone ends what they have begun; what nobody should meet is raised."""
        for citizen in self.citizens:
            citizen.stop()
        self.check()

    def check(self) -> None:
        for citizen in self.citizens:
            if citizen.failure is not None:
                raise citizen.failure

    def look(self) -> Findings:
        """What is found of the conversations that go on, and of the newest threads."""
        findings = Findings()
        with httpx.Client(base_url=self._served.address, timeout=60) as client:
            for citizen in self.citizens:
                for conversation in citizen.conversations[-1:]:
                    audit_conversation(client, conversation, findings)
                for thread in citizen.threads[-1:]:
                    audit_thread(client, thread, findings)
        return findings

    def look_at_all(self) -> Findings:
        """What is found of everything."""
        findings = Findings()
        with httpx.Client(base_url=self._served.address, timeout=60) as client:
            for citizen in self.citizens:
                for conversation in citizen.conversations:
                    audit_conversation(client, conversation, findings)
                for thread in citizen.threads:
                    audit_thread(client, thread, findings)
        return findings


@contextmanager
def crowd(served: Served, seeds: range) -> Iterator[Crowd]:
    """Citizens who talk until the end of the block."""
    made = Crowd(served, seeds)
    for citizen in made.citizens:
        citizen.start()
    try:
        yield made
        made.stop()
    finally:
        for citizen in made.citizens:
            citizen.tire()
