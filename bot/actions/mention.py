"""Which provision a text speaks of: by its paragraph, by a long word of its title, or by an abbreviation in it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from bot.actions.phrases import phrases
from rules_core.assess import Assessment, Finding

_WORD = re.compile(r"\w+")
_LONG = 7
_ENDING = 3  # letters in which two forms of a word may differ: krisecenter, krisecentret


def mentioned(text: str, assessment: Assessment) -> list[Finding]:
    """The findings that the text names, in the assessment's order; "§ 85" is not § 85 a, "§§ 107 og 108" are two."""
    spread = _and_more().sub(lambda found: f"{found[1] or ''} § ", text)
    numbers = {f"{number}{letter.lower()}" for number, letter in _paragraph().findall(spread)}
    by_number = [finding for finding in assessment.findings if finding.provision.id.rpartition("-")[2] in numbers]
    words = _WORD.findall(text)
    return by_number or [finding for finding in assessment.findings if _names(words, finding.provision.title)]


@lru_cache(maxsize=1)
def _and_more() -> re.Pattern[str]:
    """What stands between two paragraphs of which only the first bears a sign: "107 og 108", "85 a, 97"."""
    words = phrases()
    return re.compile(rf"(?<=\d)(\s*[a-e])?\s*(?:{words['and']}|{words['or']}|,)\s*(?=\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _paragraph() -> re.Pattern[str]:
    """ "§ 85 a", and the same with the sign in words."""
    signs = "|".join(["§+", *(rf"\b{word}" for word in phrases()["paragraph"])])
    return re.compile(rf"(?:{signs})\s*(\d+)\s*([a-e](?!\w))?", re.IGNORECASE)


def _names(words: list[str], title: str) -> bool:
    return any(_same(word, named) for word in words for named in _WORD.findall(title))


def _same(word: str, named: str) -> bool:
    """Whether a word of a text is a form of one in a title; short words of a title name nothing, abbreviations do."""
    if len(named) < _LONG:
        return named.isupper() and len(named) > 2 and word.casefold() == named.casefold()
    pairs = zip(word.casefold(), named.casefold(), strict=False)
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return stem >= max(_LONG - 1, len(named) - _ENDING) and len(word) - stem <= _ENDING
