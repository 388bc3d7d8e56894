"""Named situations: YAML that a caseworker can read, and the comparison of what they expect with what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from rules_core import Assessment, Knowledge, Situation, assess, next_question

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "cases"
SHARED = ROOT.parent / "shared" / "cases"


@dataclass(frozen=True)
class NamedCase:
    """One case: where it was read off, the situation, the day, and what must come out."""

    file: str
    name: str
    day: date
    situation: dict[str, Any]
    expect: dict[str, Any]

    @property
    def municipality(self) -> str | None:
        return self.situation.get("municipality")


def named_cases(*folders: Path) -> Iterator[NamedCase]:
    """Every case of every YAML file in the folders that are present."""
    for folder in folders:
        for file in sorted(folder.glob("*.yml")):
            for raw in yaml.safe_load(file.read_text(encoding="utf-8")):
                day = raw["day"] if isinstance(raw["day"], date) else date.fromisoformat(raw["day"])
                yield NamedCase(f"{folder.parent.name}/{file.name}", raw["name"], day, raw["situation"], raw["expect"])


def differences(case: NamedCase, knowledge: Knowledge) -> list[str]:
    """A line for each expectation that is not met: what was expected, what was found, and what decided it."""
    assessment = assess(Situation.parse(case.situation), knowledge, on=case.day)
    answer = assessment.as_dict()
    unknown = set(case.expect) - set(_CHECKS)
    assert not unknown, f"{case.file}: {case.name}: no check for {sorted(unknown)}"
    return [
        line for key, expected in case.expect.items() for line in _CHECKS[key](expected, answer, assessment, knowledge)
    ]


def _finding(answer: dict[str, Any], provision: str) -> dict[str, Any]:
    return next(finding for finding in answer["findings"] if finding["provision"] == provision)


def _status(expected: dict[str, str], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, status in expected.items():
        finding = _finding(answer, provision)
        if finding["status"] != status:
            deciding = [f"{r['criterion']} {r['outcome']}" for r in finding["reasons"] if r["outcome"] != "met"]
            yield f"{provision}: expected {status}, found {finding['status']} ({', '.join(deciding) or 'all met'})"


def _deadlines(expected: dict[str, list[dict[str, Any]]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, wanted in expected.items():
        found = _finding(answer, provision)["deadlines"]
        for deadline in wanted:
            plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in deadline.items()}
            if not any(plain.items() <= candidate.items() for candidate in found):
                listed = [
                    {key: candidate[key] for key in ("kind", "amount", "unit", "after", "who", "due")}
                    for candidate in found
                ]
                yield f"{provision}: expected the deadline {plain}, found {listed}"


def _no_deadlines(expected: dict[str, list[Any]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    """A kind that must not be promised, or the deadline itself: `{kind: follow_up, amount: 12, unit: months}`."""
    for provision, unwanted in expected.items():
        for deadline in _finding(answer, provision)["deadlines"]:
            for rule in ({"kind": each} if isinstance(each, str) else each for each in unwanted):
                if rule.items() <= deadline.items():
                    yield f"{provision}: expected no deadline {rule}, found one"


def _range(side: str) -> Callable[..., Iterator[str]]:
    def check(expected: dict[str, dict[str, Any]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
        for provision, wanted in expected.items():
            cost = _finding(answer, provision)["cost"]
            found = cost and cost[side]
            if not found or any(not _equal(found.get(key), value) for key, value in wanted.items()):
                yield f"{provision}: expected {side} {wanted}, found {found}"

    return check


def _equal(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) or isinstance(wanted, float):
        return isinstance(found, (int, float)) and round(found, 2) == round(wanted, 2)
    return bool(found == wanted)


def _lines(expected: dict[str, list[float]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, amounts in expected.items():
        cost = _finding(answer, provision)["cost"]
        found = [value for line in (cost or {"lines": []})["lines"] for value in (line["low"], line["high"])]
        for amount in amounts:
            if not any(_equal(value, amount) for value in found):
                yield f"{provision}: expected a cost line of {amount}, found {found}"


def _cost_lines(expected: dict[str, list[dict[str, Any]]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    """Lines by what they say: `{id, side, low, high, per, rate_year, counted}`, as much of it as is expected."""
    for provision, wanted in expected.items():
        found = (_finding(answer, provision)["cost"] or {"lines": []})["lines"]
        for line in wanted:
            if not any(all(_equal(each.get(key), value) for key, value in line.items()) for each in found):
                listed = [{key: each[key] for key in ("id", "side", "low", "high", "per", "counted")} for each in found]
                yield f"{provision}: expected the cost line {line}, found {listed}"


def _no_cost_lines(expected: dict[str, list[str]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, ids in expected.items():
        for line in (_finding(answer, provision)["cost"] or {"lines": []})["lines"]:
            if line["id"] in ids:
                yield f"{provision}: expected no cost line {line['id']}, found it"


def _pointers(expected: list[Any], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    """Ids, or what is expected of one: `{id: under-18, contacts: [kontaktcenter], document: holbaek}`."""
    found = {each["id"]: each for each in answer["pointers"]}
    for wanted in ({"id": each} if isinstance(each, str) else each for each in expected):
        pointer = found.get(wanted["id"])
        contacts = {contact["id"] for contact in pointer["contacts"]} if pointer else set()
        document = pointer["source"]["document"] if pointer else None
        elsewhere = wanted.get("document", document) != document
        if not pointer or elsewhere or not contacts >= set(wanted.get("contacts", [])):
            yield f"expected the pointer {wanted}, found {sorted(found)}, it of {document} with {sorted(contacts)}"


def _no_pointers(expected: list[str], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for pointer in answer["pointers"]:
        if pointer["id"] in expected:
            yield f"expected no pointer {pointer['id']}, found it"


def _phones_of(contacts: list[dict[str, Any]]) -> set[str]:
    return {contact["phone"].replace(" ", "") for contact in contacts if contact["phone"]}


def _phones(expected: dict[str, list[str]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, numbers in expected.items():
        found = _phones_of(_finding(answer, provision)["contacts"])
        for number in numbers:
            if number.replace(" ", "") not in found:
                yield f"{provision}: expected the telephone {number}, found {sorted(found)}"


def _everything(answer: dict[str, Any]) -> str:
    return str(answer).replace(" ", "")


def _contacts(expected: dict[str, list[dict[str, Any]]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    """Contacts by what they say: `{id, phone, anonymous, round_the_clock, ..}`, as much of it as is expected."""
    for provision, wanted in expected.items():
        found = _finding(answer, provision)["contacts"]
        for contact in wanted:
            if not any(contact.items() <= each.items() for each in found):
                yield f"{provision}: expected the contact {contact}, found {[each['id'] for each in found]}"


def _phones_anywhere(expected: list[str], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for number in expected:
        if number.replace(" ", "") not in _everything(answer):
            yield f"expected the telephone {number} somewhere, found it nowhere"


def _not_phones(expected: list[str], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for number in expected:
        if number.replace(" ", "") in _everything(answer):
            yield f"expected {number} nowhere, found it"


def _local(expected: dict[str, bool], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, local in expected.items():
        if _finding(answer, provision)["local"] is not local:
            yield f"{provision}: expected local {local}, found {not local}"


def _appeal(expected: dict[str, bool], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for provision, possible in expected.items():
        if _finding(answer, provision)["appeal"]["possible"] is not possible:
            yield f"{provision}: expected appeal.possible {possible}, found {not possible}"


def _alerts(expected: list[str], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    found = [alert["id"] for alert in answer["alerts"]]
    if found != expected:
        yield f"expected the alerts {expected}, found {found}"


def _alert_phones(expected: dict[str, list[str]], answer: dict[str, Any], *_: Any) -> Iterator[str]:
    for id, numbers in expected.items():
        found = {number for alert in answer["alerts"] if alert["id"] == id for number in _phones_of(alert["contacts"])}
        for number in numbers:
            if number.replace(" ", "") not in found:
                yield f"the alert {id}: expected the telephone {number}, found {sorted(found)}"


def _not_asked(
    expected: list[str], answer: dict[str, Any], assessment: Assessment, knowledge: Knowledge
) -> Iterator[str]:
    situation = assessment.situation
    while question := next_question(situation, knowledge, topics=[], assessment=assessment):
        for fact in set(question.facts) & set(expected):
            yield f"expected that {fact} is not asked, found the question {question.id}"
        for fact, value in question.accept("dont_know").items():
            situation = situation.put(fact, value)
        assessment = assess(situation, knowledge, on=assessment.on)
    for fact in set(answer["missing"]) & set(expected):
        yield f"expected that {fact} is not missing, found it"


_CHECKS: dict[str, Callable[..., Iterator[str]]] = {
    "status": _status,
    "deadlines": _deadlines,
    "no_deadlines": _no_deadlines,
    "pays": _range("pays"),
    "receives": _range("receives"),
    "keeps": _range("keeps"),
    "lines": _lines,
    "cost_lines": _cost_lines,
    "no_cost_lines": _no_cost_lines,
    "pointers": _pointers,
    "no_pointers": _no_pointers,
    "contacts": _contacts,
    "phones": _phones,
    "phones_anywhere": _phones_anywhere,
    "not_phones": _not_phones,
    "local": _local,
    "appeal": _appeal,
    "alerts": _alerts,
    "alert_phones": _alert_phones,
    "not_asked": _not_asked,
}
