"""What the register's page shows: a section a provision, in it a row a municipality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules_core.catalogue import Alert, Knowledge, Pointer
from rules_core.contacts import Contact
from rules_core.costs import CostLine
from rules_core.deadlines import DeadlineRule
from rules_core.provision import Provision
from rules_core.rates import Rate
from rules_core.register.readable import Readable, number
from rules_core.source import NATIONAL, Source
from rules_core.verify.verification import Accepted, Fault, Verification
from rules_core.vocabulary import OTHER


@dataclass(frozen=True)
class Entry:
    """One thing to tick off: its sentence, the small print beneath, and its source."""

    text: str
    source: Source
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One provision in one municipality. `status` is local, national or refused; `brief` shows no more than that."""

    place: str
    label: str
    status: str
    provision: Provision
    criteria: list[Entry] = field(default_factory=list)
    deadlines: list[Entry] = field(default_factory=list)
    costs: list[Entry] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    details: dict[str, list[Entry]] = field(default_factory=dict)
    doubts: list[Entry] = field(default_factory=list)
    faults: list[Fault | Accepted] = field(default_factory=list)
    documents: list[tuple[str, date | None]] = field(default_factory=list)
    brief: bool = False


@dataclass(frozen=True)
class LayerRow:
    """What a layer holds beside its provisions; the alerts stand among the national pointers."""

    place: str
    label: str
    rates: list[tuple[Rate, list[str]]]
    contacts: list[Contact]
    pointers: list[tuple[Pointer | Alert, str]]
    faults: list[Fault | Accepted]


class Rows:
    """Builds the rows out of the knowledge and what verifying found."""

    def __init__(
        self,
        knowledge: Knowledge,
        words: dict[str, Any],
        found: Verification | None,
        accepted: Iterable[Accepted],
        on: date,
    ) -> None:
        self._knowledge, self._words = knowledge, words
        self._readable = Readable(knowledge, words, on)
        faults: Iterable[Fault | Accepted] = found.faults if found else accepted
        self._faults: dict[str, list[Fault | Accepted]] = {}
        for fault in faults:
            file = fault.figure.file if isinstance(fault, Fault) else fault.file
            self._faults.setdefault(file, []).append(fault)
        self.places = [OTHER, *(name for name in knowledge.municipalities if name != OTHER)]

    def sections(self) -> Iterator[tuple[Provision, list[Row]]]:
        """Each provision with its rows, the national rule first."""
        for id, provision in self._knowledge.provisions[OTHER].items():
            yield provision, [self._row(id, place) for place in self.places]

    def layers(self) -> Iterator[LayerRow]:
        """Rates, contacts and pointers, layer by layer; what a municipality takes from the national one is not hers."""
        national = self._knowledge.layers[OTHER]
        for place in self.places:
            layer = self._knowledge.layers[place]
            own = [rate for id, rate in layer.rates.items() if place == OTHER or national.rates.get(id) is not rate]
            yield LayerRow(
                place,
                self.label(place),
                [(rate, self._values(rate)) for rate in own],
                list(layer.contacts.values()),
                [(pointer, self._readable.condition(pointer.when)) for pointer in self._pointers(place)],
                [
                    fault
                    for name in ("rates", "contacts", "pointers", "municipality", "alerts", "defaults", "documents")
                    for fault in self._faults.get(f"{_folder(place)}/{name}.yml", [])
                ],
            )

    def label(self, place: str) -> str:
        """What the place is called; the national layer bears the words for it."""
        national = str(self._words["page"]["national"])
        return national if place == OTHER else self._knowledge.municipalities[place].label

    def _pointers(self, place: str) -> list[Pointer | Alert]:
        alerts = self._knowledge.alerts.values() if place == OTHER else ()
        return [*alerts, *self._knowledge.layers[place].pointers]

    def _row(self, id: str, place: str) -> Row:
        provision = self._knowledge.provision(id, place)
        contacts = self._knowledge.contacts(provision.contacts, place)
        refused = any(criterion.id == "offered" for criterion in provision.criteria)
        status = "refused" if refused else "local" if provision.local else "national"
        if status == "national" and place != OTHER:
            return Row(place, self.label(place), status, provision, contacts=contacts, brief=True)
        details = {name: self._statements(getattr(provision, name)) for name in self._words["lists"]}
        return Row(
            place,
            self.label(place),
            status,
            provision,
            criteria=[Entry(one.text, one.source, (self._readable.condition(one.when),)) for one in provision.criteria],
            deadlines=[self._deadline(rule) for rule in provision.deadlines],
            costs=[self._cost(line) for line in provision.cost.lines] if provision.cost else [],
            contacts=contacts,
            details={name: entries for name, entries in details.items() if entries},
            doubts=self._statements(provision.doubts),
            faults=self._faults.get(f"{_folder(place)}/{id}.yml", []),
            documents=self._documents(provision),
        )

    def _statements(self, statements: Iterable[Any]) -> list[Entry]:
        return [Entry(one.text, one.source) for one in statements]

    def _deadline(self, rule: DeadlineRule) -> Entry:
        said = self._words["deadline"].format(
            kind=self._words["kinds"][rule.kind],
            amount=rule.amount,
            unit=self._words["units"][rule.unit],
            event=self._words["events"][rule.after],
            actor=self._words["actors"][rule.who],
        )
        return Entry(rule.text, rule.source, (said, *self._when("only_when", rule.when)))

    def _cost(self, line: CostLine) -> Entry:
        per = line.unit_per if line.times and line.unit_per else line.per
        small = [
            f"{self._words['sides'][line.side]}: {self._readable.amount(line.amount)} {self._words['periods'][per]}"
        ]
        if line.times:
            small.append(self._words["times"].format(fact=self._knowledge.facts[line.times].label))
        small += [*self._when("only_when", line.when), *self._when("reduced", line.reduced_when)]
        if not line.counted:
            small.append(self._words["named"])
        return Entry(line.label, line.source, tuple(small))

    def _when(self, form: str, condition: Any) -> Iterator[str]:
        if condition is not None:
            yield str(self._words[form]).format(condition=self._readable.condition(condition))

    def _values(self, rate: Rate) -> list[str]:
        unit, since = self._words["rate_units"][rate.unit], self._words["page"]["since"]
        return [
            f"{number(row.value)} {unit} {since} {row.starts:%d.%m.%Y} [{row.source.section}]" for row in rate.values
        ]

    def _documents(self, provision: Provision) -> list[tuple[str, date | None]]:
        ids = dict.fromkeys(source.document for source in _sources(provision))
        documents = (self._knowledge.documents[id] for id in ids)
        return [(document.title, document.adopted) for document in documents]


def _sources(provision: Provision) -> Iterator[Source]:
    yield provision.source
    for group in (provision.criteria, provision.deadlines, provision.cost.lines if provision.cost else ()):
        for one in group:
            yield one.source


def _folder(place: str) -> str:
    return NATIONAL if place == OTHER else f"municipalities/{place}"
