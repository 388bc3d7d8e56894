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
_MARK = re.compile(r"\{(?:label|title)\}")
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
    try:
        _make(place, folder / STARTER, label)
    except OSError as error:
        raise KnowledgeError(str(place), "folder", f"cannot be made ({error.strerror}); mend the folder") from None
    municipality_names.cache_clear()
    return place


def _make(place: Path, starter: Path, label: str) -> None:
    """Fills a draft beside the place, which no loading sees, and moves it there when it is whole."""
    draft = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
    try:
        _fill(draft, starter, label)
        draft.chmod(0o755)
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
        text = _MARK.sub(lambda mark: json.dumps(words[mark.group()], ensure_ascii=False), text)
        copy = draft / source.name
        copy.write_text(text, encoding="utf-8")
        read_yaml(copy, draft)
