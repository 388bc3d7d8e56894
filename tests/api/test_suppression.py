"""What is held back cannot be reckoned back, by somebody who knows the total and how it was chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from api.statistics.suppress import LEAST, alone, part_of, parts


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a total among so many cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("cells", "greatest"), [(2, 50), (3, 40), (4, 26)])
def test_whoever_knows_the_rule_and_the_total_cannot_tell_a_small_count_from_any_other_small_one(
    cells: int, greatest: int
) -> None:
    """Every table there can be, grouped by what is shown of it; in each group a small cell may be any small count."""
    told = 0
    for total in range(greatest + 1):
        alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(total, cells):
            sum_shown, shown = parts(dict(zip("abcd", table, strict=False)))
            if sum_shown is not None:
                assert sum_shown == total
                alike[tuple(shown.values())].append(table)
        for shown, possible in alike.items():
            for column, count in enumerate(shown):  # type: ignore[arg-type]
                values = {table[column] for table in possible}
                if count is None and min(values) < LEAST:
                    assert values >= set(range(LEAST)), (total, shown)
                    told += 1
    assert told > 50


def test_no_small_count_is_ever_shown() -> None:
    for total in range(30):
        for table in tables(total, 3):
            sum_shown, shown = parts(dict(zip("abc", table, strict=True)))
            assert all(count is None or count >= LEAST for count in (sum_shown, *shown.values()))


def test_where_nothing_is_small_all_is_shown() -> None:
    assert parts({"a": 5, "b": 12}) == (17, {"a": 5, "b": 12})


def test_a_single_small_count_takes_another_with_it() -> None:
    assert parts({"a": 30, "b": 2, "c": 40}) == (72, {"a": 30, "b": None, "c": None})


def test_several_small_counts_cover_for_each_other() -> None:
    assert parts({"a": 30, "b": 2, "c": 3, "d": 1}) == (36, {"a": 30, "b": None, "c": None, "d": None})


def test_a_total_that_would_give_a_part_away_is_held_back() -> None:
    assert parts({"a": 4, "b": 4}) == (None, {"a": None, "b": None})
    assert parts({"a": 0, "b": 0}) == (None, {"a": None, "b": None})


def test_a_count_alone_is_shown_from_five() -> None:
    assert [alone(count) for count in (0, 4, 5)] == [None, None, 5]


def test_a_part_is_held_back_where_the_rest_is_small() -> None:
    assert [part_of(part, 20) for part in (0, 4, 5, 15, 16, 20)] == [None, None, 5, 15, None, None]
