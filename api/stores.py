"""Everything that is kept, kind by kind: how long each stays, erasure by age, and the rotation of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.handoff.receipt import Receipts, derived
from api.settings import Settings
from bot.records import Audit, Outbox, Records, load_secret
from bot.records.schema import account, complaint, session, thread


@dataclass(frozen=True)
class Stores:
    """The kinds of records in one database, the audit log beside them, and what finds a thread by its receipt."""

    conversations: Records
    threads: Records
    accounts: Records
    sessions: Records
    complaints: Records
    audit: Audit
    outbox: Outbox
    receipts: Receipts
    audit_stays: timedelta
    account_key: bytes = field(repr=False)

    @classmethod
    def beside(cls, conversations: Records, settings: Settings, clock: Callable[[], datetime]) -> Stores:
        """All stores of the database that holds the conversations. Misconfigured where the secret cannot be used."""
        environ = {"VEJVISER_SECRET": settings.secret} if settings.secret else {}
        secret = load_secret(settings.secret_path, environ)
        return cls(
            conversations=conversations,
            threads=conversations.of_kind(thread, settings.thread_retention),
            accounts=conversations.of_kind(account, None),
            sessions=conversations.of_kind(session, timedelta(minutes=settings.session_minutes)),
            complaints=conversations.of_kind(complaint, settings.complaint_retention),
            audit=Audit(conversations.database, derived(secret, "audit chain"), clock),
            outbox=Outbox(conversations.database, clock),
            receipts=Receipts(secret),
            audit_stays=timedelta(days=settings.audit_days),
            account_key=derived(secret, "account ids"),
        )

    @property
    def kinds(self) -> tuple[Records, ...]:
        """All that is encrypted."""
        return (self.conversations, self.threads, self.accounts, self.sessions, self.complaints)

    def expire(self) -> dict[str, int]:
        """Erases what is too old; how many of each kind, by name. NotStored."""
        gone = {records.name: records.expire() for records in self.kinds}
        return {**gone, "audit": self.audit.expire(self.audit_stays), "notice": self.outbox.expire()}

    def reseal(self) -> dict[str, int]:
        """Encrypts under the newest key what lies under an older one; how many of each kind. Unreadable, NotStored."""
        return {records.name: records.reseal() for records in self.kinds}
