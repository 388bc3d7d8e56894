"""The Danish words of the desk: data beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from rules_core.strict_yaml import read_yaml

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All words, nested as in `da.yml`."""
    return read_yaml(_FOLDER / "da.yml", _FOLDER)
