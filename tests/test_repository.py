"""What may not be in the repository: a registry's address, a path of one machine, Danish prose in program code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("rules_core", "bot", "api")
NOT_KEPT = {".git", ".venv", ".state", "models", "node_modules", "__pycache__"}

# Written in two halves, so that this file does not hold what it forbids.
REGISTRIES = tuple(".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry.npmjs", "org"), ("registry.yarnpkg", "com"),
))
INDEX_OPTION = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i\s|-f\s)", re.MULTILINE)
RESOLVED = re.compile(r"\"resolved\"\s*:\s*\"http")
MACHINE_PATH = re.compile(r"(?<![A-Za-z0-9_.\-/}])/(?:work|farm|root|home|Users|private)/[A-Za-z.]")

# A word with æ, ø or å beside other letters; the alphabet or the vowels, as in [a-zæøå], are no word.
DANISH_LETTERS = re.compile(r"(?=[a-zæøå]*[æøå])(?=[a-zæøå]*[a-z])[a-zæøå]{2,}", re.IGNORECASE)
CHARACTER_CLASS = re.compile(r"\[[^\]\s]*\]|a-zæøå|aeiouyæøå", re.IGNORECASE)
# Two of the commonest words that Danish shares with no other language used here make a sentence.
DANISH_WORDS = re.compile(
    r"\b(?:og|ikke|jeg|du|dig|din|dit|dine|hvis|hvad|hvor|kan|skal|har|er|på|af|til|eller)\b", re.IGNORECASE)


def kept_files() -> Iterator[Path]:
    """Every file that is or would be committed; without git, every file but what a run makes."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 0:
        yield from (file for name in result.stdout.split("\0") if name and (file := ROOT / name).is_file())
    else:
        yield from (file for file in ROOT.rglob("*") if file.is_file() and not NOT_KEPT & set(file.parts))


def text_files() -> Iterator[tuple[str, str]]:
    """(path from the root, text) of every file that is text."""
    for file in kept_files():
        content = file.read_bytes()
        if b"\0" not in content:
            yield file.relative_to(ROOT).as_posix(), content.decode("utf-8")


def prose(source: str) -> list[int]:
    """Lines with a string literal that reads like Danish; docstrings and comments may bear legal terms."""
    tree = ast.parse(source)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree)
                  if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                  and node.body and isinstance(node.body[0], ast.Expr)}
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in docstrings and reads_like_danish(node.value)]


def reads_like_danish(literal: str) -> bool:
    """True for a word spelled with æ, ø or å, and for two different common Danish words."""
    plain = CHARACTER_CLASS.sub(" ", literal)
    return bool(DANISH_LETTERS.search(plain)) or len({word.lower() for word in DANISH_WORDS.findall(plain)}) > 1


def test_all_files_are_read() -> None:
    names = {name for name, _ in text_files()}
    assert {"pyproject.toml", "Makefile", "requirements/runtime.txt", "tests/test_repository.py"} <= names


def test_no_lock_file_of_another_tool() -> None:
    assert not [file for file in kept_files() if file.name in {"uv.lock", "poetry.lock", "Pipfile.lock", "yarn.lock"}]


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_registry_is_named(registry: str) -> None:
    assert not [name for name, text in text_files() if registry in text.lower()]


def test_no_index_option_and_no_resolved_address() -> None:
    assert not [name for name, text in text_files() if name.startswith("requirements/") and INDEX_OPTION.search(text)]
    assert not [name for name, text in text_files() if RESOLVED.search(text)]


def test_no_path_of_one_machine() -> None:
    assert not [(name, match.group()) for name, text in text_files() for match in MACHINE_PATH.finditer(text)]


@pytest.mark.parametrize("package", PACKAGES)
def test_what_people_read_is_data_not_program_code(package: str) -> None:
    found = [f"{file.relative_to(ROOT)}:{line}" for file in sorted((ROOT / package).rglob("*.py"))
             for line in prose(file.read_text(encoding="utf-8"))]
    assert not found, "move these words to the knowledge, domain.yml, the lexicon, the locales or a template"


def test_every_direct_requirement_is_pinned() -> None:
    for name in ("uv", "runtime", "dev", "oidc"):
        lines = [line for line in (ROOT / f"requirements/{name}.in").read_text().splitlines() if line[:1].isalpha()]
        assert lines
        assert not [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[0-9][0-9.]*", line)]


@pytest.mark.parametrize("name", ["uv", "runtime", "dev", "oidc"])
def test_every_requirement_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / f"requirements/{name}.txt").read_text())[1:]
    assert entries
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def pins(file: str) -> set[str]:
    """`name==release` of every requirement in a file of the folder."""
    return set(re.findall(r"^([a-z0-9.-]+==\S+)", (ROOT / "requirements" / file).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["uv", "runtime", "dev", "oidc"])
def test_compiled_requirements_hold_the_direct_ones(name: str) -> None:
    """A pin changed in the .in file alone would install nothing new: run `make requirements`."""
    assert pins(f"{name}.in")
    assert pins(f"{name}.in") <= pins(f"{name}.txt")


def test_dev_installs_the_same_releases_as_runtime() -> None:
    assert pins("runtime.txt") <= pins("dev.txt")


def test_every_import_of_the_product_is_a_direct_requirement() -> None:
    """What is used is pinned by us, not by chance through another package."""
    direct = {pin.partition("==")[0] for pin in pins("runtime.in")}
    named_otherwise = {"yaml": "pyyaml", "dateutil": "python-dateutil", "sklearn": "scikit-learn",
                       "argon2": "argon2-cffi", "fpdf": "fpdf2", "psycopg2": "psycopg2-binary"}
    modules = set().union(*map(outside_imports, PACKAGES))
    used = {named_otherwise.get(module, module.replace("_", "-")) for module in modules}
    assert sorted(used - direct) == []


def outside_imports(package: str) -> set[str]:
    """First names of imported modules that are neither Python's own nor the project's."""
    found: set[str] = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - set(PACKAGES)


@pytest.mark.parametrize("literal", ["Hvad kan jeg få?", "rådighedsbeløb", "Det kan du ikke", "Har du et sted at bo?"])
def test_prose_is_recognised(literal: str) -> None:
    assert prose(f"x = 1\ny = {literal!r}\n") == [2]
    assert prose(f"z = f'{{x}} {literal}'\n") == [1]


@pytest.mark.parametrize("literal", ["[a-zæøå]+", "æøå", "need_homeless", "SELECT id FROM record", "er", "§ 110"])
def test_what_is_no_prose_passes(literal: str) -> None:
    assert prose(f"x = {literal!r}\n") == []


def test_docstrings_may_bear_legal_terms() -> None:
    assert prose('def keeps():\n    """The rådighedsbeløb, in DKK a month."""\n') == []


@pytest.mark.parametrize("path", ["/".join(("", "work", "main")), "see `" + "/".join(("", "home", "anna", "x")) + "`"])
def test_machine_paths_are_recognised(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("path", ["example.dk/home/boliger", "../shared/work/x", "$HOME/work/x"])
def test_other_paths_pass(path: str) -> None:
    assert not MACHINE_PATH.search(path)
