"""The bearer token of a conversation: shown once, stored only as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, fit for a header."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", errors="surrogatepass")).hexdigest()


def matches(token: str, stored: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(digest(token), stored)
