"""The command line: `python -m rules_core assess | next | check | verify | register | new-municipality`.

Bad input: exit code 2 and one line with the remedy.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rules_core.assess import assess
from rules_core.case_file import CaseFileError, read_case_file
from rules_core.catalogue import Knowledge
from rules_core.coverage import coverage_table, warnings
from rules_core.errors import KnowledgeError
from rules_core.interview import next_question
from rules_core.load import load_knowledge
from rules_core.new_municipality import make_municipality
from rules_core.situation import Situation
from rules_core.today import danish_day
from rules_core.verify.verification import verify
from rules_core.vocabulary import KNOWLEDGE_FOLDER


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 if it did what was asked, 1 where `verify` found too little, 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options, load_knowledge())
        return result
    except BrokenPipeError:  # the reader, such as head, had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (CaseFileError, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rules_core", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    assessing = commands.add_parser("assess", help="print the Assessment of a situation, or of a list of them")
    assessing.set_defaults(run=_assess)
    asking = commands.add_parser("next", help="print the next question's fact, or null")
    asking.add_argument(
        "--topic", action="append", default=[], metavar="need_...", help="a topic in play; may be repeated"
    )
    asking.add_argument("--price", action="store_true", help="go on to what the price depends on")
    asking.set_defaults(run=_next)
    for command in (assessing, asking):
        command.add_argument("case", metavar="CASE.json", help="a situation; - reads standard input")
        command.add_argument(
            "--on", type=_day, default=None, metavar="DATE", help="the day asked about; today where left out"
        )
    checking = commands.add_parser("check", help="validate the knowledge; print coverage and what wants a look")
    checking.add_argument("--on", type=_day, default=None, metavar="DATE")
    checking.set_defaults(run=_check)
    _add_expert_commands(commands)
    return parser


def _add_expert_commands(commands: Any) -> None:
    """What domain experts use: `verify`, `register` and `new-municipality`."""
    verifying = commands.add_parser("verify", help="look for every figure in the section that its source names")
    verifying.add_argument("--sources", type=Path, required=True, metavar="FOLDER", help="holds <document>.txt")
    verifying.set_defaults(run=_verify)
    listing = commands.add_parser("register", help="write a page of all rules that a jurist can print and tick off")
    listing.add_argument("--out", type=Path, required=True, metavar="FILE.html")
    listing.add_argument("--sources", type=Path, default=None, metavar="FOLDER", help="to show what verify cannot find")
    listing.add_argument("--on", type=_day, default=None, metavar="DATE", help="the day the rates are shown for")
    listing.set_defaults(run=_register)
    founding = commands.add_parser("new-municipality", help="make a folder of starter files")
    founding.add_argument("name", metavar="NAME", help="the folder's name: small letters a-z and -")
    founding.add_argument("--label", default=None, help="the Danish name; NAME with a capital where left out")
    founding.set_defaults(run=_new_municipality)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as 2026-11-22") from None


def _assess(options: argparse.Namespace, knowledge: Knowledge) -> int:
    on = options.on or danish_day()
    case = read_case_file(options.case)
    if isinstance(case, list):
        _print([assess(situation, knowledge, on=on).as_dict() for situation in case])
    else:
        _print(assess(case, knowledge, on=on).as_dict())
    return 0


def _next(options: argparse.Namespace, knowledge: Knowledge) -> int:
    for topic in options.topic:
        if topic not in knowledge.topics:
            raise CaseFileError("--topic", "topic", f"is no topic; write one of {', '.join(knowledge.topics)}")
    case = read_case_file(options.case)
    on = options.on or danish_day()
    if isinstance(case, list):
        _print([_next_fact(situation, knowledge, options, on) for situation in case])
    else:
        _print(_next_fact(case, knowledge, options, on))
    return 0


def _next_fact(situation: Situation, knowledge: Knowledge, options: argparse.Namespace, on: date) -> str | None:
    """The first fact of the next question that is still absent."""
    assessment = assess(situation, knowledge, on=on)
    question = next_question(situation, knowledge, topics=options.topic, assessment=assessment, price=options.price)
    if question is None:
        return None
    return next(fact for fact in question.facts if situation.is_absent(fact))


def _check(options: argparse.Namespace, knowledge: Knowledge) -> int:
    print(f"Knowledge {knowledge.version}, read through {knowledge.checked}: no error.\n")
    print("\n".join(coverage_table(knowledge)))
    found = list(warnings(knowledge, options.on or danish_day()))
    print("\n" + "\n".join(found) if found else "\nNo figure past its year, no contact past its check date.")
    return 0


def _verify(options: argparse.Namespace, knowledge: Knowledge) -> int:
    verification = verify(options.sources, KNOWLEDGE_FOLDER)
    print("\n".join(verification.lines()))
    return 0 if verification.passed else 1


def _register(options: argparse.Namespace, knowledge: Knowledge) -> int:
    from rules_core.register.page import write_register  # brings the template engine, which no other command needs

    verification = verify(options.sources, KNOWLEDGE_FOLDER) if options.sources else None
    write_register(options.out, knowledge, verification, on=options.on or danish_day())
    print(f"Wrote {options.out}.")
    return 0


def _new_municipality(options: argparse.Namespace, knowledge: Knowledge) -> int:
    print(f"Made {make_municipality(KNOWLEDGE_FOLDER, options.name, options.label)}; see docs/knowledge.md.")
    return 0


def _print(content: Any) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    sys.exit(main())
