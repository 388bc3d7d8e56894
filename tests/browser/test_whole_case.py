"""A whole case: by mouse, by keyboard alone, without a script, on a small screen, at 200 % zoom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import Citizen, W
from tests.browser.service import EXIT, Served
from tests.browser.test_leaving import is_erased

Arrive = Callable[..., Citizen]


def is_the_result(citizen: Citizen) -> None:
    page = citizen.page
    expect(page.locator("#resultat")).to_have_text(W["result"]["title"])
    card = page.locator(".card.likely", has_text="Midlertidigt husly")
    expect(card.locator(".badge")).to_have_text(W["result"]["status"]["likely"])
    card.get_by_text(W["result"]["reasons"], exact=True).click()
    expect(card.locator(".given").first).to_contain_text("Alder: 34 år", ignore_case=True)
    card.get_by_text(W["result"]["deadlines"], exact=True).click()
    expect(card.locator(".timeline time").first).to_have_attribute("datetime", "2026-11-26")
    expect(page.locator(".folded", has_text="Hvorfor ikke «").first).to_be_visible()
    assert page.title() == "Vejviser"
    assert page.locator(".contacts a[href^='tel:']").count()


def test_by_mouse(citizen: Callable[..., Citizen]) -> None:
    person = citizen()
    person.homeless()
    is_the_result(person)
    assert person.page.url == person.address + "/"
    assert person.errors == []


def test_without_a_script(citizen: Arrive) -> None:
    person = citizen(java_script_enabled=False)
    page = person.page
    page.get_by_label(W["start"]["municipality"]).select_option("holbaek")
    person.button(W["start"]["button"]).click()
    page.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    person.button(W["chat"]["text_send"]).click()
    for _ in range(40):
        if not person.question:
            break
        answer = "Nej" if person.button("Nej").count() else W["chat"]["dont_know"]
        person.button(answer).click()
    is_the_result(person)
    assert page.url == person.address + "/samtale"


def test_without_a_script_a_reload_counts_once(citizen: Arrive) -> None:
    person = citizen(java_script_enabled=False)
    person.page.get_by_label(W["start"]["municipality"]).select_option("holbaek")
    person.button(W["start"]["button"]).click()
    person.page.locator("#tekst").fill("jeg er 34 og har mistet min lejlighed")
    person.button(W["chat"]["text_send"]).click()
    before, question = len(person.turns()), person.question
    person.page.reload()
    assert person.question == question
    assert len(person.turns()) == before


def press_plainly(person: Citizen, name: str) -> None:
    """A button of a page without a script, and the page behind it."""
    person.button(name).click()
    person.page.wait_for_load_state()


def test_without_a_script_everything_can_be_done(citizen: Arrive, served: Served) -> None:
    """Skip, back, ret, result, print, PDF, calendar, text, leave."""
    person = citizen(java_script_enabled=False)
    page = person.page
    page.get_by_label(W["start"]["municipality"]).select_option("holbaek")
    press_plainly(person, W["start"]["button"])
    page.locator("#tekst").fill("jeg spørger for min bror. Han er 34 og har mistet sin lejlighed")
    press_plainly(person, W["chat"]["text_send"])
    first = person.question
    press_plainly(person, W["chat"]["declined"])
    assert person.question != first
    press_plainly(person, W["chat"]["back"])
    assert person.question == first
    press_plainly(person, W["chat"]["declined"])
    page.locator("details.answers > summary").click()
    page.locator("button[name=change][value=about]").click()
    expect(page.locator(".now")).to_contain_text("En anden")
    press_plainly(person, "Mig selv")
    page.locator("details.answers > summary").click()
    expect(page.locator(".answer", has_text="Hvem hjælpen er til")).to_contain_text("Mig selv")
    press_plainly(person, W["chat"]["results"])
    expect(page.get_by_role("heading", level=1)).to_have_text(W["result"]["title"])
    for name, file in (("pdf", "dokument.pdf"), ("calendar", "kalender.ics")):
        with page.expect_download() as download:
            person.button(W["papers"][name]).click()
        assert download.value.suggested_filename == file
    for name in ("print", "text"):
        press_plainly(person, W["papers"][name])
        press_plainly(person, W["chat"]["show"])
        expect(page.get_by_role("heading", level=1)).to_have_text(W["result"]["title"])
    conversation, _ = person.key()
    press_plainly(person, W["page"]["exit"])
    page.wait_for_url(EXIT)
    assert is_erased(served, conversation, page)


def tab_to(citizen: Citizen, name: str) -> None:
    """Presses Tab until what has the focus is named so."""
    named = "() => (document.activeElement.labels?.[0] || document.activeElement).innerText.trim()"
    for _ in range(120):
        citizen.page.keyboard.press("Tab")
        if citizen.page.evaluate(named) == name:
            visible = citizen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert visible != "none", f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_by_keyboard_alone(citizen: Arrive) -> None:
    person = citizen()
    keyboard = person.page.keyboard
    tab_to(person, W["start"]["municipality"])
    keyboard.type("Holb")
    tab_to(person, W["start"]["button"])
    keyboard.press("Enter")
    person.wait()
    tab_to(person, W["chat"]["text_label"])
    keyboard.type("jeg er 34 og har mistet min lejlighed")
    tab_to(person, W["chat"]["text_send"])
    keyboard.press("Enter")
    person.wait()
    for _ in range(40):
        if not person.question:
            break
        tab_to(person, "Nej" if person.button("Nej").count() else W["chat"]["dont_know"])
        keyboard.press("Space")
        person.wait()
    expect(person.page.locator(".card.likely", has_text="Midlertidigt husly")).to_be_visible()
    tab_to(person, W["result"]["reasons"])
    keyboard.press("Enter")
    expect(person.page.locator(".given").first).to_be_visible()


def test_after_an_answer_the_focus_stands_where_the_answer_is(citizen: Arrive) -> None:
    person = citizen().begin().say("jeg er 34 og har mistet min lejlighed")
    focused = person.page.evaluate("document.activeElement.outerHTML")
    assert "data-log" in focused
    assert person.page.evaluate("scrollY") == 0
    assert person.page.locator("#status").get_attribute("aria-live") == "polite"


def test_a_screen_reader_hears_the_whole_answer_in_its_order_and_nothing_twice(citizen: Arrive) -> None:
    person = citizen().begin().say("jeg er 34 og har mistet min lejlighed")
    loud = person.page.locator("#oplaesning")
    assert loud.get_attribute("aria-live") == "polite"
    answer = [text.strip() for text in person.page.locator("#samtale [data-log]").all_inner_texts()]
    focused = person.page.evaluate("document.activeElement.textContent").strip()
    assert [focused, *loud.locator("p").all_inner_texts()] == [*answer, person.question]
    person.press(W["chat"]["results"])
    assert loud.locator("p").last.inner_text() == W["result"]["title"]


def test_in_forced_colours_what_is_shown_by_colour_can_still_be_seen(citizen: Arrive) -> None:
    """Buttons have a border and letters apart from their ground, marks keep their sign.

    axe says nothing here: it reads the colour of letters where the system's own has not come through.
    """
    person = citizen(forced_colors="active", color_scheme="dark").begin()
    apart = "b => { const s = getComputedStyle(b); return s.borderTopStyle !== 'none' "
    apart += "&& s.borderTopColor !== s.backgroundColor && s.color !== s.backgroundColor }"
    for button in person.page.locator("button:visible").all():
        assert button.evaluate(apart), button.inner_text()
    person.say("jeg er 34 og har mistet min lejlighed").to_the_end("Nej")
    person.page.locator(".card .details-summary").first.click()
    mark = "li => getComputedStyle(li, '::before').content"
    assert person.page.locator(".reasons > .met").first.evaluate(mark) == '"✓"'


def test_each_reason_bears_the_mark_of_its_outcome(citizen: Arrive) -> None:
    person = citizen().homeless()
    mark = "li => getComputedStyle(li, '::before').content"
    for outcome, sign in (("met", "✓"), ("unmet", "✕"), ("unknown", "?")):
        marked = person.page.locator(f".reasons > .{outcome}")
        assert marked.count()
        assert {reason.evaluate(mark) for reason in marked.all()[:5]} == {f'"{sign}"'}


@pytest.mark.parametrize("width", [320, 640], ids=["320 px", "1280 px at 200 %"])
def test_on_a_narrow_screen_nothing_is_scrolled_sideways(citizen: Arrive, width: int) -> None:
    person = citizen(viewport={"width": width, "height": 640})
    assert person.is_wide_enough()
    person.begin()
    assert person.is_wide_enough()
    person.say("jeg er 34 og har mistet min lejlighed")
    assert person.is_wide_enough()
    person.to_the_end("Nej")
    for details in person.page.locator("#samtale details").all():
        details.evaluate("element => { element.open = true }")
    assert person.is_wide_enough()
    is_exit_in_sight = "() => { const b = document.querySelector('.leave').getBoundingClientRect(); "
    is_exit_in_sight += "return b.top >= 0 && b.bottom <= innerHeight && b.right <= innerWidth }"
    person.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert person.page.evaluate(is_exit_in_sight)


def test_buttons_are_large_enough_for_a_thumb(citizen: Arrive) -> None:
    person = citizen(viewport={"width": 320, "height": 640}).begin()
    for button in person.page.locator("button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44


def test_an_answer_is_changed_on_the_page(citizen: Arrive) -> None:
    person = citizen().homeless()
    person.page.locator("details.answers > summary").click()
    row = person.page.locator(".answer", has_text="Alder")
    row.get_by_role("button").click()
    person.wait()
    person.page.locator("#tal").fill("17")
    person.press(W["chat"]["send_number"])
    person.page.locator("details.answers > summary").click()
    expect(person.page.locator(".answer", has_text="Alder")).to_contain_text("17 år")


def test_reduced_motion_is_kept(citizen: Arrive) -> None:
    person = citizen(reduced_motion="reduce").begin()
    moving = "() => [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e); "
    moving += "return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none' }).length"
    assert person.page.evaluate(moving) == 0


def test_a_reload_finds_the_conversation_again(citizen: Arrive) -> None:
    person = citizen().begin().say("jeg er 34 og har mistet min lejlighed")
    question, turns = person.question, len(person.turns())
    person.page.reload()
    expect(person.page.locator("#spoergsmaal")).to_have_text(question)
    person.wait()
    assert len(person.turns()) == turns
