"""One broken file for each thing that can be wrong; each complaint names file, key and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rules_core import KnowledgeError, load_knowledge

HOLBAEK = "municipalities/holbaek"
PROVISION = """
source: "§ 110"
criteria:
  - id: age_18
    when: {age: {at_least: 18}}
    text: Du skal være fyldt 18 år.
    source: "§ 110, 1"
apply: {how: self_referral, text: Gå derhen.}
"""
RATE = """
broken-rate:
  label: Sats
  unit: dkk
  values:
    - {from: 2024-01-01, dkk: 100.77, source: "5"}
"""
CONTACT = """
broken-contact:
  name: Kontoret
  phone: "12 34 56 78"
  checked: 2026-01-01
  source: "1"
"""
DEADLINE = """
deadlines:
  - {id: d, kind: decision, amount: 4, unit: weeks, after: application, who: authority, text: Svar., source: "5"}
"""
COST = """
cost:
  lines:
    - {id: a, side: pays, label: Ophold, per: month, amount: 5, source: "5"}
"""


def rewrite(file: str, text: str) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return break_it


def append(file: str, text: str) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        path = folder / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")

    return break_it


def provision(old: str, new: str, extra: str = "") -> Callable[[Path], None]:
    whole = PROVISION + extra
    assert old in whole
    return rewrite(f"{HOLBAEK}/sel-110.yml", whole.replace(old, new, 1))


def rates(old: str, new: str) -> Callable[[Path], None]:
    assert old in RATE
    return append(f"{HOLBAEK}/rates.yml", RATE.replace(old, new, 1))


def contacts(old: str, new: str) -> Callable[[Path], None]:
    assert old in CONTACT
    return append(f"{HOLBAEK}/contacts.yml", CONTACT.replace(old, new, 1))


SEL_110, RATES, CONTACTS = f"{HOLBAEK}/sel-110.yml", f"{HOLBAEK}/rates.yml", f"{HOLBAEK}/contacts.yml"
FIRST = "criteria[0]"
BROKEN = {
    "unknown fact": (provision("{age: {at", "{agee: {at"), SEL_110, f"{FIRST}.when.agee", "is no fact"),
    "unknown operator": (provision("at_least", "min"), SEL_110, f"{FIRST}.when.age.min", "is no operator"),
    "operator missing": (provision("{at_least: 18}", "18"), SEL_110, f"{FIRST}.when.age", "write an operator"),
    "text for a number": (provision("18}", "atten}"), SEL_110, f"{FIRST}.when.age.at_least", "is no rate here"),
    "word the fact cannot have": (
        provision("{age: {at_least: 18}}", "{housing: castle}"),
        SEL_110,
        f"{FIRST}.when.housing",
        "write one of",
    ),
    "bare no in a condition": (
        provision("{age: {at_least: 18}}", "{drug_problem: no}"),
        SEL_110,
        "line 5",
        "a bare no is a truth value",
    ),
    "empty condition": (provision("{age: {at_least: 18}}", "{}"), SEL_110, f"{FIRST}.when", "write a condition"),
    "empty all": (provision("{age: {at_least: 18}}", "{all: []}"), SEL_110, f"{FIRST}.when.all", "write a list"),
    "source missing": (provision('    source: "§ 110, 1"\n', ""), SEL_110, f"{FIRST}.source", "is missing"),
    "source of another municipality": (
        provision('"§ 110, 1"', '{document: varde, section: "§ 110"}'),
        SEL_110,
        f"{FIRST}.source.document",
        "may not be",
    ),
    "unknown key": (provision("apply:", "aply:"), SEL_110, "aply", "is not a known key"),
    "way in": (provision("self_referral", "walk_in"), SEL_110, "apply.how", "write one of self_referral"),
    "criteria missing": (rewrite(SEL_110, 'source: "§ 110"\n'), SEL_110, "criteria", "is missing"),
    "same criterion twice": (
        provision("apply:", "  - {id: age_18, when: {lonely: true}, text: Du er ensom., source: x}\napply:"),
        SEL_110,
        "criteria",
        "same id",
    ),
    "refusal missing": (rewrite(SEL_110, 'source: "§ 110"\noffered: false\n'), SEL_110, "refusal", "write a text"),
    "same key twice": (provision("apply:", 'source: "x"\napply:'), SEL_110, "line 8", "stands twice"),
    "broken YAML": (rewrite(SEL_110, "criteria: [\n"), SEL_110, "line", ""),
    "not UTF-8": (lambda folder: (folder / SEL_110).write_bytes(b"title: \xff\xfe"), SEL_110, "file", "UTF-8"),
    "amount with its unit": (
        provision("amount: 4", 'amount: "4 uger"', DEADLINE),
        SEL_110,
        "deadlines[0].amount",
        "unit: weeks",
    ),
    "unit unknown": (
        provision("unit: weeks", "unit: fortnights", DEADLINE),
        SEL_110,
        "deadlines[0].unit",
        "write one of",
    ),
    "deadline without source": (
        provision(', source: "5"}', "}", DEADLINE),
        SEL_110,
        "deadlines[0].source",
        "is missing",
    ),
    "unknown rate": (
        provision("amount: 5", "amount: {rate: moon}", COST),
        SEL_110,
        "cost.lines[0].amount.rate",
        "no rate",
    ),
    "unknown form": (provision("amount: 5", "amount: {guess: 5}", COST), SEL_110, "cost.lines[0].amount", "forms"),
    "amount as text": (provision("amount: 5", "amount: 1.200", COST.replace("5", "5")), "", "", ""),
    "range without an end": (
        provision("amount: 5", "amount: {from: 0}", COST),
        SEL_110,
        "cost.lines[0].amount.to",
        "write null",
    ),
    "times of a word": (
        provision("amount: 5", "amount: 5, times: housing, unit_per: night", COST),
        SEL_110,
        "cost.lines[0].times",
        "number",
    ),
    "contact nobody holds": (provision("apply:", "contacts: [nobody]\napply:"), SEL_110, "contacts", "is no contact"),
    "nothing to drop": (
        provision("apply:", "without: {deadlines: [nothing]}\napply:"),
        SEL_110,
        "without.deadlines",
        "nothing to drop",
    ),
    "file nobody reads": (
        rewrite(f"{HOLBAEK}/sel-11O.yml", PROVISION),
        f"{HOLBAEK}/sel-11O.yml",
        "file",
        "is no provision",
    ),
    "rate without a year": (rates("from: 2024-01-01, ", ""), RATES, "broken-rate.values[0].from", "is missing"),
    "rate with a year only": (rates("2024-01-01", "2024"), RATES, "broken-rate.values[0].from", "2024-01-01"),
    "rate of another unit": (rates("unit: dkk", "unit: euro"), RATES, "broken-rate.unit", "write one of"),
    "rate with thousands": (rates("100.77", '"1.200 kr."'), RATES, "broken-rate.values[0].dkk", "decimal point"),
    "overlapping dates": (
        rates('source: "5"}', 'source: "5"}\n    - {from: 2024-01-01, dkk: 5, source: "5"}'),
        RATES,
        "broken-rate.values",
        "overlap",
    ),
    "masked telephone": (contacts("12 34 56 78", "00 00 00 00"), CONTACTS, "broken-contact.phone", "masked"),
    "masked name": (contacts("Kontoret", "Xxxxxx"), CONTACTS, "broken-contact.name", "masked"),
    "telephone with words": (contacts("12 34 56 78", "ring 12"), CONTACTS, "broken-contact.phone", "digits"),
    "contact never checked": (
        contacts("  checked: 2026-01-01\n", ""),
        CONTACTS,
        "broken-contact.checked",
        "is missing",
    ),
    "no document's title": (
        rewrite(f"{HOLBAEK}/municipality.yml", "label: Holbæk\ndocument: {adopted: 2024-06-19}\n"),
        f"{HOLBAEK}/municipality.yml",
        "document.title",
        "is missing",
    ),
    "fact without words": (
        lambda folder: (folder / "facts.yml").write_text(
            (folder / "facts.yml").read_text("utf-8").replace("  lonely: {label: Ensom}\n", ""), "utf-8"
        ),
        "facts.yml",
        "facts.lonely",
        "is missing",
    ),
    "fact asked twice, another never": (
        lambda folder: (folder / "facts.yml").write_text(
            (folder / "facts.yml").read_text("utf-8").replace("facts: [lonely]", "facts: [partner]"), "utf-8"
        ),
        "facts.yml",
        "questions",
        "ask each fact once",
    ),
    "topic of an unknown provision": (
        append("topics.yml", "- {id: need_moon, label: Månen, provisions: [sel-999]}\n"),
        "topics.yml",
        "provisions[0]",
        "one of",
    ),
}
del BROKEN["amount as text"]


@pytest.mark.parametrize(("break_it", "file", "key", "remedy"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_named(
    folder: Path, break_it: Callable[[Path], None], file: str, key: str, remedy: str
) -> None:
    break_it(folder)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    assert caught.value.file == file
    assert key in caught.value.key
    assert remedy in caught.value.remedy
    assert "\n" not in str(caught.value)


def test_the_real_knowledge_loads_and_names_its_edition() -> None:
    knowledge = load_knowledge()
    edition, digest = knowledge.version.split("+")
    assert edition
    assert len(digest) == 8


def test_the_version_changes_with_the_content(folder: Path) -> None:
    before = load_knowledge(folder).version
    append(f"{HOLBAEK}/rates.yml", RATE)(folder)
    assert load_knowledge(folder).version != before


def test_a_new_municipality_is_a_folder_and_no_program(folder: Path) -> None:
    rewrite("municipalities/aeroe/municipality.yml", "label: Ærø\n")(folder)
    rewrite("municipalities/aeroe/sel-110.yml", PROVISION)(folder)
    knowledge = load_knowledge(folder)
    assert knowledge.municipalities["aeroe"].label == "Ærø"
    assert knowledge.provision("sel-110", "aeroe").local
    assert not knowledge.provision("sel-97", "aeroe").local
    assert any(choice.value == "aeroe" for choice in knowledge.questions["municipality"].choices)


def test_what_is_not_offered_is_unlikely_and_promises_nothing(folder: Path) -> None:
    rewrite(SEL_110, 'source: "§ 110"\noffered: false\nrefusal: Det har kommunen ikke.\n')(folder)
    provision = load_knowledge(folder).provision("sel-110", "holbaek")
    assert [criterion.id for criterion in provision.criteria] == ["offered"]
    assert (provision.cost, provision.deadlines) == (None, ())


def test_a_default_deadline_can_be_dropped(folder: Path) -> None:
    rewrite(SEL_110, PROVISION + "without: {deadlines: [reassessment]}\n")(folder)
    kinds = [rule.kind for rule in load_knowledge(folder).provision("sel-110", "holbaek").deadlines]
    assert "appeal" in kinds
    assert "reassessment" not in kinds


def test_an_operator_fills_in_contacts_without_touching_ours(folder: Path, tmp_path: Path) -> None:
    append(CONTACTS, CONTACT.replace('  phone: "12 34 56 78"\n', ""))(folder)
    own = tmp_path / "contacts.yml"
    own.write_text('holbaek: {broken-contact: {phone: "87 65 43 21"}}\n', "utf-8")
    assert load_knowledge(folder).contact("broken-contact", "holbaek").phone is None
    assert load_knowledge(folder, contacts=own).contact("broken-contact", "holbaek").phone == "87 65 43 21"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("moon: {}\n", "moon"),
        ('holbaek: {new: {phone: "1"}}\n', "new"),
        ("holbaek: 5\n", "holbaek"),
        ("holbaek: {new: 5}\n", "holbaek.new"),
    ],
)
def test_an_operators_file_is_read_as_strictly(folder: Path, tmp_path: Path, text: str, key: str) -> None:
    own = tmp_path / "contacts.yml"
    own.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, contacts=own)
    assert (caught.value.file, key in caught.value.key) == ("contacts.yml", True)


def test_an_operators_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="not there"):
        load_knowledge(contacts=tmp_path / "nowhere.yml")


def test_a_provision_without_appeal_inherits_no_appeal_deadline(folder: Path) -> None:
    rewrite(SEL_110, PROVISION + "appeal: {possible: false, text: Der er ingen klage.}\n")(folder)
    kinds = {rule.kind for rule in load_knowledge(folder).provision("sel-110", "holbaek").deadlines}
    assert not kinds & {"appeal", "reassessment"}


def test_the_own_municipality_gives_way_to_its_contacts_where_they_are_known(folder: Path) -> None:
    append(CONTACTS, CONTACT)(folder)
    path = folder / HOLBAEK / "municipality.yml"
    path.write_text("label: Holbæk\ndocument: {title: Standard}\ncontacts: [broken-contact]\n", "utf-8")
    knowledge = load_knowledge(folder)
    ids = ("own-municipality", "livslinien", "broken-contact")
    assert [contact.id for contact in knowledge.contacts(ids, "holbaek")] == ["broken-contact", "livslinien"]
    assert [contact.id for contact in knowledge.contacts(ids[:2], None)] == ["own-municipality", "livslinien"]
