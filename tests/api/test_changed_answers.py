"""An answer can be changed from the list of answers, and the old one is gone."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.locale import words_of
from tests.api.forms import Page
from tests.api.test_pages import begin, to_the_end

pytestmark = pytest.mark.model
W = words_of("da")


def change(page: Page, question: str) -> Page:
    """The page behind "Ret" beside an answer."""
    form = next(form for form in page.forms if any(b == [("change", question)] for b in form.buttons.values()))
    return Page(page.client, page.client.post(form.action, data=dict([*form.fields, ("change", question)])))


def change_to(page: Page, fact: str) -> Page:
    """The page that asks for a fact anew, whether it is known or not."""
    fields = dict(page.form_with(W["chat"]["erase"]).fields)
    return Page(page.client, page.client.post("/samtale", data={**fields, "change": fact}))


def answers(page: Page) -> str:
    return page.text.partition(W["chat"]["answers"])[2]


def test_a_choice_is_changed_and_the_result_follows(client: TestClient) -> None:
    page = to_the_end(begin(client).press("Jeg har ingen bolig"), "Jeg har ingen bolig")
    asked = change(page, "housing")
    assert W["chat"]["change_hint"] in asked.text
    assert asked.has("På et krisecenter")
    changed = asked.press("På et krisecenter")
    assert changed.status == 200
    assert "På et krisecenter" in answers(changed)
    assert "Jeg har ingen bolig" not in answers(changed)


def test_a_number_is_changed_and_a_wrong_one_keeps_the_question(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    asked = change(page, "age")
    for wrong in ("", "340", "tredive"):
        again = asked.press(W["chat"]["send_number"], number=wrong)
        assert again.status == 422
        assert W["chat"]["change_hint"] in again.text
        assert "34 år" in answers(again)
    changed = asked.press(W["chat"]["send_number"], number="52")
    assert "52 år" in answers(changed)
    assert "34 år" not in answers(changed)


def test_several_facts_of_one_question_are_changed_together(client: TestClient) -> None:
    page = to_the_end(begin(client).press("Jeg har ingen bolig"), "Ja, med begge dele")
    changed = change(page, "misuse").press("Nej")
    assert "Problemer med alkohol Nej" in answers(changed)
    assert "Problemer med stoffer Nej" in answers(changed)


def test_an_answer_can_be_taken_back(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    changed = change(page, "age").press(W["chat"]["declined"])
    assert W["chat"]["declined_answer"] in answers(changed)


def test_keeping_the_answer_leads_back_to_the_standing_question(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    kept = change(page, "age").press(W["chat"]["keep"])
    assert W["chat"]["change_hint"] not in kept.text
    assert "34 år" in answers(kept)
    assert kept.form_with(W["chat"]["declined"]).fields == kept.form_with(W["chat"]["declined"]).fields


def test_a_change_sent_twice_is_one_turn(client: TestClient) -> None:
    page = begin(client).press("Jeg har ingen bolig").press(W["chat"]["send_number"], number="34")
    action, data = change(page, "age").sends(W["chat"]["send_number"], number="52")
    first, second = (Page(client, client.post(action, data=data)) for _ in range(2))
    assert first.status == second.status == 200
    key = {name: data[name][0] for name in ("conversation", "token")}
    address, headers = f"/api/v1/conversations/{key['conversation']}", {"Authorization": f"Bearer {key['token']}"}
    assert len(client.get(address, headers=headers).json()["turns"]) == 4


def test_everything_that_is_known_can_be_changed_what_was_only_heard_too(client: TestClient) -> None:
    page = begin(client).press(W["chat"]["text_send"], text="jeg spørger for min bror, han er 34 og hjemløs")
    assert ("details", {"class": "details answers", "open": None}) in page.tags, "what was heard is not in sight"
    rows = page.html.count('<div class="answer">')
    offered = [value for form in page.forms for buttons in form.buttons.values() for name, value in buttons
               if name == "change"]  # fmt: skip
    assert len(offered) == rows
    assert "about" in offered
    assert "Hvem hjælpen er til En anden" in answers(page)
    asked = change(page, "about")
    assert f"{W['chat']['now']} En anden" in asked.text
    changed = asked.press("Mig selv")
    assert "Hvem hjælpen er til Mig selv" in answers(changed)


@pytest.mark.parametrize("fact", ["immediate_danger", "self_harm", "child_concern", "violence_perpetrator", "about"])
def test_a_fact_that_is_only_heard_has_words_to_change_it_with(client: TestClient, fact: str) -> None:
    page = change_to(begin(client), fact)
    label = page.text.partition(":")[0]
    assert label
    for name in ("Mig selv", "En anden") if fact == "about" else (W["chat"]["yes"], W["chat"]["no"]):
        assert page.has(name)
    assert page.has(W["chat"]["declined"])


def test_an_alarm_that_was_misheard_is_taken_back(client: TestClient) -> None:
    page = begin(client).press(W["chat"]["text_send"], text="han slår mig nu, jeg er bange")
    assert W["alert"]["title"] in page.text
    calm = change(page, "immediate_danger").press(W["chat"]["no"])
    assert calm.status == 200
    assert W["alert"]["title"] not in calm.text
    assert "I fare nu Nej" in answers(calm)


def test_a_changed_list_begins_with_what_was_ticked_and_a_number_with_the_number(client: TestClient) -> None:
    page = begin(client).press(W["chat"]["text_send"], text="jeg er 34 og blind")
    listed = change(page, "impairment")
    ticked = [attributes["value"] for tag, attributes in listed.tags if tag == "input" and "checked" in attributes]
    assert ticked == ['"vision"']
    numbered = change(page, "age")
    assert [attributes["value"] for tag, attributes in numbered.tags if attributes.get("id") == "tal"] == ["34"]


@pytest.mark.parametrize("question", ["quispelfjord", "topic", ""])
def test_a_question_that_is_none_changes_nothing(client: TestClient, question: str) -> None:
    page = begin(client).press("Jeg har ingen bolig")
    fields = dict(page.form_with(W["chat"]["erase"]).fields)
    shown = Page(client, client.post("/samtale", data={**fields, "change": question}))
    assert shown.status == 200
    assert W["chat"]["change_hint"] not in shown.text
    assert "quispelfjord" not in shown.html
