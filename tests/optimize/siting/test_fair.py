"""Covering with equity: hand-solved cases, brute force, what each rule costs, golden LP files."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from gisplan_errors import InfeasiblePlan, VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve, verify
from optimize.siting.adequate import AdequateCover, build_adequate_cover
from optimize.siting.fair import _bound
from optimize.siting.fair_model import FairCover, build_fair_cover, weighted_gini
from optimize.siting.mean_access.problem import MeanAccess, build_mean_access, check_mean_access
from optimize.solvers.limits import Settings

GOLDEN = Path(__file__).parents[1] / "golden"
NONE = np.array([], dtype=np.int64)


def cover(reach: np.ndarray, people: np.ndarray, count: int, **changes: object) -> AdequateCover:
    sites = reach.shape[1]
    asked = {
        "provides": csr_array((0, sites)),
        "need": np.zeros(0),
        "names": (),
        "required": NONE,
    }
    pairs = CoverPairs.from_dense(np.where(reach, 1.0, np.inf), 1.0)
    return AdequateCover(pairs, people, count, **(asked | changes))


def town_and_village(count: int = 1, **changes: object) -> FairCover:
    """A town of two quarters (60 and 40 people) and a village (20); each has one site of its own."""
    people = np.array([60.0, 40.0, 20.0])
    return FairCover(cover(np.eye(3, dtype=bool), people, count, **changes), np.array([0, 0, 1]))


def test_most_people_leave_the_village_out() -> None:
    problem = town_and_village(2)
    assert solve(problem.cover, threads=1).sites.tolist() == [0, 1]


def test_the_worst_area_comes_first_and_then_the_people() -> None:
    """With two sites one must be the village's; of the town's quarters the larger is the better."""
    choice = solve(town_and_village(2), threads=1)
    assert choice.sites.tolist() == [0, 2]
    assert choice.shares.tolist() == pytest.approx([0.6, 1.0])
    assert [c.status for c in choice.certificates] == ["optimal", "optimal"]
    assert [c.objective for c in choice.certificates] == pytest.approx([0.6, 80.0])


def test_an_area_that_no_site_reaches_does_not_hold_the_others_back() -> None:
    people = np.array([60.0, 40.0, 20.0])
    reach = np.eye(3, dtype=bool)
    reach[2] = False
    choice = solve(FairCover(cover(reach, people, 1), np.array([0, 0, 1])), threads=1)
    assert choice.sites.tolist() == [0]
    assert choice.certificates[0].objective == pytest.approx(0.6)


def test_gini_by_hand() -> None:
    """Half of the people have all and half nothing: 0.5; all alike: 0."""
    assert weighted_gini(np.array([1.0, 0.0]), np.array([5.0, 5.0])) == pytest.approx(0.5)
    assert weighted_gini(np.array([0.7, 0.7]), np.array([1.0, 9.0])) == pytest.approx(0.0)
    assert weighted_gini(np.array([0.0, 0.0]), np.array([1.0, 9.0])) is None


def test_the_gini_bound_binds_and_costs_people() -> None:
    """The town's two sites give shares 1 and 0, a Gini of 1/6; one and the village's 0.6 and 1, 1/12."""
    loose = solve(replace(town_and_village(2), max_gini=0.2), threads=1)
    assert loose.sites.tolist() == [0, 1]
    assert loose.certificates[0].objective == pytest.approx(100.0)
    tight = solve(replace(town_and_village(2), max_gini=0.1), threads=1)
    assert tight.sites.tolist() == [0, 2]
    assert tight.certificates[0].objective == pytest.approx(80.0)
    assert weighted_gini(tight.shares, np.array([100.0, 20.0])) <= 0.1


def test_shares_are_not_lowered_on_paper() -> None:
    """The required site covers the whole town; counting a part of it would please the Gini and be untrue."""
    problem = town_and_village(2, required=np.array([0, 1]))
    with pytest.raises(InfeasiblePlan, match=r"coverage.max_gini = 0.05: raise it"):
        solve(replace(problem, max_gini=0.05), threads=1)


@settings(max_examples=30, deadline=None)
@given(
    reach=hnp.arrays(bool, (7, 5)),
    people=hnp.arrays(float, 7, elements=st.integers(1, 20).map(float)),
    count=st.integers(1, 4),
    most=st.sampled_from([None, 0.05, 0.2]),
)
def test_equals_brute_force(reach, people, count, most) -> None:
    problem = FairCover(cover(reach, people, count), np.array([0, 0, 1, 1, 2, 2, 2]))
    judged, weight = problem.judged, problem.people
    best = None
    for k in range(count + 1):
        for sites in combinations(range(5), k):
            shares = problem.shares(np.array(sites, dtype=np.int64))
            value = float(weight @ shares)
            if most is None:
                key = (round(float(shares[judged].min(initial=1.0)), 9), round(value, 6))
            elif (weighted_gini(shares, weight) or 0.0) <= most + 1e-9:
                key = (0.0, round(value, 6))
            else:
                continue
            best = key if best is None or key > best else best
    asked = replace(problem, max_gini=most)
    choice = solve(asked, threads=1, gap=0.0)
    verify(asked, choice)
    with pytest.raises(VerificationFailed, match="shares: not those"):
        verify(asked, replace(choice, shares=choice.shares + 0.1))
    value = float(weight @ choice.shares)
    worst = float(choice.shares[judged].min(initial=1.0)) if most is None else 0.0
    assert (worst, value) == pytest.approx(best, abs=1e-6)
    assert all(c.status == "optimal" for c in choice.certificates)


# ------------------------------------------------------------ sites that stay apart


def test_two_near_sites_do_not_both_open() -> None:
    """Sites 0 and 1 cover 60 and 40 people and stand too near: the second best is the village's."""
    problem = town_and_village(2, apart=np.array([[0, 1]])).cover
    assert solve(problem, threads=1).sites.tolist() == [0, 2]


def test_needs_are_met_by_sites_that_may_open_together() -> None:
    gives = csr_array(np.array([[5.0, 4.0, 3.0]]))
    asked = {"provides": gives, "need": np.array([8.0]), "names": ("kWh",), "apart": np.array([[0, 1]])}
    assert solve(town_and_village(3, **asked).cover, threads=1).sites.tolist() == [0, 2]
    with pytest.raises(InfeasiblePlan, match=r"coverage.min_fast_spacing_m"):
        solve(town_and_village(3, **{**asked, "need": np.array([9.0])}).cover, threads=1)


@settings(max_examples=30, deadline=None)
@given(
    reach=hnp.arrays(bool, (6, 5)),
    people=hnp.arrays(float, 6, elements=st.integers(0, 20).map(float)),
    near=hnp.arrays(bool, (5, 5)),
    count=st.integers(1, 4),
)
def test_apart_equals_brute_force(reach, people, near, count) -> None:
    pairs = np.argwhere(np.triu(near, 1))
    problem = cover(reach, people, count, apart=pairs)
    best = 0.0
    for k in range(count + 1):
        for sites in combinations(range(5), k):
            if not any(a in sites and b in sites for a, b in pairs.tolist()):
                best = max(best, float(people[reach[:, list(sites)].any(axis=1)].sum()))
    choice = solve(problem, threads=1, gap=0.0)
    assert problem.kept_apart.broken(choice.sites).size == 0
    assert people[choice.covered].sum() == pytest.approx(best)


def test_mean_access_keeps_sites_apart() -> None:
    """Towns at 0, 100 and 1000 m: the two near ones may not both have a site."""
    at = np.array([0.0, 100.0, 1000.0])
    problem = MeanAccess(
        pairs=CoverPairs.from_dense(np.abs(at[:, None] - at), 2000.0),
        weights=np.array([10.0, 9.0, 1e-3]),
        zone=np.zeros(3, dtype=np.int64),
        limit_m=np.array([np.inf]),
        count=2,
        apart=np.array([[0, 1]]),
    )
    solution = solve(problem, gap=0.0, threads=1, work=20.0)
    assert check_mean_access(problem, solution) == []
    assert solution.sites.tolist() == [0, 2]


@pytest.mark.parametrize("pairs", [[[0, 3]], [[1, 1]], [[0, 1, 2]]])
def test_bad_pairs_are_refused(pairs: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="apart"):
        town_and_village(2, apart=np.array(pairs))


# ------------------------------------------------------------ golden LP files


def lines_of(builder, family: str, folder: Path) -> list[str]:
    path = folder / "model.lp"
    builder.build().writeLP(str(path))
    text = re.sub(r"\n (?=[+-])", " ", path.read_text(encoding="utf-8"))
    rows = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    return [row for row in rows if re.match(rf"({family})(_\d+)?(_low)?:", row)]


def golden_builders():
    """Give every builder of siting whose row blocks have a golden file, by the file's first word."""
    gives = csr_array(np.array([[5.0, 4.0, 3.0]]))
    asked = {"provides": gives, "need": np.array([8.0]), "names": ("kWh",), "apart": np.array([[0, 2]])}
    problem = town_and_village(2, **asked)
    means = MeanAccess(
        pairs=CoverPairs.from_dense(np.array([[0.0, 300.0], [400.0, 100.0]]), 500.0),
        weights=np.array([60.0, 40.0]),
        zone=np.array([0, 1]),
        limit_m=np.array([200.0, np.inf]),
        count=1,
        apart=np.array([[0, 1]]),
    )
    return {
        "mean": build_mean_access(means, aim="total", held=7.0).builder,
        "adequate": build_adequate_cover(problem.cover),
        "fair_worst": build_fair_cover(problem, aim="worst").builder,
        "fair_gini": build_fair_cover(problem, aim="people", max_gini=0.25, tied=np.array([0])).builder,
    }


FAMILIES = {
    "mean": ("once", "if_open", "apart", "count", "zone_mean", "excess_held"),
    "adequate": ("cover", "count", "need", "apart"),
    "fair_worst": ("cover", "count", "need", "apart", "share", "worst"),
    "fair_gini": ("cover", "count", "need", "apart", "share", "above", "below", "gini", "tied"),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_siting_models_are_as_their_golden_files(name: str, tmp_path: Path) -> None:
    builder = golden_builders()[name]
    rows = [line for family in ("OBJ", *FAMILIES[name]) for line in lines_of(builder, family, tmp_path)]
    assert rows == (GOLDEN / f"siting_{name}.lp").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", FAMILIES)
def test_no_row_block_of_siting_is_without_a_golden_file(name: str) -> None:
    names = golden_builders()[name].row_names()
    assert {re.sub(r"(_\d+)(_low)?$", "", row) for row in names} == set(FAMILIES[name])


def test_what_all_sites_reach_is_no_bound_of_a_solver_that_has_none() -> None:
    """A first relaxation that did not finish says nothing: its bound lies above all that there is."""
    how = Settings(gap=0.01)
    assert _bound(50.0, 80.0, 100.0, how) == 80.0
    assert _bound(50.0, 1e9, 100.0, how) is None
    assert _bound(99.5, 1e9, 100.0, how) == 100.0
    assert _bound(50.0, None, 100.0, how) is None
