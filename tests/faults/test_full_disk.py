"""The disk of the database fills up under load, and is emptied again: clear answers, nothing lost, and it goes on."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from benchmarks.served import Served
from tests.faults.clear import assert_clear, assert_pages_are_clear
from tests.faults.crowd import crowd
from tests.faults.figures import Figures
from tests.faults.stored import Stored

CITIZENS = 4
SIZE = "64m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path | None]:
    """A small file system of its own; None where this user may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        yield None
        return
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:  # the service writes too: until the file system itself says no
            file.write(bytes(4096))
    yield
    filler.unlink()


@contextmanager
def limited(served: Served) -> Iterator[None]:
    """Where nothing can be mounted: the system refuses the process every byte beyond the first page of a file."""
    _, hard = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize("how", ["file system", "limit"])
def test_a_full_disk_and_room_again(
    serve: Callable[..., Served], disk: Path | None, tmp_path: Path, outage: float, figures: Figures, how: str
) -> None:
    if how == "file system" and disk is None:
        pytest.skip("not allowed to mount")
    state = disk / "state" if disk is not None and how == "file system" else tmp_path / "state"
    served = serve(state=state)
    served.start()
    served.wait_until_ready()
    with crowd(served, range(200, 200 + CITIZENS)) as citizens:
        citizens.wait_for(60)
        with filled(disk) if disk is not None and how == "file system" else limited(served):
            full = time.monotonic()
            assert not served.is_ready()
            assert_pages_are_clear(served)
            assert httpx.get(f"{served.address}/health/live", timeout=60).status_code == 200
            time.sleep(max(0.0, full + outage - time.monotonic()))
            assert citizens.refusals
        room = time.monotonic()
        served.wait_until_ready()
        recovery = time.monotonic() - room
        citizens.wait_for(60)
    assert_clear(citizens.refusals)
    found = citizens.look_at_all()
    assert (found.lost, found.doubled, found.altered) == ([], [], [])
    assert found.answers == citizens.answers
    assert len(Stored.of(state).threads) == found.handoffs > 0
    cut = citizens.cut + len(citizens.refusals)
    figures.add(f"disk full for {outage:.0f} s ({how})", found, breaks=1, cut=cut, recoveries=[recovery])
