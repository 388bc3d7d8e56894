"""A provision of the law as it stands in one municipality."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rules_core.conditions import Condition
from rules_core.costs import CostPlan
from rules_core.deadlines import DeadlineRule
from rules_core.reads import facts_read
from rules_core.source import Source


@dataclass(frozen=True)
class Criterion:
    """One requirement: the condition that meets it, in words, and where it was read."""

    id: str
    when: Condition
    text: str
    source: Source


@dataclass(frozen=True)
class Statement:
    """A sentence about the help, with its source."""

    text: str
    source: Source


@dataclass(frozen=True)
class Application:
    """How one gets in: `self_referral`, `application` or `no_application` (an open offer)."""

    how: str
    text: str
    source: Source


@dataclass(frozen=True)
class Appeal:
    """Whether a decision can be appealed, within how many weeks, and to whom."""

    possible: bool
    weeks: int | None
    to: str | None
    text: str
    source: Source


@dataclass(frozen=True)
class Provision:
    """The merged whole: the national layer, and what the municipality puts in its place or adds.

    `local` is False where no standard of the municipality is held. `step` is the rung of the ladder of intervention
    (indsatstrappen), 1 the least intrusive. `offered` False: the municipality does not offer it; `refusal` says where
    it is written.
    """

    id: str
    title: str
    law: str
    step: int
    summary: str
    local: bool
    criteria: tuple[Criterion, ...]
    apply: Application
    appeal: Appeal
    source: Source
    deadlines: tuple[DeadlineRule, ...] = ()
    contacts: tuple[str, ...] = ()
    cost: CostPlan | None = None
    help: tuple[Statement, ...] = ()
    extent: tuple[Statement, ...] = ()
    follow_up: tuple[Statement, ...] = ()
    other_help: tuple[Statement, ...] = ()
    not_included: tuple[Statement, ...] = ()
    doubts: tuple[Statement, ...] = ()
    dropped: frozenset[str] = frozenset()
    """Ids of default deadlines that do not hold here."""

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact that its criteria, deadlines and cost read."""
        return facts_read((self.criteria, self.deadlines, self.cost))
