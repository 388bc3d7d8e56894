"""Each conversation counts at most once in each count, and only with a turn that is stored."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from bot.actions.counsel import Counsel
from bot.errors import Conflict, NotStored
from bot.processor import Processor
from bot.records import Keys, Records, Tallies, store
from bot.records.tallies import Cell
from bot.request import TurnRequest
from bot.runtime import Runtime
from tests.dialogue.conftest import NOW, Citizen

MONTH = NOW.date().replace(day=1)
Counted = Callable[..., dict[tuple[str, str], int]]


@pytest.fixture
def counted(records: Records) -> Counted:
    """The counts that are not nought, by kind and name, of one municipality."""

    def read(municipality: str = "holbaek") -> dict[tuple[str, str], int]:
        cells = Tallies(records.database).read(MONTH)
        return {(cell.kind, cell.name): n for cell, n in cells.items() if cell.municipality == municipality and n}

    return read


def test_a_conversation_and_its_standing_question_are_counted_as_it_opens(citizen: Citizen, counted: Counted) -> None:
    assert counted() == {("conversation", ""): 1, ("asked", "topic"): 1, ("stopped", "topic"): 1}


def test_an_answer_moves_the_conversation_on_to_the_next_question(citizen: Citizen, counted: Counted) -> None:
    citizen.send(choice="need_homeless")
    assert counted() == {
        ("conversation", ""): 1, ("topic", "need_homeless"): 1,
        ("asked", "topic"): 1, ("asked", "age"): 1, ("stopped", "age"): 1,
    }  # fmt: skip


def test_a_turn_that_is_sent_twice_counts_once(citizen: Citizen, counted: Counted) -> None:
    for _ in range(3):
        citizen.send("11111111-1111-4111-8111-111111111111", choice="need_homeless")
    assert counted()["topic", "need_homeless"] == 1
    assert counted()["asked", "age"] == 1


def test_a_turn_that_is_sent_twice_at_once_counts_once(citizen: Citizen, runtime: Runtime, counted: Counted) -> None:
    async def send_together() -> list[object]:
        request = TurnRequest(str(uuid.uuid4()), choice="need_homeless")
        turns = (runtime.turn(citizen.id, citizen.token, request) for _ in range(4))
        return await asyncio.gather(*turns, return_exceptions=True)

    answers = asyncio.run(send_together())
    assert all(answer == answers[0] for answer in answers if not isinstance(answer, Conflict))
    assert set(counted().values()) == {1}
    assert counted()["stopped", "age"] == 1


def test_what_is_asked_again_after_going_back_counts_once(citizen: Citizen, counted: Counted) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(command="back")
    citizen.send(choice=35)
    assert counted()["asked", "age"] == 1
    assert [name for kind, name in counted() if kind == "stopped"] == ["housing"]


def test_many_texts_that_are_not_understood_are_one_conversation(citizen: Citizen, counted: Counted) -> None:
    citizen.say("asdkjh qwlekj zxmcnb", "qpwoei lskdjf mznxbc")
    reasons = {name: n for (kind, name), n in counted().items() if kind == "not_understood"}
    assert reasons == {"noise": 1}


def test_a_text_that_is_understood_is_no_unmet_need(citizen: Citizen, counted: Counted) -> None:
    citizen.say("Jeg er 34 år og har ikke noget sted at bo")
    assert not [name for kind, name in counted() if kind == "not_understood"]
    assert counted()["topic", "need_homeless"] == 1


def test_a_topic_whose_help_is_all_unlikely_is_unmet_until_an_answer_is_put_right(
    citizen: Citizen, counted: Counted
) -> None:
    citizen.send(topic="need_deafblind")
    citizen.send(set={"impairment": []})
    assert citizen.turn["assessment"]["findings"]
    assert counted()["unmet", "need_deafblind"] == 1
    citizen.send(set={"impairment": ["deafblind"]})
    assert ("unmet", "need_deafblind") not in counted()
    assert counted()["topic", "need_deafblind"] == 1


def test_an_unmet_need_stays_counted_when_the_conversation_starts_over(citizen: Citizen, counted: Counted) -> None:
    citizen.send(topic="need_deafblind")
    citizen.send(set={"impairment": []})
    citizen.send(command="start_over")
    assert counted()["unmet", "need_deafblind"] == 1
    assert counted()["conversation", ""] == 1


def test_a_conversation_moves_to_the_municipality_that_it_tells(
    open_citizen: Callable[..., Citizen], counted: Counted
) -> None:
    citizen = open_citizen()
    citizen.send(choice="need_homeless")
    assert counted("unknown")["topic", "need_homeless"] == 1
    citizen.send(set={"municipality": "lejre"})
    assert counted("unknown") == {}
    assert counted("lejre") == {
        ("conversation", ""): 1, ("topic", "need_homeless"): 1, ("asked", "topic"): 1,
        ("asked", "municipality"): 1, ("asked", "age"): 1, ("stopped", "age"): 1,
    }  # fmt: skip


def test_who_reaches_the_result_stopped_at_no_question(citizen: Citizen, counted: Counted) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(command="results")
    assert not [name for kind, name in counted() if kind == "stopped"]


def test_who_is_in_danger_and_leaves_stopped_at_no_question(citizen: Citizen, counted: Counted) -> None:
    citizen.say("Han slår mig lige nu, jeg er i fare")
    assert "alert" in citizen.kinds
    assert not [name for kind, name in counted() if kind == "stopped"]


def test_erasing_leaves_the_counts_and_nothing_that_leads_back(citizen: Citizen, counted: Counted) -> None:
    citizen.send(choice="need_homeless")
    before = counted()
    citizen.erase()
    assert counted() == before
    assert counted()["stopped", "age"] == 1


def test_a_turn_that_is_not_stored_is_not_counted(
    citizen: Citizen, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, add = counted(), store.add

    def add_and_break(connection: object, changes: object) -> None:
        add(connection, changes)  # type: ignore[arg-type]
        raise OSError("no space left")

    monkeypatch.setattr(store, "add", add_and_break)
    with pytest.raises(NotStored):
        citizen.send("11111111-1111-4111-8111-111111111111", choice="need_homeless")
    assert counted() == before
    assert len(citizen.read()["turns"]) == 1
    monkeypatch.undo()
    citizen.send("11111111-1111-4111-8111-111111111111", choice="need_homeless")
    assert counted()["topic", "need_homeless"] == 1


def test_a_turn_that_fails_is_not_counted(citizen: Citizen, counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counted()
    monkeypatch.setattr(citizen.runtime._records, "write", _raise_conflict)
    with pytest.raises(Conflict):
        citizen.send(choice="need_homeless")
    assert counted() == before


def _raise_conflict(*_: object) -> None:
    raise Conflict


def test_a_closed_month_changes_no_more(processor: Processor, counsel: Counsel, tmp_path: object) -> None:
    time = [datetime(2026, 11, 30, 20, 0, tzinfo=timezone.utc)]
    records = Records(f"sqlite:///{tmp_path}/months.db", Keys([Keys.generate()]), clock=lambda: time[0])
    citizen = Citizen(Runtime(processor, records, counsel, lambda: time[0]), "holbaek")
    for topic in ("need_homeless", "need_alcohol", "need_dental"):
        time[0] += timedelta(hours=20)  # never idle for the retention, so it lives on into December
        citizen.send(topic=topic)
    cells = Tallies(records.database).read(MONTH)
    assert {cell.name for cell in cells if cell.kind == "topic"} == {"need_homeless", "need_alcohol"}
    assert {cell.day for cell in cells} == {"2026-11-30"}
    records.close()


def test_a_conversation_from_before_there_were_counts_goes_on(
    citizen: Citizen, records: Records, counted: Counted
) -> None:
    record = records.read(citizen.id)
    records.write(record, {name: value for name, value in record.content.items() if name != "tally"})
    citizen.send(choice="need_homeless")
    assert counted()["topic", "need_homeless"] == 1


def test_nothing_that_a_citizen_wrote_is_among_the_counts(citizen: Citizen, records: Records) -> None:
    citizen.say("zafirkvantel mimrebold", "min nabo zafirkvantel slår mig", "jeg er 34 år")
    cells = Tallies(records.database).read(MONTH)
    assert Cell(NOW.date().isoformat(), "holbaek", "conversation", "") in cells
    assert "zafirkvantel" not in str(cells)
    assert citizen.id not in str(cells)
