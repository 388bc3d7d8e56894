"""The states of the handoff and of the desk, one after the other, for axe and for the photographs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from api.handoff.words import words as handoff_words
from api.staff.accounts import Role
from api.staff.words import words as staff_words
from bot.errors import Conflict
from bot.records.tallies import Cell, add
from tests.browser.citizen import Citizen, W
from tests.browser.service import Served

P, S = handoff_words()["page"], staff_words()
PASSWORD = "korrekt hest batteri"  # for tests alone


def press(page: Page, name: str) -> None:
    """A button of a plain form, and the page behind it."""
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def login(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    page.goto(address + "/staff/login")
    page.get_by_label(S["login"]["name"]).fill(name)
    page.get_by_label(S["login"]["password"]).fill(password)
    press(page, S["login"]["button"])


def open_by_code(page: Page, address: str, receipt: str) -> None:
    page.goto(address + "/kode")
    page.get_by_label(P["open_label"]).fill(receipt)
    press(page, P["open_button"])


def account(served: Served, name: str, role: Role) -> None:
    """An account, where a test before has not made it."""
    try:
        served.service.accounts.add(name, role, password=PASSWORD)
    except Conflict:
        return


def sent(person: Citizen) -> str:
    """Sends the review that stands on the page: the receipt."""
    person.press(P["send"])
    return person.page.locator("#kode").inner_text()


def handoff(person: Citizen, served: Served) -> Iterator[str]:
    """A citizen's way: what will be sent, the code, the thread, its end. Names each state when the page is in it."""
    page = person.page
    person.begin().press(W["chat"]["handoff"])
    yield "review-empty"
    person.press(P["cancel"])
    person.say("jeg er 34 og har mistet min lejlighed").press(W["chat"]["human"])
    yield "human"
    person.to_the_end("Nej", "Jeg har ingen bolig")
    person.press(W["chat"]["handoff"])
    unfold(page)
    yield "review"
    page.locator("label[for=svar-age]").click()
    page.get_by_label(P["message"]).fill("Jeg hedder Anna. Ring ikke om aftenen.")
    page.get_by_label(P["contact"]).select_option("phone")
    person.press(P["refresh"])
    unfold(page)
    yield "review-struck"
    person.press(P["send"])
    yield "review-refused"
    page.get_by_label(P["contact_detail"]).fill("20 30 40 50")
    receipt = sent(person)
    unfold(page)
    yield "sent"
    press(page, P["sent_read"])
    yield "thread-waiting"
    page.goto(person.address + "/kode")
    yield "receipt"
    open_by_code(page, person.address, "1111 2222 3333 4444")
    yield "receipt-wrong"
    answered(served, receipt)
    open_by_code(page, person.address, receipt)
    unfold(page)
    yield "thread-answered"
    press(page, P["write_button"])
    yield "thread-refused"
    page.get_by_label(P["reveal_name"]).fill("Anna Hansen")
    press(page, P["reveal_button"])
    yield "thread-revealed"
    press(page, P["erase_button"])
    yield "thread-erased"


def answered(served: Served, receipt: str) -> None:
    """An adviser takes the thread of a receipt and replies."""
    record = served.service.threads.find(receipt)
    line = served.service.threads.line("adviser", "Kom forbi i morgen klokken 10.\nSig bare dit fornavn.", id="1")
    content = {**record.content, "adviser": "a" * 32, "state": "taken", "lines": [line]}
    served.service.stores.threads.write(record, content)


def desk(page: Page, served: Served, receipt: str) -> Iterator[str]:
    """A lead's way through the desk; `receipt` opens a thread of somebody without a home."""
    address = served.address
    account(served, "bo", "lead")
    account(served, "anne", "adviser")
    page.goto(address + "/staff")
    yield "refused"
    for path in ("/staff/oidc", "/staff/oidc/callback"):
        page.goto(address + path)
        yield f"no{path.replace('/', '-')}"
    page.goto(address + "/staff/login")
    yield "login"
    login(page, address, "bo", "forkert adgangskode")
    yield "login-wrong"
    login(page, address, "bo")
    yield "queue"
    page.get_by_label(S["queue"]["search"]).fill("1111 2222 3333 4444")
    press(page, S["queue"]["search_button"])
    yield "queue-not-found"
    page.get_by_label(S["queue"]["search"]).fill(receipt)
    press(page, S["queue"]["search_button"])
    unfold(page)
    yield "thread-waiting"
    press(page, S["thread"]["take"])
    page.get_by_label(S["thread"]["reply"]).fill("Kom forbi i morgen klokken 10.")
    press(page, S["thread"]["reply_button"])
    page.get_by_label(S["thread"]["note"]).fill("Ringede forgæves.")
    press(page, S["thread"]["note_button"])
    yield "thread-answered"
    thread = page.url
    page.get_by_label(S["thread"]["hand_on"]).select_option(label="anne")
    press(page, S["thread"]["hand_on_button"])
    yield "thread-handed-on"
    press(page, S["thread"]["close"])
    unfold(page)
    yield "queue-closed"
    page.goto(thread)
    yield "thread-closed"
    page.goto(address + "/staff/threads/" + "0" * 32)
    yield "thread-unknown"
    yield from _triage(page, address)
    yield from _lists(page, served)
    press(page, S["menu"]["logout"])
    yield "logged-out"


def _triage(page: Page, address: str) -> Iterator[str]:
    page.goto(address + "/staff/triage")
    yield "triage"
    page.locator('[name="q.housing"]').select_option(label="Jeg har ingen bolig")
    page.locator('[name="q.age"]').fill("34")
    page.locator('[name="q.municipality"]').select_option(label="Holbæk")
    page.locator('[name="q.immediate_danger"]').select_option(value="true")
    page.locator("#fund .alert").wait_for()
    unfold(page)
    yield "triage-filled"
    press(page, S["triage"]["summary"])
    yield "printed"
    press(page, S["triage"]["back"])
    page.locator('[name="q.age"]').fill("mange")
    page.locator("#fund .wrong").wait_for()
    unfold(page)
    yield "triage-invalid"
    press(page, S["complaint"]["button"])
    yield "reported"


def _lists(page: Page, served: Served) -> Iterator[str]:
    page.goto(served.address + "/staff/complaints")
    yield "complaints"
    press(page, S["complaint"]["erase"])
    yield "complaints-erased"
    page.goto(served.address + "/staff/statistics")
    yield "statistics"
    page.goto(served.address + "/staff/statistics/conversations")
    yield "conversations-none"
    counted(served)
    page.goto(served.address + "/staff/statistics/conversations")
    yield "conversations"
    page.goto(served.address + "/staff/audit")
    yield "audit"


def counted(served: Served) -> None:
    """Counts of a closed month."""
    day, service = "2026-10-07", served.service
    cells: dict[Cell, int] = {Cell(day, place, "conversation", ""): 12 for place in service.knowledge.municipalities}
    cells |= {Cell(day, "holbaek", "topic", topic): 7 for topic in service.knowledge.topics}
    with service.records.database.transaction() as connection:
        add(connection, cells)


def adviser(page: Page, served: Served) -> Iterator[str]:
    """What an adviser sees otherwise than a lead."""
    account(served, "anne", "adviser")
    login(page, served.address, "anne")
    yield "queue-adviser"
    page.goto(served.address + "/staff/audit")
    yield "forbidden"


def operations(served: Served) -> set[tuple[str, str]]:
    """Every operation under /staff that answers with a page, as (method, pattern), from the app's own description."""
    paths: dict[str, Any] = served.app.openapi()["paths"]
    return {
        (method.upper(), path) for path, methods in paths.items() for method, operation in methods.items()
        if path.startswith("/staff") and "text/html" in operation["responses"].get("200", {}).get("content", ())
    }  # fmt: skip


def unfold(page: Page) -> None:
    """Unfolds everything that can be unfolded."""
    for details in page.locator("main details:not(.before)").all():
        details.evaluate("element => { element.open = true }")
