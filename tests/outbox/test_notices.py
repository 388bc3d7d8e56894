"""From what a citizen does to what the staff get: that something waits, once, and not a word of it."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from email import message_from_string, policy
from typing import Any
from uuid import uuid4

import pytest
import yaml
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.handoff.receipt import Cost
from api.handoff.threads import CLOSED
from api.outbox.delivery import signature
from api.outbox.worker import Worker
from api.service import Service, open_records
from api.settings import Settings
from bot.errors import NotStored
from bot.records.schema import notice
from rules_core import Knowledge, Situation, assess
from tests.api.conftest import Clock, clock, knowledge, serve  # noqa: F401
from tests.outbox.receivers import Hook, Mailbox

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = b64decode(SECRET.removeprefix("whsec_"))
LINK = "https://vejviser.example/staff"
SITUATION = {"municipality": "holbaek", "age": 34, "housing": "own_home"}


class Told:
    """Stands in for the runtime: one conversation in which all of SITUATION was said."""

    def __init__(self, rules: Knowledge, on: date) -> None:
        assessment = assess(Situation.parse(SITUATION), rules, on=on)
        self._story = {"turns": [], "situation": SITUATION, "assessment": assessment.as_dict()}
        self.hears: dict[str, Any] = {}

    async def read(self, *_: Any) -> dict[str, Any]:
        return self._story

    def parse(self, _: str) -> dict[str, Any]:
        return {"intent": "inform", "facts": self.hears}


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def make(tmp_path: Any, knowledge: Knowledge, clock: Clock) -> Iterator[Callable[..., Service]]:  # noqa: F811
    """Makes a service whose file of channels has this content; without one nobody is to be told."""
    with ExitStack() as stack:

        def begin(content: dict[str, Any] | None = None) -> Service:
            file = tmp_path / "channels.yml"
            file.write_text(yaml.safe_dump(content))
            settings = Settings(state=tmp_path / "state", channels_file=file if content else None)
            records = open_records(settings, clock)
            stack.callback(records.close)
            service = Service(settings, knowledge, records, Told(knowledge, clock().date()), clock)  # type: ignore[arg-type]
            service.stores.receipts._cost = Cost(passes=1, memory=8)
            return service

        yield begin


@pytest.fixture
def service(make: Callable[..., Service], hook: Hook) -> Service:
    """A service whose notices of Holbæk go to the hook."""
    return make({"link": LINK, "channels": {"holbaek": {"webhook": hook.url, "secret": SECRET}}})


@pytest.fixture
def client(service: Service, serve: Callable[[Service], TestClient]) -> TestClient:  # noqa: F811
    return client_of(service, serve)


def client_of(service: Service, serve: Callable[[Service], TestClient]) -> TestClient:  # noqa: F811
    """A client of an app whose own worker stands still: the test moves another one step by step."""
    service.deliver = _nothing  # type: ignore[method-assign]
    return serve(service)


async def _nothing() -> None:
    return


def send(client: TestClient, message: str = "jeg hedder zafirkvantel", turn_id: str | None = None) -> str:
    """Leaves it for an adviser; the receipt."""
    body = {"turn_id": turn_id or str(uuid4()), "message": message, "keep_names": True}
    answer = client.post(f"/api/v1/conversations/{'c' * 32}/handoff", json=body, headers={"Authorization": "Bearer t"})
    assert answer.status_code == 201, answer.text
    receipt: str = answer.json()["receipt"]
    return receipt


def write(client: TestClient, receipt: str, text: str = "quispelfjord") -> None:
    body, headers = {"turn_id": str(uuid4()), "text": text}, {"Authorization": f"Bearer {receipt}"}
    assert client.post("/api/v1/thread/messages", json=body, headers=headers).status_code == 200


def worker(service: Service) -> Worker:
    assert service.channels is not None
    return Worker(service.stores.outbox, service.channels, service.metrics, service.clock)


def deliver(service: Service) -> None:
    """Everything that is due now."""
    while worker(service).step():
        pass


def events(hook: Hook) -> list[tuple[str, str]]:
    return [(content["event"], content["urgency"]) for content in (json.loads(call.body) for call in hook.calls)]


def test_a_summary_that_is_left_makes_one_notice_without_content(
    service: Service, client: TestClient, hook: Hook
) -> None:
    turn_id = str(uuid4())
    receipt = send(client, turn_id=turn_id)
    assert send(client, turn_id=turn_id) == receipt
    deliver(service)
    [call] = hook.calls
    assert json.loads(call.body) == {
        "event": "opened", "urgency": "normal", "link": LINK,
        "text": f"En ny henvendelse venter. Haster: Almindelig. Se henvendelserne: {LINK}",
    }  # fmt: skip
    [thread] = service.stores.threads.all()
    for secret in ("zafirkvantel", receipt, thread.id, "holbaek"):
        assert secret not in call.body + str(call.headers)
    key, sent_at = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    assert call.headers["webhook-signature"] == signature(KEY, key, sent_at, call.body)
    assert sent_at == str(int(service.clock().timestamp()))


def test_the_running_service_delivers_by_itself(
    service: Service, hook: Hook, serve: Callable[[Service], TestClient], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr("api.outbox.worker.EVERY", 0.02)
    send(serve(service))
    for _ in range(500):
        if hook.calls:
            break
        time.sleep(0.02)
    assert events(hook) == [("opened", "normal")]


def test_two_replicas_deliver_each_notice_once(
    service: Service, make: Callable[..., Service], client: TestClient, hook: Hook
) -> None:
    for _ in range(20):
        send(client)
    assert service.channels is not None
    other = make(service.channels.dict(exclude_none=True))
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(deliver, replica) for replica in (service, other, service, other)]:
            done.result()
    deliver(service)
    assert len(hook.calls) == len({call.headers["webhook-id"] for call in hook.calls}) == 20


def test_danger_in_the_message_is_said_by_its_urgency_alone(service: Service, client: TestClient, hook: Hook) -> None:
    service.runtime.hears = {"self_harm": True}  # type: ignore[attr-defined]
    send(client)
    deliver(service)
    assert events(hook) == [("opened", "acute")]


def test_a_hook_that_fails_is_asked_again_with_the_same_key(
    service: Service, client: TestClient, hook: Hook, clock: Clock  # noqa: F811
) -> None:  # fmt: skip
    hook.statuses = [500, 302, 204]
    send(client)
    for _ in range(3):
        deliver(service)
        clock.move(seconds=10)
    assert len(hook.calls) == 3
    assert len({call.headers["webhook-id"] for call in hook.calls}) == 1
    metrics = service.metrics.text().decode()
    assert 'vejviser_notices_failed_total{kind="webhook"} 2.0' in metrics
    assert 'vejviser_notices_delivered_total{kind="webhook"} 1.0' in metrics
    assert "vejviser_notices_pending 0.0" in metrics


def test_what_waits_is_counted(service: Service, client: TestClient, hook: Hook, clock: Clock) -> None:  # noqa: F811
    hook.statuses = [500]
    send(client)
    send(client)
    clock.move(seconds=40)
    worker(service).step()
    metrics = service.metrics.text().decode()
    assert "vejviser_notices_pending 2.0" in metrics
    assert "vejviser_notices_oldest_seconds 40.0" in metrics


def test_a_hook_that_is_not_there_holds_nothing_up(make: Callable[..., Service], hook: Hook, mailbox: Mailbox,
                                                   serve: Callable[[Service], TestClient]) -> None:  # noqa: F811  # fmt: skip
    with Hook() as gone:
        closed = gone.url
    channel = {"webhook": closed, "mail": "raad@example.dk"}
    smtp = {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "sender": "vejviser@example.dk"}
    service = make({"link": LINK, "channels": {"any": channel}, "smtp": smtp})
    send(client_of(service, serve))
    deliver(service)
    [mail] = mailbox.mails
    parsed = message_from_string(mail, policy=policy.default)
    assert (parsed["to"], parsed["from"]) == ("raad@example.dk", "vejviser@example.dk")
    assert parsed["subject"] == "Vejviser: En ny henvendelse venter"
    assert parsed["message-id"].endswith("@example.dk>")
    assert LINK in parsed.get_content()
    assert "zafirkvantel" not in mail
    assert service.stores.outbox.pending(service.channels.names)[0] == 1


def test_whoever_writes_on_is_announced_once_until_somebody_answers(
    service: Service, client: TestClient, hook: Hook, clock: Clock  # noqa: F811
) -> None:  # fmt: skip
    receipt = send(client)
    [record] = service.stores.threads.all()
    for _ in range(5):
        write(client, receipt)
    deliver(service)
    assert events(hook) == [("opened", "normal"), ("message", "normal")]
    service.runtime.hears = {"immediate_danger": True}  # type: ignore[attr-defined]
    write(client, receipt)
    write(client, receipt)
    deliver(service)
    assert events(hook)[2:] == [("message", "acute")]
    line = service.threads.line("adviser", "svar", id=str(uuid4()))
    service.threads.change(record.id, lambda old: {**old, "lines": [*old["lines"], line]})
    write(client, receipt)
    service.threads.change(record.id, lambda old: {**old, "state": CLOSED})
    write(client, receipt)
    clock.move(hours=24)
    write(client, receipt)
    deliver(service)
    assert len(events(hook)[3:]) == 3


def test_a_deadline_that_comes_near_and_passes_is_announced_once_each(
    service: Service, client: TestClient, hook: Hook, clock: Clock  # noqa: F811
) -> None:  # fmt: skip
    send(client)
    [record] = service.stores.threads.all()
    due = {"due": "2026-12-10", "who": "authority"}
    summary = {**record.content["summary"], "deadlines": [due, {**due, "due": "2026-11-23", "who": "citizen"}]}
    service.threads.change(record.id, lambda old: {**old, "summary": summary})
    for _ in range(30):
        service.raise_alarms()
        service.raise_alarms()
        deliver(service)
        clock.move(days=1)
    assert events(hook) == [("opened", "normal"), ("alarm", "soon"), ("alarm", "late")]


def test_a_closed_thread_raises_no_alarm(service: Service, client: TestClient, hook: Hook, clock: Clock) -> None:  # noqa: F811
    send(client)
    [record] = service.stores.threads.all()
    summary = {**record.content["summary"], "deadlines": [{"due": "2026-12-10", "who": "authority"}]}
    service.threads.change(record.id, lambda old: {**old, "summary": summary, "state": CLOSED})
    clock.move(days=30)
    service.raise_alarms()
    deliver(service)
    assert events(hook) == [("opened", "normal")]


def test_an_erased_thread_takes_its_notices_along(service: Service, client: TestClient, hook: Hook) -> None:
    receipt = send(client)
    assert client.delete("/api/v1/thread", headers={"Authorization": f"Bearer {receipt}"}).status_code == 200
    assert service.stores.outbox.expire() == 0
    deliver(service)
    assert hook.calls == []


def test_a_thread_that_goes_by_age_takes_its_notices_along(
    service: Service, client: TestClient, hook: Hook, clock: Clock  # noqa: F811
) -> None:  # fmt: skip
    hook.statuses = [500]
    send(client)
    assert kept(service) == 1
    clock.move(days=90)
    service.stores.expire()  # the app's own first sweep may have had a part of it: what counts is what is left
    assert (list(service.stores.threads.all()), kept(service)) == ([], 0)


def kept(service: Service) -> int:
    """How many notices lie in the table, whatever has become of their threads."""
    with service.records.database.connection() as connection:
        count: int = connection.execute(select(func.count()).select_from(notice)).scalar_one()
    return count


def test_without_a_channel_nothing_is_kept(make: Callable[..., Service],
                                           serve: Callable[[Service], TestClient]) -> None:  # noqa: F811  # fmt: skip
    for content in (None, {"link": LINK, "channels": {"varde": {"webhook": "https://hooks.example/x"}}}):
        service = make(content)
        client = client_of(service, serve)
        write(client, send(client))
        service.raise_alarms()
        assert service.stores.outbox.pending(["holbaek webhook", "varde webhook", "any webhook"]) == (0, 0)


def test_a_thread_that_cannot_be_stored_is_not_announced(
    service: Service, client: TestClient, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise NotStored

    monkeypatch.setattr(service.stores.outbox, "put", refuse)
    answer = client.post(f"/api/v1/conversations/{'c' * 32}/handoff", json={"turn_id": str(uuid4())},
                         headers={"Authorization": "Bearer t"})  # fmt: skip
    assert answer.status_code == 503
    assert list(service.stores.threads.all()) == []


def test_a_worker_that_cannot_read_the_outbox_goes_on(
    service: Service, client: TestClient, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client)

    def refuse(*_: Any) -> tuple[int, int]:
        raise NotStored

    with monkeypatch.context() as broken:
        broken.setattr(service.stores.outbox, "pending", refuse)
        assert not worker(service).step()
    deliver(service)
    assert len(hook.calls) == 1


def test_a_notice_is_signed_as_the_published_example_of_standard_webhooks() -> None:
    signed = signature(KEY, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", '{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
