"""Storage: one encrypted, versioned row a record, and the audit log (docs/decisions/0009-one-encrypted-record.md)."""

from bot.records.audit import Audit, Entry
from bot.records.keyfile import load_keys, load_secret
from bot.records.keys import Keys
from bot.records.levels import Level
from bot.records.outbox import Notice, Outbox
from bot.records.store import Record, Records
from bot.records.tallies import Tallies

__all__ = [
    "Audit", "Entry", "Keys", "Level", "Notice", "Outbox", "Record", "Records", "Tallies", "load_keys", "load_secret",
]  # fmt: skip
