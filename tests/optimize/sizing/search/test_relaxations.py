"""A province at once: its relaxation is a bound, flows fit chargers, small loads are put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import Layout, lay_out
from optimize.sizing.problem import SizingProblem
from optimize.sizing.proof.bounds import sharp_limits
from optimize.sizing.search.drafts import route_chargers, spread_served
from optimize.sizing.search.province import fit_flow, polish_parts, round_whole
from optimize.sizing.search.relaxations import Relaxed, relax_whole
from optimize.sizing.sizing import Sizing
from optimize.sizing.subsets import Floor
from optimize.solvers.limits import Clock, Settings
from tests.optimize.sizing_cases import SERVES, TYPES, province, two_sites

ENDLESS = Clock(None)


def short_province(seed: int) -> SizingProblem:
    """Give a province whose grid leaves a part of the demand unmet."""
    problem = province(seed, target=60)[0]
    grid = np.minimum(problem.grid_kw, 120.0)
    return replace(problem, energy=8.0 * problem.energy, shares=(), grid_kw=grid)


def relaxed_of(problem: SizingProblem, gap: float = 0.01) -> tuple[Layout, np.ndarray, Relaxed]:
    layout, most, least, _ = sharp_limits(problem, lay_out(problem))
    relaxed = relax_whole(problem, layout, Settings(gap=gap, threads=1), least_unmet=least)
    assert relaxed is not None
    return layout, most, relaxed


@pytest.mark.parametrize("seed", range(3))
def test_the_relaxation_bounds_the_cost_at_any_unmet_energy(seed: int) -> None:
    problem = short_province(seed)
    layout, _, relaxed = relaxed_of(problem)
    whole = solve(problem, gap=1e-4)
    unmet = float(whole.unmet.sum()) - layout.lost
    assert unmet > 10.0
    assert relaxed.bound(unmet * (1 + 1e-6) + 1e-6) <= whole.certificates[1].objective * (1 + 1e-9)
    # each kWh/day more that may stay unmet saves its dual
    assert relaxed.price > 0
    saved = relaxed.bound(unmet) - relaxed.bound(unmet + 10.0)
    assert saved == pytest.approx(10.0 * relaxed.price)


def test_a_relaxation_that_does_not_end_in_time_is_no_answer() -> None:
    problem = province(0)[0]
    layout, _, least, _ = sharp_limits(problem, lay_out(problem))
    late = Settings(gap=0.01, threads=1, clock=Clock(1e-9))
    assert relax_whole(problem, layout, late, least_unmet=least) is None


def test_a_bound_that_the_cut_does_not_know_is_found_first() -> None:
    """One charger at most: 0.9 fast ones for row 2, 0.1 for row 1, so that 20 kWh/day of row 0 stay."""
    everywhere = np.arange(2)
    problem = two_sites(floors=(Floor("city all", everywhere, everywhere, 0.0, maximum=1.0),))
    layout, _, relaxed = relaxed_of(problem)
    assert sharp_limits(problem, layout)[2] == 0.0
    assert relaxed.least_unmet == pytest.approx(20.0, rel=1e-5)
    assert "relaxation" in str(relaxed.unmet_proof)
    assert relaxed.bound(20.1) == pytest.approx(20.0, rel=2e-2)


def test_flows_shrink_to_the_chargers_and_the_rest_finds_what_is_free() -> None:
    # Site 0 gives 20 of the 30 kWh/day that rows 0 and 1 ask of it: a third less each. Only row 1 reaches the
    # 10 kWh/day that site 1 has left, and needs 10 / 3 of them.
    problem = two_sites()
    layout = lay_out(problem)
    row, site = layout.network.row, layout.network.site
    first = np.array([20.0 if (r, s) == (0, 0) else 0.0 for r, s in zip(row, site, strict=True)])
    first += np.array([10.0 if (r, s) == (1, 0) else 0.0 for r, s in zip(row, site, strict=True)])
    first += np.where(row == 2, 90.0, 0.0)
    flow = fit_flow(problem, layout, np.array([[2, 0], [0, 1]]), first)
    load = np.bincount(site, flow, minlength=2)
    assert load[0] == pytest.approx(20.0)
    assert load[1] == pytest.approx(90.0 + 10 / 3)
    np.testing.assert_allclose(np.bincount(row, flow), [40 / 3, 10.0, 90.0], atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_fitted_flows_break_no_limit_and_none_fewer_are_served_than_before(seed: int) -> None:
    problem = short_province(seed)
    layout, _, relaxed = relaxed_of(problem)
    counts = np.floor(relaxed.near).astype(np.int64)
    flow, network = fit_flow(problem, layout, counts, relaxed.flow), layout.network
    able = problem.capacity_kwh * counts
    fast = network.kind[network.row] == 1
    assert (np.bincount(network.row, flow) <= network.energy + 1e-6).all()
    assert (np.bincount(network.site, flow, problem.n_sites) <= able.sum(axis=1) + 1e-6).all()
    quick = np.bincount(network.site[fast], flow[fast], problem.n_sites)
    assert (quick <= able[:, problem.fast].sum(axis=1) + 1e-6).all()
    assert flow.sum() <= route_chargers(problem, layout, counts).served + 1e-3


def test_small_loads_that_were_rounded_up_everywhere_are_put_together() -> None:
    # Four sites reach 100 kWh/day: a quarter of a charger at each rounds up to four; one is enough.
    sites = np.arange(4)
    problem = SizingProblem(
        pairs=CoverPairs.from_dense(np.ones((1, 4)), 2.0),
        energy=np.array([100.0]),
        users=np.array([1]),
        serves=SERVES,
        capacity_kwh=np.tile([10.0, 100.0], (4, 1)),
        fast=np.array([False, True]),
        bays=np.full(4, 5),
        grid_kw=np.full(4, 1000.0),
        load_kw=np.tile([5.0, 50.0], (4, 1)),
        cost=np.tile([1.0, 20.0], (4, 1)),
        min_chargers=np.zeros(4, dtype=np.int64),
        max_chargers=np.full(4, 9),
        min_fast=np.zeros(4, dtype=np.int64),
        target=0,
        floors=(Floor("depots", sites, TYPES, 0.0),),
    )
    layout, most, relaxed = relaxed_of(problem)
    even = replace(relaxed, near=np.tile([0.0, 0.25], (4, 1)), flow=np.full(4, 25.0))
    draft = round_whole(problem, layout, even, [most], ENDLESS)
    assert draft is not None
    assert draft.counts[:, 1].tolist() == [1, 1, 1, 1]
    told: list[object] = []
    better = polish_parts(
        problem,
        layout,
        even,
        draft,
        np.zeros(4, dtype=np.int64),
        Settings(gap=0.0, threads=1, progress=told.append),
    )
    assert better.counts[:, 1].sum() == 1
    assert better.cost == 20.0
    assert better.unmet == pytest.approx(0.0, abs=layout.slack)
    assert "4 sites solved again" in str(told[0])


@pytest.mark.parametrize("seed", range(3))
def test_sites_solved_again_keep_every_row_and_lose_no_energy(seed: int) -> None:
    problem = short_province(seed)
    layout, most, relaxed = relaxed_of(problem)
    draft = round_whole(problem, layout, relaxed, [most], ENDLESS)
    assert draft is not None
    better = polish_parts(
        problem,
        layout,
        relaxed,
        draft,
        np.arange(36) // 12,
        Settings(gap=0.0, threads=1),
    )
    assert better.cost <= draft.cost
    assert better.unmet <= draft.unmet + layout.slack
    flow, unmet = spread_served(problem, layout, route_chargers(problem, layout, better.counts).flow)
    whole = solve(problem, gap=1e-4)
    assert check_sizing(problem, Sizing(better.counts, flow, unmet, whole.certificates)) == []
    assert unmet.sum() <= better.unmet + layout.lost + 1e-3
    held = unmet.sum() - layout.lost + 1e-3
    assert relaxed.bound(held) <= problem.total_cost(better.counts) * (1 + 1e-9)
