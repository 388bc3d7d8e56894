"""What is kept, kind by kind: by age it goes, under a new key it stays readable, and the command line does both."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.service import open_records
from api.settings import Settings
from api.stores import Stores
from bot.errors import Erased, Misconfigured
from bot.records import Keys
from tests.api.conftest import ROOT, Clock


def stores(settings: Settings, clock: Clock) -> Stores:
    return Stores.beside(open_records(settings, clock), settings, clock)


def test_each_kind_goes_at_its_own_age(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(state=tmp_path, thread_days=2, session_minutes=5, complaint_days=30)
    kept = stores(settings, clock)
    made = {records.name: records.create({}) for records in kept.kinds}
    for span, gone in (({"minutes": 5}, {"session"}), ({"hours": 24}, {"conversation"}), ({"days": 1}, {"thread"}),
                       ({"days": 28}, {"complaint"})):  # fmt: skip
        clock.move(**span)
        assert {name for name, count in kept.expire().items() if count} == gone
        if "thread" in gone:
            with pytest.raises(Erased):
                kept.threads.read(made["thread"].id)
    assert kept.accounts.read(made["account"].id).content == {}


def test_the_secret_is_made_once_and_finds_receipts_again(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(state=tmp_path)
    digest = stores(settings, clock).receipts.digest("0123456789012345")
    assert stores(settings, clock).receipts.digest("0123456789012345") == digest
    assert settings.secret_path.stat().st_mode & 0o777 == 0o600
    other = Settings(state=tmp_path, secret=base64.b64encode(bytes(32)).decode())
    assert stores(other, clock).receipts.digest("0123456789012345") != digest


def test_a_secret_is_one(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(state=tmp_path)
    stores(settings, clock)
    settings.secret_path.write_text(settings.secret_path.read_text() * 2)
    with pytest.raises(Misconfigured, match="holds 2 secrets; write one"):
        stores(settings, clock)


def run(state: Path, *command: str, key: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VEJVISER_STATE": str(state), "VEJVISER_KEY": key}
    return subprocess.run(
        [sys.executable, "-m", "api", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_rotation_command_makes_the_old_key_needless(tmp_path: Path, clock: Clock) -> None:
    old, new = (base64.b64encode(Keys.generate()).decode() for _ in range(2))
    before = stores(Settings(state=tmp_path, key=old), clock)
    made = [records.create({"kept": records.name}) for records in before.kinds]
    done = run(tmp_path, "rotate", key=f"{new},{old}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "thread: 1 encrypted anew" in done.stdout
    after = stores(Settings(state=tmp_path, key=new), clock)
    assert [records.read(one.id) for records, one in zip(after.kinds, made, strict=True)] == made
    failed = run(tmp_path, "rotate", key=old)
    assert failed.returncode == 2
    assert "not configured" in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_the_audit_command_tells_a_whole_log_from_a_changed_one(tmp_path: Path, clock: Clock) -> None:
    kept = stores(Settings(state=tmp_path), clock)
    kept.audit.append("a", "read_thread", "b")
    assert run(tmp_path, "audit").stdout == "the log is whole\n"
    with kept.conversations.database.connection() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_change")
        connection.exec_driver_sql("UPDATE audit SET action = 'nothing'")
    changed = run(tmp_path, "audit")
    assert changed.returncode == 1
    assert "line 1" in changed.stdout


def test_the_backup_command_copies_an_sqlite_database_once(tmp_path: Path, clock: Clock) -> None:
    kept = stores(Settings(state=tmp_path), clock)
    made, copy = kept.threads.create({"kept": True}), tmp_path / "backup.sqlite3"
    assert run(tmp_path, "backup", str(copy)).returncode == 0
    restored = Settings(state=tmp_path, database_url=f"sqlite:///{copy}")
    assert stores(restored, clock).threads.read(made.id) == made
    again = run(tmp_path, "backup", str(copy))
    assert (again.returncode, again.stderr.splitlines()[-1]) == (2, f"{copy}: exists; name a new file")
