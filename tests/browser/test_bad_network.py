"""A bad network: a lost reply is asked for once more under the same turn id, and counts once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.citizen import Citizen, W

Arrive = Callable[..., Citizen]
SAID = "jeg er 34 og har mistet min lejlighed"


class Line:
    """Loses the replies of the first `lost` turns: the server takes them, the browser never hears."""

    def __init__(self, lost: int, *, arrives: bool = True) -> None:
        self.lost, self.arrives = lost, arrives
        self.sent: list[str] = []

    def __call__(self, route: Route) -> None:
        self.sent.append(route.request.post_data or "")
        if len(self.sent) > self.lost:
            route.continue_()
            return
        if self.arrives:
            route.fetch()
        route.abort("connectionreset")


def on_a_bad_line(person: Citizen, line: Line) -> None:
    person.page.route("**/samtale", line)
    person.page.locator("#tekst").fill(SAID)
    person.button(W["chat"]["text_send"]).click()


def test_a_lost_reply_is_retried_once_and_counted_once(citizen: Arrive) -> None:
    person = citizen().begin()
    before = len(person.turns())
    line = Line(lost=1)
    on_a_bad_line(person, line)
    person.page.wait_for_selector("[data-said]")
    assert len(line.sent) == 2
    assert line.sent[0] == line.sent[1]
    assert "turn_id=" in line.sent[0]
    assert len(person.turns()) == before + 1
    assert person.page.locator("#status").inner_text() == ""


def test_when_the_retry_is_lost_too_the_citizen_sees_what_was_sent_and_can_send_the_same(citizen: Arrive) -> None:
    person = citizen().begin()
    before = len(person.turns())
    line = Line(lost=2)
    on_a_bad_line(person, line)
    status = person.page.locator("#status")
    expect(status.get_by_role("button")).to_be_visible()
    assert f"«{SAID}»" in status.inner_text()
    assert W["script"]["failed"].replace("{said}", "") in status.inner_text()
    assert person.page.locator("#samtale").get_attribute("inert") is not None
    assert len(line.sent) == 2
    status.get_by_role("button").click()
    person.page.wait_for_selector("[data-said]")
    assert len(set(line.sent)) == 1
    assert len(person.turns()) == before + 1


def test_what_never_arrived_counts_once_when_it_is_sent_again(citizen: Arrive) -> None:
    person = citizen().begin()
    before = len(person.turns())
    line = Line(lost=2, arrives=False)
    on_a_bad_line(person, line)
    expect(person.page.locator("#status").get_by_role("button")).to_be_visible()
    assert len(person.turns()) == before
    person.page.locator("#status").get_by_role("button").click()
    person.page.wait_for_selector("[data-said]")
    assert len(person.turns()) == before + 1


def test_without_any_network_the_citizen_is_told(citizen: Arrive) -> None:
    person = citizen().begin()
    person.context.set_offline(True)
    person.page.locator("#tekst").fill(SAID)
    person.button(W["chat"]["text_send"]).click()
    status = person.page.locator("#status")
    expect(status).to_contain_text(W["script"]["offline"].replace("{said}", ""))
    assert f"«{SAID}»" in status.inner_text()
    person.context.set_offline(False)
    status.get_by_role("button").click()
    person.page.wait_for_selector("[data-said]")


def test_while_it_is_sent_the_citizen_sees_what(citizen: Arrive) -> None:
    person = citizen().begin()
    held: list[Route] = []
    person.page.route("**/samtale", lambda route: held.append(route))
    person.page.locator("#tekst").fill(SAID)
    person.button(W["chat"]["text_send"]).click()
    expect(person.page.locator("#status")).to_have_text(W["script"]["sending"].replace("{said}", f"«{SAID}» "))
    held[0].continue_()
    person.page.wait_for_selector("[data-said]")
