"""Linear relaxations of a large sizing, for its start and for the bounds of its cost.

`relax_whole` relaxes all of it, by interior point without crossover: simplex does not end on half a million
pairs. Its unmet energy is held just above the least that the cut proves; its duals are kept, so that the cost
has a bound for whatever energy the plan leaves unmet in the end. Where it does not end in time, the coarse
relaxation merges alike sites and alike demand rows: every sizing of the whole is a solution of it, so its
optimum bounds every sizing from below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from gisplan_words import message
from optimize.cover_pairs import CoverPairs
from optimize.matrices import starts_of
from optimize.sizing.causes import no_sizing
from optimize.sizing.layout import Layout, lay_out
from optimize.sizing.model import COST_SCALE, Aim, SizingModel, build_sizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.proof.bounds import CUT_PROOF
from optimize.sizing.proof.duals import relaxation_multipliers
from optimize.solvers.answers import dual_bound
from optimize.solvers.run import Outcome, attempt, run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan_arrays import Floats, Whole
    from gisplan_words import Sayable
    from optimize.certificate import Multipliers
    from optimize.lp_problem import ModelArrays
    from optimize.solvers.limits import Settings

_ABOVE_CUT = 0.1
"""Share of the gap by which the relaxation may leave more unmet than the cut proves."""

_RELAX_SHARE = 0.6
"""Share of the work that the relaxation may take."""

_TOLERANCE = 1e-6
"""Relative gap at which the interior point stops; its duals are a bound at any."""

_COARSE_WORK = 20.0
"""Work the coarse relaxation gets at least: without it the cost has no bound."""

_WHOLE = message("proven-unmet-held", what=message("proven-whole"))
_AT_ONCE = message("proven-at-once")
_MERGED = message("proven-merged")
_BY_PARTS = message("proven-part-by-part")


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The relaxation of the whole.

    Attributes
    ----------
    near : numpy.ndarray
        Chargers by site and type, shape (S, T), fractional.
    flow : numpy.ndarray
        kWh/day over the merged pairs.
    price
        What one kWh/day more of unmet energy would save, money.
    who
        Name and version of the solver.
    arrays, duals
        The model and its duals; its last row holds the unmet energy.
    least_unmet, unmet_proof
        No sizing leaves less unmet, kWh/day, the rows that nothing can serve left out; and by what.
    dual, unmet_dual
        What the bounds of the cost and of the unmet energy are computed from.
    proof, sized
        What a certificate says of the bound, and of the sizing.
    """

    near: Floats
    flow: Floats
    price: float
    who: tuple[str, str]
    arrays: ModelArrays
    duals: Floats
    least_unmet: float
    unmet_proof: Sayable
    dual: Multipliers | None = None
    unmet_dual: Multipliers | None = None
    proof: Sayable = _WHOLE
    sized: Sayable = _AT_ONCE

    def bound(self, held: float) -> float | None:
        """Bound the cost (money) of every sizing that leaves at most so much unmet (kWh/day), if duals do."""
        upper = self.arrays.row_upper.copy()
        upper[-1] = held
        bound = dual_bound(self.duals, replace(self.arrays, row_upper=upper))
        return None if bound is None else bound * COST_SCALE


def relax_whole(
    problem: SizingProblem,
    layout: Layout,
    how: Settings,
    *,
    least_unmet: float,
    cut: Multipliers | None = None,
) -> Relaxed | None:
    """Solve the relaxation of the whole; None when it did not end in time or holds too little energy.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays with sharp limits.
    least_unmet
        kWh/day that every sizing leaves unmet, the rows that nothing can serve left out.
    cut
        What that is computed from.
    how
        Time for everything, and the gap asked.
    """

    def solved(aim: Aim, least: float) -> tuple[SizingModel, Outcome]:
        above = least + _ABOVE_CUT * how.gap * (least + layout.lost) + layout.slack
        held = above if aim == "cost" else None
        model = build_sizing(problem, layout, aim=aim, held=held, scale=COST_SCALE)
        limits, stage = how.within(how.clock.part(_RELAX_SHARE)), "sizing, relaxation of the whole"
        options = {"ipm_optimality_tolerance": _TOLERANCE}
        return model, attempt(model.builder, stage=stage, relax=True, named=False, options=options, **limits)

    (model, outcome), proof = solved("cost", least_unmet), CUT_PROOF
    if outcome.status == "infeasible":
        # floors and shares leave more unmet than the cut, which knows of none, says
        loose, fewest = solved("unmet", 0.0)
        if fewest.bound is None:
            return None
        least_unmet, proof = fewest.bound, message("proven-whole")
        cut = relaxation_multipliers(problem, layout, loose, fewest.duals, price=1.0)
        model, outcome = solved("cost", least_unmet)
    if outcome.values is None or outcome.duals is None:
        return None
    return Relaxed(
        layout.table(outcome.values[model.chargers]),
        np.maximum(outcome.values[model.flow], 0.0),
        max(0.0, -float(outcome.duals[-1])) * COST_SCALE,
        outcome.certificate.who,
        model.builder.arrays(),
        outcome.duals,
        least_unmet,
        proof,
        relaxation_multipliers(problem, layout, model, outcome.duals, scale=COST_SCALE),
        cut,
    )


def coarsen(problem: SizingProblem, layout: Layout, site_zone: Whole, row_zone: Whole) -> SizingProblem:
    """Merge alike sites and rows: a relaxation, for what a class of sites can do is the sum of what each can.

    Sites keep apart when their zone, types, capacities, loads, costs or coupling rows differ; rows when their
    zone or kind of users does. A class of rows reaches what any of its rows reaches.
    """
    signature = np.column_stack(
        [site_zone, layout.coupling.of, problem.capacity_kwh, problem.load_kw, problem.cost]
    )
    _, first, of_site = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    of_site = of_site.ravel()
    row_keys = np.column_stack([row_zone, problem.kind])
    served = layout.group >= 0
    _, row_first, of_row = np.unique(row_keys, axis=0, return_index=True, return_inverse=True)
    of_row = of_row.ravel()
    kinds, rows = first.size, row_first.size

    def summed(values: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(of_site, weights=values, minlength=kinds)

    used = served[problem.pairs.rows()]
    keys = np.unique(
        of_row[problem.pairs.rows()[used]].astype(np.int64) * kinds + of_site[problem.pairs.indices[used]]
    )
    start = starts_of(np.bincount(keys // kinds, minlength=rows))
    pairs = CoverPairs.from_sparse(
        sparse.csr_array((np.zeros(keys.size), keys % kinds, start), shape=(rows, kinds))
    )
    energy = np.bincount(of_row[served], weights=problem.energy[served], minlength=rows)
    each = (
        None if problem.most_each is None else np.array([summed(column) for column in problem.most_each.T]).T
    )
    return SizingProblem(
        pairs=pairs,
        energy=np.asarray(energy, dtype=np.float64),
        users=problem.users[row_first],
        serves=problem.serves,
        capacity_kwh=problem.capacity_kwh[first],
        fast=problem.fast,
        bays=summed(problem.bays).astype(np.int64),
        grid_kw=summed(problem.grid_most),
        load_kw=problem.load_kw[first],
        cost=problem.cost[first],
        min_chargers=summed(problem.min_chargers).astype(np.int64),
        max_chargers=summed(np.minimum(problem.max_chargers, problem.bays)).astype(np.int64),
        min_fast=summed(problem.min_fast).astype(np.int64),
        target=problem.target,
        floors=tuple(replace(floor, sites=np.unique(of_site[floor.sites])) for floor in problem.floors),
        shares=tuple(
            replace(
                share, sites=np.unique(of_site[share.sites]), base_sites=np.unique(of_site[share.base_sites])
            )
            for share in problem.shares
        ),
        loads=tuple(replace(load, sites=np.unique(of_site[load.sites])) for load in problem.loads),
        bay_use=problem.bay_use,
        most_each=None if each is None else each.astype(np.int64),
        standing_kwh=None
        if problem.standing_kwh is None
        else np.array([summed(column) for column in problem.standing_kwh.T]).T,
    )


@dataclass
class CoarseBound:
    """Bounds the cost by the coarse relaxation: the sizing of classes of alike sites and rows."""

    problem: SizingProblem
    how: Settings
    who: tuple[str, str] = ("none", "")
    dual: None = None
    proof: Sayable = _MERGED
    sized: Sayable = _BY_PARTS

    def bound(self, held: float) -> float | None:
        """Bound the cost (money) of every sizing that leaves at most so much energy unmet (kWh/day).

        Rows that nothing can serve are left out of that energy; None when there was no bound in time.

        Raises
        ------
        InfeasiblePlan
            Even with all alike sites taken together, the bounds contradict each other.
        """
        model = build_sizing(self.problem, lay_out(self.problem), aim="cost", held=held, scale=COST_SCALE)
        limits, simplex = self.how.within(self.how.clock.at_least(_COARSE_WORK), 1e-6), {"solver": "simplex"}
        outcome = run(
            model.builder,
            stage="sizing, coarse relaxation",
            relax=True,
            named=False,
            options=simplex,
            **limits,
        )
        if outcome.status == "infeasible":
            raise InfeasiblePlan(no_sizing([message("optimize-sizing-coarse")]))
        self.who = outcome.certificate.who
        return None if outcome.bound is None else outcome.bound * COST_SCALE
