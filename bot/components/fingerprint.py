"""A hash over what decides how a text is understood, training data apart: language, lexicon, code, versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from bot.components import lexicon
from bot.components.language import language_in_use

_CODE = Path(__file__).resolve().parent
_PACKAGES = ("rasa", "spacy", "spacy-lookups-data", "scikit-learn", "numpy")


def digest_of(files: Iterable[Path], root: Path) -> str:
    """One hash over the names (relative to `root`) and contents of files."""
    mark = hashlib.sha256()
    for path in sorted(files):
        mark.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return mark.hexdigest()


def understanding() -> str:
    """For Rasa's cache: it looks at a component's own class alone, not at the modules and the data behind it."""
    code = digest_of(_CODE.glob("*.py"), _CODE)
    words = digest_of(lexicon.files(), lexicon.LEXICON)
    versions = " ".join(f"{name}={metadata.version(name)}" for name in _PACKAGES)
    return hashlib.sha256(f"{language_in_use()} {versions} {code} {words}".encode()).hexdigest()
