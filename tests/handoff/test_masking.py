"""What free text gives away is hidden: names, telephone numbers, mail addresses. Dates, amounts and places stay."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.handoff import masking
from api.handoff.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("jeg hedder anna hansen og er 34", "jeg hedder [skjult] og er 34"),
        ("Mit navn er Ali.", "Mit navn er [skjult]."),
        ("Min mand Peter slår mig", "Min mand [skjult] slår mig"),
        ("Han hedder brian", "Han hedder [skjult]"),
        ("kærlig hilsen Mette", "kærlig hilsen [skjult]"),
        ("Mvh Åse Lund-Juhl", "Mvh [skjult]"),
        ("Min sagsbehandler Bodil Kjærgaard-Juhl sagde nej", "Min sagsbehandler [skjult] sagde nej"),
        ("Det er Zlatan Ibrahimovic", "Det er [skjult]"),
        ("Ring på 20 30 40 50", "Ring på [skjult]"),
        ("Ring +45 20304050 nu", "Ring [skjult] nu"),
        ("2030 4050 eller 20-30-40-50", "[skjult] eller [skjult]"),
        ("min norske: +47 912 34 567", "min norske: [skjult]"),
        ("skriv til anna.h+x@mail.dk", "skriv til [skjult]"),
    ],
)
def test_it_is_hidden(text: str, masked: str) -> None:
    assert mask(text) == (masked, True)
    assert mask(masked) == (masked, False)


@pytest.mark.parametrize(
    "text",
    [
        "Jeg bor i Holbæk Kommune og har 12.000 kr.", "Den 12.10.2024 flyttede jeg", "Jeg fik det i 2023 og 2024",
        "Jeg fik 1.200 kr. i 2023-2024", "Lejre er min by", "Jeg kan ikke sove. Min mad er slut. Hvis det kan hjælpe.",
        "Åben Rådgivning sagde nej", "jeg er bange for at miste min bolig", "husleje 4500, indtægt 11250,50",
    ],
)  # fmt: skip
def test_it_stays(text: str) -> None:
    assert mask(text) == (text, False)


@given(st.integers(20000000, 99999999), st.sampled_from(["{}", "+45{}", "0045 {}", "tlf. {}", "({})"]))
def test_every_danish_telephone_number_is_hidden(number: int, form: str) -> None:
    plain = str(number)
    groups = {plain, f"{plain[:4]} {plain[4:]}", " ".join(plain[i : i + 2] for i in range(0, 8, 2))}
    years = plain[:2] in ("19", "20") and plain[4:6] in ("19", "20")  # "2023 2024" are years
    for written in groups - ({f"{plain[:4]} {plain[4:]}"} if years else set()):
        text, masked = mask(f"ring {form.format(written)} i dag")
        assert masked
        assert written not in text
        assert text.startswith("ring ")
        assert text.endswith(" i dag")


def test_every_given_name_is_hidden_with_what_follows() -> None:
    for name in masking._lists()["given"]:
        capital = name.capitalize()
        text, _ = mask(f"i går kom {capital} Vestergaard forbi")
        assert text == "i går kom [skjult] forbi", name


def test_persons_of_the_large_model_are_hidden_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def model(text: str) -> SimpleNamespace:
        start = text.index("zlatan")
        person = SimpleNamespace(label_="PER", text="zlatan", start_char=start, end_char=start + 6)
        place = SimpleNamespace(label_="LOC", text="varde", start_char=0, end_char=5)
        return SimpleNamespace(ents=[place, person])

    model.memory_zone = nullcontext  # type: ignore[attr-defined]
    monkeypatch.setattr(masking, "_large", lambda: model)
    assert mask("varde og zlatan slår") == ("varde og [skjult] slår", True)
