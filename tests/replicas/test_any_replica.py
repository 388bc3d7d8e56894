"""Any replica serves any turn: interview, handoff and desk, each request at the other replica than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.commands import stores_of
from api.service import now
from api.settings import Settings
from api.staff.accounts import FAILURES, Accounts
from api.stores import Stores
from rules_core import Situation, assess, load_knowledge
from rules_core.today import danish_day
from tests.api.forms import Page
from tests.api.talking import Talk
from tests.replicas.replica import Replica

pytestmark = pytest.mark.model
PASSWORD = "korrekt hest batteri"  # for tests alone
SITUATION = {"municipality": "holbaek", "age": 34, "housing": "homeless", "alcohol_problem": True,
             "drug_problem": False, "legal_residence": True, "social_problems": True}  # fmt: skip


@pytest.fixture
def operator(state: Path, database_url: str) -> Iterator[Stores]:
    """The stores as the command line has them: beside the replicas, with the same key and secret."""
    stores = stores_of(Settings(state=state, database_url=database_url))
    yield stores
    stores.conversations.close()


@pytest.fixture
def accounts(operator: Stores) -> Accounts:
    return Accounts(operator.accounts, operator.account_key, now)


def logged_in(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/staff/login", data={"name": name, "password": PASSWORD})


def test_a_whole_case_goes_through_both_replicas(
    client: httpx.Client, replicas: tuple[Replica, Replica], operator: Stores, accounts: Accounts
) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(text="jeg er 34 og har mistet min lejlighed")
    assert talk.turn["situation"]["age"] == 34
    asked = talk.answer_from(SITUATION)
    assert len(asked) > 5
    by_hand = assess(Situation.parse(talk.turn["situation"]), load_knowledge(), on=danish_day())
    assert talk.turn["assessment"] == by_hand.as_dict()
    assert [one["turn_id"] for one in talk.read().json()["turns"]][-1] == talk.turn["turn_id"]

    body = {"turn_id": str(uuid4()), "message": "Ring til mig."}
    sent = [client.post(f"{talk.address}/handoff", json=body, headers=talk.headers) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201]
    receipt = sent[0].json()["receipt"]
    assert sent[1].json()["receipt"] == receipt
    bearer = {"Authorization": f"Bearer {receipt}"}

    accounts.add("anna", "lead", password=PASSWORD)
    assert logged_in(client, "anna").status_code == 303
    queue = Page(client, client.get("/staff"))
    csrf = next(value for form in queue.forms for name, value in form.fields if name == "csrf")
    found = client.post("/staff/search", data={"csrf": csrf, "receipt": receipt})
    thread = found.headers["location"]
    for act, fields in (("take", {}), ("reply", {"text": "Jeg ringer i morgen."}), ("note", {"text": "ringes op"})):
        assert client.post(f"{thread}/{act}", data={"csrf": csrf, **fields}).status_code == 303, act
    for _ in range(2):
        assert client.get("/api/v1/thread", headers=bearer).json()["lines"][-1]["text"] == "Jeg ringer i morgen."
        assert talk.send(text="hallo").json()["type"].endswith("taken_over")
    assert client.post("/staff/logout", data={"csrf": csrf}).status_code == 200
    assert [client.get("/staff").status_code for _ in range(2)] == [401, 401]

    assert client.delete("/api/v1/thread", headers=bearer).json()["stores"][0] == {
        "name": "thread", "outcome": "erased",
    }  # fmt: skip
    assert [client.get("/api/v1/thread", headers=bearer).status_code for _ in range(2)] == [404, 404]
    assert [talk.read().status_code for _ in range(2)] == [410, 410]
    assert set(client._transport.used) == {replica.port for replica in replicas}
    assert operator.audit.broken() == []
    assert operator.audit.count("take_thread", now() - timedelta(hours=1)) == 1


def test_the_same_turn_at_both_replicas_is_one_turn(client: httpx.Client) -> None:
    talk, id = Talk(client, municipality="holbaek"), str(uuid4())
    turns = [talk.say(turn_id=id, set={"age": 52}) for _ in range(3)]
    assert turns[0] == turns[1] == turns[2]
    assert [one["turn_id"] for one in talk.read().json()["turns"]].count(id) == 1


def test_wrong_passwords_at_both_replicas_lock_the_account_at_both(
    client: httpx.Client, accounts: Accounts
) -> None:
    accounts.add("bo", "adviser", password=PASSWORD)
    for number in range(FAILURES):
        answer = client.post("/staff/login", data={"name": "bo", "password": f"forkert adgangskode {number}"})
        assert answer.status_code == 401
    assert [logged_in(client, "bo").status_code for _ in range(2)] == [401, 401]
    accounts.unlock(accounts.id_of("bo"))
    assert [logged_in(client, "bo").status_code for _ in range(2)] == [303, 303]
