"""The shapes of answers, for OpenAPI alone: what is answered is the conversation's own JSON and is not built anew."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class Shape(BaseModel):
    """An object whose optional members may be null."""

    class Config:
        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Says null where pydantic 1 only says that a member may be left out."""
            for name, field in model.__fields__.items():
                if field.allow_none and field.outer_type_ is not Any:
                    schema["properties"][name] = {"anyOf": [schema["properties"][name], {"type": "null"}]}


class ProblemError(Shape):
    key: str = Field(description="The field or fact.")
    remedy: str = Field(description="What to write, in Danish; the value is never repeated.")


class Problem(Shape):
    """RFC 9457, in Danish."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None


class Source(Shape):
    document: str
    section: str
    adopted: str | None


class Contact(Shape):
    name: str
    phone: str | None
    email: str | None
    url: str | None
    address: str | None
    hours: str | None
    anonymous: bool
    round_the_clock: bool
    checked: str
    source: Source


class Reason(Shape):
    criterion: str
    outcome: Literal["met", "unmet", "unknown"]
    facts: list[str]
    text: str
    source: Source


class Deadline(Shape):
    kind: str
    amount: int
    unit: Literal["days", "working_days", "weeks", "months", "hours"]
    after: str
    due: str = Field(description="The day it ends, reckoned as if `after` happened on the day asked about.")
    who: Literal["authority", "provider", "citizen"]
    text: str
    source: Source


class Range(Shape):
    """DKK; `high` null: no known upper bound."""

    low: float
    high: float | None
    per: Literal["night", "month", "year", "stay"]
    rate_year: int | None


class CostLine(Shape):
    label: str
    low: float | None
    high: float | None
    per: str
    rate_year: int | None
    source: Source


class Cost(Shape):
    pays: Range | None
    receives: Range | None
    keeps: Range | None
    lines: list[CostLine]
    assumptions: list[str]
    missing: list[str]


class Apply(Shape):
    how: Literal["self_referral", "application", "no_application"]
    text: str


class Appeal(Shape):
    possible: bool
    weeks: int | None
    to: str | None


class Finding(Shape):
    provision: str
    title: str
    law: str
    status: Literal["likely", "possible", "unlikely"]
    local: bool = Field(description="False: no published local standard, the national rule is used.")
    reasons: list[Reason]
    missing: list[str]
    apply: Apply
    deadlines: list[Deadline]
    contacts: list[Contact]
    cost: Cost | None
    appeal: Appeal
    not_included: list[str]
    doubts: list[str]
    source: Source


class Alert(Shape):
    id: str
    contacts: list[Contact]


class Edition(Shape):
    version: str
    checked: str


class Assessment(Shape):
    """Every provision for one situation on one day, most relevant first, then least intrusive first."""

    on: str
    municipality: str | None
    alerts: list[Alert]
    findings: list[Finding]
    missing: list[str]
    knowledge: Edition


class Message(Shape):
    kind: Literal["info", "question", "alert", "result"]
    text: str


class Choice(Shape):
    value: Any
    label: str


class Asking(Shape):
    """The standing question; always also answered by "dont_know" and "declined"."""

    question: str
    facts: list[str]
    kind: Literal["boolean", "integer", "amount", "one_of", "many_of", "topic"]
    choices: list[Choice]
    why: str | None
    unit: str | None = Field(description="What a number counts, in Danish.")


class Progress(Shape):
    answered: int
    left_at_most: int


class Turn(Shape):
    """One step of the conversation."""

    turn_id: str
    messages: list[Message]
    asking: Asking | None
    situation: dict[str, Any]
    assessment: Assessment | None
    progress: Progress
    erase_requested: bool = Field(description="The citizen asked for erasure in words: offer it, a DELETE does it.")
    handoff_requested: bool = Field(description="The citizen asked for a person: offer to leave it for an adviser.")


class Opened(Shape):
    id: str
    token: str = Field(description="Serves this conversation alone; it is not shown again.")
    turn: Turn


class Conversation(Shape):
    turns: list[dict[str, Any]] = Field(description="Every turn so far, without its assessment.")
    situation: dict[str, Any]
    assessment: Assessment | None


class Erasure(Shape):
    name: str
    outcome: str


class Erased(Shape):
    stores: list[Erasure]


class ProvisionSummary(Shape):
    id: str
    title: str
    law: str
    summary: str
    local: bool


class Criterion(Shape):
    id: str
    text: str
    facts: list[str]
    source: Source


class Provision(ProvisionSummary):
    """A provision as it stands in one municipality."""

    municipality: str
    criteria: list[Criterion]
    apply: Apply
    appeal: Appeal
    contacts: list[Contact]
    help: list[str]
    extent: list[str]
    follow_up: list[str]
    other_help: list[str]
    not_included: list[str]
    doubts: list[str]
    source: Source


class Health(Shape):
    status: Literal["live", "ready"]


class Button(Shape):
    title: str
    payload: str = Field(description="An opaque id of a choice of the standing question.")


class RestMessage(Shape):
    recipient_id: str
    text: str
    buttons: list[Button] | None


class ThreadLine(Shape):
    from_: Literal["citizen", "adviser"] = Field(alias="from")
    at: str
    text: str


class ThreadIdentity(Shape):
    name: str
    detail: str


class Thread(Shape):
    """The thread as its citizen sees it."""

    state: Literal["waiting", "taken", "closed"]
    lines: list[ThreadLine]
    summary: dict[str, Any] = Field(description="As /api/v1/schemas/summary describes it.")
    identity: ThreadIdentity | None
    last_activity: str


class Sent(Shape):
    receipt: str = Field(description="Sixteen digits; shown this once.")
    grouped: str
    summary: dict[str, Any] = Field(description="As /api/v1/schemas/summary describes it.")


class CountsByPlace(Shape):
    """Null is held back: under `least`, or what would give such a count away."""

    at_least: int | None = Field(description="The sum of what is shown; there may be more in what is held back.")
    by_municipality: dict[str, Any] = Field(description="A count or null for each municipality, and for unknown.")


class ConversationCounts(Shape):
    total: int | None
    by_municipality: dict[str, Any] = Field(description="A count or null for each municipality, and for unknown.")
    by_day: dict[str, Any] = Field(description="A count or null for each day on which conversations began.")


class QuestionCounts(Shape):
    asked: int | None
    stopped: int | None = Field(description="Conversations that ended while this question waited for its answer.")


class Report(Shape):
    """A closed month; every conversation counts at most once in each count."""

    month: str
    least: int
    conversations: ConversationCounts
    topics: dict[str, CountsByPlace]
    unmet: dict[str, CountsByPlace] = Field(description="Topics of which every provision was unlikely.")
    not_understood: dict[str, CountsByPlace] = Field(description="Texts that were not understood, by reason.")
    questions: dict[str, QuestionCounts] = Field(description="Empty where the number of conversations is held back.")


class Statistics(Shape):
    months: list[str] = Field(description="Closed months with counts, newest first.")
    report: Report | None
