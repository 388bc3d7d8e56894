"""What a citizen sees when something goes wrong: errors of the service, erased elsewhere, two tabs, back, forward."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bot.errors import NotStored
from tests.browser.axe import violations
from tests.browser.citizen import Citizen, W
from tests.browser.service import Served

Arrive = Callable[..., Citizen]
SAID = "jeg er 34 og har mistet min lejlighed"


def send(person: Citizen, text: str = SAID) -> None:
    """Without waiting for an answer that may never come."""
    person.page.locator("#tekst").fill(text)
    person.button(W["chat"]["text_send"]).click()


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [(NotStored("disk"), "not_stored", "not_counted"), (RuntimeError("quispelfjord"), "unexpected", "unsure")],
)
def test_an_error_of_the_service_says_what_became_of_the_answer(
    citizen: Arrive, served: Served, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str, status: str
) -> None:
    person = citizen().begin()
    before = len(person.turns())

    async def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(served.service.runtime, "turn", fail)
        send(person)
        expect(person.page.get_by_role("heading", level=1)).to_have_text(W["problems"][kind]["title"])
    expect(person.page.locator("#status")).to_have_text(W["script"][status].replace("{said}", f"«{SAID}» "))
    assert "quispelfjord" not in person.page.content()
    person.button(W["chat"]["retry"]).click()
    expect(person.page.locator("#spoergsmaal")).to_be_visible()
    assert len(person.turns()) == before + 1


def test_too_many_turns_lose_nothing(citizen: Arrive, start: Callable[..., Served]) -> None:
    person = citizen(start(conversation_limit=2).address).begin()
    person.press("Jeg har ingen bolig")
    send(person)
    expect(person.page.locator("#spoergsmaal")).to_be_visible()
    send(person, "jeg er alene")
    expect(person.page.get_by_role("heading", level=1)).to_have_text(W["problems"]["too_many"]["title"])
    expect(person.button(W["chat"]["retry"])).to_be_visible()
    expect(person.page.locator("#status")).to_contain_text("«jeg er alene»")
    assert violations(person.page) == []


def test_a_conversation_erased_elsewhere_is_said_to_be_gone(citizen: Arrive, served: Served) -> None:
    person = citizen().begin()
    conversation, _ = person.key()
    served.service.records.erase(conversation)
    send(person)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(W["problems"]["erased"]["title"])
    assert person.page.locator("input[name=token]").count() == 0
    person.page.reload()
    expect(person.button(W["start"]["button"])).to_be_visible()


def test_a_reload_after_it_was_erased_elsewhere_leads_to_the_start(citizen: Arrive, served: Served) -> None:
    person = citizen().begin()
    served.service.records.erase(person.key()[0])
    person.page.reload()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(W["problems"]["erased"]["title"])
    person.page.get_by_role("link", name=W["problem"]["home"]).click()
    expect(person.button(W["start"]["button"])).to_be_visible()


def test_two_tabs_of_one_conversation_do_not_answer_over_each_other(citizen: Arrive) -> None:
    person = citizen().begin().say(SAID)
    first = person.question
    with person.context.expect_page() as opening:
        person.page.evaluate("open(location.href, '_blank')")  # a tab opened so takes the key of its opener along
    other = opening.value
    expect(other.locator("#spoergsmaal")).to_have_text(first)
    person.press("Nej")
    standing, turns = person.question, len(person.turns())
    assert standing != first
    other.get_by_role("button", name="Ja", exact=True).click()
    expect(other.locator(".notice")).to_contain_text(W["problems"]["stale"]["title"])
    expect(other.locator("#spoergsmaal")).to_have_text(standing)
    assert len(person.turns()) == turns


def test_away_and_back_again_finds_the_conversation(citizen: Arrive) -> None:
    person = citizen().begin().say(SAID)
    question, turns = person.question, len(person.turns())
    for _ in range(2):
        person.page.goto(person.address + "/tilgaengelighed")
        person.page.go_back()
        expect(person.page.locator("#spoergsmaal")).to_have_text(question)
        person.page.go_forward()
        expect(person.page.locator("h1")).to_contain_text("Tilgængeligheds")
        person.page.go_back()
        expect(person.page.locator("#spoergsmaal")).to_have_text(question)
        person.wait()
    assert len(person.turns()) == turns


def test_a_very_long_text_covers_nothing(citizen: Arrive) -> None:
    person = citizen(viewport={"width": 320, "height": 640}).begin()
    long = "Donaudampskibsfartselskabskaptajnshue" * 40 + " " + "jeg er 34 og hjemløs. " * 350
    person.page.route("**/samtale", lambda route: route.abort())
    send(person, long)
    status = person.page.locator("#status")
    expect(status.get_by_role("button")).to_be_visible()
    box = status.bounding_box()
    assert box
    assert box["height"] < 320
    assert violations(person.page) == []
    assert person.page.locator("#tekst").input_value() == long[:10_000]
    person.page.unroute("**/samtale")
    status.get_by_role("button").click()
    mine = person.page.locator(".mine[data-said]")
    expect(mine).to_be_visible()
    box = mine.bounding_box()
    assert box
    assert box["height"] <= 200
    assert violations(person.page) == []
    assert person.is_wide_enough()


def test_what_says_nothing_is_told_so_in_the_same_place(citizen: Arrive) -> None:
    person = citizen().begin()
    turns = len(person.turns())
    send(person, "   ")
    expect(person.page.locator(".notice")).to_have_text(W["chat"]["empty_text"])
    assert "notice" in person.page.evaluate("document.activeElement.className")
    assert len(person.turns()) == turns
