"""Counts for Prometheus: how much and how fast, never who or what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """A registry of its own, so that two apps in one process do not count together."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.opened = self._counter("conversations_opened", "Conversations begun")
        self.erased = self._counter("conversations_erased", "Conversations erased on request")
        self.expired = self._counter("conversations_expired", "Conversations erased by age")
        self.handoffs = self._counter("handoffs", "Summaries left for an adviser")
        self.receipts_wrong = self._counter("receipts_wrong", "Receipts sent that open no thread")
        self.refused = self._counter("staff_refused", "Requests to the staff's pages that were refused", "reason")
        self.notices_delivered = self._counter("notices_delivered", "Notices to the staff that were taken", "kind")
        self.notices_failed = self._counter("notices_failed", "Attempts to deliver a notice that failed", "kind")
        self.notices_pending = self._gauge("notices_pending", "Notices to the staff that wait, of all replicas")
        self.notices_oldest = self._gauge("notices_oldest_seconds", "Age of the oldest notice that waits")
        self.swept = self._gauge("swept_timestamp_seconds", "When what is too old was last erased, in Unix time")
        self.connections = self._gauge("database_connections", "Connections to the database in use")
        self.knowledge = self._gauge("knowledge_info", "1, by the version of the knowledge", "version")
        self.turns = self._counter("turns", "Turns by input and outcome", "input", "outcome")
        self.seconds = Histogram(
            "vejviser_turn_seconds", "Time of a turn by input", ["input"], buckets=_SECONDS, registry=self._registry
        )

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(f"vejviser_{name}", help, labels, registry=self._registry)

    def _gauge(self, name: str, help: str, *labels: str) -> Gauge:
        return Gauge(f"vejviser_{name}", help, labels, registry=self._registry)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self._registry)
