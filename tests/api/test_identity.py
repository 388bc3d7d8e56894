"""No identity number gets past the door, and what only looks a little like one stays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity import strip_identity, strip_value

WORD = "[nummer]"
_GAPS = st.sampled_from(["", "-", " ", ".", "–", " - ", "\u00a0", "\u2011", "/", "\n", "\u200b", "  "])
_INNER = st.sampled_from(["", " ", ".", "-", "/"])
_AROUND = st.text(alphabet="abc æøå,;:!()\n", max_size=12)
_BIRTHDAYS = st.dates(date(1900, 1, 1), date(2036, 12, 31))
_SERIALS = st.integers(0, 9999).map(lambda serial: f"{serial:04d}")


@given(_AROUND, _BIRTHDAYS, _INNER, _GAPS, _SERIALS, _AROUND)
def test_a_number_is_removed_in_every_spelling(
    before: str, day: date, inner: str, gap: str, serial: str, after: str
) -> None:
    number = f"{day:%d}{inner}{day:%m}{inner}{day:%y}{gap}{serial}"
    assert strip_identity(before + number + after, WORD) == before + WORD + after


@given(_BIRTHDAYS, _SERIALS)
def test_a_number_with_the_century_is_removed(day: date, serial: str) -> None:
    for form in ("%d%m%Y-", "%d.%m.%Y-", "%d-%m-%Y - ", "%d%m%Y"):
        assert strip_identity(f"cpr{day.strftime(form)}{serial}.", WORD) == f"cpr{WORD}."


@given(st.integers(0, 999_999), _SERIALS)
def test_six_digits_a_hyphen_and_four_are_removed_whatever_the_date(front: int, serial: str) -> None:
    assert strip_identity(f"{front:06d}-{serial}", WORD) == WORD


@given(_BIRTHDAYS, _SERIALS)
def test_a_replacement_number_is_removed(day: date, serial: str) -> None:
    assert strip_identity(f"{day.day + 60}{day:%m%y}{serial}", WORD) == WORD


@pytest.mark.parametrize(
    "number",
    [
        "0 1 0 2 0 3 1 2 3 4", "010203 12 34", "1.2.03-1234", "٠١٠٢٠٣-١٢٣٤", "CPR:0102031234hej",
        "01\u200b0203-12\u200b34",
    ],
)
def test_odd_spellings_are_removed(number: str) -> None:
    assert WORD in strip_identity(number, WORD)
    assert "34" not in strip_identity(number, WORD)


@given(st.integers(0, 120), st.integers(1900, 2100), st.integers(0, 99_999_999), st.integers(20_000_000, 99_999_999))
def test_ages_years_amounts_and_telephones_stay(age: int, year: int, amount: int, phone: int) -> None:
    digits = str(phone)
    pairs = " ".join(digits[place : place + 2] for place in range(0, 8, 2))
    dotted = f"{amount:,}".replace(",", ".")
    for text in (
        f"jeg er {age} år", f"i {year}", f"fra {year} til {year + 1}", f"{year}-{year + 1}", f"{amount} kr.",
        f"{dotted},50 kr.", f"ring {digits}", f"ring {pairs}", f"+45{digits}", f"+45 {pairs}", f"0045 {digits}",
        f"{digits} og jeg er {age}", f"{digits} {age} år", f"{digits}, {digits}",
    ):  # fmt: skip
        assert strip_identity(text, WORD) == text


def test_several_numbers_in_one_text() -> None:
    assert strip_identity("mig 010203-1234, min søn 0405061234", WORD) == f"mig {WORD}, min søn {WORD}"


def test_dates_with_an_amount_after_them_stay() -> None:
    assert strip_identity("den 12.10.2024 fik jeg 1500 kr.", WORD) == "den 12.10.2024 fik jeg 1500 kr."
    assert strip_identity("12.10.2024 1500 kr.", WORD) == "12.10.2024 1500 kr."


def test_values_of_any_depth_are_cleaned() -> None:
    value = {"a": ["010203-1234", {"010203-1234": 102031234}], "b": 3112991234, "c": [True, None, 34, 1e300, 0.5]}
    assert strip_value(value, WORD) == {"a": [WORD, {WORD: WORD}], "b": WORD, "c": [True, None, 34, 1e300, 0.5]}


@given(st.integers(0, 99_999_999) | st.floats(0, 1e7))
def test_amounts_in_json_stay(amount: float) -> None:
    assert strip_value(amount, WORD) == amount


@given(st.text(max_size=300))
def test_any_text_is_cleaned_once_and_for_all(text: str) -> None:
    once = strip_identity(text, WORD)
    assert strip_identity(once, WORD) == once
