"""Which provision a text speaks of: by its paragraph or by a long word of its title."""

from __future__ import annotations

import re

from rules_core.assess import Assessment, Finding

_PARAGRAPH = re.compile(r"(?:§+|paragraf)\s*(\d+)\s*([a-z]?)\b", re.IGNORECASE)
_LONG = 7


def mentioned(text: str, assessment: Assessment) -> list[Finding]:
    """The findings that the text names, in the assessment's order; "§ 85" is not § 85 a."""
    numbers = {f"{number}{letter.lower()}" for number, letter in _PARAGRAPH.findall(text)}
    words = {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _LONG}
    return [
        finding
        for finding in assessment.findings
        if finding.provision.id.rpartition("-")[2] in numbers or words & _title_words(finding)
    ]


def _title_words(finding: Finding) -> set[str]:
    return {word for word in re.findall(r"\w+", finding.provision.title.casefold()) if len(word) >= _LONG}
