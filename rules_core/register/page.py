"""Writes the register: one HTML page without script, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rules_core.catalogue import Knowledge
from rules_core.errors import KnowledgeError
from rules_core.register.readable import number
from rules_core.register.rows import Rows
from rules_core.source import NATIONAL
from rules_core.strict_yaml import read_yaml
from rules_core.verify.documents import NO_SECTION
from rules_core.verify.verification import Fault, Verification, read_accepted
from rules_core.vocabulary import KNOWLEDGE_FOLDER

_HERE = Path(__file__).parent


def write_register(
    out: Path, knowledge: Knowledge, found: Verification | None, *, on: date, folder: Path = KNOWLEDGE_FOLDER
) -> None:
    """The page of all rules at `out`; without `found` only the accepted exceptions stand in it.

    KnowledgeError where the page cannot be written there.
    """
    text = render_register(knowledge, found, on=on, folder=folder)
    draft = out.with_name(f".{out.name}.draft")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True) if draft.parent.is_dir() else None
        raise KnowledgeError(str(out), "file", f"cannot be written ({error.strerror}); mend --out") from None


def render_register(knowledge: Knowledge, found: Verification | None, *, on: date, folder: Path) -> str:
    """The page as HTML."""
    words = read_yaml(_HERE / "words.yml", _HERE)
    rows = Rows(knowledge, words, found, read_accepted(folder), on)
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = lambda day: f"{day:%d.%m.%Y}"
    environment.tests["fault"] = lambda one: isinstance(one, Fault)
    return environment.get_template("register.html.j2").render(
        words=words,
        w=words["page"],
        knowledge=knowledge,
        sections=list(rows.sections()),
        layers=list(rows.layers()),
        places=[(place, rows.label(place)) for place in rows.places],
        found=found,
        sum=_sum(found, words["page"]["faults_sum"]) if found else words["page"]["faults_unread"],
        on=on,
        national=NATIONAL,
        no_section=NO_SECTION,
    )


def _sum(found: Verification, sentence: str) -> str:
    accepted = sum(1 for fault in found.faults if fault.reason)
    return sentence.format(
        found=number(len(found.checked) - len(found.faults)),
        all=number(len(found.checked)),
        share=f"{number(round(found.share * 100, 2))} %",
        accepted=accepted,
        open=len(found.faults) - accepted,
        apart=number(len(found.apart)),
    )
