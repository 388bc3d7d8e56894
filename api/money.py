"""Amounts as Danes write them; inside the program they are plain numbers of kroner."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal

from api.locale import words_of


def kroner(amount: float) -> str:
    """`3.023,10 kr.`; whole kroner without øre: `761 kr.`"""
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{format_decimal(amount, pattern, locale='da')}\u00a0kr."


def decimal(number: float) -> str:
    """`12.000`, `4,5`: a number without a unit."""
    return format_decimal(number, "#,##0.##", locale="da")


def range_text(amount: dict[str, Any]) -> str:
    """`100,77 kr. pr. døgn`, `op til ...`, `... eller mere`; "" where nothing is known, "ikke noget" for nothing."""
    words = words_of("da")["result"]
    low, high, per = amount["low"], amount["high"], words["per"][amount["per"]]
    if high is None:
        return words["at_least"].format(low=kroner(low), per=per) if low else ""
    if low == high:
        return words["exactly"].format(low=kroner(low), per=per) if high else words["nothing"]
    form = words["between"] if low else words["at_most"]
    return form.format(low=kroner(low), high=kroner(high), per=per)
