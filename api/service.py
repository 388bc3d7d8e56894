"""The parts of one running service, and how they are put together from the settings."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from fastapi import Request

from api.dates import today
from api.handoff.gate import FORGET, WRONG, Gate
from api.handoff.threads import Threads
from api.identity import strip_identity, strip_value
from api.limits import Bucket, Limits
from api.locale import words_of
from api.metrics import Metrics
from api.outbox.channels import Channels, load_channels
from api.outbox.notices import Notices
from api.outbox.worker import Worker
from api.pages.assets import SHEET
from api.settings import Settings
from api.staff.accounts import Accounts
from api.staff.sessions import Sessions
from api.stores import Stores
from bot.errors import ConversationError, Misconfigured
from bot.records import Level, Records, Tallies, load_keys
from rules_core import Knowledge, load_knowledge

if TYPE_CHECKING:
    from bot.runtime import Runtime

logger = logging.getLogger(__name__)

REFUSALS_LOGGED = 600
"""Refusals of the staff's pages a minute that the audit log takes; more are only counted: nobody can fill the disk."""
SWEEP_SECONDS = 600
"""Between two sweeps for idle records; a read refuses one that is too old whether it was swept or not."""


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(timezone.utc)


@dataclass
class Service:
    """What the routes work with. `clock` gives aware times."""

    settings: Settings
    knowledge: Knowledge
    records: Records
    runtime: Runtime
    clock: Callable[[], datetime] = now
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(init=False)
    stores: Stores = field(init=False)
    threads: Threads = field(init=False)
    accounts: Accounts = field(init=False)
    sessions: Sessions = field(init=False)
    tallies: Tallies = field(init=False)
    channels: Channels | None = field(init=False)
    notices: Notices = field(init=False)
    wrong_receipts: Level = field(init=False)
    refusals: Bucket = field(init=False)
    gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self.stores = Stores.beside(self.records, self.settings, self.clock)
        self.threads = Threads(self.stores, self.clock)
        self.accounts = Accounts(self.stores.accounts, self.stores.account_key, self.clock)
        self.sessions = Sessions(self.stores.sessions, self.clock)
        self.tallies = Tallies(self.records.database)
        self.channels = load_channels(self.settings.channels_file, self.knowledge.municipalities)
        self.notices = Notices(self.channels)
        self.wrong_receipts = Level(self.records.database, WRONG, FORGET, self.clock)
        self.gate = Gate(self.wrong_receipts)
        self.refusals = Bucket(REFUSALS_LOGGED, REFUSALS_LOGGED, time.monotonic())
        self.metrics.knowledge.labels(self.knowledge.version).set(1)
        self.metrics.connections.set_function(self.records.database.in_use)
        self.limits = Limits(self.settings.conversation_limit, self.settings.total_limit)

    def today(self) -> Any:
        """The day in Denmark."""
        return today(self.clock)

    def clean(self, text: str) -> str:
        """The text without identity numbers."""
        return strip_identity(text, words_of("da")["identity_word"])

    def clean_value(self, value: Any) -> Any:
        """A JSON value without identity numbers."""
        return strip_value(value, words_of("da")["identity_word"])

    async def deliver(self) -> None:
        """Brings notices to the staff until it is cancelled; at once done where nobody is to be told."""
        if self.channels is not None:
            await Worker(self.stores.outbox, self.channels, self.metrics, self.clock).run()

    def raise_alarms(self) -> None:
        """Puts a notice into the outbox for each deadline that came near or passed. Blocks; NotStored, Unreadable."""
        if self.channels is not None:
            self.stores.outbox.add(self.notices.alarms(self.stores.threads.all(), self.today()))

    def probe(self) -> None:
        """Writes to every store and reads what can be read back; leaves nothing. Blocks; NotStored."""
        for store in (*self.stores.kinds, self.stores.audit, self.stores.outbox, self.tallies, self.wrong_receipts):
            store.probe()

    async def sweep(self) -> None:
        """Erases what is too old of every kind, now and every ten minutes until it is cancelled; alarms once a day."""
        alarmed = None
        while True:
            try:
                gone = await asyncio.to_thread(self.stores.expire)
                self.metrics.expired.inc(gone[self.records.name])
                await asyncio.to_thread(self.tallies.expire, self.today(), self.settings.statistics_months)
                self.metrics.swept.set_to_current_time()
                if alarmed != self.today():
                    await asyncio.to_thread(self.raise_alarms)
                    alarmed = self.today()
            except ConversationError as error:
                logger.error("the sweep was not done to its end: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)


def load(settings: Settings) -> Service:
    """Opens the records, loads knowledge and model. KnowledgeError, Misconfigured, and what the model refuses with."""
    from bot.runtime import Runtime  # here, because it takes seconds and importing the app should not

    if not settings.model.is_file() and not any(settings.model.glob("*.tar.gz")):
        raise Misconfigured(str(settings.model), "holds no trained model", "run make train, or set VEJVISER_MODEL")
    if not (settings.design / SHEET).is_file():
        raise Misconfigured(str(settings.design), "holds no design system", "run make design, or set VEJVISER_DESIGN")
    knowledge = load_knowledge(contacts=settings.contacts_file)
    records = open_records(settings)
    runtime = Runtime.load(settings.model, records, knowledge, clock=now)
    return Service(settings, knowledge, records, runtime)


def open_records(settings: Settings, clock: Callable[[], datetime] = now) -> Records:
    """The store that the settings name. Misconfigured, NotStored."""
    keys = load_keys(settings.key_path, {"VEJVISER_KEY": settings.key} if settings.key else {})
    return Records(
        settings.store_url, keys, clock=clock, retention=settings.retention, connections=settings.database_connections
    )


async def service_of(request: Request) -> Service:
    """The service that the app was started with. Asynchronous, because a plain one is run in a thread."""
    return request.app.state.service
