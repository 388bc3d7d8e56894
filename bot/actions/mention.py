"""Which provision a text speaks of: by its paragraph, by a long word of its title, or by an abbreviation in it."""

from __future__ import annotations

import re
from itertools import takewhile

from rules_core.assess import Assessment, Finding

_PARAGRAPH = re.compile(r"(?:§+|\bparagraf(?:ferne)?)\s*(\d+)\s*([a-eA-E](?!\w))?", re.IGNORECASE)
_AND_MORE = re.compile(r"(?<=\d)(\s*[a-e])?\s*(?:og|eller|,)\s*(?=\d)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LONG = 7
_ENDING = 3  # letters in which two forms of a word may differ: krisecenter, krisecentret


def mentioned(text: str, assessment: Assessment) -> list[Finding]:
    """The findings that the text names, in the assessment's order; "§ 85" is not § 85 a, "§§ 107 og 108" are two."""
    spread = _AND_MORE.sub(lambda found: f"{found[1] or ''} § ", text)
    numbers = {f"{number}{letter.lower()}" for number, letter in _PARAGRAPH.findall(spread)}
    by_number = [finding for finding in assessment.findings if finding.provision.id.rpartition("-")[2] in numbers]
    words = _WORD.findall(text)
    return by_number or [finding for finding in assessment.findings if _names(words, finding.provision.title)]


def _names(words: list[str], title: str) -> bool:
    return any(_same(word, named) for word in words for named in _WORD.findall(title))


def _same(word: str, named: str) -> bool:
    """Whether a word of a text is a form of one in a title; short words of a title name nothing, abbreviations do."""
    if len(named) < _LONG:
        return named.isupper() and len(named) > 2 and word.casefold() == named.casefold()
    pairs = zip(word.casefold(), named.casefold(), strict=False)
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return stem >= max(_LONG - 1, len(named) - _ENDING) and len(word) - stem <= _ENDING
