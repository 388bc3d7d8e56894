"""A month of counts for the statistics page, and a member of staff who may see them."""

from __future__ import annotations

from playwright.sync_api import Page

from api.service import Service
from api.staff.words import words as staff_words
from bot.records.tallies import Cell

PASSWORD = "korrekt hest batteri"  # for tests alone
STATISTICS = "/staff/statistics/conversations"
_MONTH = {
    ("conversation", ""): 41, ("topic", "need_homeless"): 23, ("topic", "need_alcohol"): 17,
    ("unmet", "need_dental"): 6, ("not_understood", "unsure"): 8,
    ("asked", "topic"): 41, ("asked", "age"): 36, ("stopped", "age"): 7,
}  # fmt: skip


def count_a_month(service: Service) -> None:
    """October 2026, in two municipalities; in a third there were too few to be shown."""
    for day in ("2026-10-05", "2026-10-19"):
        for place, share in (("holbaek", 1), ("lejre", 2)):
            counts = {Cell(day, place, kind, name): number * share for (kind, name), number in _MONTH.items()}
            service.records.create({}, counts)
    service.records.create({}, {Cell("2026-10-19", "varde", "conversation", ""): 3})


def see_the_counts(page: Page, address: str, service: Service) -> None:
    """Logs in and opens the page."""
    if service.accounts.find(service.accounts.id_of("clara")) is None:
        service.accounts.add("clara", "adviser", password=PASSWORD)
        count_a_month(service)
    words = staff_words()["login"]
    page.goto(address + "/staff/login")
    page.get_by_label(words["name"]).fill("clara")
    page.get_by_label(words["password"]).fill(PASSWORD)
    page.get_by_role("button", name=words["button"], exact=True).click()
    page.wait_for_url("**/staff")
    page.goto(address + STATISTICS)
