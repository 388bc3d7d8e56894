"""One component decides on the Danish language model, records which, and a trained model meets only its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import spacy
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import danish, language
from bot.components.danish import DanishTokenizer, LanguageModelMismatch, language_in_use
from tests.log_watch import PLANTED

RESOURCE = Resource("tokenizer")
CONTEXT: Any = None


def pretend_installed(monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    """As if da_core_news_sm of that version were installed, or (None) were not."""

    def of(name: str) -> str:
        if name != language.LARGE:
            return real(name)
        if version is None:
            raise metadata.PackageNotFoundError(name)
        return version

    real = metadata.version
    monkeypatch.setattr(language.metadata, "version", of)
    monkeypatch.setattr(spacy, "load", lambda name, **_: spacy.blank("da"))


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def trained(storage: LocalModelStorage) -> None:
    tokenizer = DanishTokenizer.create({}, storage, RESOURCE, CONTEXT)
    tokenizer.train(TrainingData([Message({TEXT: "jeg har mistet min lejlighed"})]))


def test_without_the_package_the_blank_model_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(monkeypatch, None)
    assert language_in_use() == "blank"


def test_with_the_package_it_is_used_and_its_version_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(monkeypatch, "3.8.0")
    assert language_in_use() == "da_core_news_sm 3.8.0"


@pytest.mark.parametrize(("then", "now"), [(None, "3.8.0"), ("3.8.0", None), ("3.7.0", "3.8.0")])
def test_a_model_trained_with_another_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, storage: LocalModelStorage, then: str | None, now: str | None
) -> None:
    pretend_installed(monkeypatch, then)
    trained(storage)
    pretend_installed(monkeypatch, now)
    with pytest.raises(LanguageModelMismatch, match=r"Train again .*python -m bot\.train"):
        DanishTokenizer.load({}, storage, RESOURCE, CONTEXT)


@pytest.mark.parametrize("version", [None, "3.8.0"])
def test_loading_reads_the_compact_table_alone(
    monkeypatch: pytest.MonkeyPatch, storage: LocalModelStorage, version: str | None
) -> None:
    pretend_installed(monkeypatch, version)
    trained(storage)
    monkeypatch.setattr(danish, "lookup_table", lambda: pytest.fail("the table of 553,000 forms was read"))
    monkeypatch.setattr(danish, "load_language_data", lambda path: pytest.fail("the table of 553,000 forms was read"))
    loaded = DanishTokenizer.load({}, storage, RESOURCE, CONTEXT)
    assert [token.get("root") for token in loaded.tokens("mistede lejligheden")] == ["miste", "lejlighed"]
    assert len(loaded._wordbook.lemmas) < 60_000  # type: ignore[union-attr]


def test_case_is_kept_and_numbers_are_cut_off(storage: LocalModelStorage) -> None:
    trained(storage)
    tokens = DanishTokenizer.load({}, storage, RESOURCE, CONTEXT).tokens("Jeg er 34år, fra Holbæk. 2500kr")
    assert [token.text for token in tokens] == ["Jeg", "er", "34", "år", ",", "fra", "Holbæk", ".", "2500", "kr"]


def test_invisible_characters_hide_no_word(storage: LocalModelStorage) -> None:
    trained(storage)
    loaded = DanishTokenizer.load({}, storage, RESOURCE, CONTEXT)
    assert [token.get("form") for token in loaded.tokens("selv\N{SOFT HYPHEN}mord\N{NO-BREAK SPACE}nu")] == [
        "selvmord",
        "nu",
    ]


def test_no_word_of_a_text_stays_in_memory(tokenizer: DanishTokenizer) -> None:
    """spaCy's vocabulary would keep each new word, and so every name, until the process ends."""
    before = len(tokenizer._nlp.vocab.strings)
    for number in range(50):
        tokens = tokenizer.tokens(f"jeg hedder {PLANTED[0]}{number} og bor på {PLANTED[2]}{number}")
        assert tokens[2].text == f"{PLANTED[0]}{number}"
    assert len(tokenizer._nlp.vocab.strings) == before
    assert not [word for word in tokenizer._nlp.vocab.strings if PLANTED[0] in word]


def test_texts_can_be_read_by_several_threads(tokenizer: DanishTokenizer) -> None:
    texts = [f"jeg er {age} år og bor i Varde" for age in range(200)]
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda text: [token.text for token in tokenizer.tokens(text)], texts))
    assert [" ".join(words) for words in heard] == texts
