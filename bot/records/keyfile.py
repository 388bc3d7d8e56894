"""Where the keys and the secret come from: a variable each, or a file that only its owner can read.

All hold base64 of 32 bytes, newest key first: separated by commas in the variable, one a line in the file.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from bot.errors import Misconfigured
from bot.records.keys import KEY_BYTES, Keys
from bot.records.private_file import make_once

VARIABLE = "VEJVISER_KEY"
SECRET_VARIABLE = "VEJVISER_SECRET"  # noqa: S105 (a name)
_REMEDY = "write base64 of 32 random bytes (openssl rand -base64 32), newest key first"


def load_keys(path: Path, environ: Mapping[str, str] = os.environ) -> Keys:
    """The keys of the variable where it is set, else those of the file, which is made where it is missing.

    Misconfigured where the variable or file holds no usable key, or others may read the file.
    """
    if VARIABLE in environ:
        return Keys(_parse(environ[VARIABLE].split(","), VARIABLE))
    try:
        make_once(path, base64.b64encode(Keys.generate()) + b"\n")
        return Keys(_parse(_read(path).splitlines(), str(path)))
    except OSError as error:
        remedy = f"make the file readable for this user or set {VARIABLE}"
        raise Misconfigured(str(path), f"cannot be read or made ({error.strerror})", remedy) from None


def load_secret(path: Path, environ: Mapping[str, str] = os.environ) -> bytes:
    """The secret of this installation, which never changes: what was hashed with it could not be found again.

    From the variable where it is set, else from the file, which is made where it is missing. Misconfigured as above.
    """
    if SECRET_VARIABLE in environ:
        return _only(_parse([environ[SECRET_VARIABLE]], SECRET_VARIABLE), SECRET_VARIABLE)
    try:
        make_once(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        return _only(_parse(_read(path).splitlines(), str(path)), str(path))
    except OSError as error:
        remedy = f"make the file readable for this user or set {SECRET_VARIABLE}"
        raise Misconfigured(str(path), f"cannot be read or made ({error.strerror})", remedy) from None


def _only(secrets: list[bytes], place: str) -> bytes:
    if len(secrets) != 1:
        raise Misconfigured(place, f"holds {len(secrets)} secrets", "write one; unlike the key it cannot be rotated")
    return secrets[0]


def _parse(texts: list[str], place: str) -> list[bytes]:
    """Raw keys from base64, blank lines skipped; the error counts the keys and shows none."""
    keys = []
    for number, text in enumerate((text.strip() for text in texts if text.strip()), start=1):
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise Misconfigured(place, f"key {number} is not base64", _REMEDY) from None
        if len(key) != KEY_BYTES:
            raise Misconfigured(place, f"key {number} has {len(key)} bytes", _REMEDY)
        keys.append(key)
    if not keys:
        raise Misconfigured(place, "holds no key", _REMEDY)
    return keys


def _read(path: Path) -> str:
    """The file's text; its mode is taken from the opened file, so that it cannot be swapped in between."""
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise Misconfigured(str(path), f"others may use it (mode {mode:04o})", f"run: chmod 600 {path}")
        return file.read().decode("ascii", errors="replace")
