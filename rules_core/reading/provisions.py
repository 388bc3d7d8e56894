"""Reads a provision: its national file, and over it the municipality's.

How the layers meet: `criteria`, `cost` and every text that the municipality writes stand in the place of the national
ones
(a standard is read whole); `deadlines` and `contacts` are added to them, one with the same id in its place;
`without` drops national ones by id. `offered: false` with a `refusal` says that the municipality does not offer it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rules_core.conditions import Condition, Constant
from rules_core.deadlines import DeadlineRule
from rules_core.provision import Appeal, Application, Criterion, Provision, Statement
from rules_core.reading.amounts import read_cost
from rules_core.reading.conditions import read_condition
from rules_core.reading.figures import read_deadlines
from rules_core.reading.place import Place
from rules_core.truth import Truth

WAYS_IN = ("self_referral", "application", "no_application")
STATEMENTS = ("help", "extent", "follow_up", "other_help", "not_included", "doubts")
_SHARED = ("criteria", "apply", "appeal", "cost", "deadlines", "contacts", "without", *STATEMENTS)
_NAMING = ("title", "law", "step", "summary")


@dataclass(frozen=True)
class Defaults:
    """What holds unless a provision says otherwise: the appeal, and sentences that the engine needs."""

    appeal: Appeal
    aged_rate: str
    deadlines: tuple[DeadlineRule, ...]


def read_national(id: str, raw: Any, place: Place, defaults: Defaults) -> Provision:
    """A provision from its national file alone."""
    values = place.mapping(raw, _SHARED, (*_NAMING, "source", "criteria", "apply"))
    source = place.at("source").source(values["source"])
    bare = Provision(
        id=id,
        title=place.at("title").text(values["title"]),
        law=place.at("law").text(values["law"]),
        step=place.at("step").whole(values["step"]),
        summary=place.at("summary").text(values["summary"]),
        local=False,
        criteria=(),
        apply=Application("application", "", source),
        appeal=defaults.appeal,
        source=source,
    )
    return _filled(_without(bare, values, place.at("without"), defaults), values, place, defaults)


def read_local(national: Provision, raw: Any, place: Place, defaults: Defaults) -> Provision:
    """The same provision as one municipality has it."""
    known = (*_SHARED, *_NAMING, "offered", "refusal")
    values = place.mapping(raw, known, ("source",))
    source = place.at("source").source(values["source"])
    base = replace(_without(national, values, place.at("without"), defaults), local=True, source=source)
    naming = {key: place.at(key).text(values[key]) for key in ("title", "law", "summary") if key in values}
    base = replace(base, **naming)  # type: ignore[arg-type]
    if values.get("offered", True) is False:
        return replace(
            _filled(base, values, place, defaults), criteria=(_refusal(values, place),), cost=None, deadlines=()
        )
    if "criteria" not in values:
        place.at("criteria").refuse("is missing; a standard lists its own criteria in full (or offered: false)")
    return _filled(base, values, place, defaults)


def _refusal(values: dict[str, Any], place: Place) -> Criterion:
    place.at("offered").truth(values["offered"])
    text = place.at("refusal").text(values.get("refusal"))
    return Criterion("offered", Constant(Truth.FALSE), text, place.at("source").source(values["source"]))


def _without(base: Provision, values: dict[str, Any], place: Place, defaults: Defaults) -> Provision:
    """The base less the deadlines and contacts that the file drops by id; default deadlines are kept from it too."""
    if "without" not in values:
        return base
    listed = place.mapping(values["without"], ("deadlines", "contacts"))
    dropped = {key: {spot.text(item) for spot, item in place.at(key).sequence(listed.get(key))} for key in listed}
    everywhere = {rule.id for rule in defaults.deadlines}
    present = {"deadlines": {rule.id for rule in base.deadlines} | everywhere, "contacts": set(base.contacts)}
    for key, ids in dropped.items():
        for id in sorted(ids - present[key]):
            place.at(key).refuse(f"{id} is not in the layer beneath; nothing to drop")
    gone = dropped.get("deadlines", set())
    deadlines = tuple(rule for rule in base.deadlines if rule.id not in gone)
    contacts = tuple(id for id in base.contacts if id not in dropped.get("contacts", ()))
    return replace(base, deadlines=deadlines, contacts=contacts, dropped=base.dropped | (gone & everywhere))


def _filled(base: Provision, values: dict[str, Any], place: Place, defaults: Defaults) -> Provision:
    """The base with everything that this file writes."""
    changes: dict[str, Any] = {}
    if "criteria" in values:
        changes["criteria"] = _read_criteria(values["criteria"], place.at("criteria"))
    if "apply" in values:
        changes["apply"] = _read_application(values["apply"], place.at("apply"), base)
    if "appeal" in values:
        changes["appeal"] = read_appeal(values["appeal"], place.at("appeal"), base.source)
    if "cost" in values:
        changes["cost"] = read_cost(values["cost"], place.at("cost"), defaults.aged_rate)
    for key in STATEMENTS:
        if key in values:
            items = place.at(key).sequence(values[key])
            changes[key] = tuple(_read_statement(item, spot, base) for spot, item in items)
    local = read_deadlines(values.get("deadlines"), place.at("deadlines"))
    changes["deadlines"] = merged_deadlines(base.deadlines, local)
    contacts = [spot.text(item) for spot, item in place.at("contacts").sequence(values.get("contacts"))]
    changes["contacts"] = tuple(dict.fromkeys([*contacts, *base.contacts]))
    return replace(base, **changes)


def merged_deadlines(base: tuple[DeadlineRule, ...], added: tuple[DeadlineRule, ...]) -> tuple[DeadlineRule, ...]:
    """The added ones first; a base one stays unless one with its id was added."""
    taken = {rule.id for rule in added}
    return added + tuple(rule for rule in base if rule.id not in taken)


def _read_criteria(raw: Any, place: Place) -> tuple[Criterion, ...]:
    criteria = tuple(_read_criterion(item, spot) for spot, item in place.sequence(raw))
    if not criteria:
        place.refuse("write at least one criterion")
    if len({criterion.id for criterion in criteria}) != len(criteria):
        place.refuse("two criteria bear the same id; give each its own")
    return criteria


def _read_criterion(raw: Any, place: Place) -> Criterion:
    values = place.mapping(raw, (), ("id", "when", "text", "source"))
    when: Condition = read_condition(values["when"], place.at("when"))
    return Criterion(
        place.at("id").text(values["id"]), when, place.at("text").text(values["text"]),
        place.at("source").source(values["source"]),
    )  # fmt: skip


def _read_application(raw: Any, place: Place, base: Provision) -> Application:
    values = place.mapping(raw, ("source",), ("how", "text"))
    source = place.at("source").source(values["source"]) if "source" in values else base.source
    return Application(place.at("how").word(values["how"], WAYS_IN), place.at("text").text(values["text"]), source)


def read_appeal(raw: Any, place: Place, source: Any) -> Appeal:
    """Whether, how soon and to whom one can appeal."""
    values = place.mapping(raw, ("weeks", "to", "source"), ("possible", "text"))
    possible = place.at("possible").truth(values["possible"])
    return Appeal(
        possible,
        _weeks(values, place) if possible else None,
        place.at("to").text(values.get("to")) if possible else None,
        place.at("text").text(values["text"]),
        place.at("source").source(values["source"]) if "source" in values else source,
    )


def _weeks(values: dict[str, Any], place: Place) -> int | None:
    """The weeks to appeal in; `weeks: null` says that the source names no limit."""
    if "weeks" in values and values["weeks"] is None:
        return None
    return place.at("weeks").whole(values.get("weeks"))


def _read_statement(raw: Any, place: Place, base: Provision) -> Statement:
    if isinstance(raw, str):
        return Statement(place.text(raw), base.source)
    values = place.mapping(raw, (), ("text", "source"))
    return Statement(place.at("text").text(values["text"]), place.at("source").source(values["source"]))
