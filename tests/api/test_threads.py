"""The anonymous thread: what is sent is what was shown, a receipt leads back to it, and all of it can be erased."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.handoff import handover
from api.handoff.receipt import Cost, Receipts, grouped
from api.handoff.words import words
from api.limits import Limits
from api.locale import words_of
from api.service import Service
from rules_core import Situation, assess
from tests.api.conftest import Clock
from tests.api.forms import Page
from tests.api.talking import Talk

pytestmark = pytest.mark.model
P, W = words()["page"], words_of("da")
SITUATION = {"municipality": "holbaek", "age": 34, "housing": "homeless", "alcohol_problem": True,
             "drug_problem": False, "legal_residence": True, "social_problems": True}  # fmt: skip


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, service: Service) -> None:
    """Receipts that cost next to nothing to hash."""
    monkeypatch.setattr(service.stores.receipts, "_cost", Cost(passes=1, memory=8))


@pytest.fixture
def talk(client: TestClient) -> Talk:
    talk = Talk(client, municipality="holbaek")
    talk.say(set=SITUATION)
    talk.say(set={"functional_level": "declined", "partner": "dont_know"})
    return talk


def hand_over(talk: Talk, **body: Any) -> dict[str, Any]:
    body.setdefault("turn_id", str(uuid4()))
    answer = talk.client.post(f"{talk.address}/handoff", json=body, headers=talk.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearing(receipt: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {receipt}"}


def test_what_was_shown_is_what_is_sent(talk: Talk) -> None:
    body = {"turn_id": str(uuid4()), "message": "Hej. Jeg hedder Anna Hansen, ring 20304050. Cpr 070761-4285.",
            "contact": {"how": "phone", "detail": "20 30 40 50", "safe": "sig at du er fra tandlægen"}}  # fmt: skip
    shown = talk.client.post(f"{talk.address}/summary", json=body, headers=talk.headers)
    schema = talk.client.get("/api/v1/schemas/summary").json()
    Draft202012Validator(schema).validate(shown.json())
    sent = hand_over(talk, **body)
    assert sent["summary"] == shown.json()
    read = talk.client.get("/api/v1/thread", headers=bearing(sent["receipt"]))
    assert read.json()["summary"] == shown.json()
    assert shown.json()["message"] == "Hej. Jeg hedder [skjult], ring [skjult]. Cpr […]."
    assert shown.json()["reach"]["detail"] == "20 30 40 50"
    assert shown.json()["masked"]


def test_names_stay_where_the_citizen_wants_it_and_cpr_never_does(talk: Talk) -> None:
    sent = hand_over(talk, message="Jeg hedder Anna, 070761-4285", keep_names=True)
    assert sent["summary"]["message"] == "Jeg hedder Anna, […]"
    assert not sent["summary"]["masked"]


def test_what_is_struck_out_is_neither_sent_nor_used(talk: Talk) -> None:
    whole = hand_over(talk)["summary"]
    struck = hand_over(talk, leave_out=["housing", "alcohol_problem", "age"])["summary"]
    assert "sel-141" in [one["provision"] for one in whole["provisions"] if one["status"] == "likely"]
    assert "sel-141" not in [one["provision"] for one in struck["provisions"] if one["status"] == "likely"]
    known = {fact["fact"] for theme in struck["themes"] for fact in theme["known"]}
    assert not known & {"housing", "alcohol_problem", "age"}
    assert (whole["withheld"], struck["withheld"]) == (False, True)


def test_a_struck_out_answer_reaches_the_thread_in_no_form(talk: Talk, service: Service) -> None:
    """Each answer struck out by itself: neither the fact nor its words, nor a provision or reason that needs it."""
    told = talk.read().json()["situation"]
    for fact in told:
        hand_over(talk, leave_out=[fact])
        content = max(service.stores.threads.all(), key=lambda record: fact not in record.content["situation"]).content
        left = Situation.parse(told).without(fact)
        assert content["situation"] == left.as_dict()
        answers = {each["fact"]: each for theme in content["summary"]["themes"] for each in theme["known"]}
        assert fact not in answers
        expected = [
            (finding["provision"], finding["status"], [reason["text"] for reason in finding["reasons"]])
            for finding in assess(left, service.knowledge, on=service.today()).as_dict()["findings"]
            if finding["status"] in ("likely", "possible")
        ]  # fmt: skip
        found = [
            (one["provision"], one["status"], [reason["text"] for reason in one["reasons"]])
            for one in content["summary"]["provisions"]
        ]  # fmt: skip
        assert found == expected
        for record in service.stores.threads.all():
            service.stores.threads.erase(record.id)
    hand_over(talk, leave_out=list(told))
    [record] = service.stores.threads.all()
    assert record.content["situation"] == {}
    assert "Jeg har ingen bolig" not in str(record.content)
    assert "34 år" not in str(record.content)


def test_what_was_sent_before_is_shown_as_it_lies_there(talk: Talk) -> None:
    """Who goes back, strikes out more and sends the same page again is not told that more was held back than was."""
    turn_id = str(uuid4())
    first = hand_over(talk, turn_id=turn_id)
    again = hand_over(talk, turn_id=turn_id, leave_out=["age"], message="nyt")
    assert again == first
    assert talk.client.get("/api/v1/thread", headers=bearing(first["receipt"])).json()["summary"] == first["summary"]


def test_a_number_goes_along_only_where_one_may_be_called(talk: Talk) -> None:
    for how, detail in (("none", ""), ("receipt", ""), ("phone", "20 30 40 50"), ("email", "20 30 40 50")):
        contact = {"how": how, "detail": "20 30 40 50", "safe": "Spørg efter Anna"}
        summary = hand_over(talk, contact=contact)["summary"]
        assert summary["reach"] == {"how": how, "detail": detail, "safe": "Spørg efter [skjult]"}
        assert summary["masked"]


def test_sending_twice_is_once(talk: Talk, service: Service) -> None:
    turn_id = str(uuid4())
    first, second = hand_over(talk, turn_id=turn_id), hand_over(talk, turn_id=turn_id)
    assert first["receipt"] == second["receipt"]
    assert len(list(service.stores.threads.all())) == 1
    assert hand_over(talk)["receipt"] != first["receipt"]


def test_writing_revealing_and_erasing(talk: Talk, service: Service) -> None:
    sent = hand_over(talk)
    client, key = talk.client, bearing(sent["grouped"])
    line = {"turn_id": str(uuid4()), "text": "Er der nyt? Hilsen Anna"}
    for _ in range(2):
        thread = client.post("/api/v1/thread/messages", json=line, headers=key).json()
    assert [line["text"] for line in thread["lines"]] == ["Er der nyt? Hilsen [skjult]"]
    named = client.post("/api/v1/thread/identity", json={"name": "Anna Hansen 070761-4285"}, headers=key).json()
    assert named["identity"]["name"] == "Anna Hansen […]"
    line = {"turn_id": str(uuid4()), "text": "Det var Anna"}
    assert client.post("/api/v1/thread/messages", json=line, headers=key).json()["lines"][-1]["text"] == "Det var Anna"
    erased = client.delete("/api/v1/thread", headers=key)
    assert erased.json() == {"stores": [{"name": "thread", "outcome": "erased"},
                                        {"name": "conversation", "outcome": "erased"}]}  # fmt: skip
    assert "Clear-Site-Data" in erased.headers
    assert client.get("/api/v1/thread", headers=key).status_code == 404
    assert talk.read().status_code == 410
    assert list(service.stores.threads.all()) == []


def test_an_erased_conversation_leaves_the_thread_and_the_outcome_says_so(talk: Talk) -> None:
    sent = hand_over(talk)
    assert talk.erase().status_code == 200
    key = bearing(sent["receipt"])
    assert talk.client.get("/api/v1/thread", headers=key).status_code == 200
    stores = talk.client.delete("/api/v1/thread", headers=key).json()["stores"]
    outcomes = {store["name"]: store["outcome"] for store in stores}
    assert outcomes == {"thread": "erased", "conversation": "absent"}


def test_it_goes_by_age_after_the_last_activity(talk: Talk, service: Service, clock: Clock) -> None:
    key = bearing(hand_over(talk)["receipt"])
    clock.move(days=89)
    service.stores.expire()
    line = {"turn_id": str(uuid4()), "text": "stadig her"}
    assert talk.client.post("/api/v1/thread/messages", json=line, headers=key).status_code == 200
    clock.move(days=89)
    assert talk.client.get("/api/v1/thread", headers=key).status_code == 200
    clock.move(days=2)
    assert service.stores.expire()["thread"] == 1
    assert talk.client.get("/api/v1/thread", headers=key).status_code == 404


def test_wrong_receipts_are_alike(client: TestClient) -> None:
    answers = {client.get("/api/v1/thread", headers=bearing(guess)).text for guess in (Receipts.new(), "1", "x" * 500)}
    assert len(answers) == 1
    assert client.get("/api/v1/thread").status_code == 401


def test_messages_are_counted_by_thread(talk: Talk, service: Service) -> None:
    key = bearing(hand_over(talk)["receipt"])
    service.limits = Limits(2, 1000)
    lines = [{"turn_id": str(uuid4()), "text": "hej"} for _ in range(3)]
    answers = [talk.client.post("/api/v1/thread/messages", json=line, headers=key) for line in lines]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert talk.client.get("/api/v1/thread", headers=key).status_code == 200


def test_the_review_of_another_language_marks_its_danish(talk: Talk) -> None:
    key = {"conversation": talk.id, "token": talk.token, "language": "ar"}
    page = Page(talk.client, talk.client.post("/overdrag", data=key))
    assert '<html lang="ar" dir="rtl">' in page.html
    assert '<div lang="da" dir="ltr">' in page.html
    assert words_of("ar")["page"]["note"] in page.text


def test_words_of_danger_in_a_message_raise_the_thread(talk: Talk, service: Service) -> None:
    sent = hand_over(talk)
    [record] = service.stores.threads.all()
    assert record.content["alerts"] == []
    line = {"turn_id": str(uuid4()), "text": "min mand slår mig lige nu, jeg er i fare"}
    talk.client.post("/api/v1/thread/messages", json=line, headers=bearing(sent["receipt"]))
    [record] = service.stores.threads.all()
    assert record.content["alerts"] == ["danger"]


async def test_the_machine_is_silent_once_a_person_has_taken_over(talk: Talk, service: Service) -> None:
    hand_over(talk)
    assert talk.send(text="jeg er 35 år").status_code == 200
    await service.runtime.silence(talk.id)
    before = talk.read().json()
    refused = talk.send(text="jeg er 36 år")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith(":taken_over")
    assert talk.read().json() == before
    page = Page(talk.client, talk.client.post("/samtale", data={
        "conversation": talk.id, "token": talk.token, "turn_id": str(uuid4()), "text": "hallo"}))  # fmt: skip
    assert page.status == 409
    assert W["problems"]["taken_over"]["title"] in page.text


async def test_silencing_what_is_gone_does_nothing(talk: Talk, service: Service) -> None:
    talk.erase()
    await service.runtime.silence(talk.id)
    await service.runtime.silence("0" * 32)


def test_the_whole_way_as_pages_without_a_script(talk: Talk, service: Service) -> None:
    key = {"conversation": talk.id, "token": talk.token}
    review = Page(talk.client, talk.client.post("/overdrag", data=key))
    form = review.form_with(P["send"])
    assert {value for _, value in form.boxes} >= {"housing", "age"}
    kept = [value for name, value in form.boxes if name == "pick" and value != "age"]
    filled = {"pick": kept, "message": "Jeg hedder Anna", "how": "phone", "detail": "", "safe": "kun om dagen"}
    assert review.press(P["send"], **filled).status == 422
    updated = review.press(P["refresh"], **filled)
    assert "34 år" not in updated.text.split(P["preview"])[1]
    filled["detail"] = "20 30 40 50"
    sent = review.press(P["send"], **filled)
    assert P["sent_title"] in sent.text
    again = review.press(P["send"], **filled)
    receipt = next(value for name, value in sent.form_with(P["sent_read"]).fields if name == "receipt")
    assert grouped(receipt) in sent.text
    assert grouped(receipt) in again.text
    thread = sent.press(P["sent_read"])
    assert P["state"]["waiting"] in thread.text
    assert "Jeg hedder [skjult]" in thread.text
    assert "34 år" not in thread.text
    written = thread.press(P["write_button"], text="Hallo?")
    assert "Hallo?" in written.text
    assert thread.press(P["write_button"], text=" ").status == 422
    assert P["reveal_empty"] in thread.press(P["reveal_button"]).text
    revealed = written.press(P["reveal_button"], name="Anna Hansen", detail="")
    assert "Anna Hansen" in revealed.text
    erased = revealed.press(P["erase_button"])
    assert P["erased_title"] in erased.text
    assert erased.response.headers["Clear-Site-Data"]
    assert revealed.press(P["write_button"], text="x").status == 404
    assert list(service.stores.threads.all()) == []


def test_no_page_of_a_thread_shows_its_code_in_an_address(talk: Talk) -> None:
    receipt = hand_over(talk)["receipt"]
    for answer in (talk.client.get("/kode"), talk.client.post("/kode", data={"receipt": receipt})):
        page = Page(talk.client, answer)
        for _, attributes in page.tags:
            for name in ("href", "src", "action", "title"):
                assert receipt not in (attributes.get(name) or "")
        assert "<title>Vejviser</title>" in page.html
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_a_form_that_no_page_made_is_answered_with_a_page(talk: Talk, planted_words: tuple[str, ...]) -> None:
    key = {"conversation": talk.id, "token": talk.token}
    word = planted_words[2]
    for data in ({"turn_id": word}, {"turn_id": str(uuid4()), "how": word}, {"token": word}, {"do": word}):
        page = Page(talk.client, talk.client.post("/overdrag", data={**key, **data}))
        assert page.status < 500
        assert word not in page.html
    for data in ({"receipt": ""}, {"receipt": word}, {"receipt": "1" * 16, "do": word}):
        page = Page(talk.client, talk.client.post("/kode", data=data))
        assert page.status == 404
        assert word not in page.html
    assert talk.client.get("/overdrag").status_code == 303


def test_what_the_citizen_sees_has_no_notes_and_no_names_of_staff(talk: Talk, service: Service) -> None:
    hand_over(talk)
    [record] = service.stores.threads.all()
    changed = {**record.content, "notes": [{"text": "intern"}], "adviser": "a" * 32}
    changed["lines"] = [service.threads.line("adviser", "Hej", id="1", by="a" * 32)]
    shown = handover.shown(service.stores.threads.write(record, changed))
    assert "intern" not in str(shown)
    assert "a" * 32 not in str(shown)
