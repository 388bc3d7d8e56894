"""How missing programs are installed: requirements/system.sh on a bare machine, with a stand-in for apt-get."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "requirements/system.sh"
APT = """#!/bin/sh
echo "$DEBIAN_FRONTEND $*" >> "$RECORD/calls"
case "$*" in
  *update*) [ -e "$RECORD/offline" ] && exit 100; echo > "$RECORD/lists" ;;
  *install*) [ -e "$RECORD/lists" ] || { echo "E: Unable to locate package" >&2; exit 100; }
    [ -e "$RECORD/hollow" ] && exit 0
    echo '#!/bin/sh' > "$RECORD/bin/chromium"; /bin/chmod +x "$RECORD/bin/chromium" ;;
esac
"""


class Machine:
    """A machine whose path holds nothing but what a test puts there; `calls` are those of apt-get."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, folder / "bin"
        self.bin.mkdir()
        self.put("apt-get", APT)
        self.user(0)

    def put(self, name: str, script: str = "#!/bin/sh\n") -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def user(self, id: int) -> None:
        self.put("id", f"#!/bin/sh\necho {id}\n")

    def has(self, state: str) -> None:
        (self.folder / state).touch()

    def need(self, *names: str) -> subprocess.CompletedProcess[str]:
        """As the Makefile calls it."""
        command = ["/bin/bash", "-euo", "pipefail", "-c", f'. "{SCRIPT}" && need {" ".join(names)}; echo done']
        environment = {"PATH": str(self.bin), "RECORD": str(self.folder)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    @property
    def calls(self) -> list[str]:
        record = self.folder / "calls"
        return record.read_text().splitlines() if record.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


INSTALL = "noninteractive -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium fonts-dejavu-core"
UPDATE = "noninteractive -qq -o DPkg::Lock::Timeout=120 update"
WANTED = ("chromium", "chromium", "fonts-dejavu-core")


def test_what_is_there_is_not_installed(machine: Machine) -> None:
    machine.put("chromium")
    run = machine.need(*WANTED)
    assert (run.returncode, run.stdout, machine.calls) == (0, "done\n", [])


def test_on_a_bare_machine_the_lists_are_fetched_once_and_nobody_is_asked(machine: Machine) -> None:
    run = machine.need(*WANTED)
    assert (run.returncode, run.stdout) == (0, "done\n")
    assert machine.calls == [INSTALL, UPDATE, INSTALL]
    assert "E:" not in run.stderr
    assert machine.need(*WANTED).returncode == 0
    assert len(machine.calls) == 3


def test_lists_that_are_there_are_not_fetched(machine: Machine) -> None:
    machine.has("lists")
    assert machine.need(*WANTED).returncode == 0
    assert machine.calls == [INSTALL]


def test_nobody_but_root_installs_and_everybody_else_is_told_how(machine: Machine) -> None:
    machine.user(1000)
    run = machine.need(*WANTED)
    assert run.returncode == 1
    assert run.stdout == ""
    assert "apt-get install chromium fonts-dejavu-core" in run.stderr
    assert machine.calls == []


@pytest.mark.parametrize(("state", "words"), [("offline", "could not be installed"), ("hollow", "brings no chromium")])
def test_what_fails_stops_make_and_says_so(machine: Machine, state: str, words: str) -> None:
    machine.has(state)
    run = machine.need(*WANTED)
    assert run.returncode == 1
    assert run.stdout == ""
    assert words in run.stderr


def test_where_there_is_no_apt_the_program_is_named(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    run = machine.need("npm", "npm")
    assert run.returncode == 1
    assert "npm is missing, and there is no apt-get" in run.stderr
