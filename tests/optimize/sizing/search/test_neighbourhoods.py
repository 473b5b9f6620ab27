"""Improving a sizing set by set: parts are true to the whole, the cost only falls, every bound holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import lay_out
from optimize.sizing.model import build_sizing
from optimize.sizing.search import size as sizing_module
from optimize.sizing.search.drafts import Draft, routed, spread_served
from optimize.sizing.search.neighbourhoods import Part, neighbourhoods, part_of, polish, trading_sets
from optimize.sizing.sizing import Sizing
from optimize.sizing.subsets import Floor, Opening, Share
from optimize.solvers.limits import Clock, Settings
from tests.optimize.sizing_cases import index, two_sites

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem


def polished(
    problem: SizingProblem, counts: np.ndarray, *, seconds: float = 20.0, price: float = 0.0
) -> Draft:
    layout = lay_out(problem)
    draft = routed(problem, layout, counts)
    return polish(
        problem,
        layout,
        draft,
        trading_sets(problem, problem.site_cost(counts)),
        Settings(threads=1, clock=Clock(seconds)),
        most_unmet=draft.unmet + layout.slack,
        price=price,
        enough=lambda _: False,
    )


def cut(problem: SizingProblem, draft: Draft, sites: np.ndarray) -> Part:
    part = part_of(problem, lay_out(problem), draft.counts, draft.flow, sites)
    assert part is not None
    return part


BOTH = Floor("district both", index(0, 1), index(0, 1), 0)


def test_a_dear_sizing_becomes_the_cheapest_one() -> None:
    """Two slow chargers and a fast one, 22 CNY, serve all (see test_sizing); this one has four fast ones."""
    draft = polished(two_sites(floors=(BOTH,)), np.array([[0, 2], [0, 2]]))
    np.testing.assert_array_equal(draft.counts, [[2, 0], [0, 1]])
    assert draft.unmet == pytest.approx(0.0, abs=1e-6)


def test_sites_that_no_common_row_counts_are_left_alone() -> None:
    counts = np.array([[0, 2], [0, 2]])
    np.testing.assert_array_equal(polished(two_sites(), counts).counts, counts)


def test_no_time_changes_nothing() -> None:
    counts = np.array([[0, 2], [0, 2]])
    np.testing.assert_array_equal(polished(two_sites(floors=(BOTH,)), counts, seconds=0.0).counts, counts)


def three_sites(**changes: object) -> SizingProblem:
    """Two sites as in `two_sites` and a third, whose own row asks 30 kWh/day of any charger."""
    small = two_sites()
    cover = np.array([[1.0, 9e9, 9e9], [1.0, 1.0, 9e9], [9e9, 1.0, 9e9], [9e9, 9e9, 1.0]])
    base = replace(
        small,
        pairs=CoverPairs.from_dense(cover, 10.0),
        energy=np.append(small.energy, 30.0),
        users=np.append(small.users, 0),
        **{
            name: np.concatenate([getattr(small, name), getattr(small, name)[:1]])
            for name in (
                *("capacity_kwh", "bays", "grid_kw", "load_kw", "cost"),
                *("min_chargers", "max_chargers", "min_fast"),
            )
        },
    )
    return replace(base, **changes)


def test_neighbourhoods_part_a_set_along_shared_customers() -> None:
    """Four pairs of sites, each pair with a row of its own and one row between two of the pairs."""
    cover = np.full((5, 8), 9e9)
    for row in range(4):
        cover[row, 2 * row : 2 * row + 2] = 1.0
    cover[4, [1, 2]] = 1.0
    small = two_sites()
    many = {
        name: np.concatenate([getattr(small, name)] * 4)
        for name in (
            *("capacity_kwh", "bays", "grid_kw", "load_kw", "cost"),
            *("min_chargers", "max_chargers", "min_fast"),
        )
    }
    problem = replace(
        small,
        pairs=CoverPairs.from_dense(cover, 10.0),
        energy=np.full(5, 10.0),
        users=np.zeros(5, dtype=np.int64),
        **many,
    )
    layout = lay_out(problem)
    some = index(0, 1, 2, 3, 6, 7)
    for seed in range(9):
        parts = neighbourhoods(layout, some, np.random.default_rng(seed), pairs=1)
        np.testing.assert_array_equal(np.sort(np.concatenate(parts)), some)
        assert len(parts) >= 3
        # the first has a start of its own and grows along its customers: 0 to 3 in a chain, or 6 and 7
        assert parts[0].tolist() in ([0, 1], [1], [1, 2], [2], [2, 3], [6, 7])
    whole = neighbourhoods(layout, some, np.random.default_rng(0))
    np.testing.assert_array_equal(whole[0], some)


def test_what_the_other_sites_hold_binds_the_part() -> None:
    """Six slow chargers are asked in all; the third site, held, has three: the part must keep three."""
    slow = Floor("slow", index(0, 1, 2), index(0), 6)
    problem = three_sites(floors=(BOTH, slow))
    counts = np.array([[5, 2], [0, 2], [3, 0]])
    layout = lay_out(problem)
    part = cut(problem, routed(problem, layout, counts), index(0, 1))
    names = map(str, part.layout.coupling.names)
    by_name = dict(zip(names, part.layout.coupling.lower.tolist(), strict=True))
    assert by_name["floor slow"] == 3
    draft = polished(problem, counts)
    np.testing.assert_array_equal(draft.counts, [[3, 0], [0, 1], [3, 0]])


def test_open_sites_beyond_the_part_count() -> None:
    """At most two of the three sites may open, and the held third one is open."""
    may = np.ones(3, dtype=bool)
    problem = three_sites(floors=(BOTH,), opening=Opening(may, may, most=2))
    layout = lay_out(problem)
    part = cut(problem, routed(problem, layout, np.array([[0, 1], [0, 0], [3, 0]])), index(0, 1))
    assert part.problem.opening is not None
    assert part.problem.opening.most == 1


def test_a_part_may_not_leave_more_unmet_than_there_is() -> None:
    """Row 0 lacks nothing at the start, so serving it stays asked although dropping it would be cheaper."""
    draft = polished(two_sites(floors=(BOTH,)), np.array([[5, 0], [0, 2]]))
    assert draft.unmet == pytest.approx(0.0, abs=1e-6)
    # where the start leaves 20 kWh/day, those are no more asked for
    poor = polished(two_sites(floors=(BOTH,)), np.array([[0, 0], [0, 2]]))
    assert poor.unmet == pytest.approx(20.0)
    assert poor.cost == pytest.approx(20.0)


def test_a_price_on_unmet_energy_buys_chargers() -> None:
    """Row 0 lacks 20 kWh/day: two slow chargers of 1 CNY serve them, worth it at 1 CNY a kWh, not at 0.05."""
    short = np.array([[0, 0], [0, 2]])
    problem = two_sites(floors=(BOTH,))
    np.testing.assert_array_equal(polished(problem, short, price=1.0).counts, [[2, 0], [0, 1]])
    np.testing.assert_array_equal(polished(problem, short, price=0.05).counts, [[0, 0], [0, 1]])


def test_a_price_on_unmet_energy_buys_no_more_than_the_budget_pays_for() -> None:
    """A second slow charger would serve 10 kWh/day more for 1 CNY, and 21 CNY are spent."""
    poor = np.array([[1, 0], [0, 1]])
    problem = two_sites(floors=(BOTH,), budget=21.0)
    np.testing.assert_array_equal(polished(problem, poor, price=1.0).counts, poor)
    richer = two_sites(floors=(BOTH,), budget=22.0)
    np.testing.assert_array_equal(polished(richer, poor, price=1.0).counts, [[2, 0], [0, 1]])
    # what the held third site costs is spent, too
    three = three_sites(floors=(BOTH,), budget=24.0)
    counts = np.array([[1, 0], [0, 1], [3, 0]])
    np.testing.assert_array_equal(polished(three, counts, price=1.0).counts, counts)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_polished_sizings_meet_every_bound_and_cost_no_more(data: st.DataObject) -> None:
    least = data.draw(st.sampled_from([0.0, 0.4]))
    share = Share("fast", index(0, 1), index(1), index(0, 1), index(0, 1), lower=least)
    floors = (Floor("district a", index(0, 2), index(0, 1), data.draw(st.integers(0, 5))), BOTH)
    energy = np.array(data.draw(st.lists(st.integers(0, 60), min_size=4, max_size=4)), dtype=float)
    problem = three_sites(floors=floors, shares=(share,), target=data.draw(st.integers(0, 9)), energy=energy)
    first = solve(problem, gap=1.0, threads=1, work=20.0)
    draft = polished(problem, np.asarray(first.counts))
    assert draft.cost <= problem.total_cost(first.counts) + 1e-6
    assert draft.unmet <= first.unmet.sum() + 2 * lay_out(problem).slack
    flow, unmet = spread_served(problem, lay_out(problem), draft.flow)
    assert check_sizing(problem, Sizing(draft.counts, flow, unmet, first.certificates)) == []


def test_a_large_sizing_is_improved_set_by_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every model counted as large, the small cases of two sites reach the same optimum."""
    monkeypatch.setattr(sizing_module, "WHOLE_COLUMNS", 0)
    problem = three_sites(floors=(BOTH,), target=5)
    found = solve(problem, gap=0.0, threads=1, work=20.0)
    monkeypatch.undo()
    whole = solve(problem, gap=0.0, threads=1, work=20.0)
    assert problem.total_cost(found.counts) == pytest.approx(problem.total_cost(whole.counts))


def test_the_model_of_a_part_starts_from_what_stands() -> None:
    """The start that a part hands to the solver is feasible in the part's own model."""
    problem = three_sites(floors=(BOTH,), target=5)
    layout = lay_out(problem)
    draft = routed(problem, layout, np.array([[2, 0], [0, 1], [3, 0]]))
    part = cut(problem, draft, index(0, 1))
    model = build_sizing(part.problem, part.layout, aim="cost", held=part.unmet + 1e-6)
    start = model.full_values(part.problem, part.layout, draft.counts[part.sites], part.flow)
    arrays = model.builder.arrays()
    rows = arrays.matrix @ start
    assert (rows >= arrays.row_lower - 1e-6).all()
    assert (rows <= arrays.row_upper + 1e-6).all()
