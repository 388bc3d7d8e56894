"""Which provisions a text names."""

from __future__ import annotations

from datetime import date

import pytest

from bot.actions.mention import mentioned
from rules_core import Situation, assess, load_knowledge

ASSESSMENT = assess(Situation.parse({"municipality": "holbaek"}), load_knowledge(), on=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hvad er § 107", {"sel-107"}),
        ("forskellen på § 107 og § 108", {"sel-107", "sel-108"}),
        ("forskellen på §§ 107 og 108?", {"sel-107", "sel-108"}),
        ("paragraf 85 a eller 97", {"sel-85a", "sel-97"}),
        ("hvad med § 85", {"sel-85"}),
        ("§ 141", {"sel-141", "sul-141"}),
        ("hvorfor ikke krisecentret?", {"sel-109"}),
        ("hvad er BPA", {"sel-96"}),
        ("jeg er 107 år", set()),
        ("hvad koster det", set()),
    ],
)
def test_a_text_names_provisions_by_paragraph_title_or_abbreviation(text: str, named: set[str]) -> None:
    assert {finding.provision.id for finding in mentioned(text, ASSESSMENT)} == named
