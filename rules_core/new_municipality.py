"""Makes the folder of a new municipality out of the starter files; it loads as it is, and the national rules answer."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

from rules_core.errors import KnowledgeError
from rules_core.source import NATIONAL
from rules_core.strict_yaml import read_yaml
from rules_core.vocabulary import OTHER, municipality_names

STARTER = "starter"
_NAME = re.compile(r"[a-z][a-z-]{0,38}[a-z]")
_LABEL_LIMIT = 60


def make_municipality(folder: Path, name: str, label: str | None = None) -> Path:
    """The new folder under `folder`/municipalities, whole or not at all. `label`: its Danish name.

    KnowledgeError for a name that is taken or not made of a-z and -, and for a label that cannot be one.
    """
    place = folder / "municipalities" / name
    _refuse_name(folder, name)
    label = name.capitalize() if label is None else label.strip()
    if not label or len(label) > _LABEL_LIMIT or not label.isprintable():
        raise KnowledgeError("--label", "label", f"write the Danish name, 1 to {_LABEL_LIMIT} characters on one line")
    draft = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
    try:
        _fill(draft, folder / STARTER, label)
        draft.chmod(0o755)
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    municipality_names.cache_clear()
    return place


def _refuse_name(folder: Path, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise KnowledgeError(
            "NAME", "name", "write 2 to 40 small letters a-z or -, as in holbaek (æ is ae, ø oe, å aa)"
        )
    documents = read_yaml(folder / "national" / "documents.yml", folder)
    if name in {OTHER, NATIONAL, *documents}:
        raise KnowledgeError("NAME", "name", "means something else already; choose another")
    if (folder / "municipalities" / name).exists():
        raise KnowledgeError(f"municipalities/{name}", "name", "is there already; change its files, or choose another")


def _fill(draft: Path, starter: Path, label: str) -> None:
    """Copies the starter files with the label in them, and reads each once, so that none is made that cannot load."""
    words = {"{label}": label, "{title}": f"{label} Kommune"}
    for source in sorted(starter.glob("*.yml")):
        text = source.read_text(encoding="utf-8")
        for mark, value in words.items():
            text = text.replace(mark, json.dumps(value, ensure_ascii=False))
        copy = draft / source.name
        copy.write_text(text, encoding="utf-8")
        read_yaml(copy, draft)
