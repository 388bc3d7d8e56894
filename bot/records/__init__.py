"""Storage: one encrypted, versioned row a conversation (docs/decisions/0009-one-encrypted-record.md)."""

from bot.records.keyfile import load_keys
from bot.records.keys import Keys
from bot.records.store import Record, Records
from bot.records.tallies import Tallies

__all__ = ["Keys", "Record", "Records", "Tallies", "load_keys"]
