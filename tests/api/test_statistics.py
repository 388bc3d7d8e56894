"""Statistics without persons, at the edge: who may see them, what they say, and what they never say."""

from __future__ import annotations

import ast
import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from api.settings import Settings, SettingsError
from api.statistics.report import REASONS
from api.statistics.words import words
from bot.errors import NotStored
from bot.records.tallies import Cell
from tests.api.conftest import ROOT, Clock
from tests.api.staffing import Desk, cheap_passwords
from tests.api.talking import Talk

PLACES = ("holbaek", "hvidovre", "lejre", "varde", "other", "unknown")
JSON, PAGE = "/staff/statistics/conversations.json", "/staff/statistics/conversations"


def let_in(client: TestClient, service: Service) -> TestClient:
    """The browser of a member of staff who has logged in."""
    cheap_passwords(service)
    desk = Desk(client.app, service)
    assert desk.login().status_code == 303
    return desk.client


@pytest.fixture
def staff(plain: TestClient, broken: Service) -> TestClient:
    return let_in(plain, broken)


def count(service: Service, day: str, municipality: str, kind: str, name: str, number: int) -> None:
    service.records.create({}, {Cell(day, municipality, kind, name): number})


def report(client: TestClient, **query: str) -> Any:
    answer = client.get(JSON, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["report"]


@pytest.mark.parametrize("address", [JSON, PAGE])
@pytest.mark.parametrize("cookie", [{}, {"Cookie": "__Host-vejviser-staff=anything"}])
def test_nobody_gets_in_without_a_login(
    plain: TestClient, broken: Service, address: str, cookie: dict[str, str]
) -> None:
    count(broken, "2026-10-05", "lejre", "conversation", "", 397)
    answer = plain.get(address, headers=cookie)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:vejviser:problem:login"
    assert "www-authenticate" not in answer.headers
    assert "397" not in answer.text


@pytest.mark.parametrize("address", [JSON, PAGE])
def test_each_look_is_logged_before_it(
    staff: TestClient, broken: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(broken, "2026-10-05", "lejre", "conversation", "", 397)
    assert staff.get(address).status_code == 200
    assert broken.stores.audit.entries(last=1)[0].action == "read_statistics"

    def full(*_: object) -> None:
        raise NotStored("audit")

    monkeypatch.setattr(broken.stores.audit, "append", full)
    answer = staff.get(address)
    assert answer.status_code == 503
    assert "397" not in answer.text


def test_the_menu_of_the_staff_leads_to_the_page_and_back(staff: TestClient) -> None:
    assert f'href="{PAGE}"' in staff.get("/staff").text
    assert 'href="/staff"' in staff.get(PAGE).text


def test_before_any_month_is_closed_there_is_no_report(staff: TestClient, broken: Service) -> None:
    count(broken, "2026-11-05", "lejre", "conversation", "", 40)
    assert staff.get(JSON).json() == {"months": [], "report": None}
    assert words()["none"] in staff.get(PAGE).text


def test_the_newest_closed_month_is_shown_and_others_by_name(staff: TestClient, broken: Service) -> None:
    for day in ("2026-08-31", "2026-09-30", "2026-10-01", "2026-11-01"):
        count(broken, day, "lejre", "conversation", "", 40)
    assert staff.get(JSON).json()["months"] == ["2026-10", "2026-09", "2026-08"]
    assert report(staff)["month"] == "2026-10"
    assert report(staff, month="2026-08")["month"] == "2026-08"


@pytest.mark.parametrize(("month", "status"), [("2026-11", 404), ("2026-07", 404), ("2026-13", 422), ("november", 422)])
def test_a_running_month_and_one_that_is_none_are_refused(
    staff: TestClient, broken: Service, month: str, status: int
) -> None:
    count(broken, "2026-10-01", "lejre", "conversation", "", 40)
    answer = staff.get(JSON, params={"month": month})
    assert answer.status_code == status
    assert month not in answer.text


def test_the_counts_of_a_month_are_summed_by_municipality_and_by_day(staff: TestClient, broken: Service) -> None:
    for day, municipality, number in (
        ("2026-10-01", "lejre", 6), ("2026-10-01", "varde", 9), ("2026-10-02", "lejre", 7), ("2026-10-02", "varde", 2),
    ):  # fmt: skip
        count(broken, day, municipality, "conversation", "", number)
    shown = report(staff)["conversations"]
    assert shown["total"] == 24
    assert shown["by_municipality"] == {
        "holbaek": None, "hvidovre": None, "lejre": 13, "varde": None, "other": None, "unknown": None,
    }  # fmt: skip
    assert len(shown["by_day"]) == 31


def test_topics_show_what_is_not_small_and_hold_back_the_rest(staff: TestClient, broken: Service) -> None:
    for place in PLACES:
        for day in range(1, 32):
            count(broken, f"2026-10-{day:02}", place, "conversation", "", 5)
    for municipality, number in (("holbaek", 20), ("lejre", 12), ("varde", 3), ("other", 2), ("unknown", 1)):
        count(broken, "2026-10-01", municipality, "topic", "need_dental", number)
    shown = report(staff)["topics"]
    assert shown["need_dental"] == {
        "at_least": 32,
        "by_municipality": {
            "holbaek": 20, "lejre": 12, "hvidovre": None, "varde": None, "other": None, "unknown": None,
        },
    }  # fmt: skip
    assert shown["need_work"] == {"at_least": None, "by_municipality": dict.fromkeys(PLACES)}


def test_a_share_is_held_back_where_the_conversations_are(staff: TestClient, broken: Service) -> None:
    """Unknown covers for the two of other; its topics would say how much of their sum it is at least."""
    for place, number in zip(PLACES, (40, 40, 40, 40, 2, 18), strict=True):
        count(broken, "2026-10-01", place, "conversation", "", number)
        count(broken, "2026-10-02", place, "conversation", "", number)
        count(broken, "2026-10-01", place, "topic", "need_dental", number)
    shown = report(staff)
    held = {"other": None, "unknown": None}
    assert shown["conversations"]["by_municipality"] == {**dict.fromkeys(PLACES, 80), **held}
    assert shown["topics"]["need_dental"] == {
        "at_least": 160,
        "by_municipality": {**dict.fromkeys(PLACES, 40), **held},
    }


def test_drop_off_shows_how_many_were_asked_and_ended_there(staff: TestClient, broken: Service) -> None:
    for day in range(1, 32):
        count(broken, f"2026-10-{day:02}", "lejre", "conversation", "", 10)
        count(broken, f"2026-10-{day:02}", "varde", "conversation", "", 10)
        for place in ("holbaek", "hvidovre", "other", "unknown"):
            count(broken, f"2026-10-{day:02}", place, "conversation", "", 5)
    count(broken, "2026-10-01", "lejre", "asked", "age", 60)
    count(broken, "2026-10-02", "varde", "asked", "age", 40)
    count(broken, "2026-10-02", "varde", "stopped", "age", 12)
    count(broken, "2026-10-02", "varde", "asked", "housing", 30)
    count(broken, "2026-10-02", "varde", "stopped", "housing", 3)
    shown = report(staff)
    assert shown["conversations"]["total"] == 1240
    assert shown["questions"]["age"] == {"asked": 100, "stopped": 12}
    assert shown["questions"]["housing"] == {"asked": 30, "stopped": None}


def test_without_the_number_of_conversations_no_question_gives_it_away(staff: TestClient, broken: Service) -> None:
    for place in PLACES:
        count(broken, "2026-10-01", place, "conversation", "", 4)
    count(broken, "2026-10-01", "lejre", "asked", "topic", 24)
    for place in PLACES[:3]:
        count(broken, "2026-10-01", place, "topic", "need_dental", 8)
    shown = report(staff)
    assert shown["conversations"]["total"] is None
    assert shown["questions"] == {}
    assert {topic["at_least"] for topic in shown["topics"].values()} == {None}


def test_the_page_says_what_the_json_says(staff: TestClient, broken: Service) -> None:
    for place in PLACES:
        for day in range(1, 32):
            count(broken, f"2026-10-{day:02}", place, "conversation", "", 7)
        count(broken, "2026-10-01", place, "topic", "need_dental", 123)
        count(broken, "2026-10-01", place, "asked", "age", 111)
        count(broken, "2026-10-01", place, "not_understood", "unsure", 57)
    answer = staff.get(PAGE, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    for number in (7 * 31 * 6, 7 * 31, 123 * 6, 123, 111 * 6, 57 * 6):
        assert f"<td>{number}</td>" in answer.text
    assert broken.knowledge.topics["need_dental"].label in answer.text
    assert broken.knowledge.questions["age"].text in answer.text
    assert "<script" not in answer.text


def test_every_reason_of_the_language_model_has_its_words() -> None:
    source = ast.parse((ROOT / "bot" / "components" / "gate.py").read_text(encoding="utf-8"))
    returned = [node.value for node in ast.walk(source) if isinstance(node, ast.Return) and node.value]
    parts = [branch for value in returned for branch in (value, getattr(value, "body", 0), getattr(value, "orelse", 0))]
    given = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    assert given > {"noise", "language"}
    assert given | {"unsure", "out_of_scope"} == set(REASONS) == set(words()["reasons"])


def test_a_whole_way_from_conversations_to_the_report(client: TestClient, clock: Clock, service: Service) -> None:
    for _ in range(6):
        talk = Talk(client, municipality="lejre")
        same = "11111111-1111-4111-8111-111111111111"
        for _ in range(2):
            talk.say(turn_id=same, choice="need_homeless")
        talk.erase()
    day = clock().date().isoformat()
    cells = service.tallies.read(date(2026, 11, 1))
    assert cells[Cell(day, "lejre", "conversation", "")] == 6
    assert cells[Cell(day, "lejre", "topic", "need_homeless")] == 6
    assert cells[Cell(day, "lejre", "stopped", "age")] == 6
    clock.move(days=11)
    answer = let_in(client, service).get(JSON).json()
    assert answer["months"] == ["2026-11"]
    topic = answer["report"]["topics"]["need_homeless"]
    assert (topic["at_least"], set(topic["by_municipality"].values())) == (None, {None})


def test_the_table_holds_days_places_and_our_own_ids_alone(client: TestClient, service: Service) -> None:
    talk = Talk(client, municipality="lejre")
    talk.say(text="min nabo zafirkvantel slår mig, skriv til 46 46 46 46")
    rows = sqlite3.connect(service.settings.state / "records.sqlite3").execute("SELECT * FROM tally").fetchall()
    known = {"", "topic", *service.knowledge.topics, *service.knowledge.questions, *REASONS}
    assert rows
    for day, municipality, kind, name, number in rows:
        assert (day, municipality) == ("2026-11-22", "lejre")
        assert kind in {"conversation", "topic", "unmet", "not_understood", "asked", "stopped"}
        assert name in known
        assert number in (0, 1)


def test_the_sweep_deletes_counts_that_are_too_old(broken: Service, serve: Callable[..., TestClient]) -> None:
    count(broken, "2024-10-31", "lejre", "conversation", "", 40)
    count(broken, "2024-11-01", "lejre", "conversation", "", 40)

    async def sweep_once() -> None:
        task = asyncio.create_task(broken.sweep())
        while broken.tallies.read(date(2024, 10, 1)):
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(sweep_once(), 30))
    assert broken.tallies.read(date(2024, 11, 1))


def test_how_long_counts_are_kept_can_be_set() -> None:
    assert Settings().statistics_months == 24
    assert Settings.from_environment({"VEJVISER_STATISTICS_MONTHS": "6"}).statistics_months == 6
    with pytest.raises(SettingsError, match="write a whole number of months"):
        Settings.from_environment({"VEJVISER_STATISTICS_MONTHS": "0"})
