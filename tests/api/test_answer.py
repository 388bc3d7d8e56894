"""The JSON that is put together of kept parts is what JSONResponse would write."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.responses import JSONResponse

from api.answer import Answer
from rules_core import Situation, assess, load_knowledge

ASSESSMENT = assess(Situation.parse({"age": 34, "housing": "homeless"}), load_knowledge(), on=date(2026, 11, 22))
TRICKY = '"findings":[] \\"findings\\":[] \u2028 </script> æøå'


def turn(assessment: Any) -> dict[str, Any]:
    return {"messages": [{"kind": "info", "text": TRICKY}], "assessment": assessment, "after": TRICKY}


@pytest.mark.parametrize("assessment", [None, ASSESSMENT.as_dict()], ids=["none", "whole"])
def test_the_bytes_are_the_same(assessment: Any) -> None:
    contents = [turn(assessment), {"id": "a", "token": "b", "turn": turn(assessment)}]
    contents.append({"turns": [turn(None), turn(assessment)], "situation": {"age": 34}, "assessment": assessment})
    for content in contents:
        assert Answer(content).body == JSONResponse(content).body
