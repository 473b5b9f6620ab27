"""Size a province: at once where its relaxation ends in time, else part by part (its cities).

1. *Relaxation.* The whole is relaxed (`optimize.sizing.search.relaxations`).
2. *Rounding.* Each site's chargers are rounded up or down and repaired by moves, to deliver what the
   relaxation routes there.
3. *Again.* An interior point spreads energy over all sites alike, and rounding up many small loads is dear.
   So the sites that a floor or a share counts together are solved again as one integer model in each part,
   all other chargers and flows held, those first that cost most beyond the relaxation.

Where the relaxation has no answer in time, `optimize.sizing.search.size` sizes each part with its portion
(`optimize.sizing.search.portions`), without the pairs that cross its border: those with most energy for their
room first, for they need more than their portion, the largest last. What a part has beyond its portion, or
lacks of it, is shared by the parts that follow. The chargers of all parts are then routed once more over all
pairs, borders included, and judged by bounds of the whole: a cut for the unmet energy, the coarse relaxation
for the cost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Series, message
from optimize.certificate import proofs
from optimize.entry import faults, solve_with
from optimize.sizing.causes import cheap_causes, no_sizing
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import Layout, lay_out
from optimize.sizing.parts import PartedSizing
from optimize.sizing.proof.bounds import CUT_PROOF, SizingBounds, sharp_limits
from optimize.sizing.proof.prices import missing_price
from optimize.sizing.search.drafts import Draft, draft_of, route_chargers, spread_served
from optimize.sizing.search.neighbourhoods import neighbourhoods, solve_again, trading_sets
from optimize.sizing.search.portions import part_problem
from optimize.sizing.search.relaxations import CoarseBound, Relaxed, coarsen, relax_whole
from optimize.sizing.search.repair import MoveBoard
from optimize.sizing.search.rounding import Near, round_near
from optimize.sizing.search.size import size_chargers
from optimize.sizing.sizing import Sizing
from optimize.solvers.limits import MONEY, Clock, Settings
from optimize.solvers.run import Outcome, attempt

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from gisplan_words import Sayable
    from optimize.certificate import Multipliers
    from optimize.sizing.model import SizingModel
    from optimize.sizing.problem import SizingProblem

_HELD = 1e-6
_COARSE_SHARE = 0.1
"""Share of the work that is kept for the coarse relaxation."""

_GIVE = (0.0, 3.0, 12.0)
"""Chargers by which a part may miss the bounds that couple it, tried in turn."""

_PATIENCE = (1.0, 2.0, 6.0)
"""Multiples of its work that a part without an answer gets in turn: late beats none for the whole plan."""

_PAIRS = 10_000
"""Pairs of sites that are solved again together, about; larger sets are parted into neighbourhoods."""

_WORK = (2.0, 2e-3)
"""Work some sites get when they are solved again: at least, and for each of their pairs."""

_ENOUGH = 0.25
"""Share of the gap at which no more sites are solved again."""

_SMALL = 0.02
"""Share of the remaining gap below which sites are not worth to be solved again."""

_KEPT = 0.1
"""Share of the work kept for routing and certifying the whole."""


@faults.register(PartedSizing)
def check_parts(problem: PartedSizing, sizing: Sizing) -> list[str]:
    """Check the sizing of the whole."""
    return check_sizing(problem.whole, sizing)


@solve_with.register(PartedSizing)
def size_in_parts(parted: PartedSizing, how: Settings) -> Sizing:
    """Size all parts and certify the whole; parts share the time by their pairs.

    Returns
    -------
    Sizing
        Of the whole, with the certificates of the whole.

    Raises
    ------
    InfeasiblePlan
        The whole or a part has no sizing; the text names the part.
    SolverFailed
        No sizing of a part was found in time.
    """
    problem, site_part, row_part, names = parted.whole, parted.site_part, parted.row_part, parted.names
    causes = cheap_causes(problem)
    if causes:
        raise InfeasiblePlan(no_sizing(causes))
    clock = how.clock
    layout = lay_out(problem)
    sharp = sharp_limits(problem, layout)
    relaxed, draft = _whole(problem, sharp, site_part, how)
    if draft is not None and relaxed is not None:
        least = (relaxed.least_unmet, relaxed.unmet_proof)
        return _certified(problem, layout, draft.counts, least, relaxed.unmet_dual, relaxed, how)
    coarse = coarsen(problem, layout, parted.site_zone, parted.row_zone)
    how.tell(message("progress-sizing-parts", parts=len(names), classes=coarse.n_sites))
    # what is not sized yet stands for its room: bounds over several parts are portioned by it
    amounts = np.repeat(problem.room[:, None] / problem.n_types, problem.n_types, axis=1).astype(float)
    weight = np.bincount(row_part[problem.pairs.rows()], minlength=len(names)).astype(float) + 1.0
    done = np.zeros(len(names), dtype=bool)
    for k in _order(problem, site_part, row_part, weight):
        share = (1.0 - _COARSE_SHARE) * float(weight[k] / weight[~done].sum())
        sized = _size_part(parted, amounts, k, done, clock.part(share, _WORK[0]), how)
        amounts[site_part == k] = sized
        done[k] = True
        how.tell(message("progress-sizing-part", part=names[k], chargers=int(sized.sum())))
    counts = np.rint(amounts).astype(np.int64)
    bounding = relaxed or CoarseBound(coarse, how)
    least = (sharp[2], CUT_PROOF) if relaxed is None else (relaxed.least_unmet, relaxed.unmet_proof)
    cut = sharp[3] if relaxed is None else relaxed.unmet_dual
    return _certified(problem, layout, counts, least, cut, bounding, how)


def _whole(
    problem: SizingProblem,
    sharp: tuple[Layout, Whole, float, Multipliers | None],
    site_part: Whole,
    how: Settings,
) -> tuple[Relaxed | None, Draft | None]:
    """Relax the whole, round it and solve sites of each part again; None for what had no answer."""
    layout, most, least_unmet, cut = sharp
    how.tell(message("progress-sizing-whole", pairs=layout.network.row.size))
    relaxed = relax_whole(problem, layout, how, least_unmet=least_unmet, cut=cut)
    if relaxed is None:
        how.tell(message("progress-sizing-whole-none"))
        return None, None
    draft = round_whole(problem, layout, relaxed, [most], how.clock)
    if draft is None:
        how.tell(message("progress-sizing-whole-unrounded"))
        return relaxed, None
    cost, least = how.shown(draft.cost, MONEY), how.shown(relaxed.bound(draft.unmet) or 0.0, MONEY)
    how.tell(message("progress-sizing-bounded", cost=f"{cost:.6g}", least=f"{least:.6g}"))
    return relaxed, polish_parts(problem, layout, relaxed, draft, site_part, how)


def _order(problem: SizingProblem, site_part: Whole, row_part: Whole, weight: Floats) -> list[int]:
    """Put the parts with most energy for their room first, and the largest last: it has room to make up."""
    energy = np.bincount(row_part, weights=problem.energy, minlength=weight.size)
    room = np.bincount(site_part, weights=problem.room, minlength=weight.size)
    order = np.argsort(-energy / np.maximum(room, 1.0), kind="stable").tolist()
    last = int(np.argmax(weight))
    return [int(k) for k in order if k != last] + [last]


def _size_part(
    parted: PartedSizing,
    amounts: Floats,
    part: int,
    done: Flags,
    clock: Clock,
    how: Settings,
) -> Whole:
    """Size one part; where no whole chargers fit its portion, give way by a few, but not in the last part."""
    last = int((~done).sum()) == 1
    for give, patience in zip((0.0, 0.0, 0.0) if last else _GIVE, _PATIENCE, strict=True):
        piece = part_problem(parted, amounts, part, done=done, give=give)
        try:
            own = Settings.start(how.within(clock.part(patience), how.gap / 2))
            return size_chargers(piece, own).counts
        except (InfeasiblePlan, SolverFailed) as failure:
            told = type(failure)(f"{parted.names[part]}: {failure}")
            if last and isinstance(failure, InfeasiblePlan):
                break  # nothing is given way, so the same question has the same answer
    raise told from None


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
    load = layout.network.loads(relaxed.flow)
    price = missing_price(problem)
    near = Near(relaxed.near, load, tuple(extra))
    board = MoveBoard(problem, layout, round_near(problem, layout, near, price), price)
    board.want(load)

    def late() -> bool:
        return clock.left <= 0.0 and board.broken() == 0

    board.settle(late)
    if board.broken() > 0:
        return None
    flow = fit_flow(problem, layout, board.counts, relaxed.flow)
    return draft_of(problem, layout, board.counts.copy(), flow)


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
    network, pools = layout.network, problem.pools
    kind, able = network.kind[network.row], problem.capacities(counts)
    if not pools.nested:
        return network.route(able).flow  # what a pair leaves free is not known type by type
    fitted = pools.trimmed(network.site, kind, flow, able)
    served = np.bincount(network.row, fitted, minlength=network.energy.size)
    load = pools.loads(network.site, kind, fitted, network.n_sites)
    rest = replace(network, energy=np.maximum(network.energy - served, 0.0))
    return np.asarray(fitted + rest.route(np.maximum(able - load, 0.0)).flow)


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
    kept = _KEPT * clock.left if np.isfinite(clock.left) else 0.0
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
        most = min(clock.left - kept, max(_WORK[0], _WORK[1] * pairs))
        limits = how.within(clock.at_most(most), _ENOUGH * how.gap)
        return attempt(model.builder, stage="sizing, sites solved again", start=start, named=False, **limits)

    while waiting and clock.left > kept:
        open_cost = draft.cost - (relaxed.bound(draft.unmet) or 0.0)
        sites = waiting.pop(max(range(len(waiting)), key=lambda k: gain(waiting[k])))
        if open_cost <= _ENOUGH * how.gap * draft.cost or gain(sites) < _SMALL * open_cost:
            break
        better, _ = solve_again(problem, layout, draft, sites, solve, spare=spare)
        if better is not None:
            draft = better
            done[sites] = True
            excess = problem.site_cost(draft.counts) - near_cost
            cost = f"{how.shown(draft.cost, MONEY):.6g}"
            how.tell(message("progress-sizing-again", cost=cost, sites=sites.size))
    return draft


def _certified(
    problem: SizingProblem,
    layout: Layout,
    counts: Whole,
    least_unmet: tuple[float, Sayable],
    cut: Multipliers | None,
    bounding: Relaxed | CoarseBound,
    how: Settings,
) -> Sizing:
    """Route all energy over all pairs at the final chargers, bound the whole, and re-check it."""
    routing = route_chargers(problem, layout, counts)
    flow, unmet = spread_served(problem, layout, routing.flow)
    unmet_bound = least_unmet[0] + layout.lost
    total, spent = float(unmet.sum()), how.clock.spent
    held = max(0.0, total - layout.lost) * (1 + _HELD) + 1e-6 * max(1.0, total)
    cost_bound = bounding.bound(held)
    open_share = (total - unmet_bound) / max(float(problem.energy.sum()), 1e-9)
    proof = proofs(least_unmet[1], message("proven-undecided", share=f"{open_share:.3%}"))
    bounds = SizingBounds(
        unmet_bound,
        proof,
        cost_bound,
        bounding.proof,
        sized=bounding.sized,
        unmet_dual=cut,
        cost_dual=bounding.dual,
    )
    cost = problem.total_cost(counts)
    said = bounds.certificates(how, total, cost, slack=layout.slack, unmet_spent=spent, who=bounding.who)
    sizing = Sizing(counts, flow, unmet, said)
    faults = check_sizing(problem, sizing)
    if faults:
        raise SolverFailed(message("optimize-parts-broken", faults=Series(tuple(faults), "faults")))
    return sizing
