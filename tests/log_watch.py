"""Watches everything that the test run logs or prints, for words planted as a citizen's.

`conftest.py` installs it. Every log record of every logger (also of those that do not propagate), and what each test
writes to standard output and error, goes to one folder; processes that tests start write their output there too.
After each test the new part is searched, and a test that leaked a planted word fails.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

# No word of any language, so nothing but a citizen's text can bring one into a log. What writes logs escapes æ, ø and å
# in different ways, hence one word with all three. The last is the CPR office's example number.
PLANTED = ("zafirkvantel", "brømsehåndlægte", "quispelfjord", "070761-4285")

# What every record has; anything else came with `extra=` and a formatter may print it.
_STANDARD_FIELDS = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def _spellings(word: str) -> set[str]:
    """The word as logs may write it: plain, without a hyphen, JSON-escaped, percent-encoded, as bytes; lower case."""
    forms = {word, word.replace("-", ""), json.dumps(word)[1:-1], quote(word), repr(word.encode())[2:-1]}
    return {form.lower() for form in forms}


_PATTERN = re.compile("|".join(f"(?P<w{index}>{'|'.join(map(re.escape, sorted(_spellings(word))))})"
                               for index, word in enumerate(PLANTED)))


@dataclass(frozen=True)
class Leak:
    """Where a planted word was written, and its index in PLANTED: never the line, which would leak it again."""

    file: str
    line: int
    word: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: planted word {self.word}"


@dataclass
class LogWatch:
    """The folder of all output, and how far each file has been searched: (bytes, lines)."""

    folder: Path
    searched: dict[Path, tuple[int, int]] = field(default_factory=dict)

    @property
    def own_file(self) -> Path:
        return self.folder / f"process-{os.getpid()}.log"

    @property
    def children_folder(self) -> Path:
        """Where processes that this process starts write their output."""
        return self.folder / f"children-of-{os.getpid()}"

    def write(self, text: str) -> None:
        """Appends to the file of this process."""
        with self.own_file.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text.rstrip("\n") + "\n")

    def search(self) -> list[Leak]:
        """Leaks in the complete lines that this process and its children wrote since the last search."""
        files = [self.own_file, *sorted(self.children_folder.rglob("*"))]
        return [leak for file in files if file.is_file() for leak in self._search_new(file)]

    def search_all(self) -> list[Leak]:
        """Leaks in everything that any process wrote, incomplete last lines included."""
        files = [file for file in sorted(self.folder.rglob("*")) if file.is_file()]
        return [leak for file in files for leak in _leaks(file.name, file.read_bytes(), 0)]

    def _search_new(self, file: Path) -> list[Leak]:
        start, lines = self.searched.get(file, (0, 0))
        with file.open("rb") as stream:
            stream.seek(start)
            new = stream.read()
        complete = new[: new.rfind(b"\n") + 1]
        self.searched[file] = (start + len(complete), lines + complete.count(b"\n"))
        return list(_leaks(file.name, complete, lines))


def _leaks(name: str, content: bytes, lines_before: int) -> Iterator[Leak]:
    text = content.decode("utf-8", errors="backslashreplace").lower()
    for number, line in enumerate(text.split("\n"), lines_before + 1):
        for match in _PATTERN.finditer(line):
            yield Leak(name, number, int(str(match.lastgroup)[1:]))


def record_text(record: logging.LogRecord) -> str:
    """A record with all that a formatter could print of it: message, extra fields, the whole traceback and stack."""
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_FIELDS}
    printed = repr(extra) if extra else ""
    parts = [f"{record.name} {record.levelname}", _message(record), printed, record.stack_info or ""]
    if record.exc_info and record.exc_info[0]:
        parts.append("".join(traceback.format_exception(*record.exc_info)))
    return " ".join(parts)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a library's broken call: logging itself would print the arguments
        return f"{record.msg!r} {record.args!r}"


def tap_logging(watch: LogWatch) -> None:
    """Writes every record that any logger of this process lets through, whatever handlers it has or propagates to."""
    original = logging.Logger.callHandlers

    def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
        watch.write(record_text(record))
        original(logger, record)

    logging.Logger.callHandlers = call_handlers  # type: ignore[method-assign]
