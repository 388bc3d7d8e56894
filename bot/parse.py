"""What the language model hears in utterances, one a line: `python -m bot parse FILE`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.train import train_if_needed

Hear = Callable[[str], dict[str, Any]]
_HELPERS = frozenset({"number"})  # entities that serve the dialogue and are no facts of the contract


class UnreadableInput(Exception):
    """The file cannot be read; the message names file and remedy in one line."""


def heard(parsed: dict[str, Any]) -> dict[str, Any]:
    """The contract's line of Rasa's parse data: {"text", "intent", "confidence", "facts", "topics"}."""
    facts = {entity["entity"]: entity["value"] for entity in parsed["entities"] if entity["entity"] not in _HELPERS}
    intent = parsed["intent"]
    return {
        "text": parsed["text"],
        "intent": intent["name"],
        "confidence": round(intent["confidence"], 4),
        "facts": facts,
        "topics": parsed.get("topics", []),
    }


def lines_of(path: str) -> list[str]:
    """The utterances of a file ("-": standard input), empty lines left out. UnreadableInput where it is no text."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return [line for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    except OSError as error:
        raise UnreadableInput(
            f"{path}: file: cannot be read ({error.strerror}); name a text file, or - for standard input"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{path}: encoding: is not UTF-8 at byte {error.start}; save the file as UTF-8"
        ) from error


def parse_lines(lines: Iterable[str], hear: Hear) -> Iterator[str]:
    """One JSON object a line."""
    for line in lines:
        yield json.dumps(heard(hear(line)), ensure_ascii=False)


def load_hearing(model: Path, today: Callable[[], date]) -> Hear:
    """The trained model as a function of one text; a text that begins with "/" is text."""
    from bot.processor import Processor

    processor = Processor(model, [])
    return lambda text: processor.parse(text, today())


def main(path: str) -> int:
    """Prints what is heard in each line of a file. Exit code 0, or 2 and one line for a file that cannot be read."""
    try:
        lines = lines_of(path)
    except UnreadableInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    model = train_if_needed(progress=lambda line: None)
    hear = load_hearing(model, lambda: datetime.now(ZoneInfo("Europe/Copenhagen")).date())
    for line in parse_lines(lines, hear):
        sys.stdout.write(f"{line}\n")
    return 0
