"""Branch-and-Benders-cut: cuts and bounds hold, the tree ends at the optimum, the master's text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize import MCLP, CoverPairs, solve, verify
from optimize.covering.reduce import CoverCore
from optimize.location.mclp import benders
from optimize.location.mclp import ladder as mclp_ladder
from optimize.location.mclp.benders import branch_and_benders
from optimize.location.mclp.benders_master import Cuts, Master, model, row_groups
from optimize.location.mclp.bound import price_cover
from optimize.solvers.limits import Clock, Settings

GOLDEN = Path(__file__).parents[2] / "golden" / "mclp_benders.lp"


def random_core(seed, rows=40, sites=10, density=0.25, *, whole=True):
    rng = np.random.default_rng(seed)
    cover = sparse.csr_array((rng.random((rows, sites)) < density).astype(float))
    cover = sparse.csr_array(cover[np.diff(cover.indptr) > 0])
    weights = rng.integers(1, 9, cover.shape[0]) if whole else rng.random(cover.shape[0])
    gain = rng.integers(0, 3, sites) if whole else rng.random(sites)
    return CoverCore(cover, weights.astype(float), gain.astype(float), np.arange(sites), 2.0)


def choices_of(core, count):
    n = core.n_sites
    choices = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(bool)
    choices = choices[choices.sum(axis=1) <= count]
    reach = (choices.astype(float) @ core.cover.toarray().T) > 0
    return choices, reach, core.constant + reach @ core.weights + choices @ core.gain


def priced(core, count, steps):
    return price_cover(core, count, 0.0, clock=Clock(None), steps=steps)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 5), st.booleans(), st.sampled_from([1, 40, 2_000]))
def test_equals_brute_force(seed, count, whole, steps):
    """Also when the prices it starts from are poor."""
    core = random_core(seed, whole=whole)
    best = choices_of(core, count)[2].max()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(benders, "_ROWS_PER_GROUP", 0)
        patch.setattr("optimize.location.mclp.benders_master._SITES_PER_GROUP", 2)
        found = branch_and_benders(
            core, count, priced(core, count, steps), np.zeros(0, dtype=int), -np.inf, Settings(gap=0.0)
        )
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert found.sites.size <= count


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_cuts_hold_for_every_choice_and_are_tight_where_made(seed, share):
    core = random_core(seed)
    group = np.random.default_rng(seed).integers(0, 3, core.n_rows)
    group[:3] = [0, 1, 2]
    cuts = Cuts(core, group)
    choices, reach, _ = choices_of(core, 10)
    in_group = np.array([reach[:, group == k] @ core.weights[group == k] for k in range(3)]).T
    slope, side = cuts.of_prices(share * core.weights)
    assert (in_group <= side + choices @ slope.toarray().T + 1e-9).all()
    x = choices[len(choices) // 2].astype(float)
    often = core.cover @ x
    slope, side = cuts.of_prices(np.where(often < 1, core.weights, 0.0))
    np.testing.assert_allclose(side + slope @ x, in_group[len(choices) // 2])
    np.testing.assert_allclose(cuts.excess(side + slope @ x, x), 0.0, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_any_multipliers_prove_a_bound_at_any_node(seed, count):
    """The bound is computed from the multipliers, so wrong ones can weaken it but never break it."""
    core, rng = random_core(seed), np.random.default_rng(seed)
    cuts = Cuts(core, row_groups(core))
    master = Master(core, count, cuts, cuts.of_prices(core.weights * rng.random(core.n_rows)))
    master.add(cuts.of_prices(core.weights * rng.random(core.n_rows)))
    lower, upper = np.zeros(10, dtype=bool), rng.random(10) < 0.8
    lower[np.flatnonzero(upper)[:1]] = True
    choices, _, values = choices_of(core, count)
    inside = (choices >= lower).all(axis=1) & (choices <= upper).all(axis=1)
    bound, _ = master.proven(3.0 * rng.random(2 * cuts.groups), lower, upper)
    assert bound >= values[inside].max() - 1e-9


def test_master_text_checked_by_hand(tmp_path):
    """Rows {0}, {0, 1} of weight 2, 5 in one group, row {1} of weight 3 in the other; u = (2, 4), (3)."""
    cover = sparse.csr_array(np.array([[1.0, 0], [1, 1], [0, 1]]))
    core = CoverCore(cover, np.array([2.0, 5, 3]), np.array([0.5, 0]), np.arange(2), 0.0)
    cuts = Cuts(core, np.array([0, 0, 1]))
    slope, side = cuts.of_prices(np.array([2.0, 4, 3]))
    problem = model(core, 1, cuts.weights, slope, side, np.array([0, 1])).build()
    problem.writeLP(tmp_path / "mclp_benders.lp")
    assert (tmp_path / "mclp_benders.lp").read_text() == GOLDEN.read_text()


def test_groups_part_the_rows_by_where_their_sites_are():
    """Two towns that share no site never share a group."""
    block = np.random.default_rng(0).random((50, 40)) < 0.2
    block[:, 0] = True
    cover = sparse.csr_array(np.kron(np.eye(2), block))
    group = row_groups(CoverCore(cover, np.ones(100), np.zeros(80), np.arange(80), 0.0))
    assert group.max() == 3
    assert not set(group[:50]) & set(group[50:])


def test_ladder_takes_it_when_much_is_left(monkeypatch):
    """Forced on a problem with a gap between relaxation and optimum: the tree proves it, and says so."""
    monkeypatch.setattr(mclp_ladder, "EXACT_ROWS", 0)
    monkeypatch.setattr(mclp_ladder, "_LP_PAIRS", 0)
    monkeypatch.setattr(mclp_ladder, "_COMPACT_PAIRS", 0)
    monkeypatch.setattr(mclp_ladder, "_SEARCHES", ((1_000, 0.1),))
    rng = np.random.default_rng(2)
    apart = np.abs(rng.random((130, 1)) - rng.random(22)) + rng.random((130, 22)) * 0.3
    pairs = CoverPairs.from_dense(apart, 0.25)
    problem = MCLP(pairs, rng.integers(1, 9, 130).astype(float), 4)
    solution = solve(problem, threads=1, gap=0.0)
    verify(problem, solution)
    monkeypatch.undo()
    exact = solve(problem, threads=1, gap=0.0)
    assert solution.certificate.status == exact.certificate.status == "optimal"
    assert solution.objective == exact.objective
    assert "Benders" in solution.certificate.solver


def test_limit_ends_the_tree_with_a_proven_bound():
    core = random_core(1, 400, 10, 0.3)
    best = choices_of(core, 3)[2].max()
    start = np.arange(3)
    found = branch_and_benders(
        core, 3, priced(core, 3, 40), start, -np.inf, Settings(gap=0.0, clock=Clock(0.0))
    )
    assert found.value <= best <= found.bound
    assert found.nodes == 0


def test_a_tree_that_cannot_be_set_up_in_the_work_left_is_not_begun(monkeypatch):
    monkeypatch.setattr(mclp_ladder, "EXACT_ROWS", 0)
    monkeypatch.setattr(mclp_ladder, "_COMPACT_PAIRS", 0)
    rng = np.random.default_rng(0)
    apart = np.linalg.norm(rng.random((4_000, 1, 2)) - rng.random((1, 300, 2)), axis=2)
    problem = MCLP(CoverPairs.from_dense(apart, 0.12), rng.integers(1, 99, 4_000).astype(float), 15)
    short, enough = (solve(problem, work=work, gap=0.0, threads=1).certificate for work in (0.05, 0.6))
    assert "Benders" not in short.solver
    assert short.work < 0.05
    assert "Benders" in enough.solver
    assert enough.gap == 0.0


def test_limit_holds_through_every_stage_of_a_large_problem(monkeypatch):
    """Bound, search and tree share one limit of work."""
    monkeypatch.setattr(mclp_ladder, "EXACT_ROWS", 0)
    monkeypatch.setattr(mclp_ladder, "_COMPACT_PAIRS", 0)
    monkeypatch.setattr(mclp_ladder, "_SETTING_UP", 0.0)
    rng = np.random.default_rng(0)
    apart = np.linalg.norm(rng.random((4_000, 1, 2)) - rng.random((1, 300, 2)), axis=2)
    problem = MCLP(CoverPairs.from_dense(apart, 0.12), rng.integers(1, 99, 4_000).astype(float), 15)
    solution = solve(problem, work=0.05, gap=0.0, threads=1)
    verify(problem, solution)
    assert "Benders" in solution.certificate.solver
    assert solution.certificate.bound > solution.objective
    assert 0.05 <= solution.certificate.work <= 0.055


def test_a_tree_ends_by_its_work_at_the_same_node_every_time():
    core = random_core(7, 400, 60, 0.08, whole=False)
    ends = []
    for _ in range(2):
        clock = Clock(0.05)
        found = branch_and_benders(
            core, 9, priced(core, 9, 400), np.zeros(0, dtype=int), -np.inf, Settings(gap=0.0, clock=clock)
        )
        ends.append((found.nodes, found.cuts, found.value, found.bound, clock.work))
    assert ends[0] == ends[1]
    assert 0.05 <= ends[0][-1] < 0.1
    assert found.bound > found.value * 1.001
