"""What to write where a value could not be taken: in Danish, by the field or fact alone, never by the value."""

from __future__ import annotations

from typing import Any

from api.bodies import TEXT_LIMIT
from api.locale import words_of
from rules_core.fact_table import FACTS, bounds_of, choices_of, kind_of
from rules_core.vocabulary import municipality_names, provision_ids

_PLACES = {"body", "query", "path"}


def remedy_of_fact(key: str) -> tuple[str, str]:
    """Key and remedy for a fact, or a field of a turn; a key that we do not know is not repeated."""
    words = words_of("da")["remedies"]
    if key in FACTS:
        return key, f"{_remedy_of(key)} {words['unanswered']}"
    if key in words:
        return key, words[key].format(limit=TEXT_LIMIT, words=_listed(municipality_names()))
    return "situation", words["unknown_fact"]


def remedy_for_people(problem: dict[str, Any], language: str = "da") -> str:
    """What to write into a page's field, where a number was out of bounds; otherwise the problem's own words."""
    fact = next((error["key"] for error in problem.get("errors", [])), "")
    if fact in FACTS and kind_of(fact) in ("integer", "amount"):
        return _remedy_of(fact, language)
    return str(problem["detail"])


def remedy_of_field(location: tuple[str, ...], fault: str) -> tuple[str, str]:
    """Key and remedy for one fault of a request's model; `location` as pydantic gives it."""
    words = words_of("da")["remedies"]
    names = [part for part in location if part not in _PLACES]
    if fault == "value_error.extra":
        return "body", words["extra"]
    if fault == "value_error.exactly_one" or not names or names[0] == "__root__":
        return "body", words["exactly_one"] if fault == "value_error.exactly_one" else words["fallback"]
    if fault == "value_error.missing" and names[0] in words:
        return names[0], f"{words['missing']} {remedy_of_fact(names[0])[1]}"
    return remedy_of_fact(names[0]) if names[0] in words else ("body", words["fallback"])


def _remedy_of(fact: str, language: str = "da") -> str:
    return str(words_of(language)["remedies"][kind_of(fact)].format(**_limits(fact)))


def _limits(fact: str) -> dict[str, Any]:
    kind = kind_of(fact)
    if kind in ("integer", "amount"):
        least, most = bounds_of(fact)
        return {"least": f"{least:g}", "most": f"{most:.0f}"}
    if kind in ("one_of", "many_of"):
        names = municipality_names() if fact == "municipality" else provision_ids()
        return {"words": ", ".join(choices_of(fact)) or _listed(names)}
    return {}


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
