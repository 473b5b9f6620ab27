"""Why rules cannot hold together: conflicts that nobody can shorten, relaxations that nobody can undercut."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize.solvers.conflicts import (
    Rule,
    RuleSystem,
    Slack,
    irreducible_conflict,
    is_possible,
    least_relaxation,
    sufficient_alone,
)

INF = np.inf


def rule(name: str, row: list[float], lower: float = -INF, upper: float = INF, *, key: str = "") -> Rule:
    """Give a rule of one row."""
    return Rule(
        name,
        sparse.csr_array(np.array([row], dtype=float)),
        np.array([lower]),
        np.array([upper]),
        key,
        np.ones(1) if key else None,
    )


def system(*rules: Rule, upper: float = 10.0, integer: bool = True, **slacks: Slack) -> RuleSystem:
    """Give a system over as many columns as the rules have, each from 0 to `upper`."""
    n = rules[0].matrix.shape[1]
    return RuleSystem(np.zeros(n), np.full(n, upper), np.full(n, integer), rules, slacks)


def stations() -> RuleSystem:
    """Ask 8 chargers of two sites with 5 bays in all; a floor of 1 and a budget of 100 are no part of it."""
    return system(
        rule("bays", [1, 1], upper=5),
        rule("target", [1, 1], lower=8, key="target"),
        rule("floor", [0, 1], lower=1, key="floor"),
        rule("budget", [3, 4], upper=100, key="budget"),
        target=Slack(8, whole=True),
        floor=Slack(1, whole=True),
        budget=Slack(100),
    )


def test_a_conflict_names_the_two_rules_that_exclude_each_other_and_no_third() -> None:
    assert irreducible_conflict(stations()) == (("bays", "target"), True)


def test_the_least_relaxation_lowers_the_target_by_the_three_bays_that_are_missing() -> None:
    answer = least_relaxation(stations())
    assert answer is not None
    assert dict(answer.amounts) == {"target": 3.0}
    assert answer.proven
    assert answer.values.sum() == 5


def test_a_setting_suffices_alone_only_where_duality_lets_it() -> None:
    assert dict(sufficient_alone(stations())) == {"target": pytest.approx(3 / 8)}
    short = dataclasses.replace(stations(), slacks={**stations().slacks, "target": Slack(2, whole=True)})
    assert sufficient_alone(short) == {}
    # fractions hide the conflict: any setting may end it
    odd = system(rule("pairs", [2], lower=3, upper=3, key="pairs"), pairs=Slack(3, whole=True))
    assert sufficient_alone(odd) == {"pairs": 0.0}


@pytest.mark.parametrize("size", [1e4, 1e6, 9e7, 1e9])
def test_a_setting_of_any_size_gives_way_by_what_is_missing(size: float) -> None:
    large = system(
        rule("bays", [1, 1], upper=5),
        rule("target", [1, 1], lower=size, key="target"),
        upper=size,
        target=Slack(size, whole=True),
    )
    answer = least_relaxation(large, threads=1)
    assert answer is not None
    assert answer.amounts["target"] == pytest.approx(size - 5, rel=1e-6)


def test_a_setting_that_cannot_help_alone_is_no_relaxation() -> None:
    assert least_relaxation(stations(), ["floor", "budget"]) is None


def test_fractions_hide_a_conflict_that_whole_numbers_have() -> None:
    odd = system(rule("pairs", [2], lower=3, upper=3, key="pairs"), pairs=Slack(3, whole=True))
    assert is_possible(odd, relax=True) is True
    assert is_possible(odd) is False
    assert irreducible_conflict(odd) == (("pairs",), True)


def test_rules_of_one_setting_give_way_together() -> None:
    both = system(
        rule("bays", [1, 1], upper=4),
        rule("north", [1, 0], lower=3, key="floor"),
        rule("south", [0, 1], lower=3, key="floor"),
        floor=Slack(3, whole=True),
    )
    answer = least_relaxation(both)
    assert answer is not None
    assert dict(answer.amounts) == {"floor": 1.0}
    assert irreducible_conflict(both) == (("bays", "north", "south"), True)


def test_one_large_change_is_preferred_to_two_small_ones() -> None:
    three = system(
        rule("bays", [1, 1], upper=4),
        rule("north", [1, 0], lower=3, key="north"),
        rule("south", [0, 1], lower=3, key="south"),
        rule("all", [1, 1], lower=6, key="all"),
        north=Slack(3),
        south=Slack(3),
        all=Slack(6),
    )
    answer = least_relaxation(three)
    assert answer is not None
    # The target of 6 must fall in any case; 3 + 3 > 4 needs one of the floors as well, and no more.
    assert len(answer.amounts) == 2
    assert "all" in answer.amounts


def test_facts_that_exclude_each_other_have_no_relaxation() -> None:
    stuck = system(rule("bays", [1], upper=1), rule("full", [1], lower=2))
    assert irreducible_conflict(stuck) == (("bays", "full"), True)
    assert least_relaxation(stuck, []) is None


def test_a_rule_without_its_slack_is_refused() -> None:
    with pytest.raises(ValueError, match="key 'target' has no slack"):
        system(rule("target", [1], lower=8, key="target"))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.lists(st.integers(-2, 2), min_size=2, max_size=2), st.integers(-4, 6), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
@example(rows=[([0, 2], 1, False), ([1, 0], 1, False), ([-1, -2], -1, False)])
@example(rows=[([0, 2], 1, False), ([0, -2], -1, False)])
def test_conflicts_and_relaxations_agree_with_trying_every_point(
    rows: list[tuple[list[int], int, bool]],
) -> None:
    rules = [
        rule(f"r{i}", [float(c) for c in row], lower=float(low), key=f"k{i}" if free else "")
        for i, (row, low, free) in enumerate(rows)
    ]
    slacks = {r.key: Slack(20.0, whole=True) for r in rules if r.key}
    whole = system(*rules, upper=3.0, **slacks)
    points = np.array(list(itertools.product(range(4), repeat=2)), dtype=float)
    short = np.stack([r.lower[0] - points @ r.matrix.toarray()[0] for r in rules], axis=1)
    holds = short <= 0

    def possible(names: set[int]) -> bool:
        return bool(holds[:, sorted(names)].all(axis=1).any()) if names else True

    every = set(range(len(rules)))
    assert is_possible(whole) is possible(every)
    if possible(every):
        return
    names, proven = irreducible_conflict(whole)
    found = {int(name[1:]) for name in names}
    assert proven
    assert not possible(found)
    assert all(possible(found - {i}) for i in found)

    facts = [i for i in every if not rules[i].key]
    usable = holds[:, facts].all(axis=1) if facts else np.ones(len(points), dtype=bool)
    answer = least_relaxation(whole)
    if not usable.any():
        assert answer is None
        return
    assert answer is not None
    fewest = int((short[usable][:, [i for i in every if rules[i].key]] > 0).sum(axis=1).min())
    assert len(answer.amounts) == fewest
