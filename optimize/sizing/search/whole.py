r"""Size a province at once: relax the whole, round it, and solve sites that trade with each other again.

1. *Relaxation.* One linear relaxation of all parts, its unmet energy held just above the least that the cut
   proves, by interior point without crossover: simplex does not end on half a million pairs. Its duals are
   kept, so that the cost has a bound for whatever energy the plan leaves unmet in the end.
2. *Rounding.* Each site's chargers are rounded up or down and repaired by moves
(`optimize.sizing.search.moves`), to
   deliver what the relaxation routes there.
3. *Again.* An interior point spreads energy over all sites alike, and rounding up many small loads is dear.
   So the sites that a floor or a share counts together are solved again as one integer model in each part,
   all other chargers and flows held, those first that cost most beyond the relaxation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import SolverFailed
from optimize.sizing.cut import CUT_PROOF
from optimize.sizing.flow import FlowNetwork
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.search.moves import MoveBoard
from optimize.sizing.search.polish import neighbourhoods, solve_again, trading_sets
from optimize.sizing.search.rounding import Draft, round_near
from optimize.solvers.answers import dual_bound
from optimize.solvers.run import attempt, run

if TYPE_CHECKING:
    from optimize.arrays import Floats, Whole
    from optimize.model import ModelArrays
    from optimize.sizing.layout import Layout
    from optimize.sizing.model import Aim, SizingModel
    from optimize.sizing.problem import SizingProblem
    from optimize.solvers.limits import Clock, Settings
    from optimize.solvers.run import Outcome


_ABOVE_CUT = 0.1
"""Share of the gap by which the relaxation may leave more unmet than the cut proves."""

_RELAX_SHARE = 0.6
"""Share of the time that the relaxation may take."""

_TOLERANCE = 1e-6
"""Relative gap at which the interior point stops; its duals are a bound at any."""

_PAIRS = 10_000
"""Pairs of sites that are solved again together, about; larger sets are parted into neighbourhoods."""

_SECONDS = (2.0, 2e-3)
"""Seconds some sites get when they are solved again: at least, and for each of their pairs."""

_ENOUGH = 0.25
"""Share of the gap at which no more sites are solved again."""

_SMALL = 0.02
"""Share of the remaining gap below which sites are not worth to be solved again."""

_KEPT = 0.1
"""Share of the time kept for routing and certifying the whole."""


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
        What one kWh/day more of unmet energy would save, CNY.
    who
        Name and version of the solver.
    arrays, duals
        The model and its duals; its last row holds the unmet energy.
    least_unmet, unmet_proof
        No sizing leaves less unmet, kWh/day, the rows that nothing can serve left out; and by what.
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
    unmet_proof: str
    proof: str = "the linear relaxation of the whole with that unmet energy held"
    sized: str = "sized at once, sites that trade chargers solved again"

    def bound(self, held: float) -> float:
        """Bound the cost (CNY) of every sizing that leaves at most so much energy unmet (kWh/day)."""
        upper = self.arrays.row_upper.copy()
        upper[-1] = held
        bound = dual_bound(self.duals, replace(self.arrays, row_upper=upper))
        return 0.0 if bound is None else bound * COST_SCALE


def relax_whole(
    problem: SizingProblem,
    layout: Layout,
    how: Settings,
    *,
    least_unmet: float,
) -> Relaxed | None:
    """Solve the relaxation of the whole; None when it did not end in time or holds too little energy.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays with sharp limits.
    least_unmet
        kWh/day that every sizing leaves unmet, the rows that nothing can serve left out.
    how
        Time for everything, and the gap asked.
    """

    def solved(aim: Aim, least: float) -> tuple[SizingModel, Outcome] | None:
        above = least + _ABOVE_CUT * how.gap * (least + layout.lost) + layout.slack
        held = above if aim == "cost" else None
        model = build_sizing(problem, layout, aim=aim, held=held, scale=COST_SCALE)
        try:
            return model, run(
                model.builder,
                stage="sizing, relaxation of the whole",
                relax=True,
                options={"ipm_optimality_tolerance": _TOLERANCE},
                **how.within(how.clock.part(_RELAX_SHARE)),
            )
        except SolverFailed:
            return None

    answer, proof = solved("cost", least_unmet), CUT_PROOF
    if answer is not None and answer[1].status == "infeasible":
        # floors and shares leave more unmet than the cut, which knows of none, says
        fewest = solved("unmet", 0.0)
        if fewest is None or fewest[1].bound is None:
            return None
        least_unmet, proof = fewest[1].bound, "the linear relaxation of the whole"
        answer = solved("cost", least_unmet)
    if answer is None:
        return None
    model, outcome = answer
    if outcome.values is None or outcome.duals is None:
        return None
    near = np.zeros(problem.capacity_kwh.shape)
    near[layout.site, layout.type] = outcome.values[model.chargers]
    return Relaxed(
        near,
        np.maximum(outcome.values[model.flow], 0.0),
        max(0.0, -float(outcome.duals[-1])) * COST_SCALE,
        (outcome.certificate.solver, outcome.certificate.version),
        model.builder.arrays(),
        outcome.duals,
        least_unmet,
        proof,
    )


def round_whole(
    problem: SizingProblem, layout: Layout, relaxed: Relaxed, extra: list[Whole], clock: Clock
) -> Draft | None:
    """Round the relaxation site by site and repair it; None where a coupling row stays broken.

    Parameters
    ----------
    problem, layout, relaxed, clock
        What is asked, its arrays, its relaxation, and the time.
    extra
        Further integer counts a site may take, each of shape (S, T).
    """
    load, fast_load = layout.network.loads(relaxed.flow)
    price = problem.missing_price()
    counts = round_near(problem, layout, relaxed.near, load, fast_load, extra, price)
    board = MoveBoard(problem, layout, counts, price)
    board.want(load, fast_load)

    def late() -> bool:
        return clock.left <= 0.0 and board.broken() == 0

    board.descend(rounds=3000, out_of_time=late)
    board.exchange(passes=40, out_of_time=late)
    board.descend(rounds=300, out_of_time=late)
    if board.broken() > 0:
        return None
    flow = fit_flow(problem, layout, board.counts, relaxed.flow)
    return _draft(problem, layout, board.counts.copy(), flow)


def _draft(problem: SizingProblem, layout: Layout, counts: Whole, flow: Floats) -> Draft:
    unmet = max(0.0, float(layout.network.energy.sum() - flow.sum()))
    return Draft(counts, flow, unmet, problem.total_cost(counts))


def fit_flow(problem: SizingProblem, layout: Layout, counts: Whole, flow: Floats) -> Floats:
    """Scale flows down to what chargers can deliver, and serve what is left over by what stays free.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers by site and type, shape (S, T).
    flow : numpy.ndarray
        kWh/day over the merged pairs, of any chargers.
    """
    network = layout.network
    able = problem.capacity_kwh * counts
    whole, quick = able.sum(axis=1), able[:, problem.fast].sum(axis=1)
    fast = network.needs_fast[network.row]
    fitted = flow.copy()
    for use, limit in ((fast, quick), (np.ones(fast.size, dtype=bool), whole)):
        load = np.bincount(network.site[use], fitted[use], minlength=network.n_sites)
        keep = np.divide(limit, load, out=np.ones_like(limit), where=load > limit)
        fitted[use] *= keep[network.site[use]]
    served = np.bincount(network.row, fitted, minlength=network.energy.size)
    load = np.bincount(network.site, fitted, minlength=network.n_sites)
    fast_load = np.bincount(network.site[fast], fitted[fast], minlength=network.n_sites)
    rest = FlowNetwork(
        network.row,
        network.site,
        np.maximum(network.energy - served, 0.0),
        network.needs_fast,
        network.n_sites,
    )
    free = rest.route(np.maximum(whole - load, 0.0), np.maximum(quick - fast_load, 0.0))
    return np.asarray(fitted + free.flow)


def polish_parts(
    problem: SizingProblem,
    layout: Layout,
    relaxed: Relaxed,
    draft: Draft,
    site_part: Whole,
    how: Settings,
) -> Draft:
    """Solve the sites of a part that a row counts together again, those with most to gain first.

    Parameters
    ----------
    problem, layout, relaxed
        What is asked, its arrays and its relaxation.
    draft
        Chargers that meet every constraint, and their flows.
    site_part
        Part of every site, shape (S,): few customers of one reach another, so that little is held.
    how
        Time for everything, the gap asked, and who is told of each answer.
    """
    clock = how.clock
    kept = 0.0 if clock.limit is None else _KEPT * clock.limit
    near_cost = (problem.cost * relaxed.near).sum(axis=1)
    excess = problem.site_cost(draft.counts) - near_cost
    done = np.zeros(problem.n_sites, dtype=bool)

    def gain(sites: Whole) -> float:
        return float(excess[sites][~done[sites]].sum())

    random = np.random.default_rng(how.seed)
    waiting = [
        near
        for sites in trading_sets(problem, excess)
        for part in np.unique(site_part[sites]).tolist()
        for near in neighbourhoods(layout, sites[site_part[sites] == part], random, pairs=_PAIRS)
    ]
    # all together may leave as much more unmet as counts for nothing
    spare = layout.slack / max(len(waiting), 1)

    def solve(model: SizingModel, start: Floats, pairs: int) -> Outcome:
        limit = min(clock.left - kept, max(_SECONDS[0], _SECONDS[1] * pairs))
        return attempt(
            model.builder,
            stage="sizing, sites solved again",
            start=start,
            **how.within(limit, _ENOUGH * how.gap),
        )

    while waiting and clock.left > kept:
        open_cost = draft.cost - relaxed.bound(draft.unmet)
        sites = waiting.pop(max(range(len(waiting)), key=lambda k: gain(waiting[k])))
        if open_cost <= _ENOUGH * how.gap * draft.cost or gain(sites) < _SMALL * open_cost:
            break
        better, _ = solve_again(problem, layout, draft, sites, solve, spare=spare, scale=COST_SCALE)
        if better is not None:
            draft = better
            done[sites] = True
            excess = problem.site_cost(draft.counts) - near_cost
            how.tell(f"sizing: {draft.cost:.6g} CNY, {sites.size} sites solved again")
    return draft
