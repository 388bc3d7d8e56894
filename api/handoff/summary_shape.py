"""The published JSON schema of the summary that a caseworker's system may take in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Extra, Field

from api.shapes import Shape

PATH = "/api/v1/schemas/summary"


class _Part(Shape):
    class Config(Shape.Config):
        extra = Extra.forbid


class Known(_Part):
    fact: str = Field(description="The contract's name of the fact.")
    label: str
    answer: str = Field(description="The citizen's answer, in Danish.")


class Unknown(_Part):
    fact: str
    label: str
    why: Literal["not_asked", "dont_know", "partly"] = Field(
        description="Where answers are `withheld`, what was not asked may be one of them: which is not told."
    )


class Declined(_Part):
    fact: str
    label: str


class ThemeOfVum(_Part):
    """Safety first, then the person, then the themes of voksenudredningsmetoden."""

    id: str
    title: str
    known: list[Known]
    unknown: list[Unknown]
    declined: list[Declined]


class SummaryAlert(_Part):
    id: Literal["danger", "self_harm", "child_concern"]
    text: str


class SummaryReason(_Part):
    outcome: Literal["met", "unmet", "unknown"]
    text: str


class SummarySource(_Part):
    document: str
    section: str


class RelevantProvision(_Part):
    provision: str
    title: str
    law: str
    status: Literal["likely", "possible"]
    local: bool
    reasons: list[SummaryReason]
    missing: list[str] = Field(description="What nobody has told yet and can still change the status.")
    doubts: list[str]
    apply: str
    source: SummarySource


class RunningDeadline(_Part):
    due: str = Field(description="ISO date; reckoned from `sent`, the day of the contact.")
    provision: str
    law: str
    who: Literal["authority", "provider", "citizen"]
    text: str


class LaterDeadline(_Part):
    after: Literal["application", "decision", "admission", "notification", "complaint", "start", "end"]
    provision: str
    law: str
    who: Literal["authority", "provider", "citizen"]
    text: str


class SummaryContact(_Part):
    name: str
    phone: str | None
    email: str | None
    url: str | None


class SummaryEdition(_Part):
    version: str
    checked: str


class Reach(_Part):
    """How the citizen may be reached; `detail` is what they chose to give."""

    how: Literal["receipt", "phone", "email", "none"]
    detail: str
    safe: str


class Summary(_Part):
    """What a citizen lets a caseworker have. It guides and decides nothing."""

    schema_: Literal["vejviser-summary/1"] = Field(alias="schema")
    by: Literal["citizen", "staff"] = Field(description="Who filled it in.")
    on: str = Field(description="The day of the conversation, ISO; the rules stand as of then.")
    sent: str = Field(description="The day the citizen made contact, ISO.")
    municipality: str | None
    about_other: bool = Field(description="Written by another than the one who needs the help.")
    violence: bool = Field(description="Exposed to violence or threats in close relations; danger now is an alert.")
    alerts: list[SummaryAlert]
    themes: list[ThemeOfVum]
    provisions: list[RelevantProvision]
    deadlines: list[RunningDeadline]
    later: list[LaterDeadline]
    pointers: list[str]
    contacts: list[SummaryContact]
    withheld: bool = Field(description="The citizen struck out answers; which is not told.")
    knowledge: SummaryEdition
    message: str | None = Field(description="In the citizen's own words, names and numbers masked unless given.")
    masked: bool = Field(description="Something in the message or in how to reach the citizen was masked.")
    reach: Reach | None


def json_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12 (what pydantic 1 writes is common to it and draft 7)."""
    shape = Summary.schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": PATH, **shape}
