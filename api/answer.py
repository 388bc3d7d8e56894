"""A conversation's JSON, its findings written once and for all who are told the same."""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import JSONResponse

_NONE_YET = b'"findings":[]'
"""Where the findings go. Inside a JSON text a quotation mark is escaped, so nothing that anybody wrote can look so."""


class Answer(JSONResponse):
    """A Turn, the `turn` of an opening, or a conversation; the same bytes as JSONResponse, some 3 ms sooner."""

    def render(self, content: dict[str, Any]) -> bytes:
        """Compact JSON in UTF-8."""
        turn = content.get("turn", content)
        if turn["assessment"] is None:
            return super().render(content)
        bare = {**turn, "assessment": {**turn["assessment"], "findings": []}}
        shell = json.dumps(
            {**content, "turn": bare} if "turn" in content else bare,
            ensure_ascii=False, allow_nan=False, separators=(",", ":"),
        ).encode()  # fmt: skip
        before, _, after = shell.partition(_NONE_YET)
        findings = b",".join([finding.written for finding in turn["assessment"]["findings"]])
        return b"".join((before, _NONE_YET[:-1], findings, b"]", after))
