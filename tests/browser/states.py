"""The states of the journey, one after the other, for the checker of accessibility and for the photographs."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Frame, Page

from api.service import Service
from tests.browser.citizen import STILL, Citizen, W
from tests.browser.counts import see_the_counts


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
    page.locator("#tal").fill("")
    person.press(W["chat"]["send_number"])
    yield "notice"
    person.press(W["chat"]["keep"])
    person.say("han slår mig nu, jeg er bange")
    yield "alert"
    page.locator("details.answers > summary").click()
    page.locator("button[name=change][value=immediate_danger]").click()
    person.wait()
    yield "change-heard"


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


def beside(person: Citizen, service: Service) -> Iterator[str]:
    """The pages around the citizen's own: a municipality's with the widget, and the counts that the staff see."""
    page = person.page
    page.goto(person.address + "/widget/demo")
    yield "demo"
    opened_widget(page)
    yield "demo-open"
    see_the_counts(page, person.address, service)
    yield "statistics"


def opened_widget(page: Page) -> Frame:
    """The conversation's frame, after the widget's button was pressed; its root is closed, but not to a mouse."""
    page.wait_for_function("() => document.body.lastElementChild.tagName === 'DIV'")
    size = page.viewport_size
    assert size
    with page.expect_event("framenavigated", lambda frame: frame.parent_frame and frame.url != "about:blank"):
        page.mouse.click(size["width"] - 40, size["height"] - 36)
    frame = next(frame for frame in page.frames if frame != page.main_frame)
    frame.wait_for_load_state()
    if not frame.url.startswith("chrome-error"):
        frame.wait_for_function(STILL)
    return frame


def arabic(person: Citizen) -> Iterator[str]:
    """The first page from right to left."""
    person.page.goto(person.address + "/ar")
    yield "arabic"


def opened(person: Citizen) -> None:
    """Unfolds everything that can be unfolded."""
    for details in person.page.locator("#samtale details").all():
        details.evaluate("element => { element.open = true }")
