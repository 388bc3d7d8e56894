"""Tries the named cases on knowledge with a fault in it: does one of them notice?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from rules_core import Knowledge
from rules_core.errors import KnowledgeError
from tests.mutation.library import Library
from tests.mutation.mutant import Mutant
from tests.named_cases import NamedCase, differences

NOTICED, SURVIVED, REFUSED, EQUIVALENT = "noticed", "survived", "refused", "equivalent"


@dataclass(frozen=True)
class Verdict:
    """What came of a mutant: `noticed` by the case `why` names, `refused` by the loader, `equivalent` because of
    `why`, or `survived`.
    """

    mutant: Mutant
    outcome: str
    why: str = ""


class Trial:
    """The cases by place, and the knowledge as it is written, on which they hold."""

    def __init__(self, library: Library, cases: Iterable[NamedCase]) -> None:
        self._library = library
        self.failing: list[NamedCase] = []
        """Cases that do not hold on the knowledge as it is; they can notice nothing."""
        self._cases: dict[str, list[NamedCase]] = {}
        for case in cases:
            if differences(case, library.knowledge):
                self.failing.append(case)
            else:
                self._cases.setdefault(library.knowledge.place(case.municipality), []).append(case)

    def verdict(self, mutant: Mutant) -> Verdict:
        """Builds the faulty knowledge and asks the cases that it touches, until one fails."""
        try:
            faulty = self._library.with_fault(mutant)
        except KnowledgeError as error:
            return Verdict(mutant, REFUSED, str(error))
        touched = {place: _changed(self._library.knowledge, faulty, place) for place in faulty.provisions}
        whole = faulty.alerts != self._library.knowledge.alerts or faulty.layers != self._library.knowledge.layers
        if not whole and not any(touched.values()):
            return Verdict(mutant, EQUIVALENT, "no provision of any municipality is another")
        for place, ids in touched.items():
            if ids or whole:
                for case in self._failures(place, ids, faulty):
                    return Verdict(mutant, NOTICED, f"{case.file}: {case.name}")
        return Verdict(mutant, SURVIVED)

    def _failures(self, place: str, ids: frozenset[str], faulty: Knowledge) -> Iterator[NamedCase]:
        """The cases that fail; what a case expects of a single provision first, for that is quick."""
        narrow = replace(faulty, provisions={place: {id: faulty.provisions[place][id] for id in sorted(ids)}})
        for case in self._cases.get(place, []):
            by_provision = _of_provisions(case, ids)
            if by_provision.expect and differences(by_provision, narrow):
                yield case
        for case in self._cases.get(place, []):
            of_all = _of_the_whole(case)
            if of_all.expect and differences(of_all, faulty):
                yield case


def _changed(true: Knowledge, faulty: Knowledge, place: str) -> frozenset[str]:
    """The provisions that say something else there, by their own rules or by their contacts."""
    return frozenset(
        id
        for id, provision in true.provisions[place].items()
        if faulty.provisions[place][id] is not provision
        and (
            replace(faulty.provisions[place][id], contacts=()) != replace(provision, contacts=())
            or faulty.contacts(faulty.provisions[place][id].contacts, place) != true.contacts(provision.contacts, place)
        )
    )


def _of_provisions(case: NamedCase, ids: frozenset[str]) -> NamedCase:
    expect: dict[str, Any] = {}
    for key, wanted in case.expect.items():
        if isinstance(wanted, dict) and (mine := {id: value for id, value in wanted.items() if id in ids}):
            expect[key] = mine
    return replace(case, expect=expect)


def _of_the_whole(case: NamedCase) -> NamedCase:
    return replace(case, expect={key: wanted for key, wanted in case.expect.items() if not isinstance(wanted, dict)})
