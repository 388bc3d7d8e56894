"""Sealing and opening: only with the key, only in place, only unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.records import Keys

PLAIN = b"zafirkvantel in the content"
KEYS = Keys([Keys.generate()])
SEALED = KEYS.seal(PLAIN, "conversation a 1")


@given(plain=st.binary(max_size=2000), bound_to=st.text(st.characters(codec="utf-8"), max_size=50))
def test_what_is_sealed_opens_again(plain: bytes, bound_to: str) -> None:
    assert KEYS.open(KEYS.seal(plain, bound_to), bound_to) == plain


def test_sealed_bytes_show_nothing_and_never_repeat() -> None:
    again = KEYS.seal(PLAIN, "conversation a 1")
    assert PLAIN[:8] not in SEALED
    assert SEALED[9:] != again[9:]


@pytest.mark.parametrize("bound_to", ["conversation b 1", "conversation a 2", ""])
def test_a_ciphertext_opens_only_where_it_belongs(bound_to: str) -> None:
    with pytest.raises(Unreadable):
        KEYS.open(SEALED, bound_to)


@pytest.mark.parametrize("position", range(len(SEALED)))
def test_a_changed_byte_is_noticed_wherever_it_stands(position: int) -> None:
    changed = bytearray(SEALED)
    changed[position] ^= 1
    with pytest.raises(Unreadable):
        KEYS.open(bytes(changed), "conversation a 1")


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_a_shortened_ciphertext_is_noticed(length: int) -> None:
    with pytest.raises(Unreadable):
        KEYS.open(SEALED[:length], "conversation a 1")


def test_another_key_does_not_open() -> None:
    with pytest.raises(Unreadable, match="not configured"):
        Keys([Keys.generate()]).open(SEALED, "conversation a 1")


def test_after_a_rotation_the_new_key_seals_and_the_old_one_still_opens() -> None:
    old, new = Keys.generate(), Keys.generate()
    before = Keys([old]).seal(PLAIN, "x")
    both = Keys([new, old])
    assert both.open(before, "x") == PLAIN
    after = both.seal(PLAIN, "x")
    assert Keys([new]).open(after, "x") == PLAIN
    with pytest.raises(Unreadable):
        Keys([old]).open(after, "x")


@pytest.mark.parametrize("raw", [[], [b""], [b"x" * 16], [b"x" * 32, b"y" * 33]])
def test_keys_of_another_length_are_refused(raw: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keys(raw)


def test_neither_repr_nor_error_shows_a_key_or_the_content() -> None:
    raw = Keys.generate()
    assert raw.hex() not in repr(Keys([raw]))
    with pytest.raises(Unreadable) as caught:
        KEYS.open(SEALED, "elsewhere")
    assert "zafirkvantel" not in repr(caught.value)
    assert caught.value.__cause__ is None
