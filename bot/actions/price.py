"""A price in Danish sentences, from the contract's Cost."""

from __future__ import annotations

from typing import Any

from bot.actions.phrases import amount, itemised, phrases

SIDES = ("pays", "receives", "keeps")


def price_in_words(cost: dict[str, Any] | None) -> str:
    """What one pays, gets and keeps, with the year of the figures; then what bears no figure, and what is assumed."""
    words = phrases()["cost"]
    if cost is None or not (cost["lines"] or any(cost[side] for side in SIDES)):
        return str(words["unknown"])
    apart = {side: _apart(side, cost) for side in SIDES}
    free = words["free_but" if apart["pays"] else "free"]
    sums = " ".join(_sum(side, cost[side], free) for side in SIDES if cost[side])
    return "\n".join(part for part in (sums.strip(), *apart.values(), " ".join(cost["assumptions"])) if part)


def _sum(side: str, span: dict[str, Any], free: str) -> str:
    """A sum of nothing is worth words (`free`) only where one would have paid."""
    if span["high"] == 0:
        return free if side == "pays" else ""
    return str(phrases()["cost"][side]).format(amount=amount(span))


def _apart(side: str, cost: dict[str, Any]) -> str:
    """The lines of a side that are not in its sum: those that somebody else prices, and those of another period."""
    span, words = cost[side], phrases()["cost"]
    lines = [
        line
        for line in cost["lines"]
        if line["side"] == side and line["high"] != 0 and not (span and line["counted"] and _is_summed(line, span))
    ]
    return f"{words[f'{side}_apart']}\n{itemised(map(_line, lines))}" if lines else ""


def _is_summed(line: dict[str, Any], span: dict[str, Any]) -> bool:
    return line["low"] is not None and line["per"] == span["per"]


def _line(line: dict[str, Any]) -> str:
    return line["label"] if line["low"] is None else f"{line['label']}: {amount(line)}"
