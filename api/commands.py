"""What an operator does beside serving: rotate keys, copy the database, check the audit log, make accounts of staff."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from api.settings import Settings
from api.staff.accounts import ROLES, Accounts
from api.staff.sessions import Sessions
from api.stores import Stores
from bot.errors import Conflict


class CommandError(Exception):
    """A command cannot be done; says what to write."""


def parser() -> argparse.ArgumentParser:
    """The command line; without a command it serves."""
    whole = argparse.ArgumentParser(prog="python -m api", description="Serves Vejviser, or does one of these:")
    whole.set_defaults(command=None)
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    rotate = commands.add_parser("rotate", help="encrypt under the newest key what lies under an older one")
    rotate.set_defaults(run=_rotate)
    backup = commands.add_parser("backup", help="copy an SQLite database while it is in use")
    backup.add_argument("file", type=Path, help="a new file; it holds ciphertext, the key and the secret are not in it")
    backup.set_defaults(run=_backup)
    audit = commands.add_parser("audit", help="check that no line of the audit log was changed or taken away")
    audit.set_defaults(run=_audit)
    staff = commands.add_parser("staff", help="accounts of the staff").add_subparsers(required=True, metavar="WHAT")
    add = staff.add_parser("add", help="a new account; asks for a password, or reads one line of standard input")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default=ROLES[0])
    add.add_argument("--subject", help="log in by OpenID Connect, as the subject of this name, instead of a password")
    add.set_defaults(run=_add)
    for name, does, help in (("remove", _remove, "an account, and with it its sessions"),
                             ("unlock", _unlock, "an account after too many wrong passwords")):  # fmt: skip
        one = staff.add_parser(name, help=help)
        one.add_argument("name")
        one.set_defaults(run=does)
    staff.add_parser("list", help="every account").set_defaults(run=_list)
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


def _backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Writes nothing over."""
    try:
        stores_of(settings).conversations.database.copy_to(arguments.file)
    except FileExistsError:
        raise CommandError(f"{arguments.file}: exists; name a new file") from None
    except ValueError:
        raise CommandError("this database is PostgreSQL; use pg_dump (docs/operations.md)") from None
    return 0


def _audit(_: argparse.Namespace, settings: Settings) -> int:
    """1 where a line was changed or is missing."""
    broken = stores_of(settings).audit.broken()
    sys.stdout.write("".join(f"line {line}: changed, or the line before it is missing\n" for line in broken))
    sys.stdout.write("" if broken else "the log is whole\n")
    return int(bool(broken))


def _accounts(settings: Settings) -> Accounts:
    from api.service import now

    stores = stores_of(settings)
    return Accounts(stores.accounts, stores.account_key, now)


def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    accounts = _accounts(settings)
    try:
        password = None if arguments.subject else _password()
        account = accounts.add(arguments.name, arguments.role, password=password, subject=arguments.subject)
    except Conflict:
        raise CommandError("there is such an account already; remove it first") from None
    except ValueError as error:
        raise CommandError(str(error)) from None
    sys.stdout.write(f"{account.name}: {account.role}\n")
    return 0


def _password() -> str:
    """Typed unseen, or a line of standard input for scripts; never an argument, which other users could see."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    from api.service import now

    stores = stores_of(settings)
    accounts = Accounts(stores.accounts, stores.account_key, now)
    id = _id_of(accounts, arguments.name)
    Sessions(stores.sessions, now).end_all(id)
    return _done(accounts.remove(id))


def _unlock(arguments: argparse.Namespace, settings: Settings) -> int:
    accounts = _accounts(settings)
    return _done(accounts.unlock(_id_of(accounts, arguments.name)))


def _list(_: argparse.Namespace, settings: Settings) -> int:
    for account in _accounts(settings).all():
        sys.stdout.write(f"{account.name}: {account.role}\n")
    return 0


def _id_of(accounts: Accounts, name: str) -> str:
    found = [account.id for account in accounts.all() if account.name == name]
    return found[0] if found else accounts.id_of(name)


def _done(found: bool) -> int:
    if not found:
        raise CommandError("there is no such account; python -m api staff list shows all")
    return 0
