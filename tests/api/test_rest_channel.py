"""Rasa's REST channel: off without a key; a conversation a sender; buttons whose payload says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.service import Service
from tests.api.conftest import REST_KEY, Clock
from tests.api.test_problems import problem

ADDRESS = "/webhooks/rest/webhook"
KEY = {"Authorization": f"Bearer {REST_KEY}"}


def post(client: TestClient, message: str, sender: str = "anna@example.dk", **more: Any) -> Response:
    return client.post(ADDRESS, json={"sender": sender, "message": message, **more}, headers=KEY)


def say(client: TestClient, message: str, sender: str = "anna@example.dk") -> list[dict[str, Any]]:
    answer = post(client, message, sender)
    assert answer.status_code == 200, answer.text
    return answer.json()


def button(messages: list[dict[str, Any]], title: str) -> str:
    return next(button["payload"] for button in messages[-1]["buttons"] if button["title"] == title)


def test_it_is_off_without_a_key(broken: Service, serve: Callable[[Service], TestClient]) -> None:
    broken.settings = broken.settings.copy(update={"rest_key": None})
    client = serve(broken)
    assert post(client, "hej").status_code == 404
    assert ADDRESS not in client.get("/openapi.json").json()["paths"]


def test_it_needs_the_key(plain: TestClient) -> None:
    body = {"sender": "anna", "message": "hej"}
    problem(plain.post(ADDRESS, json=body), 401, "wrong_key")
    problem(plain.post(ADDRESS, json=body, headers={"Authorization": "Bearer " + REST_KEY[:-1]}), 401, "wrong_key")
    problem(plain.post(ADDRESS + "?token=ø", json=body), 401, "wrong_key")


def test_a_body_of_the_wrong_shape_is_refused(plain: TestClient) -> None:
    for body in ({}, {"sender": "anna"}, {"sender": "", "message": "hej"}, {"sender": "anna", "message": 5}):
        assert plain.post(ADDRESS, json=body, headers=KEY).status_code == 422


@pytest.mark.model
def test_the_key_may_stand_in_the_address(client: TestClient) -> None:
    answer = client.post(f"{ADDRESS}?token={REST_KEY}", json={"sender": "anna", "message": "hej", "metadata": {}})
    assert answer.status_code == 200


@pytest.mark.model
def test_a_whole_talk_by_buttons(client: TestClient) -> None:
    messages = say(client, "hej")
    assert all(message["recipient_id"] == "anna@example.dk" for message in messages)
    assert "maskine" in messages[1]["text"]
    messages = say(client, button(messages, "Jeg har ingen bolig"))
    for _ in range(40):
        titles = [button["title"] for button in messages[-1].get("buttons", [])]
        if "Vil ikke svare" not in titles:
            break
        wanted = next((title for title in ("Holbæk", "Jeg har ingen bolig", "Ja") if title in titles), "Vil ikke svare")
        messages = say(client, button(messages, wanted))
    assert titles in ([], ["Fortsæt"])
    assert "(Serviceloven §" in " ".join(message["text"] for message in messages)


@pytest.mark.model
def test_a_payload_says_nothing_and_serves_its_conversation_alone(client: TestClient) -> None:
    mine, yours = say(client, "hej", "anna"), say(client, "hej", "bodil")
    payloads = [button["payload"] for button in mine[-1]["buttons"]]
    assert all(re.fullmatch("valg-[0-9a-f]{32}", payload) for payload in payloads)
    assert not set(payloads) & {button["payload"] for button in yours[-1]["buttons"]}
    assert len(set(payloads)) == len(payloads)


@pytest.mark.model
def test_a_button_of_an_older_question_brings_the_question_back(client: TestClient) -> None:
    old = button(say(client, "hej"), "Jeg har ingen bolig")
    now = say(client, old)
    again = say(client, old)
    assert again[0]["text"] == "Den knap gælder ikke længere."
    assert again[-1] == now[-1]
    assert say(client, "valg-" + "0" * 32)[-1] == now[-1]


@pytest.mark.model
def test_senders_are_told_apart_and_found_again(client: TestClient, clock: Clock) -> None:
    first = say(client, "hej", "anna")
    assert "maskine" in str(first)
    assert "maskine" in str(say(client, "hej", "bodil"))
    for _ in range(4):
        clock.move(hours=20)
        assert "Hej. Jeg hedder" not in str(say(client, "hej", "anna"))
    assert "Hej. Jeg hedder" in str(say(client, "hej", "bodil"))
    clock.move(hours=24)
    assert "Hej. Jeg hedder" in str(say(client, "hej", "anna"))


@pytest.mark.model
def test_neither_sender_nor_words_are_stored(
    client: TestClient, service: Service, planted_words: tuple[str, ...]
) -> None:
    for word in planted_words:
        say(client, f"jeg er 34 og {word}", sender=word)
    for file in service.settings.state.iterdir():
        content = file.read_bytes().lower()
        assert not any(word.encode().lower() in content for word in planted_words)
