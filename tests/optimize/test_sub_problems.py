"""What bounds and searches solve is cut out of the named problem of the decision: the same coefficients."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import SolverFailed
from optimize.entry import solve
from optimize.extensions import extension
from optimize.hydrogen.model import build, index_columns
from optimize.own_rows import OwnRows
from optimize.siting.adequate import build_adequate_cover
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.proof.prices import missing_price
from optimize.sizing.search import neighbourhoods
from optimize.sizing.search.neighbourhoods import part_of
from optimize.stages import evaluate, stage_problems
from optimize.years.model import build_phasing
from tests.optimize.scaled import CASES
from tests.optimize.scaled_sites import Units
from tests.optimize.sizing_cases import province


def named(builder, texts=None):
    """Give a model's cells by names of row and column, its sides by row, and the names of its columns."""
    columns, rows = builder.key_names(texts or {})
    arrays = builder.arrays()
    cells = {}
    for row, first, after in zip(rows, arrays.matrix.indptr[:-1], arrays.matrix.indptr[1:], strict=True):
        at, data = arrays.matrix.indices[first:after].tolist(), arrays.matrix.data[first:after].tolist()
        cells[row] = {columns[j]: a for j, a in zip(at, data, strict=True)}
    sides = dict(
        zip(rows, zip(arrays.row_lower.tolist(), arrays.row_upper.tolist(), strict=True), strict=True)
    )
    return cells, sides, set(columns)


def added(sub, whole):
    """Hold the rows of a model to those of the whole by name; give the blocks of those that it has beside."""
    cells, _, columns = sub
    known = whole[2]
    assert columns <= known
    for row, own in cells.items():
        if row in whole[0]:
            there = {name: a for name, a in whole[0][row].items() if name in columns}
            assert own == there, row
    return {row.split(".")[0] for row in cells if row not in whole[0]}


def small_city(seed=0):
    problem, *_ = province(seed)
    return problem


def test_the_relaxations_of_a_sizing_are_its_named_problem():
    problem = small_city()
    answer = solve(problem, gap=0.05, threads=1, work=10.0)
    stages = stage_problems(problem, answer)
    layout = lay_out(problem)
    for relaxed in (
        build_sizing(problem, layout, aim="cost", price=missing_price(problem), scale=COST_SCALE),
        build_sizing(problem, layout, aim="unmet"),
    ):
        sub, whole = named(relaxed.builder), named(stages[0].builder)
        assert sub[0] == whole[0]
        assert sub[1] == whole[1]
    held = named(build_sizing(problem, layout, aim="cost", held=1.0, scale=COST_SCALE).builder)
    assert held[0] == named(stages[1].builder)[0]


@pytest.mark.parametrize("seed", [0, 1])
def test_a_neighbourhood_of_a_sizing_is_cut_out_of_its_named_problem(seed):
    problem = small_city(seed)
    answer = solve(problem, gap=0.05, threads=1, work=10.0)
    layout = lay_out(problem)
    model = build_sizing(problem, layout, aim="unmet")
    flow = np.zeros(layout.network.row.size)
    used = layout.pair >= 0
    np.add.at(flow, layout.pair[used], answer.flow[used])
    whole = named(model.builder)
    drawn = neighbourhoods.neighbourhoods(layout, np.arange(problem.n_sites), np.random.default_rng(seed))
    for sites in map(np.sort, drawn[:4]):
        part = part_of(problem, layout, answer.counts, flow, sites)
        rows = np.unique(layout.network.row[np.isin(layout.network.site, sites)])
        texts = {"site": list(map(str, sites.tolist())), "row": list(map(str, layout.first[rows].tolist()))}
        own = build_sizing(part.problem, part.layout, aim="unmet").builder
        cells, sides, _ = named(own, texts)
        for row, terms in cells.items():
            block = row.split(".")[0]
            if block in {"grid", "chargers", "min_fast", "pool_capacity"}:
                assert terms == whole[0][row], row
                assert sides[row] == whole[1][row], row
            elif block in {"pool_load", "energy"}:
                # rows of demand that reach the same of the part's sites are one there
                assert terms == {name: whole[0][row][name] for name in terms}, row
        # rules count the part's chargers as the whole does, and leave what the others count
        coupling = part.layout.coupling
        whole, place = layout.coupling.matrix.toarray(), {m: k for k, m in enumerate(layout.coupling.marks)}
        others = answer.counts.copy()
        others[sites] = 0
        held = layout.coupling.totals(others)
        for k, mark in enumerate(coupling.marks):
            i = place[mark]
            np.testing.assert_array_equal(
                coupling.matrix.toarray()[k][coupling.of], whole[i][layout.coupling.of[sites]]
            )
            assert coupling.lower[k] == layout.coupling.lower[i] - held[i]


def test_a_narrowed_hydrogen_model_is_cut_out_of_its_named_problem():
    problem = CASES["hydrogen"].problem(0, Units(1.0, 1.0, 1.0))
    whole = named(build(problem, index_columns(problem), stage="served"))
    rng = np.random.default_rng(3)
    narrowed = [index_columns(problem, rng.random(problem.allowed.shape) < 0.8) for _ in range(20)]
    # rows of demand that reach the same of fewer sites are merged further
    alike = [one for one in narrowed if one.merged_demand.size == index_columns(problem).merged_demand.size]
    assert alike
    for columns in alike:
        sub = named(build(problem, columns, stage="served"))
        assert added(sub, whole) == set()
        linked = named(build(problem, columns, stage="cost", hold_kg=1.0, links=True))
        assert added(linked, whole) <= {"link", "hold"}


def test_the_relaxation_of_a_year_is_cut_out_of_the_problem_of_all_years():
    problem = CASES["years"].problem(0, Units(1.0, 1.0, 1.0))
    model = build_phasing(problem)
    cells, sides, columns = named(model.builder)
    for y, phase in enumerate(problem.years[:-1]):
        year = problem.year_sizing(y, problem.final)
        sub = named(build_sizing(year, lay_out(year), aim="cost", price=9.0, scale=COST_SCALE).builder)

        def in_year(name, ending=f"_{phase.year}"):
            block, *keys = name.split(".")
            return ".".join([block + ending, *keys])

        assert {in_year(name) for name in sub[2]} <= columns
        for row, terms in sub[0].items():
            assert {in_year(name): a for name, a in terms.items()} == cells[in_year(row)]
            assert sub[1][row] == sides[in_year(row)]


def test_the_relaxation_of_a_siting_is_its_named_problem():
    problem = CASES["adequate cover"].problem(0, Units(1.0, 1.0, 1.0))
    answer = solve(problem, gap=0.0, threads=1)
    (stage,) = stage_problems(problem, answer)
    assert named(build_adequate_cover(problem)) == named(stage.builder)


@pytest.mark.parametrize(
    "name", ["adequate cover", "mean access", "hydrogen", "sizing", "years", "capacitated MCLP"]
)
def test_an_answer_that_breaks_an_own_row_is_not_handed_out(name):
    """The answer is evaluated in the full problem, own rows included."""
    problem = CASES[name].problem(0, Units(1.0, 1.0, 1.0))
    taken = extension(problem)
    answer = solve(problem, gap=0.0, threads=1)
    cells = taken.cells_of(answer)
    row = sparse.csr_array((cells > 0.5).astype(float)[None, :])
    own = OwnRows(("fewer",), row, np.array([-np.inf]), row @ cells - 1.0)
    extended = taken.extended(own)
    with pytest.raises(SolverFailed, match="break the model"):
        evaluate(stage_problems(extended, answer))
