"""The language model for its tests: words without a training, and the whole trained model for what needs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.components.danish import DanishTokenizer, make_wordbook
from bot.components.facts import FactFinder
from bot.components.safety import SafetyPatterns
from bot.components.words import Word, from_tokens
from bot.parse import load_hearing
from bot.train import train_if_needed
from tests.nlu.material import DAY, examples


@pytest.fixture(scope="session")
def tokenizer() -> DanishTokenizer:
    """A tokenizer with the table of all training words and the lexicon, as training makes it."""
    made = DanishTokenizer({}, None, None, "blank")  # type: ignore[arg-type]
    words = {word.lower() for lines in examples().values() for line in lines for word in line.split()}
    made._wordbook = make_wordbook(words)
    return made


@pytest.fixture(scope="session")
def words(tokenizer: DanishTokenizer) -> Callable[[str], list[Word]]:
    return lambda text: from_tokens(tokenizer.tokens(text))


@pytest.fixture(scope="session")
def facts(words: Callable[[str], list[Word]]) -> Callable[[str], dict[str, Any]]:
    finder = FactFinder()
    return lambda text: finder.find(words(text), DAY)


@pytest.fixture(scope="session")
def alerts(words: Callable[[str], list[Word]]) -> Callable[[str], list[str]]:
    patterns = SafetyPatterns()
    return lambda text: patterns.find(words(text), text)


@pytest.fixture(scope="session")
def model() -> Path:
    """The model for the inputs as they are; trained here only if nobody did yet."""
    return train_if_needed()


@pytest.fixture(scope="session")
def hear(model: Path) -> Callable[[str], dict[str, Any]]:
    """Rasa's parse data of a text, from the trained model."""
    return load_hearing(model, lambda: DAY)
