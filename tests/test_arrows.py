"""Imports run one way: api → bot → rules_core, and inside rules_core in the order that docs/architecture.md gives."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {"rules_core": set[str](), "bot": {"rules_core"}, "api": {"bot", "rules_core"}}
NOT_PRODUCT = {"tests", "benchmarks"}
# What rules_core must do without: the dialogue engine, the web, and the store.
NOT_IN_RULES = {"rasa", "rasa_sdk", "spacy", "fastapi", "starlette", "uvicorn", "sqlalchemy", "jinja2"}
# Builds the knowledge; nothing in the chain imports it.
LOADER = {"load", "reading", "strict_yaml"}
# The edge: the package's face, its command line, and what domain experts use: the check of figures against the
# sources, the printed register and the folder of a new municipality.
ENTRANCES = {"__init__", "__main__", "case_file", "coverage", "today", "verify", "register", "new_municipality"}
# The register alone is a page made from a template.
MAY_HAVE_TEMPLATES = "rules_core.register"


def modules(package: str) -> Iterator[tuple[str, Path]]:
    """(dotted name, file) of every module; the migrations are scripts that Alembic runs, no modules."""
    for file in sorted((ROOT / package).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            yield ".".join(parts).removesuffix(".__init__"), file


def imported(name: str, file: Path) -> set[str]:
    """Every module that a file imports anywhere, also inside functions; relative imports made absolute."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (base, node.module) if part)
            found |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return found


def layers() -> list[set[str]]:
    """The order inside rules_core, from the line of docs/architecture.md that begins with `errors`."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    line = re.search(r"^`(errors[^`]*←[^`]*)`", text, flags=re.MULTILINE)
    assert line, "docs/architecture.md does not give the order inside rules_core"
    return [set(re.findall(r"[a-z_]+", part)) for part in line.group(1).split("←")]


def inner_imports() -> dict[str, set[str]]:
    """rules_core's modules by their first name inside the package, and which of the package's they import."""
    graph: dict[str, set[str]] = {}
    for name, file in modules("rules_core"):
        own = first_inside(name) or "__init__"
        wanted = {first_inside(other) for other in imported(name, file) if other.startswith("rules_core.")}
        graph.setdefault(own, set()).update(other for other in wanted if other and other != own)
    return graph


def first_inside(name: str) -> str:
    """`reading` of `rules_core.reading.place`; empty for the package itself."""
    return [*name.split("."), ""][1]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_one_way(package: str) -> None:
    forbidden = (set(MAY_IMPORT) | NOT_PRODUCT) - MAY_IMPORT[package] - {package}
    against = {(name, other) for name, file in modules(package) for other in imported(name, file)
               if other.split(".")[0] in forbidden}
    assert not against


def test_rules_core_imports_no_engine_web_or_store() -> None:
    against = {(name, other) for name, file in modules("rules_core") for other in imported(name, file)
               if other.split(".")[0] in NOT_IN_RULES - ({"jinja2"} if name.startswith(MAY_HAVE_TEMPLATES) else set())}
    assert not against


def test_rules_core_loads_without_engine_web_or_store() -> None:
    """What its dependencies bring along counts too."""
    code = f"import sys, rules_core; print(sorted({NOT_IN_RULES!r} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_every_module_of_rules_core_has_its_place() -> None:
    known = set().union(*layers()) | LOADER | ENTRANCES
    unplaced = {first_inside(name) or "__init__" for name, _ in modules("rules_core")} - known
    assert not unplaced, "give it a place in the order in docs/architecture.md"


def test_the_chain_inside_rules_core_runs_one_way() -> None:
    """A module imports its own layer and those before it; the loader and the entrances may import all."""
    rank = {module: index for index, layer in enumerate(layers()) for module in layer}
    against = {(module, other) for module, others in inner_imports().items() if module in rank for other in others
               if other in LOADER | ENTRANCES or rank.get(other, -1) > rank[module]}
    assert not against


def test_rules_core_has_no_import_cycle() -> None:
    TopologicalSorter({module: others - {"__init__"} for module, others in inner_imports().items()}).prepare()


@pytest.mark.parametrize("package", [*MAY_IMPORT, "benchmarks"])
def test_every_module_can_be_imported(package: str) -> None:
    for name, file in modules(package):
        if file.stem != "__main__":
            importlib.import_module(name)


def test_the_reader_of_imports_sees_them_all(tmp_path: Path) -> None:
    """The other tests pass on nothing if this one fails."""
    file = tmp_path / "place.py"
    file.write_text("import rasa.core\ndef late():\n    from fastapi import FastAPI\n"
                    "from . import load\nfrom .. import costs\n")
    found = imported("rules_core.reading.place", file)
    assert {"rasa.core", "fastapi", "fastapi.FastAPI", "rules_core.reading.load", "rules_core.costs"} <= found
    for package in MAY_IMPORT:
        assert any(True for _ in modules(package))
