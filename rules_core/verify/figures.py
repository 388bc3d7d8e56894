"""Every figure that the knowledge states, with the file, key and section that it stands by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from rules_core.fact_table import FACTS, MONEY_FACTS, VUM_FACTS, kind_of
from rules_core.source import NATIONAL
from rules_core.strict_yaml import read_yaml
from rules_core.verify.quantities import Quantity, Reader

_SENTENCES = frozenset(
    {"text", "label", "name", "title", "summary", "refusal", "assumptions", "hours", "to"}
    | {"help", "extent", "follow_up", "other_help", "not_included", "doubts"}
)
_CONDITIONS = frozenset({"when", "reduced_when"})
_UNIT_OF_FACT = {"age": "year", "helper_hours_per_day": "hour", "nights": "night", "transport_km": "km"}
_UNIT_OF_RATE = {"dkk": "dkk", "years": "year", "percent": "percent", "hours": "hour", "km": "km"}
_UNIT_OF_DEADLINE = {"days": "day", "working_days": "working_day", "weeks": "week", "months": "month", "hours": "hour"}


@dataclass(frozen=True)
class Figure:
    """One figure: `shown` as it stands here, `quantity` (or `literal`, for addresses) as it is looked for.

    `kind`: rate, year, deadline, bound, amount, free, sentence, phone, address, web, date, or section for a source
    itself, which must be there whether a figure leans on it or not. An empty section is the whole document.
    """

    file: str
    key: str
    kind: str
    shown: str
    document: str
    section: str
    quantity: Quantity | None = None
    literal: str = ""

    @property
    def provision(self) -> str | None:
        """The provision whose file this is; None for rates, contacts and the like."""
        stem = Path(self.file).stem
        return stem if stem == "frikort" or "-" in stem else None


def figures_of(folder: Path, reader: Reader) -> Iterator[Figure]:
    """The figures of the national layer and of every municipality, file by file."""
    for path in sorted([*(folder / "national").glob("*.yml"), *(folder / "municipalities").glob("*/*.yml")]):
        name = path.relative_to(folder).as_posix()
        document = path.parent.name if name.startswith("municipalities/") else NATIONAL
        spot = _Spot(name, "", Figure(name, "", "", "", document, ""), reader)
        yield from spot.walk(read_yaml(path, folder), path.stem)


@dataclass(frozen=True)
class _Spot:
    """Where the walk is: the file, the key, and a blank figure that bears the nearest source."""

    file: str
    key: str
    blank: Figure
    reader: Reader

    def at(self, key: str | int) -> _Spot:
        step = f"[{key}]" if isinstance(key, int) else (f".{key}" if self.key else key)
        return replace(self, key=self.key + step)

    def walk(self, raw: Any, word: str) -> Iterator[Figure]:
        """The figures in a value that stands under the key `word`."""
        if isinstance(raw, dict):
            spot = self._sourced(raw)
            if "source" in raw:
                yield spot.at("source")._figure("section", spot.blank.section, None)
            yield from spot._object(raw, word)
        elif isinstance(raw, list):
            for index, item in enumerate(raw):
                yield from self.at(index).walk(item, word)
        elif isinstance(raw, str) and word in _SENTENCES:
            yield from self._sentence(raw)

    def _sourced(self, raw: dict[str, Any]) -> _Spot:
        """The same spot by the source that the object names, where it names one."""
        source = raw.get("source")
        if source is None and isinstance(raw.get("values"), list) and raw["values"]:
            return self._sourced(raw["values"][0])
        if isinstance(source, str):
            return replace(self, blank=replace(self.blank, document=self._own(), section=source))
        if isinstance(source, dict) and {"document", "section"} <= set(source):
            blank = replace(self.blank, document=str(source["document"]), section=str(source["section"]))
            return replace(self, blank=blank)
        return self

    def _own(self) -> str:
        """The document that a bare section belongs to."""
        parts = self.file.split("/")
        return parts[1] if parts[0] == "municipalities" else NATIONAL

    def _object(self, raw: dict[str, Any], word: str) -> Iterator[Figure]:
        for key, value in raw.items():
            spot = self.at(str(key))
            if key in _CONDITIONS:
                yield from spot._condition(value, None)
            elif key == "amount" and "unit" in raw and "after" in raw:
                yield spot._counted("deadline", value, _UNIT_OF_DEADLINE[raw["unit"]], f"{value} {raw['unit']}")
            elif key == "amount" and "side" in raw:
                yield from spot._line(value)
            elif key == "weeks" and value is not None:
                yield spot._counted("deadline", value, "week", f"{value} weeks")
            elif key == "values" and "unit" in raw:
                yield from spot._rate(value, raw["unit"])
            elif key == "adopted":
                yield from spot._adopted(value, word)
            elif key in _READ_CONTACT:
                yield from _READ_CONTACT[key](spot, str(value))
            else:
                yield from spot.walk(value, str(key))

    def _figure(self, kind: str, shown: str, quantity: Quantity | None, literal: str = "") -> Figure:
        return replace(self.blank, key=self.key, kind=kind, shown=shown, quantity=quantity, literal=literal)

    def _counted(self, kind: str, value: float, unit: str, shown: str | None = None) -> Figure:
        return self._figure(kind, shown or f"{value:g} {unit}".strip(), self.reader.quantity(value, unit))

    def _sentence(self, text: str) -> Iterator[Figure]:
        for mention in self.reader.mentions(text):
            if mention.quantity.unit == "phone":
                yield from self._phone(mention.words)
            elif not mention.common and mention.quantity.value:
                kind = "year" if _is_year(mention.quantity) else "sentence"
                yield self._figure(kind, mention.words, mention.quantity)

    def _rate(self, rows: list[dict[str, Any]], unit: str) -> Iterator[Figure]:
        for index, row in enumerate(rows):
            spot = self.at(index)._sourced(row)
            yield spot.at("source")._figure("section", spot.blank.section, None)
            yield spot.at(unit)._counted("rate", row[unit], _UNIT_OF_RATE[unit], f"{row[unit]} {unit}")
            if isinstance(row["from"], date):
                yield spot.at("from")._counted("year", row["from"].year, "")

    def _adopted(self, day: Any, document: str) -> Iterator[Figure]:
        """The day and month that a document was adopted, looked for in the whole of it."""
        named = document if self._own() == NATIONAL else self._own()
        blank = replace(self.blank, document=named, section="")
        if isinstance(day, date):
            quantity = Quantity(day.month * 100 + day.day, "date")
            yield replace(blank, key=self.key, kind="date", shown=day.isoformat(), quantity=quantity)

    def _phone(self, text: str) -> Iterator[Figure]:
        yield self._figure("phone", text, None, re.sub(r"\D", "", text))

    def _address(self, text: str) -> Iterator[Figure]:
        yield self._figure("address", text, None, text)

    def _web(self, text: str) -> Iterator[Figure]:
        yield self._figure("web", text, None, re.sub(r"^https?://(www\.)?", "", text).rstrip("/"))

    def _line(self, raw: Any) -> Iterator[Figure]:
        """The amount of a cost line; nothing to pay is a figure too, said in words."""
        if raw == 0:
            yield self._figure("free", "0", None)
        else:
            yield from self._amount(raw, "dkk")

    def _amount(self, raw: Any, unit: str) -> Iterator[Figure]:
        if isinstance(raw, dict):
            for key, value in raw.items():
                spot = self.at(str(key))
                if key in _CONDITIONS:
                    yield from spot._condition(value, None)
                elif key not in ("rate", "fact", "part", "told"):
                    yield from spot._amount(value, {"percent": "percent", "product": ""}.get(str(key), unit))
        elif isinstance(raw, list):
            for index, item in enumerate(raw):
                yield from self.at(index)._amount(item, unit)
        elif isinstance(raw, (int, float)) and raw:
            yield self._counted("amount", raw, unit)

    def _condition(self, raw: Any, fact: str | None) -> Iterator[Figure]:
        """The numbers in bounds. Scores of everyday questions, and "at least one", are no figures of a source."""
        if isinstance(raw, dict):
            for key, value in raw.items():
                yield from self.at(str(key))._condition(value, key if key in FACTS else fact)
        elif isinstance(raw, list):
            for index, item in enumerate(raw):
                yield from self.at(index)._condition(item, fact)
        elif fact and isinstance(raw, (int, float)) and not isinstance(raw, bool) and _states(fact, raw):
            yield self._counted("bound", raw, _UNIT_OF_FACT.get(fact, "dkk" if fact in MONEY_FACTS else ""))


_READ_CONTACT = {"phone": _Spot._phone, "address": _Spot._address, "email": _Spot._web, "url": _Spot._web}


def _states(fact: str, value: float) -> bool:
    return fact not in VUM_FACTS and kind_of(fact) in ("integer", "amount") and value > 1


def _is_year(quantity: Quantity) -> bool:
    return not quantity.unit and 1990 <= quantity.value <= 2100 and quantity.value == int(quantity.value)
