"""The desk: who gets in, what they may do, and that all of it is logged without content."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.handoff.receipt import Cost
from api.service import Service
from api.staff.accounts import FAILURES, LOCKED_FOR, LoginRefused
from api.staff.entry import COOKIE
from api.staff.sessions import LONGEST
from api.staff.urgency import distance
from api.staff.words import words
from bot.errors import Conflict, NotStored
from tests.api.conftest import ROOT, Clock
from tests.api.staffing import PASSWORD, Desk, cheap_passwords
from tests.api.test_stores import run

S = words()
OPEN = {"/staff/login", "/staff/oidc", "/staff/oidc/callback"}
"""What needs no login, because it is the login. Everything else under /staff must refuse."""
SUMMARY = {"municipality": "holbaek", "deadlines": [], "provisions": [], "themes": [
    {"id": "safety", "title": "Sikkerhed", "known": [], "unknown": [], "declined": []}], "alerts": [], "later": [],
    "pointers": [], "contacts": [], "withheld": False, "about_other": False, "on": "2026-11-22", "sent": "2026-11-22",
    "knowledge": {"version": "1", "checked": "2026-11-01"}, "message": "zafirkvantel", "masked": False, "reach": None,
    "schema": "vejviser-summary/1", "by": "citizen", "violence": False}  # fmt: skip


class Silenced:
    """Stands in for the runtime: remembers what a person took over."""

    def __init__(self) -> None:
        self.silent: list[str] = []

    async def silence(self, conversation: str) -> None:
        self.silent.append(conversation)

    def parse(self, _: str) -> dict[str, Any]:
        return {"intent": "out_of_scope", "facts": {}}


@pytest.fixture
def desk(broken: Service, plain: TestClient, monkeypatch: pytest.MonkeyPatch) -> Desk:
    broken.runtime = Silenced()  # type: ignore[assignment]
    monkeypatch.setattr(broken.stores.receipts, "_cost", Cost(passes=1, memory=8))
    cheap_passwords(broken)
    return Desk(plain.app, broken)


@pytest.fixture
def inside(desk: Desk) -> Desk:
    assert desk.login().status_code == 303
    return desk


@pytest.fixture
def lead(desk: Desk) -> Desk:
    lead = Desk(desk.client.app, desk.service, "bo", "lead")
    lead.login()
    return lead


def thread(service: Service, receipt: str = "1" * 16, **changes: Any) -> str:
    content = {"conversation": "c" * 32, "summary": SUMMARY, "situation": {"municipality": "holbaek"},
               "alerts": [], "keep_names": False, "identity": None,
               "lines": [], "notes": [], "state": "waiting", "adviser": None, "opened": "2026-11-22T09:00:00+00:00",
               **changes}  # fmt: skip
    return service.threads.open(receipt, content).id


def guarded(client: TestClient) -> list[tuple[str, str]]:
    """Every operation under /staff that is not the login, from the OpenAPI."""
    paths = client.get("/openapi.json").json()["paths"]
    found = [(method, path) for path, methods in paths.items() if path.startswith("/staff") for method in methods]
    return [(method, path) for method, path in found if path not in OPEN]


def filled(path: str) -> str:
    return path.replace("{id}", "0" * 32)


def test_every_staff_route_is_in_the_openapi_and_says_that_it_needs_a_login(desk: Desk) -> None:
    paths = desk.client.get("/openapi.json").json()["paths"]
    served = {route.path for route in desk.client.app.routes if route.path.startswith("/staff")} - {"/staff/static"}
    assert served == {path for path in paths if path.startswith("/staff")}
    assert len(guarded(desk.client)) > 15
    counts = "/staff/statistics/conversations"
    assert {("get", counts), ("get", f"{counts}.json")} <= set(guarded(desk.client))
    for method, path in guarded(desk.client):
        assert paths[path][method]["security"] == [{"StaffSession": []}], path
        assert {"401", "403"} <= set(paths[path][method]["responses"]), path


def test_without_a_login_with_a_forged_or_an_ended_session_every_route_refuses(desk: Desk, clock: Clock) -> None:
    desk.login()
    cookie = desk.client.cookies[COOKIE]
    clock.move(minutes=31)
    for method, path in guarded(desk.client):
        for token in (None, "zafirkvantel", cookie, cookie[:-1] + ("A" if cookie[-1] != "A" else "B")):
            desk.client.cookies.clear()
            headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
            data = {"csrf": "x"} if method == "post" else None
            answer = desk.client.request(method, filled(path), headers=headers, data=data)
            assert answer.status_code == 401, (method, path)
            assert "zafirkvantel" not in answer.text
    actions = {entry.action for entry in desk.service.stores.audit.entries(last=10_000)}
    assert {"refused_none", "refused_session"} <= actions
    subjects = {entry.subject for entry in desk.service.stores.audit.entries(last=10_000) if "refused" in entry.action}
    assert subjects == {path for _, path in guarded(desk.client)}


def test_a_foreign_origin_or_a_form_without_the_token_changes_nothing(inside: Desk) -> None:
    id, csrf = thread(inside.service), inside.csrf()
    before = inside.service.stores.threads.read(id)
    tries = 0
    for method, path in guarded(inside.client):
        if method == "get":
            continue
        for headers, data in (
            ({"Origin": "https://evil.example"}, {"csrf": csrf}),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, {"csrf": csrf}),
            ({"Sec-Fetch-Site": "same-site"}, {"csrf": csrf}),
            ({}, {"csrf": "zafirkvantel"}), ({}, {"x": "x"}),
        ):  # fmt: skip
            answer = inside.client.request(method, path.replace("{id}", id), headers=headers, data=data)
            assert answer.status_code == 403, (method, path, headers)
            tries += 1
    assert tries > 40
    assert inside.service.stores.threads.read(id) == before
    assert inside.service.sessions.find(inside.client.cookies[COOKIE]) is not None
    foreign = inside.client.post("/staff/login", data={"name": "anna", "password": PASSWORD},
                                 headers={"Origin": "https://evil.example"})  # fmt: skip
    assert foreign.status_code == 403
    own = {"Origin": "https://testserver", "Sec-Fetch-Site": "same-origin"}
    took = inside.client.post(f"/staff/threads/{id}/take", data={"csrf": csrf}, headers=own)
    assert took.status_code == 303


def test_what_is_for_leads_refuses_advisers(inside: Desk, lead: Desk) -> None:
    for path in ("/staff/audit", "/staff/complaints", "/staff/complaints/" + "0" * 32):
        assert inside.client.get(path).status_code == 403
        assert lead.client.get(path).status_code in (200, 404)
    assert inside.post("/staff/complaints/" + "0" * 32 + "/erase").status_code == 403
    refused = [entry for entry in inside.service.stores.audit.entries() if entry.action == "refused_role"]
    assert {entry.actor for entry in refused} == {inside.id}
    assert {entry.subject for entry in refused} == {"/staff/audit", "/staff/complaints", "/staff/complaints/{id}",
                                                    "/staff/complaints/{id}/erase"}  # fmt: skip


def test_a_session_ends_by_idleness_by_age_by_logging_out_and_with_the_account(inside: Desk, clock: Clock) -> None:
    for _ in range(19):
        clock.move(minutes=29)
        assert inside.client.get("/staff").status_code == 200
    clock.move(seconds=LONGEST.total_seconds() - 19 * 29 * 60)
    assert inside.client.get("/staff").status_code == 401
    inside.login()
    cookie = inside.client.cookies[COOKIE]
    answer = inside.post("/staff/logout")
    assert answer.headers["Clear-Site-Data"]
    assert inside.client.get("/staff", headers={"Cookie": f"{COOKIE}={cookie}"}).status_code == 401
    inside.login()
    inside.service.accounts.remove(inside.id)
    assert inside.client.get("/staff").status_code == 401
    inside.service.sessions.end_all(inside.id)  # as the command does: the name may be given to another
    inside.service.accounts.add(inside.name, "lead", password=PASSWORD)
    assert inside.client.get("/staff").status_code == 401


def test_the_cookie_is_for_our_own_pages_alone(desk: Desk) -> None:
    cookie = desk.login().headers["set-cookie"]
    assert cookie.startswith("__Host-")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "expires" not in cookie.lower()


def test_wrong_passwords_lock_the_account_for_a_while_and_tell_nothing(desk: Desk, clock: Clock) -> None:
    texts = set()
    for _ in range(FAILURES):
        texts.add(desk.login("forkert adgangskode").text)
    texts.add(desk.login().text)
    texts.add(desk.client.post("/staff/login", data={"name": "zafirkvantel", "password": "zafirkvantel"}).text)
    assert len(texts) == 1
    assert S["login"]["failed"] in texts.pop()
    with pytest.raises(LoginRefused) as caught:
        desk.service.accounts.login("anna", PASSWORD)
    assert caught.value.reason == "locked"
    clock.move(seconds=LOCKED_FOR.total_seconds())
    assert desk.login("forkert adgangskode").status_code == 401
    assert desk.login().status_code == 303
    for _ in range(FAILURES - 1):
        desk.login("forkert adgangskode")
    assert desk.login().status_code == 303
    assert "zafirkvantel" not in str(desk.service.stores.audit.entries())


def test_accounts_are_unique_and_passwords_long(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.service.accounts.add(" ANNA ", "lead", password=PASSWORD)
    with pytest.raises(ValueError, match="at least 12"):
        desk.service.accounts.add("carl", "lead", password="kort")
    with pytest.raises(ValueError, match="either"):
        desk.service.accounts.add("carl", "lead")
    desk.service.accounts.add("dorte", "adviser", subject="abc")
    with pytest.raises(LoginRefused):
        desk.service.accounts.login("dorte", "")
    assert desk.service.accounts.login_by_subject("abc").name == "dorte"


def test_the_desk_takes_replies_notes_hands_on_and_closes(inside: Desk, lead: Desk) -> None:
    id = thread(inside.service)
    queue = inside.page()
    assert S["queue"]["state"]["waiting"] in queue.text
    page = inside.page(f"/staff/threads/{id}")
    assert "zafirkvantel" in page.text
    assert not page.has(S["thread"]["reply_button"])
    assert inside.post(f"/staff/threads/{id}/reply", text="Hej").status_code == 409
    action, fields = page.sends(S["thread"]["take"])
    assert inside.client.post(action, data=fields).status_code == 303
    assert inside.service.runtime.silent == ["c" * 32]  # type: ignore[attr-defined]
    inside.post(f"/staff/threads/{id}/reply", text="Kom forbi i morgen. 070761-4285")
    inside.post(f"/staff/threads/{id}/note", text="ringede forgæves")
    content = inside.service.stores.threads.read(id).content
    assert [(line["from"], line["text"], line["by"]) for line in content["lines"]] == [
        ("adviser", "Kom forbi i morgen. […]", inside.id)]  # fmt: skip
    assert content["notes"][0]["text"] == "ringede forgæves"
    assert (content["state"], content["adviser"]) == ("taken", inside.id)
    other = Desk(inside.client.app, inside.service, "carl")
    other.login()
    assert other.post(f"/staff/threads/{id}/take").status_code == 409
    assert other.post(f"/staff/threads/{id}/close").status_code == 409
    assert inside.post(f"/staff/threads/{id}/hand-on", to="f" * 32).status_code == 409
    inside.post(f"/staff/threads/{id}/hand-on", to=other.id)
    assert inside.service.stores.threads.read(id).content["adviser"] == other.id
    lead.post(f"/staff/threads/{id}/take")
    lead.post(f"/staff/threads/{id}/close")
    assert lead.service.stores.threads.read(id).content["state"] == "closed"
    done = [entry.action for entry in reversed(lead.service.stores.audit.entries(subject=id))]
    assert done == ["read_thread", "reply_thread", "take_thread", "reply_thread", "note_thread", "take_thread",
                    "close_thread", "hand_on_thread", "take_thread", "close_thread"]  # fmt: skip
    log = lead.page("/staff/audit")
    assert S["audit"]["whole"] in log.text
    assert "ringede" not in log.text
    assert "Kom forbi" not in str(lead.service.stores.audit.entries(last=1000))


def test_the_machine_is_silent_however_a_person_comes_to_answer(lead: Desk, inside: Desk) -> None:
    """A lead may reply, and hand on, without taking the thread first."""
    silent = lead.service.runtime.silent  # type: ignore[attr-defined]
    replied = thread(lead.service, "1" * 16, conversation="d" * 32)
    lead.post(f"/staff/threads/{replied}/reply", text="Hej")
    assert silent == ["d" * 32]
    content = lead.service.stores.threads.read(replied).content
    assert (content["state"], content["adviser"]) == ("taken", lead.id)
    handed = thread(lead.service, "2" * 16, conversation="e" * 32)
    lead.post(f"/staff/threads/{handed}/hand-on", to=inside.id)
    assert silent == ["d" * 32, "e" * 32]


def test_a_wrong_result_is_reported_from_the_thread(lead: Desk) -> None:
    id = thread(lead.service, situation={"municipality": "holbaek", "age": 17})
    page = lead.page(f"/staff/threads/{id}")
    answer = page.press(S["complaint"]["button"], provision="sel-110", expected="likely", why="§ 110")
    assert S["complaint"]["sent"] in answer.text
    [record] = lead.service.stores.complaints.all()
    assert "age: 17" in record.content["yaml"]


def test_the_form_is_logged_when_it_is_opened_and_not_at_every_letter(inside: Desk) -> None:
    audit, since = inside.service.stores.audit, inside.service.clock()
    inside.page("/staff/triage")
    for _ in range(3):
        assert inside.post("/staff/triage", **{"q.age": "34"}).status_code == 200
    assert audit.count("triage", since) == 1
    inside.post("/staff/triage/summary", **{"q.age": "34"})
    assert audit.count("triage", since) == 2


NAMES = ("receipt", "text", "to", "situation", "on", "provision", "expected", "why", "q.age", "q.housing", "q.misuse",
         "q.about", "pick", "name", "password", "x")  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60), st.sampled_from(['{"age": 1e999}', "[]", "null", '"x"', "NaN", "2026-02-30", "0" * 16, "{"])
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_no_form_makes_the_desk_fail_or_repeat_itself(lead: Desk, fields: dict[str, str]) -> None:
    lead.login()
    id, csrf = thread(lead.service), lead.csrf()
    for method, path in guarded(lead.client):
        if method == "post" and not path.endswith("logout"):
            data = {**{name: value + "quispelfjord" for name, value in fields.items()}, "csrf": csrf}
            for sent in (data, {**fields, "csrf": csrf}):
                answer = lead.client.post(path.replace("{id}", id), data=sent)
                assert answer.status_code < 500, path
                if answer.status_code >= 400 and "triage" not in path:
                    assert "quispelfjord" not in answer.text, path


def test_nothing_is_read_where_it_cannot_be_logged(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    id, csrf = thread(inside.service), inside.csrf()

    def full(*_: object) -> None:
        raise NotStored("audit")

    monkeypatch.setattr(inside.service.stores.audit, "append", full)
    answer = inside.client.get(f"/staff/threads/{id}")
    assert answer.status_code == 503
    assert "zafirkvantel" not in answer.text
    inside.client.post(f"/staff/threads/{id}/take", data={"csrf": csrf})
    assert inside.service.stores.threads.read(id).content["state"] == "waiting"


def test_the_queue_puts_danger_first_then_deadlines(inside: Desk) -> None:
    def deadline(due: str) -> dict[str, Any]:
        line = {"due": due, "who": "authority", "text": "x", "law": "y", "provision": "sel-99"}
        return {"summary": {**SUMMARY, "deadlines": [line]}}

    violence = {"summary": {**SUMMARY, "violence": True}}
    made = [
        thread(inside.service, "1" * 16, **deadline("2027-01-01")),
        thread(inside.service, "2" * 16, **deadline("2026-11-20")),
        thread(inside.service, "3" * 16, **deadline("2026-11-24")),
        thread(inside.service, "4" * 16, alerts=["danger"]),
        thread(inside.service, "5" * 16, alerts=["danger"], state="closed"),
        thread(inside.service, "6" * 16, **violence),
    ]
    order = re.findall(r"/staff/threads/([0-9a-f]{32})", inside.page().html)
    assert order == [made[3], made[1], made[2], made[5], made[0], made[4]]
    queue = inside.page().text
    alarm = S["queue"]["alarm"]
    assert alarm["acute"].format(count=1) in queue
    assert alarm["late"].format(count=1, due="20. november 2026", distance="for 2 dage siden") in queue
    assert alarm["soon"].format(count=1, near=3, due="24. november 2026", distance="om 2 dage") in queue
    late = inside.page(f"/staff/threads/{made[1]}").text
    assert "Frist overskredet 20. november 2026 (for 2 dage siden): x (y)" in late
    assert "Frist 24. november 2026 (om 2 dage): x (y)" in inside.page(f"/staff/threads/{made[2]}").text
    assert S["thread"]["alarm"]["danger"] in inside.page(f"/staff/threads/{made[3]}").text
    for calm in (made[0], made[4]):
        assert S["queue"]["alarms"] not in inside.page(f"/staff/threads/{calm}").text


def test_a_day_is_said_as_people_say_it() -> None:
    today = date(2026, 11, 22)
    said = {offset: distance(today + timedelta(days=offset), today) for offset in (-2, -1, 0, 1, 2)}
    assert said == {-2: "for 2 dage siden", -1: "i går", 0: "i dag", 1: "i morgen", 2: "om 2 dage"}


def test_a_receipt_finds_its_thread(inside: Desk) -> None:
    id = thread(inside.service, "1234567890123456")
    found = inside.post("/staff/search", receipt="1234 5678 9012 3456")
    assert found.headers["location"] == f"/staff/threads/{id}"
    none = inside.post("/staff/search", receipt="0" * 16)
    assert none.status_code == 404
    assert S["queue"]["search_none"] in none.text
    assert inside.client.get("/staff/threads/" + "0" * 32).status_code == 404
    assert inside.client.get("/staff/threads/x").status_code == 422


def test_the_summary_as_pdf_and_json(inside: Desk) -> None:
    id = thread(inside.service)
    pdf = inside.client.get(f"/staff/threads/{id}/summary.pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert inside.client.get(f"/staff/threads/{id}/summary.json").json() == SUMMARY
    assert inside.service.stores.audit.count("read_summary", inside.service.clock()) == 2


def test_few_are_not_counted(inside: Desk) -> None:
    """Nor what would give a small count away: six in all, five of them calm, leave one in danger."""
    for number in range(6):
        thread(inside.service, f"{number:016d}", alerts=["danger"] if number == 0 else [])
    text = inside.page("/staff/statistics").text
    hidden = S["statistics"]["hidden"]
    assert f"{S['queue']['urgency']['acute']} {hidden}" in text
    assert f"{S['queue']['urgency']['normal']} 5" not in text
    for number in range(6, 30):
        thread(inside.service, f"{number:016d}", alerts=["danger"] if number % 2 else [])
    text = inside.page("/staff/statistics").text
    assert f"{S['queue']['urgency']['late']} {hidden}" in text
    assert f"{S['statistics']['total']} 30" in text


def test_a_closed_thread_comes_back_when_the_citizen_writes(inside: Desk) -> None:
    id = thread(inside.service, "1" * 16, state="closed")
    line = {"turn_id": str(uuid4()), "text": "En ting til"}
    answer = inside.client.post("/api/v1/thread/messages", json=line, headers={"Authorization": "Bearer " + "1" * 16})
    assert answer.json()["state"] == "waiting"
    assert "En ting til" in inside.page(f"/staff/threads/{id}").text


def test_pages_hold_no_inline_script_or_style_and_label_all_fields(inside: Desk, lead: Desk) -> None:
    id = thread(inside.service)
    pages = ("/staff", f"/staff/threads/{id}", "/staff/statistics", "/staff/triage", "/staff/audit", "/staff/login")
    for path in pages:
        page = lead.page(path)
        labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label" and "for" in attributes}
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        for tag, attributes in page.tags:
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)
            if tag in ("textarea", "select") or (tag == "input" and attributes.get("type") in (None, "password")):
                assert attributes["id"] in labelled, (path, attributes)


def test_every_action_of_the_log_has_its_words(inside: Desk, lead: Desk) -> None:
    known = set(S["audit"]["action"])
    source = "".join(file.read_text() for file in (ROOT / "api" / "staff").glob("*.py"))
    written = set(re.findall(r'"((?:read|take|reply|note|hand_on|close|search_receipt|erase)_?[a-z_]*)"', source))
    written = {word for word in written if "_" in word and not word.endswith(("form", "none"))}
    assert {"read_thread", "take_thread", "search_receipt"} <= written <= known


def test_accounts_are_made_by_the_command_line(tmp_path: Any) -> None:
    command = [sys.executable, "-m", "api", "staff", "add", "anna", "--role", "lead"]
    environment = {"PATH": "/usr/bin:/bin", "VEJVISER_STATE": str(tmp_path)}
    options: dict[str, Any] = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True, "timeout": 120}
    for expected in (0, 2):
        done = subprocess.run(command, input=PASSWORD + "\n", **options)
        assert done.returncode == expected, done.stderr
        assert PASSWORD not in done.stdout + done.stderr
    assert run(tmp_path, "staff", "list").stdout == "anna: lead\n"
    assert run(tmp_path, "staff", "unlock", "anna").returncode == 0
    assert run(tmp_path, "staff", "remove", "anna").returncode == 0
    assert run(tmp_path, "staff", "remove", "anna").returncode == 2
    short = subprocess.run(command, input="kort\n", **options)
    assert short.returncode == 2
    assert "at least 12" in short.stderr
