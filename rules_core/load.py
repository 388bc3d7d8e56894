"""Loads the knowledge folder, strictly: whatever is wrong is one KnowledgeError with file, key and remedy."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from rules_core.catalogue import Knowledge, Layer, Municipality
from rules_core.contacts import Contact
from rules_core.provision import Provision
from rules_core.reading.figures import read_contacts, read_day, read_deadlines, read_rates
from rules_core.reading.place import Place
from rules_core.reading.pointers import read_alerts, read_contact_ids, read_pointers
from rules_core.reading.provisions import Defaults, merged_deadlines, read_appeal, read_local, read_national
from rules_core.reading.words import read_facts, read_questions, read_themes, read_topics
from rules_core.source import NATIONAL, Document
from rules_core.strict_yaml import read_yaml
from rules_core.vocabulary import KNOWLEDGE_FOLDER, OTHER, municipality_names, provision_ids

_LAYER_FILES = frozenset({"rates", "contacts", "pointers", "municipality", "documents", "defaults", "alerts"})


def load_knowledge(folder: Path = KNOWLEDGE_FOLDER, *, contacts: Path | None = None) -> Knowledge:
    """Everything under the folder. `contacts`: an operator's file that fills in or overrides contacts.

    The operator's file is an object of layers (`national` or a municipality's name), each an object of contact ids,
    each with
    the keys to set. KnowledgeError names file, key and remedy.
    """
    return Loading(folder, contacts).knowledge()


class Loading:
    """One loading: the files read so far, and the digest of their content.

    What reads the files is `read`; whoever holds their content already (such as one who tries changed content) puts
    another in its place and rebuilds a single provision with `national_provision` and `local_provision`.
    """

    def __init__(self, folder: Path, contacts: Path | None) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self._overrides = self._read_overrides(contacts)
        self._ids = tuple(sorted(provision_ids(folder)))
        self._documents = self._read_documents()

    def knowledge(self) -> Knowledge:
        """Builds the whole, the national layer first."""
        national, defaults = self.national_layer()
        base = self._read_national_provisions(national, defaults)
        layers: dict[str, Layer] = {OTHER: national}
        places: dict[str, Municipality] = {}
        provisions = {OTHER: {id: finished(provision, defaults, ()) for id, provision in base.items()}}
        names = sorted(municipality_names(self._folder) - {OTHER})
        for name in names:
            layers[name], places[name], provisions[name] = self._read_municipality(name, national, base, defaults)
        places[OTHER] = self._read_other()
        words = self._read_words({name: place.label for name, place in places.items()})
        alerts = self._place("national/alerts.yml", national)
        edition = self.read("edition.yml")
        spot = self._place("edition.yml", national)
        values = spot.mapping(edition, (), ("edition", "checked"))
        return Knowledge(
            version=f"{values['edition']}+{self._digest.hexdigest()[:8]}",
            checked=read_day(values["checked"], spot.at("checked")),
            alerts=read_alerts(self.read("national/alerts.yml"), alerts, national.contacts),
            documents=self._documents,
            municipalities=places,
            layers=layers,
            provisions=provisions,
            **words,
        )

    def read(self, name: str) -> Any:
        """The content of one file, named relative to the folder; None where there is none."""
        path = self._folder / name
        self._digest.update(name.encode() + path.read_bytes() if path.exists() else b"")
        return read_yaml(path, self._folder) if path.exists() else None

    def _place(self, name: str, layer: Layer | None = None, document: str = NATIONAL) -> Place:
        """The top of a file; a municipality's file may cite its own document and the national ones only."""
        national = {
            id: found for id, found in self._documents.items() if id == document or found.id in self._national_ids
        }
        return Place(name, "", self._documents[document], national, layer.rates if layer else {})

    @property
    def _national_ids(self) -> frozenset[str]:
        return frozenset(self._documents) - municipality_names(self._folder)

    def _read_documents(self) -> dict[str, Document]:
        documents: dict[str, Document] = {}
        blank = Document(NATIONAL, "", None)
        top = Place("national/documents.yml", "", blank, {})
        for id, raw in top.mapping(self.read("national/documents.yml")).items():
            documents[id] = _read_document(id, raw, top.at(id))
        if NATIONAL not in documents:
            top.at(NATIONAL).refuse("is missing; write its title")
        for name in sorted(municipality_names(self._folder) - {OTHER}):
            file = f"municipalities/{name}/municipality.yml"
            spot = Place(file, "", blank, {})
            raw = spot.mapping(self.read(file))
            if raw.get("document") is not None:
                documents[name] = _read_document(name, raw["document"], spot.at("document"))
            else:
                documents[name] = replace(documents[NATIONAL], id=name)
        return documents

    def national_layer(self) -> tuple[Layer, Defaults]:
        """The layer beneath all municipalities, and what holds unless a provision says otherwise."""
        rates = read_rates(self.read("national/rates.yml"), self._place("national/rates.yml"))
        layer = Layer(rates=rates)
        contacts = self._read_contacts("national/contacts.yml", self._place("national/contacts.yml"), NATIONAL)
        layer = replace(layer, contacts=contacts)
        pointers = self._place("national/pointers.yml", layer)
        layer = replace(layer, pointers=read_pointers(self.read("national/pointers.yml"), pointers, layer.contacts))
        spot = self._place("national/defaults.yml", layer)
        values = spot.mapping(self.read("national/defaults.yml"), ("deadlines",), ("appeal", "aged_rate"))
        appeal = read_appeal(values["appeal"], spot.at("appeal"), None)
        deadlines = read_deadlines(values.get("deadlines"), spot.at("deadlines"))
        return layer, Defaults(appeal, spot.at("aged_rate").text(values["aged_rate"]), deadlines)

    def _read_national_provisions(self, layer: Layer, defaults: Defaults) -> dict[str, Provision]:
        provisions = {id: self.national_provision(id, layer, defaults) for id in self._ids}
        self._refuse_strangers("national", frozenset(self._ids))
        return _by_step(provisions)

    def national_provision(self, id: str, layer: Layer, defaults: Defaults) -> Provision:
        """A provision of the national layer, without the deadlines that every provision has."""
        spot = self._place(f"national/{id}.yml", layer)
        return self._checked(read_national(id, self.read(spot.file), spot, defaults), spot, layer, layer)

    def _read_municipality(
        self, name: str, national: Layer, base: dict[str, Provision], defaults: Defaults
    ) -> tuple[Layer, Municipality, dict[str, Provision]]:
        folder = f"municipalities/{name}"
        rates = read_rates(self.read(f"{folder}/rates.yml"), self._place(f"{folder}/rates.yml", None, name))
        layer = Layer(rates={**national.rates, **rates})
        spot = self._place(f"{folder}/contacts.yml", layer, name)
        layer = replace(layer, contacts=self._read_contacts(spot.file, spot, name))
        known = {**national.contacts, **layer.contacts}
        spot = self._place(f"{folder}/pointers.yml", layer, name)
        layer = replace(layer, pointers=read_pointers(self.read(f"{folder}/pointers.yml"), spot, known))
        place = self._read_place(name, layer, known)
        provisions = {
            id: self.local_provision(provision, place, layer, national, defaults) for id, provision in base.items()
        }
        self._refuse_strangers(folder, frozenset(base))
        return layer, place, _by_step(provisions)

    def local_provision(
        self, base: Provision, place: Municipality, layer: Layer, national: Layer, defaults: Defaults
    ) -> Provision:
        """A national provision as it stands in the municipality."""
        spot = self._place(f"municipalities/{place.name}/{base.id}.yml", layer, place.name)
        raw = self.read(spot.file)
        merged = base if raw is None else read_local(base, raw, spot, defaults)
        merged = replace(merged, contacts=tuple(dict.fromkeys([*merged.contacts, *place.contacts])))
        return finished(self._checked(merged, spot, layer, national), defaults, place.deadlines)

    def _read_place(self, name: str, layer: Layer, contacts: dict[str, Any]) -> Municipality:
        file = f"municipalities/{name}/municipality.yml"
        spot = self._place(file, layer, name)
        values = spot.mapping(self.read(file), ("document", "towns", "contacts", "deadlines"), ("label",))
        return Municipality(
            name=name,
            label=spot.at("label").text(values["label"]),
            towns=tuple(deeper.text(item) for deeper, item in spot.at("towns").sequence(values.get("towns"))),
            document=self._documents[name] if values.get("document") is not None else None,
            contacts=read_contact_ids(values.get("contacts"), spot.at("contacts"), contacts),
            deadlines=read_deadlines(values.get("deadlines"), spot.at("deadlines")),
        )

    def _read_other(self) -> Municipality:
        spot = self._place("national/other.yml")
        values = spot.mapping(self.read("national/other.yml"), (), ("label",))
        return Municipality(OTHER, spot.at("label").text(values["label"]), (), None)

    def _read_words(self, municipalities: dict[str, str]) -> dict[str, Any]:
        spot = self._place("facts.yml")
        values = spot.mapping(self.read("facts.yml"), (), ("facts", "questions", "themes"))
        facts = read_facts(values["facts"], spot.at("facts"))
        questions = read_questions(values["questions"], spot.at("questions"), municipalities)
        for fact in facts.values():
            asked = any(fact.id in question.facts for question in questions.values())
            if asked == fact.heard_only:
                spot.at(f"facts.{fact.id}").refuse("needs one question, or heard_only: true and none")
        topics = self._place("topics.yml")
        return {
            "facts": facts,
            "questions": questions,
            "themes": read_themes(values["themes"], spot.at("themes"), questions),
            "topics": read_topics(self.read("topics.yml"), topics, self._ids),
        }

    def _checked(self, provision: Provision, spot: Place, layer: Layer, national: Layer) -> Provision:
        for id in provision.contacts:
            if id not in layer.contacts and id not in national.contacts:
                spot.at("contacts").refuse(f"{id} is no contact here; write it into contacts.yml")
        return provision

    def _refuse_strangers(self, folder: str, provisions: frozenset[str]) -> None:
        """A file that nobody reads is a typo."""
        known = provisions | _LAYER_FILES | ({"other"} if folder == "national" else frozenset())
        for path in sorted((self._folder / folder).glob("*.yml")):
            if path.stem not in known:
                self._place(f"{folder}/{path.name}").refuse(
                    "is no provision; provisions are named by the national layer"
                )

    def _read_overrides(self, path: Path | None) -> dict[str, Any]:
        """The operator's contacts by layer, each an object of the keys to set."""
        if path is None:
            return {}
        spot = Place(path.name, "", Document(NATIONAL, "", None), {})
        if not path.is_file():
            spot.refuse("the file of contacts is not there; mend its path")
        layers = (NATIONAL, *sorted(municipality_names(self._folder) - {OTHER}))
        overrides = spot.mapping(read_yaml(path, path.parent) or {}, layers)
        for layer, contacts in overrides.items():
            for id, values in spot.at(layer).mapping(contacts).items():
                spot.at(layer).at(id).mapping(values)
        self._overrides_file = path.name
        return overrides

    def _read_contacts(self, name: str, place: Place, layer: str) -> dict[str, Contact]:
        """The layer's contacts, the operator's keys over ours; a complaint about those names the operator's file."""
        ours = self.read(name) or {}
        overrides = self._overrides.get(layer) or {}
        contacts = read_contacts(ours, place)
        for id, values in overrides.items():
            spot = replace(place, file=self._overrides_file, key=layer)
            contacts |= read_contacts({id: {**ours.get(id, {}), **values}}, spot)
        return contacts


def _read_document(id: str, raw: Any, place: Place) -> Document:
    values = place.mapping(raw, ("adopted",), ("title",))
    adopted = values.get("adopted")
    return Document(
        id, place.at("title").text(values["title"]), None if adopted is None else read_day(adopted, place.at("adopted"))
    )


def _by_step(provisions: dict[str, Provision]) -> dict[str, Provision]:
    return dict(sorted(provisions.items(), key=lambda item: (item[1].step, item[0])))


def finished(provision: Provision, defaults: Defaults, local: tuple[Any, ...]) -> Provision:
    """With the deadlines that every application and every appeal brings; an offer without visitation brings none."""
    refused = any(criterion.id == "offered" for criterion in provision.criteria)
    if refused:
        return provision
    added = local if provision.apply.how == "application" else ()
    if provision.appeal.possible:
        taken = {rule.id for rule in added} | provision.dropped
        added = (*added, *(rule for rule in defaults.deadlines if rule.id not in taken))
    return replace(provision, deadlines=merged_deadlines(provision.deadlines, added))


__all__ = ["Loading", "finished", "load_knowledge"]
