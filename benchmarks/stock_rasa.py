"""Stock Rasa as documented: its server with the REST channel, and our actions on its action server over HTTP."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from benchmarks.ports import LOOPBACK, free_port
from benchmarks.process import ROOT, Server
from benchmarks.way import Conversation, Request, Response, Way
from bot.components.examples import training_examples

if TYPE_CHECKING:
    from benchmarks.conversations import Message

STOCK = ROOT / "benchmarks" / "stock"
RULES = ROOT / "bot" / "data" / "rules.yml"
DOMAIN = ROOT / "domain.yml"
UTTERANCES = 60
"""Of each intent, evenly taken from all of its examples: DIET takes minutes an epoch for all 18,000."""
TRAINING_LIMIT = 1200  # seconds
ENDPOINTS = """\
action_endpoint:
  url: http://{host}:{port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


def trained_model(folder: Path) -> Path:
    """The stock model, trained with our domain, rules and a sample of our utterances; kept until these change."""
    sample = _sample()
    inputs = (*sorted(STOCK.glob("*.yml")), DOMAIN, RULES)
    digest = hashlib.sha256(sample.encode() + b"".join(path.read_bytes() for path in inputs)).hexdigest()[:16]
    model = folder / f"stock-{digest}.tar.gz"
    if not model.exists():
        print("Training the stock model ...", flush=True)
        utterances = folder / "utterances.yml"
        utterances.write_text(sample, encoding="utf-8")
        command = ["-m", "rasa", "train", "--config", str(STOCK / "config.yml"), "--domain", str(DOMAIN),
                   "--data", str(utterances), str(RULES), str(STOCK / "stories.yml"),
                   "--out", str(folder), "--fixed-model-name", model.name.removesuffix(".tar.gz")]  # fmt: skip
        with (folder / "train.log").open("wb") as log:
            subprocess.run(
                [sys.executable, *command], cwd=ROOT, check=True, timeout=TRAINING_LIMIT, stdout=log, stderr=log
            )
        if "Finished training component 'DIETClassifier'" not in (folder / "train.log").read_text("utf-8", "replace"):
            model.unlink()
            raise RuntimeError("the stock model was trained without utterances; see train.log")
    return model


def _sample() -> str:
    """Rasa's training data, in block style: Rasa knows a file of utterances by a line that begins with "nlu:"."""
    texts: dict[str, list[str]] = defaultdict(list)
    for example in training_examples():
        texts[example.intent].append(example.text)
    nlu = [{"intent": intent, "examples": [{"text": text} for text in _evenly(own)]} for intent, own in texts.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)


def _evenly(texts: list[str]) -> list[str]:
    step = max(1, len(texts) / UTTERANCES)
    return [texts[int(number * step)] for number in range(min(UTTERANCES, len(texts)))]


@dataclass
class StockRasa(Way):
    """Both servers, on free ports, with a model; its conversations lie in `folder`."""

    name: str
    model: Path
    folder: Path
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def servers(self) -> list[Server]:
        """The action server, and Rasa's own."""
        port, actions_port = free_port(), free_port()
        self.address = f"http://{LOOPBACK}:{port}"
        endpoints, database = self.folder / f"endpoints-{port}.yml", self.folder / f"stock-{port}.sqlite3"
        endpoints.write_text(ENDPOINTS.format(host=LOOPBACK, port=actions_port, database=database))
        actions = ["-m", "rasa", "run", "actions", "--actions", "bot.actions", "--port", str(actions_port)]
        server = ["-m", "rasa", "run", "--model", str(self.model), "--interface", LOOPBACK, "--port", str(port),
                  "--endpoints", str(endpoints), "--credentials", str(STOCK / "credentials.yml")]  # fmt: skip
        return [
            Server(actions, self.folder / f"actions-{actions_port}.log"),
            Server(server, self.folder / f"rasa-{port}.log"),
        ]

    def opening(self) -> Request:
        """A new conversation, under an id of the client's making."""
        return self._said(f"citizen-{next(self._numbers)}", "/open")

    def opened(self, response: Response, request: Request) -> Conversation:
        """The client's own id."""
        return Conversation(request.body["sender"])

    def turn(self, conversation: Conversation, message: Message) -> Request:
        """A message of the REST channel."""
        return self._said(conversation.id, message.stock)

    def put_right(self, conversation: Conversation, message: Message) -> None:
        """Tells the answer as intent and entities."""
        if message.plainly:
            self.send(self._said(conversation.id, message.plainly))

    def words(self, response: Response) -> list[str]:
        """All that the bot said, word by word."""
        return " ".join(reply.get("text", "") for reply in response.json()).split()

    @staticmethod
    def _said(sender: str, message: str) -> Request:
        return Request("/webhooks/rest/webhook", {"sender": sender, "message": message})
