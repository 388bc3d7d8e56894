"""Fragments of Danish sentences, from bot/phrases.yml: amounts, dates, contacts, the values of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from rules_core.catalogue import Knowledge

_FILE = Path(__file__).resolve().parent.parent / "phrases.yml"


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """The file as it stands; the keys that are read are those of this module and of typed.py."""
    content: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content


def kroner(amount: float) -> str:
    """1234.5 as 1.234,50; whole amounts without øre."""
    text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return text.removesuffix(",00")


def amount(span: dict[str, Any]) -> str:
    """The contract's Range in words, with the year of its rate where it has one."""
    forms, low, high, year = phrases()["amount"], span["low"], span["high"], span["rate_year"]
    if high is None:
        form = "at_least" if low else "open"
    elif low == high:
        form = "exact"
    else:
        form = "range" if low else "up_to"
    text = str(forms[form]).format(low=kroner(low), high=kroner(high or 0), per=phrases()["per"][span["per"]])
    return str(forms["of_year"]).format(amount=text, year=year) if year and form != "open" else text


def long_date(iso: str) -> str:
    """2026-11-22 as 22. november 2026."""
    day = date.fromisoformat(iso)
    return f"{day.day}. {phrases()['months'][day.month - 1]} {day.year}"


def until(deadline: dict[str, Any]) -> str:
    """When the contract's Deadline ends: "Søger du i dag, er det senest den 17. januar 2027."."""
    words = phrases()["until"]
    form = words["notice" if deadline["kind"] == "notice" else "latest"]
    return str(form).format(event=words["after"][deadline["after"]], date=long_date(deadline["due"]))


def itemised(parts: Iterable[str]) -> str:
    """One a line, each behind a dash."""
    return "\n".join(f"– {part}" for part in parts)


def contact(values: dict[str, Any]) -> str:
    """The contract's Contact on one line; what is unknown is left out."""
    words = phrases()["contact"]
    parts = [
        values["name"],
        words["phone"].format(phone=values["phone"]) if values["phone"] else None,
        words["round_the_clock"] if values["round_the_clock"] else values["hours"],
        values["address"],
        values["url"] if not values["phone"] else None,
    ]
    return ", ".join(part for part in parts if part)


def contacts(many: Iterable[dict[str, Any]]) -> str:
    """One contact a line, each once."""
    return "\n".join(dict.fromkeys(contact(values) for values in many))


def listed(parts: Iterable[str]) -> str:
    """a, b og c."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} {phrases()['and']} {last}" if first else last


NAMES = frozenset({"municipality"})
"""Facts whose labels are names of places; a name keeps its capital."""


def facts_in_words(facts: Iterable[str], values: dict[str, Any], knowledge: Knowledge) -> str:
    """The facts with their values, as "alder: 34, bolig: jeg har ingen bolig"."""
    return ", ".join(
        f"{_uncapitalised(knowledge.facts[fact].label)}: {_value(fact, values[fact], knowledge)}" for fact in facts
    )


def _value(fact: str, value: Any, knowledge: Knowledge) -> str:
    if isinstance(value, bool):
        return str(phrases()["yes" if value else "no"])
    if isinstance(value, list):
        return listed(_value(fact, item, knowledge) for item in value) or str(phrases()["none"])
    question = knowledge.question_of(fact)
    label = question.label_of(value) if question and len(question.facts) == 1 else None
    if label:
        return label if fact in NAMES else _uncapitalised(label)
    if isinstance(value, (int, float)):
        return question.measured(kroner(value), value) if question else kroner(value)
    heard_only = phrases()["values"].get(fact, {})
    return str(heard_only.get(value) or phrases().get(value, value))


def _uncapitalised(text: str) -> str:
    """Small first letter, but not in an abbreviation such as SU."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
