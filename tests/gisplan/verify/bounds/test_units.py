"""Problems are solved in units of their own size; the multipliers prove their bounds in the caller's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from gisplan.verify.bounds.asked import Asked, Count, Group
from gisplan.verify.bounds.cover import cover_bound
from gisplan.verify.bounds.reach import Pairs
from gisplan.verify.bounds.sites import SiteTable
from gisplan.verify.bounds.sizing import cost_bound, unmet_bound
from optimize import AdequateCover, CoverPairs, SizingProblem, solve
from tests.optimize.sizing_cases import index, two_sites

SCALES = [1e-12, 3.7e-5, 1.0, 7.3e6, 1e12]


def reach_of(pairs: CoverPairs) -> Pairs:
    return Pairs(pairs.rows(), pairs.indices.astype(np.int64))


def odd_cycle(people: float) -> AdequateCover:
    """Each of three sites reaches two of three cells: halves of sites reach all, one site two of them.

    The need asks for the site that is worth least.
    """
    reach = np.array([[1.0, 1.0, 9.0], [9.0, 1.0, 1.0], [1.0, 9.0, 1.0]])
    provides = sparse.csr_array(np.array([[0.0, 0.0, 2.0]]))
    weights = np.array([30.0, 20.0, 10.0]) * people
    return AdequateCover(
        CoverPairs.from_dense(reach, 5.0), weights, 1, provides, np.array([1.0]), ("bays",), index()
    )


@pytest.mark.parametrize("people", SCALES)
def test_a_siting_is_bounded_again_from_its_multipliers_in_any_unit(people: float) -> None:
    problem = odd_cycle(people)
    said = solve(problem, gap=0.5, threads=1).certificate
    assert said.multipliers is not None
    assert said.multipliers["needs"][0] > 0.0
    assert said.bound is not None
    assert said.bound < 0.99 * problem.weights.sum()
    needs = [("bays", (problem.provides.toarray()[0], float(problem.need[0])))]
    free = np.zeros(problem.pairs.n_sites, dtype=bool)
    again = cover_bound(reach_of(problem.pairs), problem.weights, free, 1, needs, said.multipliers)
    assert again == pytest.approx(said.bound, rel=1e-9)


def asked_of(problem: SizingProblem) -> Asked:
    """Write a sizing as the question that a run was asked."""
    sites = problem.n_sites
    table = SiteTable(
        frame=pd.DataFrame({"site_id": [str(one) for one in range(sites)]}),
        energy=problem.capacity_kwh,
        load=problem.load_kw,
        cost=problem.cost,
        use=np.ones(problem.n_types),
        fast=problem.fast,
        spots=problem.bays.astype(float),
        bays=problem.bays.astype(float),
        feed=problem.grid_kw,
        limit=problem.max_chargers.astype(float),
        more_kw=np.zeros(sites),
        kw_price=0.0,
        old=np.zeros(problem.cost.shape),
        old_kwh=np.zeros(problem.cost.shape),
        open=np.zeros(sites, dtype=bool),
        stops=np.zeros(sites, dtype=bool),
    )
    groups = []
    for user, types in enumerate(problem.serves):
        rows = np.flatnonzero(problem.users == user)
        own = problem.pairs.select(rows=rows)
        groups.append(Group(types, rows.astype(str), problem.energy[rows], reach_of(own)))
    every = np.ones(sites, dtype=bool), np.ones(problem.n_types, dtype=bool)
    return Asked(
        table=table,
        stands=every[0],
        least=problem.min_chargers.astype(float),
        fast=problem.min_fast.astype(float),
        most=np.minimum(problem.bays, problem.max_chargers).astype(float),
        groups=tuple(groups),
        counts=(Count("target", *every, float(problem.target), np.inf),),
        budget=np.inf if problem.budget is None else problem.budget,
    )


SHORT = {
    "of number": {"grid_kw": np.array([12.0, 1000.0]), "max_chargers": index(9, 3), "target": 5},
    "of feed": {
        "grid_kw": np.array([102.0, 53.0]),
        "max_chargers": index(2, 7),
        "target": 1,
        "min_chargers": index(2, 0),
        "min_fast": index(0, 1),
    },
}
"""What two sites are short of, in kW and chargers."""


def short_sites(short: str, kwh: float, kw: float, money: float) -> SizingProblem:
    base = two_sites(**SHORT[short])
    return replace(
        base,
        energy=np.array([35.0, 25.0, 190.0]) * kwh,
        capacity_kwh=base.capacity_kwh * kwh,
        grid_kw=base.grid_kw * kw,
        load_kw=base.load_kw * kw,
        cost=base.cost * money,
    )


@pytest.mark.parametrize("money", SCALES)
@pytest.mark.parametrize(("kwh", "kw"), [(1e-12, 1e-9), (3.7e-5, 7.3e6), (1.0, 1.0), (7.3e6, 1e12)])
@pytest.mark.parametrize("short", SHORT)
def test_a_sizing_is_bounded_again_from_its_multipliers_in_any_unit(
    short: str, kwh: float, kw: float, money: float
) -> None:
    problem = short_sites(short, kwh, kw, money)
    sized = solve(problem, gap=0.9, threads=1)
    unmet, cost = sized.certificates
    asked, sites = asked_of(problem), np.arange(2)
    assert unmet.bound
    assert unmet.multipliers is not None
    again = unmet_bound(asked, {**unmet.multipliers, "sites": sites})
    assert again >= unmet.bound * (1.0 - 1e-6)
    assert cost.bound
    assert cost.multipliers is not None
    assert (cost.multipliers["grid"] > 0.0).any() == (short == "of feed")
    again = cost_bound(asked, {**cost.multipliers, "sites": sites}, float(sized.unmet.sum()))
    assert again >= cost.bound * (1.0 - 1e-6)
