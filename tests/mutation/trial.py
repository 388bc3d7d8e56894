"""Tries the named cases on knowledge with a fault in it: does one of them notice?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from rules_core import Knowledge
from rules_core.errors import KnowledgeError
from tests.mutation.library import Library
from tests.mutation.likeness import changed_provisions, only_written_differently
from tests.mutation.mutant import Mutant
from tests.named_cases import NamedCase, differences

_BY_PROVISION = frozenset(
    {"status", "deadlines", "no_deadlines", "pays", "receives", "keeps", "lines", "cost_lines", "no_cost_lines",
     "contacts", "phones", "local", "appeal"}
)  # fmt: skip
"""What a case expects of single provisions; the rest it expects of the answer as a whole."""
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
        true = self._library.knowledge
        touched = {place: changed_provisions(true, faulty, place) for place in faulty.provisions}
        whole = faulty.alerts != true.alerts or _beside(faulty) != _beside(true)
        if not whole and not any(touched.values()):
            return Verdict(mutant, EQUIVALENT, _reason(mutant))
        for place, ids in touched.items():
            if ids or whole:
                for case in self._failures(place, ids, faulty):
                    return Verdict(mutant, NOTICED, f"{case.file}: {case.name}")
        if not whole and self._written_differently(faulty, touched):
            return Verdict(mutant, EQUIVALENT, "no situation gives another truth")
        return Verdict(mutant, SURVIVED)

    def _written_differently(self, faulty: Knowledge, touched: dict[str, frozenset[str]]) -> bool:
        true = self._library.knowledge.provisions
        return all(
            only_written_differently(true[place][id], faulty.provisions[place][id])
            for place, ids in touched.items()
            for id in sorted(ids)
        )

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


def _reason(mutant: Mutant) -> str:
    if "rates.yml" in mutant.file:
        return "no criterion and no cost line reads the rate"
    return "every answer keeps its rules: the layer beneath says the same, or nothing can be told apart"


def _beside(knowledge: Knowledge) -> Any:
    """What is answered beside the provisions, in each municipality; the sentences of pointers left out."""
    return [
        (
            layer.contacts,
            [(each.id, each.when, knowledge.contacts(each.contacts, name)) for each in knowledge.pointers(name)],
        )
        for name, layer in knowledge.layers.items()
    ]


def _of_provisions(case: NamedCase, ids: frozenset[str]) -> NamedCase:
    expect: dict[str, Any] = {}
    for key, wanted in case.expect.items():
        mine = {id: value for id, value in wanted.items() if id in ids} if key in _BY_PROVISION else {}
        if mine:
            expect[key] = mine
    return replace(case, expect=expect)


def _of_the_whole(case: NamedCase) -> NamedCase:
    return replace(case, expect={key: wanted for key, wanted in case.expect.items() if key not in _BY_PROVISION})
