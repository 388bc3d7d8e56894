"""The sheet as plain text, to be pasted into a message or a note."""

from __future__ import annotations

from api.documents.line import Line


def plain_text(lines: list[Line]) -> str:
    """Headings stand after an empty line, names get a dash."""
    shown = []
    for line in lines:
        before = "\n" if line.style in ("heading", "name") and shown else ""
        shown.append(f"{before}{'- ' if line.style == 'name' else ''}{line.text}")
    return "\n".join(shown) + "\n"
