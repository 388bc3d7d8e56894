"""What the lexicon says about a text, for the classifier to weigh: facts, alerts, keywords of each intent, length.

The training data cannot hold every drug's name; the lexicon holds more, and these signals carry it over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.components import lexicon
from bot.components.facts import topics_of
from bot.components.patterns import Index, parse
from bot.components.words import Word


class Signals:
    """The keywords of keywords.yml and the named lists of words.yml, looked up in a text."""

    def __init__(self, folder: Path = lexicon.LEXICON) -> None:
        lists = lexicon.read("words.yml", folder)
        self._keywords: Index[str] = Index()
        for intent, lines in lexicon.read("keywords.yml", folder).items():
            for number, line in enumerate(lines):
                self._keywords.add(f"{intent}.{number}", parse(line, lists))

    def of(self, words: Sequence[Word], facts: Mapping[str, Any], alerts: Sequence[str]) -> list[str]:
        """Names of everything that applies, each once, in a form that a vectorizer can count."""
        hits = {match.owner for match in self._keywords.find(words)}
        names = {f"hit:{hit}" for hit in hits} | {f"for:{hit.split('.')[0]}" for hit in hits}
        names |= {f"fact:{fact}={value}".replace(" ", "") for fact, value in facts.items() if not _is_number(value)}
        names |= {f"fact:{fact}" for fact in facts} | {f"alert:{alert}" for alert in alerts}
        names |= {f"topic:{topic}" for topic in topics_of(facts)}
        return sorted(names | {f"length:{min(len(words), 12) // 2}"})


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
