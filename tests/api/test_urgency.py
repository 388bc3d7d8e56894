"""What makes a thread hurry is data; the provisions that it names must be those of the knowledge."""

from __future__ import annotations

from api.staff.urgency import _WITHOUT_A_HOME, NEAR
from rules_core import load_knowledge


def test_the_provisions_of_people_without_a_home_are_known() -> None:
    assert set(load_knowledge().provisions["other"]) >= _WITHOUT_A_HOME
    assert len(_WITHOUT_A_HOME) == 3
    assert NEAR.days > 0
