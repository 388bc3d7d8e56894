"""YAML as the knowledge is written: libyaml, no duplicate keys, no bare yes/no/on/off, no masked values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from rules_core.errors import KnowledgeError

_MASKED = re.compile(r"00 ?00 ?00 ?00|x{3,}", re.IGNORECASE)


class StrictLoader(yaml.CSafeLoader):
    """CSafeLoader that refuses what YAML 1.1 would quietly turn into something else."""


def _mapping(loader: StrictLoader, node: yaml.MappingNode, deep: bool = True) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise _refusal(key_node, f"the key {key!r} stands twice; keep one")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def _truth_value(loader: StrictLoader, node: yaml.ScalarNode) -> bool:
    if node.value not in ("true", "false"):
        raise _refusal(node, f"a bare {node.value} is a truth value to YAML; quote it, or write true or false")
    return bool(node.value == "true")


def _refusal(node: yaml.Node, remedy: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=remedy, problem_mark=node.start_mark)


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
StrictLoader.add_constructor("tag:yaml.org,2002:bool", _truth_value)


def read_yaml(path: Path, root: Path) -> Any:
    """The content of one file under `root`. KnowledgeError names the file relative to it, the line and the remedy."""
    name = path.relative_to(root).as_posix()
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise KnowledgeError(name, f"line {mark.line + 1}" if mark else "file", str(error.problem)) from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise KnowledgeError(name, "file", "is not readable as UTF-8 YAML; mend its encoding") from None
    _refuse_masked(content, name, "file")
    return content


def _refuse_masked(content: Any, file: str, key: str) -> None:
    if isinstance(content, dict):
        for name, value in content.items():
            _refuse_masked(value, file, f"{key}.{name}" if key != "file" else str(name))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            _refuse_masked(value, file, f"{key}[{index}]")
    elif isinstance(content, str) and _MASKED.search(content):
        raise KnowledgeError(file, key, "bears a masked value; leave it out, a masked value is unknown")
