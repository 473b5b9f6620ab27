"""Sizing part by part: the parts' answers meet the whole's rows, and the coarse bound is a bound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan_errors import SolverFailed
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import lay_out
from optimize.sizing.model import build_sizing
from optimize.sizing.parts import PartedSizing
from optimize.sizing.search.portions import part_problem
from optimize.sizing.search.relaxations import coarsen
from optimize.sizing.search.size import size_chargers
from optimize.solvers.answers import dual_bound
from optimize.solvers.run import run
from tests.optimize.sizing_cases import province

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing
    from optimize.solvers.limits import Settings

AT_ONCE = "sized at once"


def in_parts(seed: int) -> PartedSizing:
    problem, site_part, row_part = province(seed)
    return PartedSizing(problem, site_part, row_part, site_part, row_part, ("a", "b", "c"))


@pytest.fixture(params=["at once", "by parts"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "by parts":
        monkeypatch.setattr("optimize.sizing.search.province.relax_whole", lambda *_, **__: None)
    return str(request.param)


def test_any_duals_prove_a_bound() -> None:
    # an interior point stops at duals that fit not quite: every column has a limit, so they still bound
    problem = province(0)[0]
    model = build_sizing(problem, lay_out(problem), aim="cost", held=500.0)
    arrays = model.builder.arrays()
    exact = run(model.builder, relax=True, options={"solver": "simplex"})
    rough = exact.duals + np.random.default_rng(0).normal(0.0, 1.0, exact.duals.size)
    bound = dual_bound(rough, arrays)
    assert bound is not None
    assert bound < exact.bound


@pytest.mark.parametrize("seed", range(4))
def test_the_parts_make_a_sizing_of_the_whole_within_its_bounds(seed: int, way: str) -> None:
    parted = in_parts(seed)
    problem, sizing = parted.whole, solve(parted)
    assert check_sizing(problem, sizing) == []
    assert sizing.counts.sum() >= 120
    whole = solve(problem, gap=1e-4)
    unmet, cost = sizing.certificates
    assert (AT_ONCE in str(cost.proven)) == (way == "at once")
    assert unmet.bound <= whole.unmet.sum() + 1e-6
    assert sizing.unmet.sum() >= whole.certificates[0].bound - 1e-6
    if sizing.unmet.sum() >= whole.unmet.sum() - 1e-6:  # serving no more, it is bounded by the whole's cost
        assert cost.bound <= whole.certificates[1].objective + 1e-6
    # Each part rounds up on its own: here by two fast chargers a part at most.
    assert cost.objective <= whole.certificates[1].objective + 3 * 2 * 60_000


def test_a_part_without_an_answer_in_its_work_gets_more_work(monkeypatch: pytest.MonkeyPatch) -> None:
    parted = in_parts(1)
    monkeypatch.setattr("optimize.sizing.search.province.relax_whole", lambda *_, **__: None)
    limits: list[float | None] = []

    def late_at_first(piece: SizingProblem, how: Settings) -> Sizing:
        limits.append(how.clock.limit)
        if len(limits) == 1:
            raise SolverFailed("sizing: no whole chargers were found")
        return size_chargers(piece, how)

    monkeypatch.setattr("optimize.sizing.search.province.size_chargers", late_at_first)
    sizing = solve(parted, work=20.0)
    assert check_sizing(parted.whole, sizing) == []
    assert limits[1] == 2 * limits[0]
    assert "of the energy asked stays undecided" in str(sizing.certificates[0].proven)


def test_the_portions_of_the_parts_add_up_to_the_whole() -> None:
    parted = in_parts(0)
    problem = parted.whole
    room = np.repeat(problem.room[:, None] / 2.0, 2, axis=1)
    pieces = [part_problem(parted, room, k) for k in range(3)]
    assert problem.target <= sum(piece.target for piece in pieces) <= problem.target + 3
    category = [floor.minimum for piece in pieces for floor in piece.floors if floor.name == "category"]
    assert sum(category) == pytest.approx(20.0)
    assert [floor.minimum for piece in pieces for floor in piece.floors if floor.name == "district"] == [15.0]
    assert all(piece.shares[0].lower_shift == piece.shares[0].upper_shift == 0.0 for piece in pieces)


def test_what_a_sized_part_lacks_is_made_up_by_the_others() -> None:
    # Part 0 got 30 chargers and no fast one where a fifth is asked: the others owe 6 fast ones beyond theirs.
    parted = in_parts(0)
    problem = parted.whole
    amounts = np.repeat(problem.room[:, None] / 2.0, 2, axis=1)
    amounts[parted.site_part == 0] = [2.5, 0.0]
    done = np.array([True, False, False])
    pieces = [part_problem(parted, amounts, k, done=done) for k in (1, 2)]
    assert sum(piece.shares[0].lower_shift for piece in pieces) == pytest.approx(6.0)
    assert problem.target - 30 <= sum(piece.target for piece in pieces) <= problem.target - 28


def test_alike_sites_merge_and_their_room_adds_up() -> None:
    problem, site_part, row_part = province(0)
    coarse = coarsen(problem, lay_out(problem), site_part, row_part)
    assert coarse.n_sites < problem.n_sites / 2
    assert coarse.bays.sum() == problem.bays.sum()
    assert coarse.grid_kw.sum() == pytest.approx(problem.grid_kw.sum())
    served = np.diff(problem.pairs.indptr) > 0
    assert coarse.energy.sum() == pytest.approx(problem.energy[served].sum())
    for before, after in zip(problem.floors, coarse.floors, strict=True):
        assert after.sites.size < before.sites.size
        assert coarse.bays[after.sites].sum() == problem.bays[before.sites].sum()


def test_what_couples_parts_beyond_rows_is_refused() -> None:
    parted = in_parts(0)
    with pytest.raises(ValueError, match="size the whole"):
        replace(parted, whole=replace(parted.whole, budget=1e9))
