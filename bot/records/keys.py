"""`Keys`: seals and opens bytes with AES-256-GCM, under several keys so that they can be rotated."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import Unreadable

KEY_BYTES = 32
# A sealed value is: format (1), key id (8), nonce (12), ciphertext, tag (16).
_FORMAT = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_HEADER_BYTES = len(_FORMAT) + _ID_BYTES


class Keys:
    """The keys of this installation, newest first: the first one seals, all of them open.

    A key's id is derived from the key, so rotation is only putting a new key in front. Nonces are random,
    which is sound for 2**32 sealings a key (NIST SP 800-38D, 8.3).
    """

    def __init__(self, newest_first: Sequence[bytes]) -> None:
        """Take raw keys of 32 bytes; ValueError where there is none, or one has another length."""
        if not newest_first or any(len(key) != KEY_BYTES for key in newest_first):
            raise ValueError(f"keys must be one or more, each of {KEY_BYTES} bytes")
        self._ciphers = {_key_id(key): AESGCM(key) for key in newest_first}
        self._newest = _key_id(newest_first[0])

    @staticmethod
    def generate() -> bytes:
        """A new random key."""
        return AESGCM.generate_key(bit_length=KEY_BYTES * 8)

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt under the newest key. `bound_to` is not secret; opening needs the same text again."""
        header = _FORMAT + self._newest
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + self._ciphers[self._newest].encrypt(nonce, plain, header + bound_to.encode())

    def is_newest(self, sealed: bytes) -> bool:
        """Whether a sealed value lies under the key that seals today."""
        return sealed[len(_FORMAT) : _HEADER_BYTES] == self._newest

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Decrypt; Unreadable where the key is not among ours, a byte was changed or `bound_to` differs."""
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        if header[:1] != _FORMAT:
            raise Unreadable("unknown format of ciphertext")
        cipher = self._ciphers.get(header[1:])
        if cipher is None:
            raise Unreadable("sealed with a key that is not configured")
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + bound_to.encode())
        except (InvalidTag, ValueError):
            raise Unreadable("ciphertext changed or moved") from None


def _key_id(key: bytes) -> bytes:
    """Names a key without telling anything about it."""
    return hmac.new(key, b"vejviser key id", hashlib.sha256).digest()[:_ID_BYTES]
