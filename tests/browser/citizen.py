"""A citizen in a browser: begins, answers and reads, as far as possible by what stands on the page."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

from api.locale import words_of
from tests.browser.chromium import Asked

W = words_of("da")
STILL = "() => !document.querySelector('#samtale')?.inert && !document.querySelector('#status')?.textContent"


class Citizen:
    """One person with a fresh profile, on the first page. `page` is Playwright's."""

    def __init__(self, context: BrowserContext, asked: Asked, address: str) -> None:
        self.context, self.asked, self.address = context, asked, address
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.goto(address + "/")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def begin(self, municipality: str = "holbaek") -> Citizen:
        self.page.get_by_label(W["start"]["municipality"]).select_option(municipality)
        return self.press(W["start"]["button"])

    def press(self, name: str) -> Citizen:
        self.button(name).click()
        return self.wait()

    def say(self, text: str) -> Citizen:
        self.page.locator("#tekst").fill(text)
        return self.press(W["chat"]["text_send"])

    def wait(self) -> Citizen:
        """Until the answer stands on the page."""
        self.page.wait_for_load_state()
        self.page.wait_for_function(STILL)
        return self

    @property
    def question(self) -> str:
        """The standing question; "" where none stands."""
        heading = self.page.locator("#spoergsmaal")
        return heading.inner_text() if heading.count() else ""

    def to_the_end(self, *answers: str) -> Citizen:
        """Answers with the first of `answers` that is offered, otherwise "don't know", until nothing is asked."""
        for _ in range(40):
            if not self.question:
                expect(self.page.locator("#resultat")).to_be_visible()
                return self
            wanted = next((name for name in answers if self.button(name).count()), W["chat"]["dont_know"])
            self.press(wanted)
        raise AssertionError("the interview does not end")

    def homeless(self) -> Citizen:
        """A whole case: 34 years, no home, in Holbæk, who says no more than that."""
        return self.begin().say("jeg er 34 og har mistet min lejlighed").to_the_end("Nej", "Jeg har ingen bolig")

    def key(self) -> tuple[str, str]:
        """The conversation's id and token, as the page holds them."""
        fields = [self.page.locator(f"form.exit input[name={name}]") for name in ("conversation", "token")]
        conversation, token = (field.input_value() for field in fields)
        return conversation, token

    def turns(self) -> list[dict]:
        """What the service holds of the conversation."""
        conversation, token = self.key()
        answer = self.context.request.get(
            f"{self.address}/api/v1/conversations/{conversation}", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.ok, answer.status
        return answer.json()["turns"]

    def is_wide_enough(self) -> bool:
        """Nothing has to be scrolled sideways for."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
