"""Phasing: every yearly bound binds where it should, answers match enumeration, bounds are true."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan_errors import InfeasiblePlan
from optimize.certificate import no_answer
from optimize.entry import solve
from optimize.sizing.flow import FlowNetwork
from optimize.solvers.run import Outcome
from optimize.years.check import check_phasing
from optimize.years.model import build_phasing
from optimize.years.problem import PhaseYear, Phasing, PhasingProblem
from tests.optimize.sizing.test_golden import FAMILIES
from tests.optimize.sizing_cases import index, two_sites
from tests.optimize.spoken import says_in_chinese

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing

GOLDEN = Path(__file__).parents[1] / "golden"

TIES = ("nested", "year_new", "year_spent", "year_sites")
"""Row blocks that tie a year to the one before; the blocks of a year are those of the sizing model."""


def sized(sizing: SizingProblem) -> Sizing:
    return solve(sizing, gap=0.0, threads=1, work=20.0)


@cache
def sized_town() -> tuple[SizingProblem, Sizing]:
    return two_sites(), sized(two_sites())


def phased(*years: PhaseYear, sizing: SizingProblem | None = None) -> PhasingProblem:
    """Phase the town: two slow chargers at site 0, one fast one at site 1 at the horizon."""
    sizing, horizon = sized_town() if sizing is None else (sizing, sized(sizing))
    return PhasingProblem(sizing, horizon, np.array([True, True]), years)


def checked(*years: PhaseYear, sizing: SizingProblem | None = None) -> Phasing:
    problem = phased(*years, sizing=sizing)
    phasing = solve(problem, gap=0.0, threads=1, work=20.0)
    assert check_phasing(problem, phasing) == []
    (said,) = phasing.certificates
    assert said.status == "optimal"
    return phasing


HORIZON = PhaseYear(2026, 1.0)
HALF = PhaseYear(2025, 0.5)
"""Half the demand: 10, 5 and 45 kWh/day."""
NONE = PhaseYear(2025, 0.0)
"""No demand yet: nothing would be built."""

ALL = [[2, 0], [0, 1]]
FAST = [[0, 0], [0, 1]]
BINDING = {
    # the fast charger serves 50 of the 60 kWh/day
    "most_new": ([replace(HALF, most_new=1), HORIZON], FAST, 50.0),
    "budget": ([replace(HALF, budget=20.0), HORIZON], FAST, 50.0),
    "most_new_sites": ([replace(HALF, most_new_sites=1), HORIZON], FAST, 50.0),
    "target": ([replace(NONE, target=3), HORIZON], ALL, 0.0),
    # what the horizon year may not build or pay stands before
    "most_new of the horizon": ([NONE, replace(HORIZON, most_new=0)], ALL, 0.0),
    "budget of the horizon": ([NONE, replace(HORIZON, budget=0.5)], ALL, 0.0),
}


@pytest.mark.parametrize("name", BINDING)
def test_each_yearly_bound_binds(name: str) -> None:
    years, chargers, served = BINDING[name]
    phasing = checked(*years)
    np.testing.assert_array_equal(phasing.counts[0], chargers)
    assert phasing.certificates[0].objective == pytest.approx(served)
    free = checked(PhaseYear(2025, years[0].level), HORIZON)
    assert free.certificates[0].objective == pytest.approx(60.0 if years[0].level else 0.0)
    problem = phased(*years)
    assert check_phasing(problem, free)  # without the bound the answer breaks it


@pytest.mark.parametrize("name", [name for name in BINDING if name != "target"])
def test_a_phasing_is_found_where_no_relaxation_answers_in_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> Outcome:
        said = no_answer(
            *("phasing", "min", "error"), solver="none", version="", seconds=0.0, limit=0.0, proven="nothing"
        )
        return Outcome(None, None, None, None, "error", said)

    years, _, served = BINDING[name]
    problem = phased(*years)
    for name_of_run in ("run", "attempt"):
        monkeypatch.setattr(f"optimize.years.phasing.{name_of_run}", silent)
    phasing = solve(problem, time_limit=1e-9)
    assert check_phasing(problem, phasing) == []
    assert phasing.certificates[0].objective == pytest.approx(served)
    # nothing but the demand of the year bounds it: a proof where all of it is served, and else none
    asked = 120 * years[0].level
    assert phasing.certificates[0].bound == (pytest.approx(asked) if served >= asked else None)


def test_sites_that_the_horizon_year_may_not_open_stand_before() -> None:
    # no demand before the horizon: nothing would open
    assert checked(NONE, HORIZON).counts[0].sum() == 0
    phasing = checked(NONE, replace(HORIZON, most_new_sites=1))
    assert (phasing.counts[0].sum(axis=1) > 0).sum() == 1


def test_an_open_site_has_its_least_chargers_and_its_least_fast_ones() -> None:
    sizing = two_sites(min_chargers=index(2, 0), min_fast=index(0, 1))
    phasing = checked(HALF, HORIZON, sizing=sizing)
    np.testing.assert_array_equal(phasing.counts[0], [[2, 0], [0, 1]])
    # two chargers and their least numbers leave one site: the fast charger
    phasing = checked(replace(HALF, most_new=2), HORIZON, sizing=sizing)
    np.testing.assert_array_equal(phasing.counts[0], [[0, 0], [0, 1]])


def test_what_opened_stays_open_and_each_year_alone_is_too_hopeful() -> None:
    # 2024 pays for two slow chargers, asked as a target; 21 CNY by 2025 would pay for one slow and the fast
    # one, but the two that stand leave 19
    early = PhaseYear(2024, 0.5, target=2, budget=2.0)
    phasing = checked(early, replace(HALF, budget=19.0), HORIZON)
    np.testing.assert_array_equal(phasing.counts[0], [[2, 0], [0, 0]])
    np.testing.assert_array_equal(phasing.counts[1], [[2, 0], [0, 0]])
    alone = checked(replace(HALF, budget=21.0), HORIZON)
    assert alone.certificates[0].objective == pytest.approx(60.0)
    # 15 + 15 kWh/day; each year alone would serve 15 + 60
    assert phasing.certificates[0].bound == pytest.approx(30.0)
    assert str(phasing.certificates[0].proven).startswith("bound by all years together")


CAUSES = {
    "by 2025: 4 chargers asked, the plan has 3 in all": [replace(HALF, target=4), HORIZON],
    "by 2025: 2 chargers asked, but the years so far may build 1": [
        replace(HALF, target=2, most_new=1),
        HORIZON,
    ],
    "by 2025: 2 chargers must stand for the 3 of the plan, but the years so far may build 1": [
        replace(HALF, most_new=1),
        replace(HORIZON, most_new=1),
    ],
    "budgets: all years together pay 21, the plan costs 22": [
        replace(HALF, budget=20.0),
        replace(HORIZON, budget=1.0),
    ],
    "sites: all years together may open 1, the plan has 2": [
        replace(HALF, most_new_sites=1),
        replace(HORIZON, most_new_sites=0),
    ],
    "by 2025, no sizing is possible: budget: 1, but chargers that meet the least numbers": [
        replace(HALF, target=2, budget=1.0),
        HORIZON,
    ],
}


@pytest.mark.parametrize("words", CAUSES)
def test_infeasible_names_the_year_with_figures(words: str) -> None:
    problem = phased(*CAUSES[words])
    with pytest.raises(InfeasiblePlan) as caught:
        solve(problem, threads=1, work=20.0)
    assert words in str(caught.value)
    assert says_in_chinese(caught.value)


def enumerate_best(problem: PhasingProblem) -> float:
    """Give the most energy served over the years before the horizon, by trying every phasing."""
    base = problem.sizing
    network = FlowNetwork(
        base.pairs.rows(), base.pairs.indices, base.energy, base.kind, base.n_sites, base.pools
    )
    ranges = [range(int(n) + 1) for n in problem.final.ravel()]
    every = [np.array(c).reshape(problem.final.shape) for c in product(*ranges)]
    before = problem.years[:-1]
    full = solve(base, gap=0.0, threads=1)
    best = -1.0
    for choice in product(every, repeat=len(before)):
        flows, unmet, served = [], [], 0.0
        for phase, counts in zip(before, choice, strict=True):
            year = replace(network, energy=base.energy * phase.level)
            routing = year.route(base.pools.sums(base.capacity_kwh * counts))
            flows.append(routing.flow)
            lack = year.energy - np.bincount(base.pairs.rows(), routing.flow, base.energy.size)
            unmet.append(np.maximum(lack, 0.0))
            served += phase.weight * routing.served
        phasing = Phasing(
            np.stack([*choice, problem.final]),
            np.stack([*flows, full.flow]),
            np.stack([*unmet, full.unmet]),
            (),
        )
        if not check_phasing(problem, phasing):
            best = max(best, served)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_matches_enumeration(seed: int) -> None:
    random = np.random.default_rng(seed)
    years = [
        PhaseYear(2024, 0.4, int(random.integers(0, 2)), most_new=int(random.integers(1, 3))),
        PhaseYear(2025, 0.7, most_new=2, budget=float(random.integers(1, 25)), weight=2.0),
        PhaseYear(2026, 1.0, most_new_sites=int(random.integers(1, 3))),
    ]
    problem = phased(*years, sizing=two_sites(min_chargers=index(int(random.integers(0, 3)), 0)))
    best = enumerate_best(problem)
    if best < 0:
        with pytest.raises(InfeasiblePlan):
            solve(problem, threads=1, gap=0.0)
        return
    phasing = solve(problem, threads=1, gap=0.0)
    assert phasing.certificates[0].objective == pytest.approx(best, abs=1e-3)
    assert phasing.certificates[0].bound >= best - 1e-3


@pytest.mark.parametrize("family", TIES)
def test_rows_between_years_are_as_their_golden_file(family: str, tmp_path: Path) -> None:
    tied = replace(HALF, most_new=2, budget=30.0, most_new_sites=1)
    problem = phased(PhaseYear(2024, 0.2), tied, replace(HORIZON, budget=25.0))
    builder = build_phasing(problem).builder
    path = tmp_path / "model.lp"
    builder.build().writeLP(str(path))
    text = re.sub(r"\n\s*(?=[-+<>=])", " ", path.read_text(encoding="utf-8"))
    rows = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    found = [row for row in rows if row.startswith(f"{family}_")]
    assert found == (GOLDEN / f"phasing_{family}.lp").read_text(encoding="utf-8").splitlines()
    # every other row belongs to a year's own sizing
    names = {re.sub(r"_\d{4}(_\d+)?(_low)?$", "", name) for name in builder.row_names()}
    assert names - set(FAMILIES) == set(TIES)


def test_a_check_finds_a_charger_that_is_moved_between_years() -> None:
    problem = phased(replace(HALF, target=2, most_new=2), HORIZON)
    phasing = solve(problem, threads=1, gap=0.0)
    moved = phasing.counts.copy()
    moved[0, 0, 0] -= 1
    words = " ".join(check_phasing(problem, replace(phasing, counts=moved)))
    assert "2025: target: 1 chargers, 2 asked" in words
    assert "2025: capacity of site 0" in words
    grown = phasing.counts.copy()
    grown[0, 0, 0] = 3
    words = " ".join(check_phasing(problem, replace(phasing, counts=grown)))
    assert "2026: site 0: 2 of type 0, 3 stood the year before" in words
    assert "2025: most_new: 4 chargers built, at most 2 allowed" in words


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([HORIZON, HALF], "in order"),
        ([replace(HALF, level=1.5), HORIZON], "between 0 and 1"),
        ([HALF], "level 0.5 in the horizon year"),
    ],
)
def test_years_that_make_no_sense_are_refused(years: list[PhaseYear], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        phased(*years)
