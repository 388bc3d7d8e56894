"""What an operator can set, read from environment variables that begin with VEJVISER_.

| variable | means | otherwise |
|---|---|---|
| VEJVISER_HOST, VEJVISER_PORT | where the server listens | 127.0.0.1, 8000 |
| VEJVISER_STATE | the folder of what the service itself keeps | `.state/` |
| VEJVISER_DATABASE_URL, _URL_FILE | SQLAlchemy URL of the records, or its file | an SQLite file in that folder |
| VEJVISER_DATABASE_CONNECTIONS | connections to the database that one process opens at most | 15 |
| VEJVISER_KEY, VEJVISER_KEY_FILE | the records' key, or the file that holds it | a file in that folder |
| VEJVISER_SECRET, VEJVISER_SECRET_FILE | the secret that finds receipts again, or its file | a file in that folder |
| VEJVISER_MODEL | the trained model, a file or a folder of models | `models/` |
| VEJVISER_DESIGN | the `dist` folder of Det Fælles Designsystem | `node_modules/dkfds/dist` |
| VEJVISER_CONTACTS_FILE | the operator's own contacts, laid over ours | none |
| VEJVISER_CHANNELS_FILE | who is told that a case waits: api/outbox/channels.py | nobody is |
| VEJVISER_REST_KEY, _KEY_FILE | opens Rasa's REST channel to whoever bears it | the channel is off |
| VEJVISER_METRICS_TOKEN, _TOKEN_FILE | opens /metrics to whoever bears it | it answers on this machine alone |
| VEJVISER_RETENTION_HOURS | a conversation this long without activity is erased | 24 |
| VEJVISER_THREAD_DAYS | a thread this long without activity is erased | 90 |
| VEJVISER_COMPLAINT_DAYS | a result reported as wrong is erased after so long | 365 |
| VEJVISER_AUDIT_DAYS | lines of the audit log older than this are deleted | 730, at least 180 |
| VEJVISER_SESSION_MINUTES | a member of staff this long without activity is logged out | 30 |
| VEJVISER_OIDC_ISSUER, _CLIENT, _SECRET, _SECRET_FILE | the OpenID provider, and who we are there | passwords alone |
| VEJVISER_OIDC_CLAIM | the claim that names an account; one that its bearer cannot change | sub |
| VEJVISER_PUBLIC_URL | our own address, as the provider knows it | the address of the request |
| VEJVISER_STATISTICS_MONTHS | counts without persons of months before the last so many are deleted | 24 |
| VEJVISER_BODY_LIMIT | bytes in a request | 131072 |
| VEJVISER_CONVERSATION_LIMIT, VEJVISER_TOTAL_LIMIT | turns a minute in one conversation, and in all | 600, 30000 |
| VEJVISER_EMBEDDERS | origins whose pages may hold the chat in a frame, with blanks between | none may |
| VEJVISER_DEMO | whether /widget/demo shows the widget in a made-up page | false; `make serve` says true |
| VEJVISER_OPERATOR | the authority that runs the service, in its accessibility statement | not named |
| VEJVISER_ACCESSIBILITY_MAIL, _PHONE | where to say that something cannot be used | the statement says: missing |
| VEJVISER_ACCESSIBILITY_STATEMENT | address of the statement made with WAS-Tool | none is linked |
| VEJVISER_EXIT_URL | where "Forlad siden" leads | https://www.dmi.dk/ |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError, validator

from bot.records.database import CONNECTIONS

PREFIX = "VEJVISER_"
_ORIGIN = r"https?://[a-z0-9.-]+(:\d+)?"
REST_KEY_LENGTH = 24
"""Least length of the REST channel's key and of the metrics' token, in characters."""
FROM_FILES = ("database_url", "rest_key", "metrics_token", "oidc_secret")
"""What a file may hold instead of its variable; the key and the secret have a form of their own (bot/records)."""


class SettingsError(Exception):
    """A setting is wrong: names the variable and the remedy, never the value, which may be a secret."""

    def __init__(self, variable: str, remedy: str) -> None:
        self.variable, self.remedy = variable, remedy
        super().__init__(f"{variable}: {remedy}")


class Settings(BaseModel):
    """Settings of one service; where `database_url`, `key` and `key_file` are None, files under `state` serve."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    state: Path = Path(".state")
    database_url: str | None
    database_url_file: Path | None
    database_connections: int = Field(CONNECTIONS, ge=2, le=200)
    key: str | None
    key_file: Path | None
    secret: str | None
    secret_file: Path | None
    model: Path = Path("models")
    design: Path = Path("node_modules/dkfds/dist")
    contacts_file: Path | None
    channels_file: Path | None
    rest_key: str | None = Field(None, min_length=REST_KEY_LENGTH)
    rest_key_file: Path | None
    metrics_token: str | None = Field(None, min_length=REST_KEY_LENGTH)
    metrics_token_file: Path | None
    retention_hours: float = Field(24, gt=0, le=24 * 365)
    thread_days: float = Field(90, gt=0, le=3650)
    complaint_days: float = Field(365, gt=0, le=3650)
    audit_days: float = Field(730, ge=180, le=36500)
    session_minutes: float = Field(30, gt=0, le=600)
    oidc_issuer: str | None = Field(None, regex=r"^https?://\S+$")
    oidc_client: str | None
    oidc_secret: str | None
    oidc_secret_file: Path | None
    oidc_claim: str = Field("sub", min_length=1)
    public_url: str | None = Field(None, regex=r"^https?://\S+$")
    statistics_months: int = Field(24, ge=1, le=120)
    body_limit: int = Field(128 * 1024, ge=1024)
    conversation_limit: int = Field(600, ge=1)
    total_limit: int = Field(30000, ge=1)
    embedders: str = Field("", regex=rf"^({_ORIGIN}( +{_ORIGIN})*)?$")
    demo: bool = False
    operator: str | None
    accessibility_mail: str | None = Field(None, regex=r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")
    accessibility_phone: str | None = Field(None, regex=r"^\+?[\d ]{3,20}$")
    accessibility_statement: str | None = Field(None, regex=r"^https://[^\s<>\"]+$")
    exit_url: str = Field("https://www.dmi.dk/", regex=r"^https://[a-z0-9.-]+(:\d+)?/[^\s;,]*$")

    class Config:
        allow_mutation = False
        extra = "forbid"

    @validator("key", "secret", "key_file", "secret_file", "contacts_file", "channels_file", "public_url",
               "oidc_issuer", "oidc_client", "operator", "accessibility_mail", "accessibility_phone",
               "accessibility_statement", *FROM_FILES, *(f"{one}_file" for one in FROM_FILES), pre=True)  # fmt: skip
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def retention(self) -> timedelta:
        return timedelta(hours=self.retention_hours)

    @property
    def thread_retention(self) -> timedelta:
        return timedelta(days=self.thread_days)

    @property
    def complaint_retention(self) -> timedelta:
        """They bear no name, but a situation may be rare."""
        return timedelta(days=self.complaint_days)

    @property
    def secret_path(self) -> Path:
        return self.secret_file or self.state / "secret"

    @property
    def key_path(self) -> Path:
        return self.key_file or self.state / "key"

    @property
    def store_url(self) -> str:
        return self.database_url or f"sqlite:///{self.state / 'records.sqlite3'}"

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """What `frame-ancestors` allows for the chat: scheme and host of each site, and ourselves for the demo page."""
        return (*(("'self'",) if self.demo else ()), *self.embedders.split())

    @property
    def exit_origin(self) -> str:
        """Scheme and host of the exit page, which the Content-Security-Policy must allow a form to reach."""
        return "/".join(self.exit_url.split("/")[:3])

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """SettingsError where a variable is wrong, or begins with VEJVISER_ and is none of the table above."""
        environment = os.environ if environment is None else environment
        given = {name[len(PREFIX) :].lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
        held = {name: _held(name, given) for name in FROM_FILES if given.get(f"{name}_file")}
        try:
            return cls(**{**given, **held})
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(PREFIX + str(first["loc"][0]).upper(), _remedy(cls, first)) from None


def _held(name: str, given: Mapping[str, str]) -> str:
    """What the file of a setting holds, without blanks around it. SettingsError."""
    variable = f"{PREFIX}{name.upper()}_FILE"
    if given.get(name):
        raise SettingsError(variable, f"write this or {PREFIX}{name.upper()}, not both")
    try:
        held = Path(given[f"{name}_file"]).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise SettingsError(variable, "name a text file that this user can read") from None
    if not held:
        raise SettingsError(variable, "the file is empty; write the value into it")
    return held


def _remedy(settings: type[Settings], error: dict) -> str:
    name = str(error["loc"][0])
    if name not in settings.__fields__:
        known = ", ".join(PREFIX + field.upper() for field in settings.__fields__)
        return f"no such setting; remove it, or write one of {known}"
    return _REMEDIES.get(name, "write {kind}").format(kind=settings.__fields__[name]._type_display())


_REMEDIES = {
    "port": "write a port number from 0 to 65535",
    "rest_key": f"write a secret of at least {REST_KEY_LENGTH} characters, or leave it out to keep the channel off",
    "metrics_token": f"write a secret of at least {REST_KEY_LENGTH} characters, or leave it out",
    "database_connections": "write a whole number from 2 to 200, such as 15",
    "retention_hours": "write a number of hours above 0, such as 24",
    "thread_days": "write a number of days above 0, such as 90",
    "complaint_days": "write a number of days above 0, such as 365",
    "audit_days": "write a number of days, at least 180",
    "session_minutes": "write a number of minutes above 0, such as 30",
    "oidc_issuer": "write the provider's https address, as it names itself",
    "public_url": "write our https address, such as https://vejviser.example.dk",
    "statistics_months": "write a whole number of months from 1 to 120, such as 24",
    "body_limit": "write a number of bytes, at least 1024",
    "conversation_limit": "write a whole number of turns a minute, at least 1",
    "total_limit": "write a whole number of turns a minute, at least 1",
    "embedders": "write origins such as https://www.holbaek.dk, with blanks between, without a path and without *",
    "demo": "write true or false",
    "accessibility_mail": "write a mail address",
    "accessibility_phone": "write a telephone number",
    "accessibility_statement": "write an https address, such as https://www.was.digst.dk/vejviser-dk",
    "exit_url": "write an https address with a path, such as https://www.dmi.dk/",
}
