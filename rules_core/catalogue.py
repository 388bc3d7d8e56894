"""Everything that is known, loaded once: facts, questions, topics, contacts, alerts, pointers and provisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from rules_core.conditions import Condition
from rules_core.contacts import Contact
from rules_core.deadlines import DeadlineRule
from rules_core.facts import Fact, Question
from rules_core.memo import Fragment, Memo
from rules_core.provision import Provision
from rules_core.rates import Rate
from rules_core.source import Document, Source
from rules_core.topics import Topic
from rules_core.vocabulary import OTHER

FINDINGS_KEPT = 1024
"""Of fifty citizens who answer at random, two of a turn's thirty findings are then new, and with 2048 one would be."""


@dataclass(frozen=True)
class Alert:
    """What outranks everything: help lines first."""

    id: str
    when: Condition
    text: str
    contacts: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Pointer:
    """Help that no provision of ours rules on: whom it is for, what it is, and whom to ask."""

    id: str
    when: Condition
    text: str
    contacts: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Municipality:
    """`name` on the wire, `label` in Danish, the `towns` that people name, and what holds for every application
    there.
    """

    name: str
    label: str
    towns: tuple[str, ...]
    document: Document | None
    contacts: tuple[str, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One folder of knowledge, national or a municipality's: its own rates, contacts and pointers."""

    rates: dict[str, Rate] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    pointers: tuple[Pointer, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """The whole; immutable once loaded. `version` names the edition and its content, `checked` the day it was last
    read through.
    """

    version: str
    checked: date
    facts: dict[str, Fact]
    questions: dict[str, Question]
    themes: tuple[str, ...]
    topics: dict[str, Topic]
    alerts: dict[str, Alert]
    documents: dict[str, Document]
    municipalities: dict[str, Municipality]
    layers: dict[str, Layer]
    provisions: dict[str, dict[str, Provision]]
    """By municipality, then by provision id, in the order of the ladder of intervention."""
    found: Memo[Any] = field(default_factory=lambda: Memo(FINDINGS_KEPT), init=False, compare=False, repr=False)
    written: Memo[Fragment] = field(default_factory=lambda: Memo(FINDINGS_KEPT), init=False, compare=False, repr=False)
    """What `assess` found of this knowledge, and how it is written; another edition begins with nothing."""

    def question_of(self, fact: str) -> Question | None:
        """The question that asks for a fact; None for a fact that is only heard."""
        return self._by_fact.get(fact)

    @cached_property
    def _by_fact(self) -> dict[str, Question]:
        return {fact: question for question in self.questions.values() for fact in question.facts}

    def place(self, municipality: str | None) -> str:
        """The municipality whose layer answers: the given one, else the national layer alone."""
        return municipality if municipality in self.municipalities else OTHER

    def provision(self, id: str, municipality: str | None = None) -> Provision:
        """A provision as it stands in a municipality. KeyError for an unknown id."""
        return self.provisions[self.place(municipality)][id]

    def contact(self, id: str, municipality: str | None = None) -> Contact:
        """A contact of the municipality, or the national one of that name. KeyError for an unknown id."""
        local = self.layers[self.place(municipality)].contacts
        return local[id] if id in local else self.layers[OTHER].contacts[id]

    def contacts(self, ids: tuple[str, ...], municipality: str | None = None) -> list[Contact]:
        """These contacts, in order, each once; a placeholder gives way to the municipality's own where it has some."""
        own = self.municipalities[self.place(municipality)].contacts
        found: dict[str, Contact] = {}
        for id in ids:
            contact = self.contact(id, municipality)
            for actual in own if contact.placeholder and own else (id,):
                found.setdefault(actual, self.contact(actual, municipality))
        return list(found.values())

    def pointers(self, municipality: str | None = None) -> tuple[Pointer, ...]:
        """The municipality's pointers, then the national ones whose id it has not taken."""
        place = self.place(municipality)
        local = self.layers[place].pointers if place != OTHER else ()
        taken = {pointer.id for pointer in local}
        return local + tuple(pointer for pointer in self.layers[OTHER].pointers if pointer.id not in taken)
