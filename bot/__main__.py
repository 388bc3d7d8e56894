"""The command line: `python -m bot chat | parse FILE | train`. Bad input: exit code 2 and one line with the remedy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import parse
from bot.train import TrainingFailed, train_if_needed
from rules_core.errors import KnowledgeError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 if it did what was asked, 2 for bad input, 1 where no model could be trained."""
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
        return result
    except TrainingFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    chatting = commands.add_parser("chat", help="a conversation in the terminal; nothing of it is kept")
    chatting.add_argument("--model", type=Path, default=None, help="a trained model; trained if needed where left out")
    chatting.set_defaults(run=_chat)
    parsing = commands.add_parser("parse", help="print what is heard in each line of a file")
    parsing.add_argument("file", metavar="FILE", help="one utterance a line, UTF-8; - reads standard input")
    parsing.set_defaults(run=lambda options: parse.main(options.file))
    training = commands.add_parser("train", help="train the model, if its inputs changed")
    training.set_defaults(run=_train)
    return parser


def _chat(options: argparse.Namespace) -> int:
    if options.model and not options.model.exists():
        print(f"{options.model}: model: is not there; leave --model out to train one", file=sys.stderr)
        return 2
    from bot.chat import chat  # here, because it brings Rasa, and a wrong argument should not wait for it

    chat(options.model or train_if_needed(progress=_progress), print, input)
    return 0


def _train(options: argparse.Namespace) -> int:
    train_if_needed(progress=_progress)
    return 0


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
