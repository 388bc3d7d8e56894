"""JSON and zlib: everything a citizen can send comes back, and nothing grows without bound."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotStored, TooLarge, Unreadable
from bot.records.content import pack, unpack

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(content=st.dictionaries(st.text(), json_values, max_size=5))
def test_content_comes_back_as_it_was(content: dict) -> None:
    assert unpack(pack(content)) == content


@pytest.mark.parametrize("text", ["æøå", "\ud800", "\udfff midt i", "\x00", "💙", "\u00a0/restart"])
def test_odd_text_comes_back_half_a_surrogate_too(text: str) -> None:
    assert unpack(pack({"text": text})) == {"text": text}


def test_the_limit_is_inclusive_and_its_error_shows_sizes_only() -> None:
    content = {"text": "zafirkvantel"}
    assert unpack(pack(content, limit=23)) == content
    with pytest.raises(TooLarge) as caught:
        pack(content, limit=22)
    assert (caught.value.size, caught.value.limit) == (23, 22)
    assert isinstance(caught.value, NotStored)
    assert "zafirkvantel" not in str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_json_has_not_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack({"amount": value})


@pytest.mark.parametrize("packed", [b"", b"zafirkvantel", zlib.compress(b'{"zafirkvantel'), zlib.compress(b"[1]")])
def test_what_is_no_content_is_unreadable_and_not_quoted(packed: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        unpack(packed)
    assert "zafirkvantel" not in repr(caught.value)
    assert caught.value.__cause__ is None
