"""The whole way between an unknown citizen and an adviser: send, receipt, take, reply, reveal, close, erase."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser.chromium import context
from tests.browser.citizen import Citizen, W
from tests.browser.handoff_states import P, S, account, login, open_by_code, press
from tests.browser.service import Served


def send(citizen: Citizen) -> str:
    """Reviews, strikes out the age, adds a message, sends: the receipt."""
    citizen.press(W["chat"]["handoff"])
    page = citizen.page
    expect(page.get_by_role("heading", name=P["review_title"])).to_be_visible()
    page.locator("label[for=svar-age]").click()
    page.get_by_label(P["message"]).fill("Jeg hedder Anna. Ring ikke om aftenen.")
    page.get_by_label(P["contact_safe"]).fill("kun om formiddagen")
    citizen.press(P["refresh"])
    shown = str(page.locator(".document").text_content())
    assert "34 år" not in shown
    assert "Jeg hedder [skjult]." in shown
    citizen.press(P["send"])
    return page.locator("#kode").inner_text()


def test_from_a_citizen_who_is_unknown_to_a_closed_and_erased_thread(
    browser: Browser, served: Served, citizen: Callable[..., Citizen]
) -> None:
    account(served, "anne", "adviser")
    talk = citizen().homeless()
    talking = talk.key()
    receipt = send(talk)
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", receipt)
    assert talk.errors == []

    with context(browser) as (desk, asked):
        adviser = desk.new_page()
        login(adviser, served.address, "anne")
        adviser.get_by_label(S["queue"]["search"]).fill(receipt)
        press(adviser, S["queue"]["search_button"])
        expect(adviser.locator(".document")).to_contain_text("Jeg har ingen bolig")
        expect(adviser.locator(".document")).not_to_contain_text("34 år")
        thread = adviser.url
        press(adviser, S["thread"]["take"])
        adviser.get_by_label(S["thread"]["reply"]).fill("Kom forbi i morgen klokken 10.")
        press(adviser, S["thread"]["reply_button"])
        expect(adviser.locator(".log .adviser")).to_contain_text("klokken 10")

        # The machine is silent in the conversation that was taken over.
        answer = talk.context.request.post(
            f"{served.address}/api/v1/conversations/{talking[0]}/turns",
            headers={"Authorization": f"Bearer {talking[1]}"},
            data={"turn_id": "11111111-1111-4111-8111-111111111111", "text": "hallo"},
        )  # fmt: skip
        assert answer.status == 409

        with context(browser, java_script_enabled=False) as (other, _):  # another day, another device, no script
            page = other.new_page()
            open_by_code(page, served.address, receipt)
            expect(page.get_by_text("Kom forbi i morgen klokken 10.")).to_be_visible()
            expect(page.get_by_text(P["state"]["taken"])).to_be_visible()
            page.get_by_label(P["write"]).fill("Det gør jeg.")
            press(page, P["write_button"])
            page.get_by_label(P["reveal_name"]).fill("Anna Hansen")
            press(page, P["reveal_button"])
            expect(page.get_by_text(P["revealed"].format(name="Anna Hansen"))).to_be_visible()

            adviser.goto(thread)
            expect(adviser.get_by_text("Det gør jeg.")).to_be_visible()
            expect(adviser.get_by_text(re.compile("Anna Hansen"))).to_be_visible()
            press(adviser, S["thread"]["close"])
            closed = adviser.locator("summary", has_text=S["queue"]["closed"].split(" ")[0])
            expect(closed).to_be_visible()

            open_by_code(page, served.address, receipt)
            expect(page.get_by_text(P["state"]["closed"])).to_be_visible()
            press(page, P["erase_button"])
            expect(page.get_by_role("heading", name=P["erased_title"])).to_be_visible()
            page.goto(served.address + "/kode")
            page.get_by_label(P["open_label"]).fill(receipt)
            press(page, P["open_button"])
            expect(page.get_by_text(P["open_wrong"])).to_be_visible()

        assert adviser.goto(thread).status == 404
        adviser.goto(served.address + "/staff")
        press(adviser, S["menu"]["logout"])
        adviser.goto(served.address + "/staff")
        expect(adviser.get_by_role("heading", name=S["queue"]["title"])).to_have_count(0)
        assert asked.hosts() == {served.address.removeprefix("http://")}


def test_the_triage_form_follows_what_is_filled_in(browser: Browser, served: Served) -> None:
    account(served, "bente", "adviser")
    with context(browser) as (desk, _):
        page = desk.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        login(page, served.address, "bente")
        page.get_by_role("link", name=S["menu"]["triage"]).click()
        found = page.locator("#fund")
        page.locator('[name="q.housing"]').select_option(label="Jeg har ingen bolig")
        page.locator('[name="q.age"]').fill("34")
        page.locator('[name="q.municipality"]').select_option(label="Holbæk")
        expect(found.locator(".folded.likely").first).to_be_visible()
        page.locator('[name="q.immediate_danger"]').select_option(value="true")
        expect(found.locator(".alert")).to_contain_text("112")
        marked = page.locator(".field.next")
        expect(marked).to_have_count(1)
        assert (marked.locator("label, legend").first.inner_text())[:20] in found.inner_text()
        expect(found.get_by_role("table")).to_be_visible()
        press(page, S["triage"]["summary"])
        expect(page.locator(".document")).to_contain_text("34 år")
        assert errors == []
