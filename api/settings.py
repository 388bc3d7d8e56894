"""What an operator can set, read from environment variables that begin with VEJVISER_.

| variable | means | otherwise |
|---|---|---|
| VEJVISER_HOST, VEJVISER_PORT | where the server listens | 127.0.0.1, 8000 |
| VEJVISER_STATE | the folder of what the service itself keeps | `.state/` |
| VEJVISER_DATABASE_URL | SQLAlchemy URL of the records | an SQLite file in that folder |
| VEJVISER_KEY, VEJVISER_KEY_FILE | the records' key, or the file that holds it | a file in that folder |
| VEJVISER_SECRET, VEJVISER_SECRET_FILE | the secret that finds receipts again, or its file | a file in that folder |
| VEJVISER_MODEL | the trained model, a file or a folder of models | `models/` |
| VEJVISER_DESIGN | the `dist` folder of Det Fælles Designsystem | `node_modules/dkfds/dist` |
| VEJVISER_CONTACTS_FILE | the operator's own contacts, laid over ours | none |
| VEJVISER_REST_KEY | opens Rasa's REST channel to whoever bears it | the channel is off |
| VEJVISER_RETENTION_HOURS | a conversation this long without activity is erased | 24 |
| VEJVISER_THREAD_DAYS | a thread this long without activity is erased | 90 |
| VEJVISER_AUDIT_DAYS | lines of the audit log older than this are deleted | 730, at least 180 |
| VEJVISER_SESSION_MINUTES | a member of staff this long without activity is logged out | 30 |
| VEJVISER_OIDC_ISSUER, _CLIENT, _SECRET | the municipality's OpenID provider, and who we are there | passwords alone |
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

PREFIX = "VEJVISER_"
_ORIGIN = r"https?://[a-z0-9.-]+(:\d+)?"
REST_KEY_LENGTH = 24
"""Least length of the REST channel's key, in characters."""


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
    key: str | None
    key_file: Path | None
    secret: str | None
    secret_file: Path | None
    model: Path = Path("models")
    design: Path = Path("node_modules/dkfds/dist")
    contacts_file: Path | None
    rest_key: str | None = Field(None, min_length=REST_KEY_LENGTH)
    retention_hours: float = Field(24, gt=0, le=24 * 365)
    thread_days: float = Field(90, gt=0, le=3650)
    audit_days: float = Field(730, ge=180, le=36500)
    session_minutes: float = Field(30, gt=0, le=600)
    oidc_issuer: str | None = Field(None, regex=r"^https?://\S+$")
    oidc_client: str | None
    oidc_secret: str | None
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

    @validator("key", "rest_key", "secret", "database_url", "key_file", "secret_file", "contacts_file",
               "oidc_issuer", "oidc_client", "oidc_secret", "public_url", "operator", "accessibility_mail",
               "accessibility_phone", "accessibility_statement", pre=True)  # fmt: skip
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def retention(self) -> timedelta:
        return timedelta(hours=self.retention_hours)

    @property
    def thread_retention(self) -> timedelta:
        return timedelta(days=self.thread_days)

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
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(PREFIX + str(first["loc"][0]).upper(), _remedy(cls, first)) from None


def _remedy(settings: type[Settings], error: dict) -> str:
    name = str(error["loc"][0])
    if name not in settings.__fields__:
        known = ", ".join(PREFIX + field.upper() for field in settings.__fields__)
        return f"no such setting; remove it, or write one of {known}"
    return _REMEDIES.get(name, "write {kind}").format(kind=settings.__fields__[name]._type_display())


_REMEDIES = {
    "port": "write a port number from 0 to 65535",
    "rest_key": f"write a secret of at least {REST_KEY_LENGTH} characters, or leave it out to keep the channel off",
    "retention_hours": "write a number of hours above 0, such as 24",
    "thread_days": "write a number of days above 0, such as 90",
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
