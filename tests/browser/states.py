"""The states of the journey, one after the other, for the checker of accessibility and for the photographs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.citizen import Citizen, W


def journey(person: Citizen) -> Iterator[str]:
    """Names each state when the page is in it."""
    page = person.page
    yield "start"
    person.begin()
    yield "topic"
    person.say("jeg er 34 og har mistet min lejlighed")
    yield "question"
    page.locator(".why > summary").click()
    person.press("Nej")
    yield "why"
    while not page.locator(".boxes, #tal").count() and person.question:
        person.press("Nej" if person.button("Nej").count() else W["chat"]["dont_know"])
    yield "boxes"
    person.to_the_end("Nej", "Jeg har ingen bolig")
    yield "result"
    opened(person)
    yield "result-open"
    page.locator("button[name=change][value=age]").click()
    person.wait()
    yield "change-number"
    person.press(W["chat"]["send_number"])
    yield "notice"
    person.press(W["chat"]["keep"])
    person.say("han slår mig nu, jeg er bange")
    yield "alert"


def afterwards(person: Citizen) -> Iterator[str]:
    """The pages beside the conversation, and its end."""
    page = person.page
    for form in ("print", "text"):
        person.homeless()
        form_of = page.locator("form[data-paper]")
        form_of.evaluate(
            "(form, value) => { const i = document.createElement('input'); i.name = 'form'; i.value = value; "
            "i.type = 'hidden'; form.append(i); HTMLFormElement.prototype.submit.call(form) }",
            form,
        )
        page.wait_for_url("**/papir")
        yield form
        page.goto(person.address + "/")
        person.wait()
        page.wait_for_selector("#resultat")
        person.press(W["chat"]["erase"])
        yield f"erased-after-{form}"
        page.goto(person.address + "/")
    page.goto(person.address + "/findes-ikke")
    yield "problem"
    page.goto(person.address + "/tilgaengelighed")
    yield "accessibility"


def arabic(person: Citizen) -> Iterator[str]:
    """The first page from right to left."""
    person.page.goto(person.address + "/ar")
    yield "arabic"


def opened(person: Citizen) -> None:
    """Unfolds everything that can be unfolded."""
    for details in person.page.locator("#samtale details").all():
        details.evaluate("element => { element.open = true }")
