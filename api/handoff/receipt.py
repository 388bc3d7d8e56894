"""The receipt: sixteen digits that open a thread. At rest there is only a digest under the installation's secret."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, core, error_to_str, ffi
from argon2.low_level import lib as argon2

DIGITS = 16
_SPACES = re.compile(r"[\s.\-\u00a0]+")
_DIGEST_BYTES = 16


@dataclass(frozen=True)
class Cost:
    """What one digest costs: passes, KiB of memory, lanes. The default takes some 85 ms of one core and 32 MiB."""

    passes: int = 3
    memory: int = 32 * 1024
    lanes: int = 1


class Receipts:
    """Makes receipts and finds their digests. Whoever has the database but not the secret can test no guess."""

    def __init__(self, secret: bytes, cost: Cost | None = None) -> None:
        """`secret` is the installation's, at least 16 bytes; another secret finds none of the old receipts."""
        self._pepper = derived(secret, "receipt pepper")
        self._salt = derived(secret, "receipt salt")[:16]  # fixed: a random salt could not be looked up
        self._cost = cost or Cost()

    @property
    def pepper(self) -> bytes:
        """The secret input of the digests, from which other keys of receipts are derived."""
        return self._pepper

    @staticmethod
    def new() -> str:
        """Sixteen random digits, 53 bits."""
        return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"

    def digest(self, receipt: str) -> str:
        """32 hexadecimal digits (Argon2id): the id of the thread's record."""
        return _argon2id(receipt.encode(), self._salt, self._pepper, self._cost).hex()


def parse(text: str) -> str | None:
    """The digits of a receipt as people write them, in groups or not; None where it cannot be one."""
    plain = _SPACES.sub("", text)
    return plain if re.fullmatch(rf"[0-9]{{{DIGITS}}}", plain) else None


def grouped(receipt: str) -> str:
    """`1234 5678 9012 3456`, to be read aloud and written down."""
    return " ".join(receipt[start : start + 4] for start in range(0, DIGITS, 4))


def derived(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; none of them tells anything about another."""
    return hmac.new(secret, f"vejviser {purpose}".encode(), hashlib.sha256).digest()


def _argon2id(password: bytes, salt: bytes, pepper: bytes, cost: Cost) -> bytes:
    """Argon2id with its secret input (RFC 9106, K), which the library's short functions leave out. MemoryError."""
    out = ffi.new("uint8_t[]", _DIGEST_BYTES)
    inputs = [ffi.new("uint8_t[]", value) for value in (password, salt, pepper)]
    context = ffi.new("argon2_context *", {
        "version": argon2.ARGON2_VERSION_NUMBER, "out": out, "outlen": _DIGEST_BYTES,
        "pwd": inputs[0], "pwdlen": len(password), "salt": inputs[1], "saltlen": len(salt),
        "secret": inputs[2], "secretlen": len(pepper), "ad": ffi.NULL, "adlen": 0,
        "t_cost": cost.passes, "m_cost": cost.memory, "lanes": cost.lanes, "threads": cost.lanes,
        "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": argon2.ARGON2_DEFAULT_FLAGS,
    })  # fmt: skip
    code = core(context, Type.ID.value)
    if code != argon2.ARGON2_OK:
        raise MemoryError(error_to_str(code))
    return bytes(ffi.buffer(out, _DIGEST_BYTES))
