"""Two edits put together: what one alone changed stands, what both changed is decided or a conflict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layers.store.merging import changes, merged

ROWS = st.dictionaries(
    st.sampled_from("ABCD"),
    st.fixed_dictionaries({"bays": st.integers(0, 3), "note": st.sampled_from(["", "x", None])}),
)


def equal(one, other):
    return not changes(one, other)


@given(ROWS, ROWS)
def test_where_only_one_side_changed_the_result_is_that_side(base, edited):
    for mine, theirs in ((edited, base), (base, edited)):
        result, conflicts = merged(base, mine, theirs)
        assert not conflicts
        assert equal(result, edited)


@given(ROWS, ROWS, ROWS)
def test_every_row_is_mine_or_theirs_and_no_change_of_either_is_lost_unsaid(base, mine, theirs):
    result, conflicts = merged(base, mine, theirs)
    told = {one.key for one in conflicts}
    for side in (mine, theirs):
        lost = {one.key for one in changes(base, side)} & {one.key for one in changes(result, side)}
        assert lost <= told
    both = {one.key for one in changes(base, mine)} & {one.key for one in changes(base, theirs)}
    assert told == both & {one.key for one in changes(mine, theirs)}


@given(ROWS, ROWS, ROWS)
def test_a_choice_for_every_conflict_decides_it(base, mine, theirs):
    keys = [one.key for one in merged(base, mine, theirs)[1]]
    for side, rows in (("mine", mine), ("theirs", theirs)):
        result, conflicts = merged(base, mine, theirs, dict.fromkeys(keys, side))
        assert not conflicts
        assert all(
            equal({k: r for k, r in result.items() if k == key}, {k: r for k, r in rows.items() if k == key})
            for key in keys
        )
