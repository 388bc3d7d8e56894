"""A PostgreSQL server for the tests: its own folder, a free port on loopback, an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def binaries_missing() -> str | None:
    """Why no server can be started here, or None."""
    absent = [name for name in ("initdb", "pg_ctl") if _binary(name) is None]
    if absent:
        return f"PostgreSQL is not installed ({', '.join(absent)})"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "initdb refuses root, and setpriv is not installed"
    return None


@dataclass
class Postgres:
    """One server; `stop` and `start` may be called in the middle of a test."""

    folder: Path
    port: int

    @classmethod
    def make(cls) -> Postgres:
        folder = Path(tempfile.mkdtemp(prefix="vejviser-pg-"))
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = cls(folder, _free_port())
        server._run("initdb", "-D", str(folder / "data"), "-U", "vejviser", "-A", "trust", "-E", "UTF8", "--no-sync")
        server.start()
        return server

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def freeze(self) -> None:
        """The server and all that it has forked stop in the middle of whatever they do, and answer nothing."""
        for process in self.processes():
            os.kill(process, signal.SIGSTOP)

    def thaw(self) -> None:
        """They go on."""
        for process in self.processes():
            os.kill(process, signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://vejviser@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """Makes an empty database and gives its address."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def run(self, name: str, *arguments: str) -> None:
        """A client program of PostgreSQL, such as pg_dump, as this server's administrator."""
        self._run(name, "-h", "127.0.0.1", "-p", str(self.port), "-U", "vejviser", *arguments)

    def processes(self) -> list[int]:
        """The ids of its processes. The server comes first: it forks no more once it is stopped."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def _run(self, name: str, *arguments: str) -> None:
        lowered = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        command = [*lowered, str(_binary(name)), *arguments]
        # pg_ctl leaves the server behind with our pipes open: with a pipe we would wait for the server's end.
        with (self.folder.parent / f"{self.folder.name}-{name}.out").open("w+b") as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, timeout=60)
            os.unlink(output.name)
            output.seek(0)
            assert done.returncode == 0, output.read().decode(errors="replace")


def _binary(name: str) -> Path | None:
    """On the path, or where Debian puts it, the newest version first."""
    found = shutil.which(name)
    if found:
        return Path(found)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return versions[-1] if versions else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
