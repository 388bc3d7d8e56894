"""Situations read from a JSON file or standard input, for the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rules_core.errors import SituationError
from rules_core.situation import Situation


class CaseFileError(Exception):
    """The file cannot be read as situations: one line with file, key and remedy."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        super().__init__(f"{file}: {key}: {remedy}")


def read_case_file(name: str) -> Situation | list[Situation]:
    """One situation, or a list of them where the file bears a JSON list; `-` reads standard input."""
    file = "standard input" if name == "-" else name
    content = _parsed(_text(name, file), file)
    if isinstance(content, list):
        return [_situation(item, file, f"[{index}].") for index, item in enumerate(content)]
    return _situation(content, file, "")


def _text(name: str, file: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CaseFileError(file, "file", "is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise CaseFileError(file, "file", f"cannot be read ({error.strerror}); mend the path") from None


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise CaseFileError(file, f"line {error.lineno}", "is not JSON; write an object of facts") from None
    except RecursionError:
        raise CaseFileError(file, "file", "is nested too deep; write an object of facts") from None


def _situation(raw: Any, file: str, prefix: str) -> Situation:
    try:
        return Situation.parse(raw)
    except SituationError as error:
        raise CaseFileError(file, prefix + error.key, error.remedy) from None
