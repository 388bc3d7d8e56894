"""What clients send: strict models, in which an unknown key is an error."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Extra, Field, PydanticValueError, StrictBool, StrictStr, root_validator, validator
from pydantic.errors import DictError

TEXT_LIMIT = 20_000
"""Characters in a message; far more than anyone writes, far less than the language model could be drowned in."""

INPUTS = ("text", "choice", "command", "topic", "set")


class ExactlyOneError(PydanticValueError):
    """None or several of the inputs were sent."""

    code = "exactly_one"
    msg_template = "exactly one input"


def _object(value: Any) -> Any:
    """Only an object will do: pydantic 1 makes one of an empty list."""
    if value is not None and not isinstance(value, dict):
        raise DictError
    return value


class Body(BaseModel):
    """Unknown keys are refused."""

    class Config:
        extra = Extra.forbid


class OpenBody(Body):
    """How a conversation begins."""

    municipality: StrictStr | None = Field(None, description="Where the citizen lives, when that is known.")
    language: StrictStr | None = Field(None, regex="^[a-z]{2}$", description="Two letters; Danish when left out.")


class TurnBody(Body):
    """One thing that the citizen says: a turn id of the client's own making, and exactly one input."""

    turn_id: UUID = Field(description="New for every turn; the same id gives the stored turn again and counts once.")
    text: StrictStr | None = Field(None, max_length=TEXT_LIMIT, description="Free text; a leading slash is text too.")
    choice: Any | None = Field(
        None,
        description="The value of a standing choice as it was given; a list where it takes many, a number where it "
        'asks for one, an object of facts for a question over several; always also "dont_know" or "declined".',
    )
    command: Literal["back", "why", "start_over", "human", "continue", "results"] | None
    topic: StrictStr | None = Field(None, description="A topic id, which opens its provisions.")
    set: dict[str, Any] | None = Field(None, description="Facts to correct, with their new values.")
    question: StrictStr | None = Field(None, description="The question answered; 409 when it no longer stands.")

    _set_is_an_object = validator("set", pre=True, allow_reuse=True)(_object)

    @root_validator(skip_on_failure=True)
    def _exactly_one_input(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(values.get(name) is not None for name in INPUTS) != 1:
            raise ExactlyOneError
        return values


class AssessBody(Body):
    """A situation to assess, and the day asked about."""

    situation: dict[str, Any] = Field(description="An object of facts; an absent fact is left out.")
    on: StrictStr | None = Field(None, regex=r"^\d{4}-\d{2}-\d{2}$", description="ISO date; else today in Denmark.")

    _situation_is_an_object = validator("situation", pre=True, allow_reuse=True)(_object)


class RestBody(Body):
    """Rasa's REST channel. Other keys that its clients send, such as metadata, are passed over."""

    sender: StrictStr = Field(min_length=1, max_length=200)
    message: StrictStr = Field(max_length=TEXT_LIMIT)

    class Config:
        extra = Extra.ignore


MESSAGE_LIMIT = 5000
"""Characters in a message to an adviser."""


class ReachBody(Body):
    """How it is safe to be reached."""

    how: Literal["receipt", "phone", "email", "none"] = "receipt"
    detail: StrictStr = Field("", max_length=200, description="A telephone number or a mail address.")
    safe: StrictStr = Field("", max_length=500, description="What makes it safe, in the citizen's own words.")


class HandoffBody(Body):
    """What the citizen lets an adviser have."""

    turn_id: UUID = Field(description="New for every sending; the same id gives the same receipt and counts once.")
    leave_out: list[StrictStr] = Field([], max_items=100, description="Facts that are neither sent nor used.")
    message: StrictStr = Field("", max_length=MESSAGE_LIMIT)
    keep_names: StrictBool = Field(False, description="Names and numbers in the message stay; CPR numbers never do.")
    contact: ReachBody = ReachBody()


class LineBody(Body):
    """A message in a thread."""

    turn_id: UUID = Field(description="New for every message; the same id counts once.")
    text: StrictStr = Field(min_length=1, max_length=MESSAGE_LIMIT)


class IdentityBody(Body):
    """Who the citizen is, if they wish to tell."""

    name: StrictStr = Field(min_length=1, max_length=200)
    detail: StrictStr = Field("", max_length=200, description="A telephone number or a mail address.")
