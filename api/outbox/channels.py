"""Who is told, by municipality: the operator's file of channels.

```
link: https://vejviser.example.dk/staff        # what every notice leads to
channels:
  holbaek: {webhook: https://hooks.example.dk/x, secret: whsec_...}
  any: {mail: raadgivning@example.dk}          # all others, and citizens who did not say where they live
smtp: {host: smtp.example.dk, port: 587, security: starttls, sender: vejviser@example.dk, user: u, password: p}
```
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field, ValidationError, root_validator, validator

from bot.errors import Misconfigured
from rules_core.errors import KnowledgeError
from rules_core.strict_yaml import read_yaml

ANY = "any"
_ADDRESS = r"^[^@\s<>]+@[^@\s<>]+$"
_URL = r"^https?://\S+$"
SIGNS = "whsec_"
"""What the secret of a webhook begins with (Standard Webhooks); base64 of 24 to 64 bytes follows."""


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Smtp(_Strict):
    """The mail server. `security` is how the connection is encrypted: from the start, by STARTTLS, or not at all."""

    host: str = Field(min_length=1)
    port: int = Field(587, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "starttls"
    sender: str = Field(regex=_ADDRESS)
    user: str | None
    password: str | None = Field(repr=False)


class Channel(_Strict):
    """One municipality's: a webhook, a mail address, or both. `secret` signs what the webhook gets."""

    webhook: str | None = Field(None, regex=_URL, repr=False)  # such an address is often a secret itself
    secret: str | None = Field(None, repr=False)
    mail: str | None = Field(None, regex=_ADDRESS)

    @validator("secret")
    def _is_a_secret(cls, secret: str | None) -> str | None:
        if secret is not None and not (secret.startswith(SIGNS) and 24 <= len(_key_of(secret)) <= 64):
            raise ValueError(f"write {SIGNS} and base64 of 24 to 64 random bytes")
        return secret

    @property
    def key(self) -> bytes | None:
        """What signs the webhook's notices; None where they are not signed."""
        return None if self.secret is None else _key_of(self.secret)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in ("webhook", "mail") if getattr(self, kind))


def _key_of(secret: str) -> bytes:
    """Empty where it is not base64."""
    try:
        return base64.b64decode(secret.removeprefix(SIGNS), validate=True)
    except binascii.Error:
        return b""


class Channels(_Strict):
    """The whole file."""

    link: str = Field(regex=_URL)
    channels: dict[str, Channel]
    smtp: Smtp | None

    @root_validator(skip_on_failure=True)
    def _mail_needs_a_server(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["smtp"] is None and any(channel.mail for channel in values["channels"].values()):
            raise ValueError("name the mail server under smtp")
        return values

    def names_for(self, municipality: str | None) -> list[str]:
        """The channels of a municipality's notices, as "<municipality> <kind>"; [] where nobody is to be told."""
        place = municipality if municipality in self.channels else ANY
        return [f"{place} {kind}" for kind in self.channels[place].kinds] if place in self.channels else []

    @property
    def names(self) -> list[str]:
        return [f"{place} {kind}" for place, channel in self.channels.items() for kind in channel.kinds]


def load_channels(file: Path | None, municipalities: Collection[str]) -> Channels | None:
    """The channels of a file; None where there is no file: then nobody is told. Misconfigured."""
    if file is None:
        return None
    try:
        channels = Channels.parse_obj(read_yaml(file, file.parent))
    except OSError as error:
        raise Misconfigured(str(file), f"cannot be read ({error.strerror})", "name a file of channels") from None
    except KnowledgeError as error:
        raise Misconfigured(str(file), error.key, error.remedy) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "__root__") or "smtp"
        raise Misconfigured(str(file), place, str(first["msg"])) from None
    for place in channels.channels:
        if place not in (*municipalities, ANY):
            known = ", ".join([*municipalities, ANY])
            raise Misconfigured(str(file), f"channels.{place}", f"write one of {known}")
    return channels
