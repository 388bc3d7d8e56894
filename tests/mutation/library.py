"""The knowledge held as raw content, so that a single change is rebuilt without reading a file again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from rules_core import Knowledge
from rules_core.load import Loading, finished
from rules_core.strict_yaml import read_yaml
from rules_core.vocabulary import KNOWLEDGE_FOLDER, OTHER, provision_ids
from tests.mutation.conditions import Rates
from tests.mutation.figures import in_alerts, in_contacts, in_defaults, in_municipality, in_pointers, in_rates
from tests.mutation.likeness import TODAY
from tests.mutation.mutant import Mutant
from tests.mutation.provisions import in_provision

_FAULTS: Mapping[str, Callable[[Any, Rates], Iterator[Mutant]]] = {
    "rates": in_rates, "contacts": in_contacts, "alerts": in_alerts, "municipality": in_municipality,
    "pointers": in_pointers, "defaults": in_defaults, **dict.fromkeys(sorted(provision_ids()), in_provision),
}  # fmt: skip


class _Held(Loading):
    """A loading that takes the files' content from memory."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content
        super().__init__(KNOWLEDGE_FOLDER, None)

    def read(self, name: str) -> Any:
        return self._content.get(name)


class Library:
    """The knowledge as it is written, and as it would be with one fault in it."""

    def __init__(self) -> None:
        files = sorted(KNOWLEDGE_FOLDER.rglob("*.yml"))
        self._content = {
            file.relative_to(KNOWLEDGE_FOLDER).as_posix(): read_yaml(file, KNOWLEDGE_FOLDER) for file in files
        }
        loading = _Held(self._content)
        self.knowledge: Knowledge = loading.knowledge()
        self._national, self._defaults = loading.national_layer()
        self._base = {id: loading.national_provision(id, self._national, self._defaults) for id in provision_ids()}

    def mutants(self) -> list[Mutant]:
        """Every fault, always in the same order: by file, then from top to bottom."""
        return [mutant for file in self._content for mutant in self._mutants_of(file)]

    def _mutants_of(self, file: str) -> Iterator[Mutant]:
        path = PurePosixPath(file)
        faults = _FAULTS.get(path.stem)
        if faults and self._content[file] and path.parts[0] in ("national", "municipalities"):
            layer = OTHER if path.parts[0] == "national" else path.parts[1]
            rates = {name: rate.on(TODAY).value for name, rate in self.knowledge.layers[layer].rates.items()}
            yield from (mutant.within(file) for mutant in faults(self._content[file], rates))

    def with_fault(self, mutant: Mutant) -> Knowledge:
        """The knowledge with the fault in it. KnowledgeError where the loader notices."""
        content = {**self._content, mutant.file: mutant.content(self._content[mutant.file])}
        loading = _Held(content)
        path = PurePosixPath(mutant.file)
        if path.stem in provision_ids():
            return self._with_provision(path.stem, None if path.parts[0] == "national" else path.parts[1], loading)
        return loading.knowledge()

    def _with_provision(self, id: str, municipality: str | None, loading: _Held) -> Knowledge:
        """One provision built anew, everywhere (`municipality` None) or in one municipality."""
        knowledge, national, defaults = self.knowledge, self._national, self._defaults
        provisions = dict(knowledge.provisions)
        base = self._base[id]
        if municipality is None:
            base = loading.national_provision(id, national, defaults)
            provisions[OTHER] = {**provisions[OTHER], id: finished(base, defaults, ())}
        for name in [municipality] if municipality else sorted(set(provisions) - {OTHER}):
            place, layer = knowledge.municipalities[name], knowledge.layers[name]
            merged = loading.local_provision(base, place, layer, national, defaults)
            provisions[name] = {**provisions[name], id: merged}
        return replace(knowledge, provisions=provisions)
