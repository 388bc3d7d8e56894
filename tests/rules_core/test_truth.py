"""The laws of Kleene's logic, by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_core.truth import Truth, all_of, any_of, negate

truths = st.sampled_from(list(Truth))
lists = st.lists(truths, max_size=6)


@given(lists)
def test_all_of_is_false_as_soon_as_one_part_is_false(parts: list[Truth]) -> None:
    result = all_of(parts)
    if Truth.FALSE in parts:
        assert result is Truth.FALSE
    else:
        assert result is (Truth.UNKNOWN if Truth.UNKNOWN in parts else Truth.TRUE)


@given(lists)
def test_de_morgan(parts: list[Truth]) -> None:
    assert negate(all_of(parts)) is any_of(negate(part) for part in parts)
    assert negate(any_of(parts)) is all_of(negate(part) for part in parts)


@given(lists, lists)
def test_order_and_grouping_do_not_matter(left: list[Truth], right: list[Truth]) -> None:
    for join in (all_of, any_of):
        assert join(left + right) is join(right + left) is join([join(left), join(right)])


@given(truths)
def test_double_negation(part: Truth) -> None:
    assert negate(negate(part)) is part


@given(lists, st.data())
def test_learning_more_never_takes_back_what_was_settled(parts: list[Truth], data: st.DataObject) -> None:
    learnt = [data.draw(truths) if part is Truth.UNKNOWN else part for part in parts]
    for join in (all_of, any_of):
        before = join(parts)
        assert before is Truth.UNKNOWN or join(learnt) is before


def test_a_truth_cannot_be_mistaken_for_a_bool() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(Truth.UNKNOWN)
