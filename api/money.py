"""Amounts as Danes write them; inside the program they are plain numbers of kroner."""

from __future__ import annotations

from babel.numbers import format_decimal


def kroner(amount: float) -> str:
    """`3.023,10 kr.`; whole kroner without øre: `761 kr.`"""
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{format_decimal(amount, pattern, locale='da')}\u00a0kr."


def decimal(number: float) -> str:
    """`12.000`, `4,5`: a number without a unit."""
    return format_decimal(number, "#,##0.##", locale="da")
