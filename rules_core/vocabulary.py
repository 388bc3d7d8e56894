"""Names that the knowledge folder itself defines: its municipalities and its provisions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

KNOWLEDGE_FOLDER = Path(__file__).parent / "knowledge"
OTHER = "other"
"""The municipality of everyone who lives where no standard is held; only the national layer answers."""

_PROVISION_PREFIXES = ("sel-", "abl-", "sul-", "frikort")


@lru_cache(maxsize=8)
def municipality_names(folder: Path = KNOWLEDGE_FOLDER) -> frozenset[str]:
    """The folder names under `municipalities/`, and `other`."""
    places = (place for place in (folder / "municipalities").iterdir() if place.is_dir())
    return frozenset(place.name for place in places if not place.name.startswith((".", "_"))) | {OTHER}


@lru_cache(maxsize=8)
def provision_ids(folder: Path = KNOWLEDGE_FOLDER) -> frozenset[str]:
    """The provisions that the national layer names, one file each."""
    return frozenset(
        file.stem for file in (folder / "national").glob("*.yml") if file.stem.startswith(_PROVISION_PREFIXES)
    )
