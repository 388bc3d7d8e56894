"""What an operator does beside serving: rotate the keys, look at the audit log."""

from __future__ import annotations

import argparse
import sys

from api.settings import Settings
from api.stores import Stores


class CommandError(Exception):
    """A command cannot be done; says what to write."""


def parser() -> argparse.ArgumentParser:
    """The command line; without a command it serves."""
    whole = argparse.ArgumentParser(prog="python -m api", description="Serves Vejviser, or does one of these:")
    whole.set_defaults(command=None)
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    rotate = commands.add_parser("rotate", help="encrypt under the newest key what lies under an older one")
    rotate.set_defaults(run=_rotate)
    audit = commands.add_parser("audit", help="check that no line of the audit log was changed or taken away")
    audit.set_defaults(run=_audit)
    return whole


def stores_of(settings: Settings) -> Stores:
    """The stores that the settings name. Misconfigured, NotStored."""
    from api.service import now, open_records

    return Stores.beside(open_records(settings), settings, now)


def _rotate(_: argparse.Namespace, settings: Settings) -> int:
    """Afterwards the old keys can be taken away."""
    for name, count in stores_of(settings).reseal().items():
        sys.stdout.write(f"{name}: {count} encrypted anew\n")
    return 0


def _audit(_: argparse.Namespace, settings: Settings) -> int:
    """1 where a line was changed or is missing."""
    broken = stores_of(settings).audit.broken()
    sys.stdout.write("".join(f"line {line}: changed, or the line before it is missing\n" for line in broken))
    sys.stdout.write("" if broken else "the log is whole\n")
    return int(bool(broken))
