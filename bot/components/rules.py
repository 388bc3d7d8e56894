"""Rules of the lexicon: which pattern bears which fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.components.lexicon import LEXICON, LOADER, LexiconError
from bot.components.patterns import Index, Match, Pattern, parse
from bot.components.words import Word

_KEYS = {"fact", "list", "other", "beside", "contradicts", "rules"}
_RULE_KEYS = {"value", "when", "unless", "whose", "past", "denied", "beside_any", "only_other", "weak"}


@dataclass(frozen=True, eq=False)
class Rule:
    """One value of one fact, and how it is said.

    whose: "self" looks who the subject is, "anyone" takes the pattern's word. past: "drop" or "keep". denied: "turn" (a
    truth value becomes its opposite, anything else is not heard) or "ignore". weak: yields to any other value of the
    fact. beside: other facts that must be heard too.
    """

    fact: str
    value: Any
    order: int
    listed: bool = False
    whose: str = "self"
    past: str = "drop"
    denied: str = "turn"
    only_other: bool = False
    weak: bool = False
    other: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    beside_any: Sequence[str] = ()


class RuleBook:
    """All rules of bot/lexicon/facts that are written as `fact:` with `rules:`."""

    def __init__(self, documents: Iterable[tuple[Path, Mapping[str, Any]]], lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self._when: Index[Rule] = Index()
        self._unless: Index[Rule] = Index()
        self.rules: list[Rule] = []
        for path, document in documents:
            self._read(path, document)

    def _read(self, path: Path, document: Mapping[str, Any]) -> None:
        _check(path, document, _KEYS, "fact")
        ranks = list(document.get("contradicts", ()))
        for number, content in enumerate(document["rules"]):
            _check(path, content, _RULE_KEYS, f"{document['fact']}.rules[{number}]")
            rank = ranks.index(content["value"]) if content["value"] in ranks else number
            self._add(path, _rule(document, content, rank), content)

    def _add(self, path: Path, rule: Rule, content: Mapping[str, Any]) -> None:
        self.rules.append(rule)
        for index, key in ((self._when, "when"), (self._unless, "unless")):
            for line in content.get(key, ()):
                index.add(rule, self._pattern(path, rule, key, line))

    def _pattern(self, path: Path, rule: Rule, key: str, line: str) -> Pattern:
        try:
            return parse(line, self._lists)
        except (ValueError, AttributeError) as error:
            raise LexiconError(path, f"{rule.fact}.{rule.value}.{key}", str(error)) from error

    def find(self, words: Sequence[Word]) -> list[Match[Rule]]:
        """The matches that no `unless` pattern of the same rule touches."""
        barred: dict[Rule, set[int]] = {}
        for match in self._unless.find(words):
            barred.setdefault(match.owner, set()).update(range(match.start, match.end))
        return [match for match in self._when.find(words) if not barred.get(match.owner, set()) & set(match.places)]


def _rule(document: Mapping[str, Any], content: Mapping[str, Any], order: int) -> Rule:
    return Rule(
        fact=document["fact"],
        value=content["value"],
        order=order,
        listed=document.get("list", False),
        whose=content.get("whose", "self"),
        past=content.get("past", "drop"),
        denied=content.get("denied", "turn"),
        only_other=content.get("only_other", False),
        weak=content.get("weak", False),
        other=document.get("other", {}),
        beside=document.get("beside", {}),
        beside_any=content.get("beside_any", ()),
    )


def _check(path: Path, content: Any, allowed: set[str], key: str) -> None:
    if not isinstance(content, dict):
        raise LexiconError(path, key, "must be a mapping")
    unknown = sorted(set(content) - allowed)
    if unknown:
        raise LexiconError(path, f"{key}.{unknown[0]}", f"is not known; write one of {', '.join(sorted(allowed))}")


def documents(folder: Path = LEXICON / "facts") -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every document of the fact files that has rules of the common kind."""
    for path in sorted(folder.glob("*.yml")):
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=LOADER):
            if isinstance(document, dict) and "fact" in document:
                yield path, document
