"""The law applied to a situation on a day: every provision, likely, possible or unlikely, and why."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from rules_core.catalogue import Knowledge, Pointer
from rules_core.fact_table import FACTS
from rules_core.memo import Fragment
from rules_core.provision import Criterion, Provision
from rules_core.situation import Situation
from rules_core.truth import Truth, all_of

STATUS = {Truth.TRUE: "likely", Truth.UNKNOWN: "possible", Truth.FALSE: "unlikely"}
OUTCOME = {Truth.TRUE: "met", Truth.UNKNOWN: "unknown", Truth.FALSE: "unmet"}
_PLACE = {fact: place for place, fact in enumerate(FACTS)}
_RANK = {"likely": 0, "possible": 1, "unlikely": 2}


@dataclass(frozen=True)
class Reason:
    """One criterion and what came of it."""

    criterion: Criterion
    outcome: str

    def as_dict(self) -> dict[str, Any]:
        """The contract's reason."""
        criterion = self.criterion
        return {
            "criterion": criterion.id, "outcome": self.outcome, "facts": list(criterion.when.facts),
            "text": criterion.text, "source": criterion.source.as_dict(),
        }  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A provision, its status, the reasons for it and the absent facts that can still change it.

    `key` names place, day, and what was told of the facts that the provision reads; nothing else has a say in it.
    """

    provision: Provision
    status: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    key: Hashable = field(compare=False, repr=False)

    @cached_property
    def relevance(self) -> float:
        """Share of the criteria that are met, 0 to 1."""
        met = sum(reason.outcome == "met" for reason in self.reasons)
        return met / len(self.reasons) if self.reasons else 0.0


    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """For each criterion that is not known yet, the missing facts that it reads."""
        missing = frozenset(self.missing)
        unknown = [reason.criterion.when for reason in self.reasons if missing and reason.outcome == "unknown"]
        return tuple(tuple(fact for fact in when.facts if fact in missing) for when in unknown)


@dataclass(frozen=True)
class Assessment:
    """All findings, most relevant first, then least intrusive first; with alerts and pointers. `as_dict` is the
    contract's JSON.
    """

    situation: Situation
    knowledge: Knowledge
    on: date
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]

    @property
    def municipality(self) -> str | None:
        """The citizen's municipality, None while unknown."""
        value: str | None = self.situation.get("municipality")
        return value

    def finding(self, provision: str) -> Finding:
        """The finding of a provision. KeyError for an unknown id."""
        for finding in self.findings:
            if finding.provision.id == provision:
                return finding
        raise KeyError(provision)

    def cost(self, finding: Finding) -> dict[str, Any] | None:
        """The contract's Cost; None for what is unlikely and where the sources bear no figure at all."""
        if finding.provision.cost is None or finding.status == "unlikely":
            return None
        return finding.provision.cost.estimate(self.situation, self.on)

    def deadlines(self, finding: Finding) -> list[dict[str, Any]]:
        """The deadlines that hold for this citizen; none for what is unlikely."""
        if finding.status == "unlikely":
            return []
        return [
            rule.as_dict(self.on)
            for rule in finding.provision.deadlines
            if rule.when is None or rule.when.truth(self.situation, self.on) is not Truth.FALSE
        ]

    def alerts(self) -> list[dict[str, Any]]:
        """What must be answered first, with its contacts."""
        return [
            {"id": alert.id, "text": alert.text, "contacts": self._contacts(alert.contacts)}
            for alert in self.knowledge.alerts.values()
            if alert.when.truth(self.situation, self.on) is Truth.TRUE
        ]

    def pointers(self) -> list[dict[str, Any]]:
        """Help beside the provisions, for those whom it is for."""
        return [
            self.knowledge.written.of((pointer.id, self.municipality), partial(self._pointer, pointer))
            for pointer in self.knowledge.pointers(self.municipality)
            if pointer.when.truth(self.situation, self.on) is Truth.TRUE
        ]

    def as_dict(self) -> dict[str, Any]:
        """The contract's Assessment; its findings and pointers are shared with other answers and not to be changed."""
        return {
            "on": self.on.isoformat(),
            "municipality": self.municipality,
            "alerts": self.alerts(),
            "findings": [self._finding_as_dict(finding) for finding in self.findings],
            "pointers": self.pointers(),
            "missing": list(self.missing),
            "knowledge": {"version": self.knowledge.version, "checked": self.knowledge.checked.isoformat()},
        }

    def _pointer(self, pointer: Pointer) -> Fragment:
        return Fragment({
            "id": pointer.id, "text": pointer.text, "contacts": self._contacts(pointer.contacts),
            "source": pointer.source.as_dict(),
        })  # fmt: skip

    def _contacts(self, ids: tuple[str, ...]) -> list[dict[str, Any]]:
        return [contact.as_dict() for contact in self.knowledge.contacts(ids, self.municipality)]

    def _finding_as_dict(self, finding: Finding) -> Fragment:
        return self.knowledge.written.of(finding.key, lambda: self._written(finding))

    def _written(self, finding: Finding) -> Fragment:
        provision = finding.provision
        return Fragment({
            "provision": provision.id, "title": provision.title, "law": provision.law, "summary": provision.summary,
            "step": provision.step, "status": finding.status, "local": provision.local,
            "reasons": [reason.as_dict() for reason in finding.reasons],
            "missing": list(finding.missing),
            "apply": {"how": provision.apply.how, "text": provision.apply.text},
            "deadlines": self.deadlines(finding),
            "contacts": self._contacts(provision.contacts),
            "cost": self.cost(finding),
            "appeal": {"possible": provision.appeal.possible, "weeks": provision.appeal.weeks,
                       "to": provision.appeal.to, "text": provision.appeal.text},
            "help": [statement.text for statement in provision.help],
            "extent": [statement.text for statement in provision.extent],
            "follow_up": [statement.text for statement in provision.follow_up],
            "other_help": [statement.text for statement in provision.other_help],
            "not_included": [statement.text for statement in provision.not_included],
            "doubts": [statement.text for statement in provision.doubts],
            "source": provision.source.as_dict(),
        })  # fmt: skip


def assess(situation: Situation, knowledge: Knowledge, *, on: date) -> Assessment:
    """Every provision of the citizen's municipality (of the national layer where that is unknown) on the day."""
    place = knowledge.place(situation.get("municipality"))
    found = [_found(provision, place, situation, knowledge, on) for provision in knowledge.provisions[place].values()]
    findings = sorted(found, key=_order)
    return Assessment(situation, knowledge, on, tuple(findings), decisive(findings))


def decisive(findings: list[Finding]) -> tuple[str, ...]:
    """The absent facts that can still change a status, the one that can change most statuses first.

    Between equals, the one on which most criteria hang (of alternatives each a part, because none decides alone), then
    the one that stands nearer to settling a provision (fewer others beside it), then the contract's order.
    """
    count: dict[str, int] = {}
    hanging: dict[str, float] = {}
    nearness: dict[str, float] = {}
    for finding in findings:
        if not finding.missing:
            continue
        share = 1 / len(finding.missing)
        for fact in finding.missing:
            count[fact] = count.get(fact, 0) + 1
            nearness[fact] = nearness.get(fact, 0.0) + share
        for open_facts in finding.alternatives:
            for fact in open_facts:
                hanging[fact] = hanging.get(fact, 0.0) + 1 / len(open_facts)
    order = {fact: (-count[fact], -hanging.get(fact, 0.0), -nearness[fact], _PLACE[fact]) for fact in count}
    return tuple(sorted(count, key=lambda fact: order[fact]))


def _found(provision: Provision, place: str, situation: Situation, knowledge: Knowledge, on: date) -> Finding:
    """Reckoned once for all who told the same of what the provision reads."""
    key = (place, provision.id, on, situation.told(provision.facts))
    finding: Finding = knowledge.found.of(key, lambda: _find(provision, situation, on, key))
    return finding


def _find(provision: Provision, situation: Situation, on: date, key: Hashable) -> Finding:
    truths = [criterion.when.truth(situation, on) for criterion in provision.criteria]
    status = all_of(truths)
    reasons = tuple(
        Reason(criterion, OUTCOME[truth]) for criterion, truth in zip(provision.criteria, truths, strict=True)
    )
    missing: dict[str, None] = {}
    if status is Truth.UNKNOWN:
        for criterion in provision.criteria:
            open_facts = criterion.when.open_facts(situation, on)
            missing.update(dict.fromkeys(fact for fact in criterion.when.facts if fact in open_facts))
    return Finding(provision, STATUS[status], reasons, tuple(missing), key)


def _order(finding: Finding) -> tuple[int, float, int]:
    return _RANK[finding.status], -round(finding.relevance, 3), finding.provision.step
