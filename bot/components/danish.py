"""The Danish tokenizer: spaCy's words with repaired spelling and lemmas.

With `da_core_news_sm` installed, the lemmas that the classifier sees come from it; without, from the compact look-up
table. Which of the two a model was trained with is written into it, and a model meets only its own: mixed lemmas would
lower accuracy without a sign. Patterns (facts, safety) always use the table's lemmas, and behave alike in both.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.util import compile_infix_regex, load_language_data, registry

from bot.components import lexicon
from bot.components.fingerprint import understanding
from bot.components.folding import clean
from bot.components.language import BLANK, LARGE, language_in_use
from bot.components.wordbook import Wordbook

_one_at_a_time = threading.Lock()  # memory zones do not nest
LONGEST = (
    20_000  # characters that are looked at; the gate refuses far shorter texts, the safety patterns still read these
)


class LanguageModelMismatch(RasaException):
    """The trained model and the installed language model do not belong together."""


def load_language(name: str) -> Language:
    """The spaCy pipeline of that name; the parser and the entities are left out, nobody reads them."""
    nlp = spacy.blank("da") if name == BLANK else spacy.load(LARGE, exclude=["parser", "ner"])
    _split_numbers(nlp)
    return nlp


def _split_numbers(nlp: Language) -> None:
    """Cuts "34år", "80-årig" and "2500kr" after the digits, and keeps "f.eks." whole."""
    infixes = [
        *nlp.Defaults.infixes,
        r"(?<=[0-9])(?=[a-zæøå])",
        r"(?<=[0-9])-(?=[å])",
        r"(?<=[a-zæøå])[/+&](?=[a-zæøå])",
        r"(?<=[a-zæøå])[.?!](?=[A-ZÆØÅa-zæøå]{2,})",
    ]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def lookup_table() -> Mapping[str, str]:
    """The full table of `spacy-lookups-data`, form to lemma. Seconds and 170 MB: at training only."""
    # not spacy.lookups.load_lookups: it keeps hashes of the forms, and we need the forms themselves
    return load_language_data(registry.lookups.get("da")["lemma_lookup"])


def make_wordbook(words: Iterable[str]) -> Wordbook:
    """The compact table for the words of the training data and of the lexicon.

    What the full table lacks in the training data is a slip, written on purpose, and no spelling to repair to; words
    that are Danish nevertheless stand in the lexicon.
    """
    table = lookup_table()
    return Wordbook.build(table, {word for word in words if word in table} | lexicon.words())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class DanishTokenizer(Tokenizer):
    """Gives each message Rasa tokens: `text` as typed, `lemma` for the classifier, data `form`, `root`, `known`."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, language: str) -> None:
        super().__init__({**self.get_default_config(), **config})
        self._storage, self._resource, self._language = storage, resource, language
        self._nlp = load_language(language)
        self._wordbook: Wordbook | None = None
        self._meant: dict[str, str] = lexicon.read("words.yml")["meant"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @staticmethod
    def supported_languages() -> list[str] | None:
        return ["da"]

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return understanding()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DanishTokenizer:
        return cls(config, model_storage, resource, language_in_use())

    def train(self, training_data: TrainingData) -> Resource:
        """Makes the compact table from the training data and the lexicon, and records the language model in use."""
        texts = [example.get(TEXT) or "" for example in training_data.training_examples]
        words = (token.text.lower() for doc in self._nlp.tokenizer.pipe(map(clean, texts)) for token in doc)
        self._wordbook = make_wordbook(words)
        with self._storage.write_to(self._resource) as folder:
            self._wordbook.save(folder)
            (folder / "language.json").write_text(json.dumps({"language": self._language}), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DanishTokenizer:
        """The trained tokenizer. LanguageModelMismatch where another language model is installed than trained it."""
        with model_storage.read_from(resource) as folder:
            trained_with = _language_of(folder)
            _refuse_another(trained_with, language_in_use())
            component = cls(config, model_storage, resource, trained_with)
            component._wordbook = Wordbook.load(folder)
        return component

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return self.tokens(message.get(attribute))

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text, at most the first 20,000 characters of it; offsets count in the cleaned text."""
        assert self._wordbook is not None, "train or load the tokenizer first"
        # Outside a memory zone spaCy keeps every new word until the process ends: memory grows, and names stay in it.
        with _one_at_a_time, self._nlp.memory_zone():
            doc = self._nlp(clean(text)[:LONGEST])
            return [self._token(token, self._wordbook) for token in doc if not token.is_space]

    def _token(self, token: Any, wordbook: Wordbook) -> Token:
        lower = token.text.lower()
        form = self._meant.get(lower) or wordbook.restore(lower)
        root = wordbook.lemma(form)
        lemma = root if self._language == BLANK or form != lower else token.lemma_.lower()
        known = not token.text.isalpha() or wordbook.is_danish(form)
        return Token(token.text, token.idx, lemma=lemma, data={"form": form, "root": root, "known": known})


def _language_of(folder: Path) -> str:
    return str(json.loads((folder / "language.json").read_text(encoding="utf-8"))["language"])


def _refuse_another(trained_with: str, installed: str) -> None:
    if trained_with != installed:
        raise LanguageModelMismatch(
            f'This model was trained with the Danish language model "{trained_with}", but "{installed}" is in use '
            "here. Train again in this environment (python -m bot.train), or install the one that it was trained with."
        )
