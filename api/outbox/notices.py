"""What is worth a notice: a thread is opened, a citizen writes on, a deadline comes near or passes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from api.handoff.threads import CLOSED
from api.outbox.channels import Channels
from api.staff.urgency import urgency_of
from bot.records import Notice, Record
from rules_core.today import danish_day

OPENED, MESSAGE, ALARM = "opened", "message", "alarm"


class Notices:
    """Makes the notices of events, one for each channel of the municipality; none where nobody is to be told."""

    def __init__(self, channels: Channels | None) -> None:
        self._channels = channels

    def opened(self, thread: str, content: dict[str, Any], today: date) -> list[Notice]:
        """A summary was left for the staff."""
        return self._of(thread, content, OPENED, today)

    def written(self, thread: str, before: dict[str, Any], content: dict[str, Any], today: date) -> list[Notice]:
        """The citizen wrote on. Until somebody answers, one notice a day is enough, unless it has come to hurry more:
        nobody with a receipt shall fill a mailbox."""
        answers = sum(line["from"] == "adviser" for line in before["lines"])
        return self._of(thread, content, MESSAGE, today, today.isoformat(), before["state"], str(answers))

    def alarms(self, threads: Iterable[Record], today: date) -> list[Notice]:
        """Of all threads that are not closed: those that time alone has made more urgent since they were opened."""
        return [
            notice
            for record in threads if record.content["state"] != CLOSED and _hurries_more(record.content, today)
            for notice in self._of(record.id, record.content, ALARM, today)
        ]  # fmt: skip

    def _of(self, thread: str, content: dict[str, Any], event: str, today: date, *occasion: str) -> list[Notice]:
        if self._channels is None:
            return []
        urgency = urgency_of(content, today).id
        names = self._channels.names_for(content["summary"]["municipality"])
        return [Notice.of(thread, name, event, urgency, *occasion) for name in names]


def _hurries_more(content: dict[str, Any], today: date) -> bool:
    opened = danish_day(datetime.fromisoformat(content["opened"]))
    return urgency_of(content, today).rank < urgency_of(content, opened).rank
