"""The real knowledge, loaded once, and a small folder of knowledge that tests may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules_core import Knowledge, load_knowledge
from rules_core.vocabulary import KNOWLEDGE_FOLDER, municipality_names, provision_ids


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge folder; the names it defines are read afresh before and after."""
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE_FOLDER, copy)
    municipality_names.cache_clear()
    provision_ids.cache_clear()
    return copy
