"""Which Danish language model is installed. Imports nothing heavy: whether to train is asked at every start."""

from __future__ import annotations

from importlib import metadata

LARGE, BLANK = "da_core_news_sm", "blank"


def language_in_use() -> str:
    """ "da_core_news_sm" with its version where it is installed, else "blank"."""
    try:
        return f"{LARGE} {metadata.version(LARGE)}"
    except metadata.PackageNotFoundError:
        return BLANK
