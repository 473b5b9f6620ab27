"""Of every model: empty instances are answered, and what cannot be meant is refused with name and value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

import optimize as o
from gisplan_errors import ScenarioError, SolverFailed, VerificationFailed
from optimize import solve, verify
from optimize.certificate import certify
from optimize.location.refuelling.paths import RefuellingPaths
from tests.optimize.sizing_cases import two_sites

NONE = np.zeros(0, dtype=np.int64)


def pairs_of(rows, sites):
    metres = np.arange(1.0, rows * sites + 1).reshape(rows, sites)
    return o.CoverPairs.from_dense(metres, 99.0)


def adequate(pairs, count, required):
    rows, sites = pairs.shape
    chosen = NONE if required is None else required
    return o.AdequateCover(pairs, np.ones(rows), count, sparse.csr_array((0, sites)), np.zeros(0), (), chosen)


def fair(pairs, count, required, gini=None):
    return o.FairCover(adequate(pairs, count, required), np.zeros(pairs.n_demand, dtype=np.int64), gini)


def paths_of(pairs):
    rows = 1 if pairs.n_demand else 0
    places = np.arange(2 * rows) % max(pairs.n_sites, 1) if pairs.n_sites else np.full(2 * rows, -1)
    return RefuellingPaths(np.arange(0, 2 * rows + 1, 2), places, np.arange(2.0 * rows), pairs.n_sites)


def hydrogen(pairs, count, required):
    rows, sites = pairs.shape
    return o.HydrogenProblem(
        pairs,
        np.ones(rows),
        np.array([1.0]),
        np.ones((sites, 1)),
        np.ones((sites, 1), dtype=bool),
        np.zeros(sites, dtype=np.int64),
        np.array([9.0]),
        np.ones((1, sites)),
        count,
        required=NONE if required is None else required,
    )


def sizing(pairs, count, _):
    rows, sites = pairs.shape
    return replace(
        two_sites(),
        pairs=pairs,
        energy=np.ones(rows),
        users=np.zeros(rows, dtype=np.int64),
        target=count,
        **{name: np.ones((sites, 2)) for name in ("capacity_kwh", "load_kw", "cost")},
        **{name: np.full(sites, 5) for name in ("bays", "max_chargers")},
        grid_kw=np.full(sites, 9.0),
        **{name: np.zeros(sites, dtype=np.int64) for name in ("min_chargers", "min_fast")},
    )


MODELS = {
    "MCLP": lambda p, n, r: o.MCLP(p, 1.0, n, required=r),
    "p-median": lambda p, n, r: o.PMedian(p, 1.0, n, required=r),
    "p-center": lambda p, n, r: o.PCenter(p, n, required=r),
    "p-dispersion": lambda p, n, r: o.PDispersion(np.ones((p.n_sites,) * 2), n, required=r),
    "LSCP": lambda p, _, r: o.LSCP(p, required=r),
    "LSCP-B": lambda p, n, r: o.LSCPB(p, 1.0, n, required=r),
    "capacitated MCLP": lambda p, n, r: o.CapacitatedMCLP(p, 1.0, 9.0, n, required=r),
    "capacitated p-median": lambda p, n, r: o.CapacitatedPMedian(p, 1.0, 9.0, n, required=r),
    "flow refuelling": lambda p, n, r: o.FlowRefuelling(paths_of(p), 1.0, 9.0, n, required=r),
    "adequate": adequate,
    "fair": fair,
    "fair, Gini": lambda p, n, r: fair(p, n, r, 0.5),
    "mean access": lambda p, n, r: o.MeanAccess(
        p, np.ones(p.n_demand), np.zeros(p.n_demand, dtype=np.int64), np.array([2.0]), n, required=r
    ),
    "hydrogen": hydrogen,
    "sizing": sizing,
}
COUNTED = sorted(set(MODELS) - {"LSCP"})
WITH_REQUIRED = sorted(set(MODELS) - {"sizing"})
SERVED = sorted(set(MODELS) - {"p-dispersion"})


@pytest.mark.parametrize(("rows", "sites"), [(0, 3), (0, 0)])
@pytest.mark.parametrize("model", sorted(MODELS))
def test_no_demand_is_served_by_any_choice(model, rows, sites):
    problem = MODELS[model](pairs_of(rows, sites), 0, None)
    answer = solve(problem, threads=1)
    verify(problem, answer)
    # two sites make a separation, so none of one does
    due = "infeasible" if model == "p-dispersion" else "optimal"
    assert {one.status for one in answer.certificates} == {due}


@pytest.mark.parametrize("model", sorted(set(SERVED) - {"flow refuelling"}))
def test_demand_without_a_site_is_lost_or_named(model):
    problem = MODELS[model](pairs_of(2, 0), 0, None)
    answer = solve(problem, threads=1)
    verify(problem, answer)
    assert answer.certificates[0].status in {"optimal", "infeasible"}


@pytest.mark.parametrize("count", [np.inf, np.nan, 1.5, -1, "2", True])
@pytest.mark.parametrize("model", COUNTED)
def test_a_count_that_is_none_is_refused(model, count):
    with pytest.raises((ValueError, ScenarioError), match=rf"(count|target) is .*{count}"):
        MODELS[model](pairs_of(2, 3), count, None)


@pytest.mark.parametrize("model", WITH_REQUIRED)
def test_a_mask_of_required_sites_is_one_of_booleans(model):
    mask = np.array([0, 1, 0])
    with pytest.raises((ValueError, ScenarioError), match=r"required: .* a mask must be booleans"):
        MODELS[model](pairs_of(2, 3), 2, mask)
    answer = solve(MODELS[model](pairs_of(2, 3), 2, mask.astype(bool)), threads=1)
    assert 1 in answer.sites


@pytest.mark.parametrize(
    ("limits", "fault", "words"),
    [
        ({"solver": "nosuch"}, SolverFailed, "solver 'nosuch' is not known"),
        ({"threads": 1.5}, ValueError, "threads is 1.5, expected a whole number"),
        ({"threads": 0}, ValueError, "threads is 0, expected a whole number"),
        ({"seed": -1}, ValueError, "seed is -1, expected a whole number"),
        ({"seed": 2**31}, ValueError, "seed is 2147483648, expected a whole number"),
        ({"gap": np.nan}, ValueError, "gap is nan"),
        ({"gap": "1 %"}, ValueError, "gap is '1 %'"),
        ({"time_limit": np.nan}, ValueError, "time_limit is nan"),
        ({"time_limit": "5"}, ValueError, "time_limit is '5'"),
        ({"memory_limit": np.nan}, ValueError, "memory_limit is nan"),
    ],
)
@pytest.mark.parametrize("model", sorted(MODELS))
def test_limits_that_nobody_can_keep_are_refused(model, limits, fault, words):
    problem = MODELS[model](pairs_of(2, 3), 1, None)
    with pytest.raises(fault, match=words):
        solve(problem, **limits)


def test_sites_without_a_way_between_them_are_infinitely_far_apart():
    away = np.full((3, 3), np.inf)
    answer = solve(o.PDispersion(away, 2), threads=1)
    verify(o.PDispersion(away, 2), answer)
    assert (answer.objective, answer.certificate.status) == (np.inf, "optimal")
    away[0, 1] = away[1, 0] = 5.0
    assert solve(o.PDispersion(away, 3), threads=1).objective == 5.0


@pytest.mark.parametrize("model", sorted(set(SERVED) - {"LSCP-B"}))
def test_a_bound_on_the_wrong_side_is_refused(model):
    problem = MODELS[model](pairs_of(2, 3), 1, None)
    answer = solve(problem, threads=1)
    last = answer.certificates[-1]
    worse = (last.objective or 1.0) * (1.1 if last.sense == "min" else 0.9)
    effort = {"solver": "", "version": "", "seconds": 0.0, "limit": None}
    said = certify(last.stage, last.sense, last.objective or 1.0, worse, proven="", **effort)
    assert (said.status, said.bound) == ("heuristic", worse)
    field = "certificate" if hasattr(answer, "certificate") else "certificates"
    forged = said if field == "certificate" else (*answer.certificates[:-1], said)
    with pytest.raises(VerificationFailed, match="is better than its bound"):
        verify(problem, replace(answer, **{field: forged}))


def test_a_backup_is_optimal_only_with_the_fewest_sites():
    pairs = o.CoverPairs.from_dense(np.array([[1.0, 9.0, 1.0], [9.0, 1.0, 1.0]]), 5.0)
    problem = o.LSCPB(pairs, 1.0)
    answer = solve(problem, threads=1)
    verify(problem, answer)
    assert answer.sites.tolist() == [2]
    more = solve(o.LSCPB(pairs, 1.0, 2), threads=1)
    first = replace(answer.stages[0], objective=2.0, bound=2.0)
    with pytest.raises(VerificationFailed, match="2 new sites, 1 are enough"):
        verify(problem, replace(more, stages=(first,)))
    with pytest.raises(VerificationFailed, match="2 new sites, the stage of the fewest says"):
        verify(problem, replace(more, stages=answer.stages))
