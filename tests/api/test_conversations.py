"""Whole conversations through the HTTP API, with the real runtime and a store of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from bot.errors import Conflict, NotStored
from rules_core import Situation, assess
from tests.api.conftest import Clock
from tests.api.talking import Talk
from tests.api.test_problems import problem

pytestmark = pytest.mark.model
HOMELESS = {
    "municipality": "holbaek", "age": 34, "housing": "homeless", "violence_exposed": False, "alcohol_problem": False,
    "drug_problem": True, "functional_level": "B", "legal_residence": True, "social_problems": True, "impairment": [],
}  # fmt: skip


def test_answers_by_choice_lead_to_the_assessment_of_their_situation(client: TestClient, service: Service) -> None:
    talk = Talk(client)
    asked = talk.answer_from(HOMELESS)
    assert {"municipality", "age", "housing", "violence", "misuse", "functional_level"} <= set(asked)
    turn = talk.turn
    assert turn["situation"].items() >= {"age": 34, "housing": "homeless", "drug_problem": True}.items()
    expected = assess(Situation.parse(turn["situation"]), service.knowledge, on=date(2026, 11, 22)).as_dict()
    assert turn["assessment"] == expected
    assert turn["progress"]["left_at_most"] == 0
    conversation = talk.read().json()
    assert len(conversation["turns"]) == len(asked) + 1
    assert (conversation["situation"], conversation["assessment"]) == (turn["situation"], expected)


def test_the_municipality_may_come_with_the_opening(client: TestClient) -> None:
    talk = Talk(client, municipality="holbaek", language="da")
    assert talk.turn["situation"] == {"municipality": "holbaek"}
    assert "municipality" not in talk.answer_from(HOMELESS)


def test_the_opening_may_have_no_body(client: TestClient) -> None:
    assert client.post("/api/v1/conversations").status_code == 201


def test_the_first_turn_says_that_it_is_a_machine_before_it_asks(client: TestClient) -> None:
    messages = Talk(client).turn["messages"]
    assert "maskine" in " ".join(message["text"] for message in messages[:-1])
    assert messages[-1]["kind"] == "question"


def test_the_same_turn_id_counts_once(client: TestClient) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(choice="need_homeless")
    turn_id = str(uuid4())
    first = talk.say(choice=34, turn_id=turn_id)
    assert talk.say(choice=34, turn_id=turn_id) == first
    assert talk.say(choice=99, turn_id=turn_id.upper()) == first
    assert len(talk.read().json()["turns"]) == 3


def test_an_answer_to_another_question_is_stale_and_changes_nothing(client: TestClient) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(choice="need_homeless")
    before = talk.read().json()
    problem(talk.send(choice="homeless", question="housing"), 409, "stale")
    assert talk.read().json() == before


@pytest.mark.parametrize("value", [121, -1, 3.5, True, "fjorten", [34], {"age": 34}])
def test_a_value_that_cannot_be_is_422_and_changes_nothing(client: TestClient, value: Any) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(choice="need_homeless")
    assert talk.asked == "age"
    before = talk.read().json()
    members = problem(talk.send(choice=value), 422, "invalid")
    assert members["errors"][0]["key"] in ("age", "choice")
    assert talk.read().json() == before


def test_a_value_that_a_question_over_several_facts_cannot_take(client: TestClient) -> None:
    talk = Talk(client)
    while talk.asked != "misuse":
        talk.say(choice="declined")
    members = problem(talk.send(choice={"age": 34}), 422, "invalid")
    assert members["errors"][0]["key"] == "choice"


def test_facts_can_be_set_and_corrected(client: TestClient) -> None:
    talk = Talk(client)
    assert talk.say(set={"age": 34, "municipality": "holbaek"})["situation"]["age"] == 34
    assert talk.say(set={"age": 52})["situation"]["age"] == 52
    problem(talk.send(set={"age": 521}), 422, "invalid")
    problem(talk.send(set={"shoe_size": 43}), 422, "invalid")


def test_commands_and_topics(client: TestClient) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(topic="need_alcohol")
    talk.say(choice=34)
    assert talk.say(command="back")["asking"]["question"] == "age"
    assert [message["kind"] for message in talk.say(command="results")["messages"]].count("result") > 0
    assert talk.say(command="continue")["asking"]["question"] == "age"
    assert talk.say(command="why")["asking"]["question"] == "age"
    assert talk.say(command="human")["messages"]
    assert talk.say(command="start_over")["situation"] == {"municipality": "holbaek"}
    problem(talk.send(topic="need_money"), 422, "invalid")


@pytest.mark.parametrize(
    "text", ["/restart", "/inform{\"age\":5}", "\u00a0/need_alcohol", "\n /start_over", "/back", "/set{\"age\": 5}"]
)
def test_a_text_that_begins_with_a_slash_is_text(client: TestClient, text: str) -> None:
    talk = Talk(client, municipality="holbaek")
    talk.say(set={"age": 34})
    assert talk.say(text=text)["situation"] == {"municipality": "holbaek", "age": 34}


@pytest.mark.parametrize("text", ["", " ", "😀" * 50, "x" * 10_000, "\u0000", "Мені потрібна допомога"])
def test_any_text_gets_an_answer(client: TestClient, text: str) -> None:
    assert Talk(client).say(text=text)["messages"]


def test_a_token_opens_its_own_conversation_alone(client: TestClient) -> None:
    mine, yours = Talk(client), Talk(client)
    mine.token, yours.token = yours.token, mine.token
    problem(mine.read(), 401, "wrong_token")
    problem(mine.send(text="hej"), 401, "wrong_token")
    problem(mine.erase(), 401, "wrong_token")


def test_an_unknown_conversation_is_404(client: TestClient) -> None:
    talk = Talk(client)
    talk.id = "0" * 32
    problem(talk.read(), 404, "unknown_conversation")
    problem(talk.send(text="hej"), 404, "unknown_conversation")
    talk.id = "../x"
    assert talk.read().status_code == 404


def test_what_is_erased_is_gone(client: TestClient) -> None:
    talk = Talk(client)
    assert talk.erase().json() == {"stores": [{"name": "records", "outcome": "erased"}]}
    for answer in (talk.read(), talk.send(text="hej"), talk.erase()):
        problem(answer, 410, "erased")


def test_an_idle_conversation_is_gone(client: TestClient, clock: Clock) -> None:
    talk = Talk(client)
    clock.move(hours=23)
    talk.say(set={"age": 34})
    clock.move(hours=23)
    assert talk.read().status_code == 200
    clock.move(hours=1)
    problem(talk.read(), 410, "erased")


def test_a_turn_that_is_not_stored_is_503_and_did_not_happen(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(client)
    before, turn_id = talk.read().json(), str(uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(service.records, "write", _raises(NotStored("disk")))
        problem(talk.send(set={"age": 34}, turn_id=turn_id), 503, "not_stored")
    assert talk.read().json() == before
    assert talk.say(set={"age": 34}, turn_id=turn_id)["situation"] == {"age": 34}


def test_a_store_that_is_gone_is_503_everywhere(client: TestClient, service: Service) -> None:
    talk = Talk(client)
    for file in service.settings.state.glob("records.sqlite3*"):
        file.unlink()
    problem(talk.send(text="hej"), 503, "not_stored")
    problem(talk.read(), 503, "not_stored")
    problem(talk.erase(), 503, "not_stored")
    problem(client.post("/api/v1/conversations"), 503, "not_stored")
    problem(client.get("/health/ready"), 503, "not_ready")
    assert client.get("/health/live").json() == {"status": "live"}


def test_a_turn_that_came_second_is_409(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(client)
    monkeypatch.setattr(service.records, "write", _raises(Conflict()))
    problem(talk.send(set={"age": 34}), 409, "conflict")


def test_identity_numbers_reach_neither_runtime_nor_store(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch, planted_words: tuple[str, ...]
) -> None:
    number = planted_words[-1]
    seen: list[Any] = []
    turn = service.runtime.turn

    async def watched(conversation: str, token: str, request: Any) -> Any:
        seen.append(repr(request))
        return await turn(conversation, token, request)

    monkeypatch.setattr(service.runtime, "turn", watched)
    talk = Talk(client)
    dotted = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[7:]}"
    spellings = (number, number.replace("-", ""), number.replace("-", " "), dotted)
    for spelling in spellings:
        talk.say(text=f"jeg hedder noget og har cpr {spelling}")
        talk.send(set={"income_source": spelling})
        talk.send(choice=[spelling])
    talk.send(set={"monthly_income": int(number.replace("-", ""))})
    assert len(seen) > len(spellings)
    stored = repr(service.records.read(talk.id).content)
    for spelling in (*spellings, str(int(number.replace("-", "")))):
        assert spelling not in "".join(seen)
        assert spelling not in stored
        assert spelling not in talk.read().text


def test_planted_words_are_in_no_file_and_no_answer_but_their_own(
    client: TestClient, service: Service, planted_words: tuple[str, ...]
) -> None:
    talk = Talk(client)
    for word in planted_words:
        talk.say(text=f"jeg er 34 og {word} i Holbæk")
        talk.send(set={word: word})
        talk.send(choice={word: word})
    for file in service.settings.state.iterdir():
        content = file.read_bytes().lower()
        assert not any(word.encode().lower() in content for word in planted_words)


def _raises(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error

    return fail
