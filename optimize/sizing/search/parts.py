r"""Size a province: at once where its relaxation ends in time, else part by part (its cities).

`optimize.sizing.search.whole` relaxes and rounds the whole. Where that has no answer in time, solving parts
alone would leave the target, the floors and the shares that couple them. So:

1. *Apportioning.* Every part meets the shares by itself, for a share of parts that each lie in a band lies in
   it too. The target and the floors over several parts are portioned by the room (bays) of their sites.
2. *Parts.* `optimize.sizing.search.size.size_chargers` sizes each part, without the pairs that cross its
border: those
   with most energy for their room first, for they need more than their portion, the largest last. What a part
   has beyond its portion, or lacks of it, is shared by the parts that follow.
3. *Whole.* The chargers of all parts are routed once more over all pairs, borders included, and judged by
   bounds of the whole: a cut for the unmet energy; for the cost a coarse relaxation with that energy held, in
   which sites that are alike (same zone, chargers, loads, costs and coupling rows) and demand rows of one
   zone and group are merged (`optimize.sizing.search.coarse`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.certificate import certify
from optimize.entry import faults, solve_with
from optimize.sizing.causes import cheap_causes
from optimize.sizing.check import check_sizing
from optimize.sizing.cut import CUT_PROOF, sharp_limits
from optimize.sizing.grid import Upgrades
from optimize.sizing.layout import lay_out
from optimize.sizing.problem import Floor, PartedSizing, Share, Sizing, SizingProblem
from optimize.sizing.search.coarse import coarsen, relax_coarse
from optimize.sizing.search.routes import route_chargers, spread_served
from optimize.sizing.search.size import size_chargers
from optimize.sizing.search.whole import polish_parts, relax_whole, round_whole
from optimize.solvers.limits import Settings

if TYPE_CHECKING:
    from optimize.arrays import Flags, Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.search.coarse import Coarse
    from optimize.sizing.search.rounding import Draft
    from optimize.sizing.search.whole import Relaxed
    from optimize.solvers.limits import Clock


_HELD = 1e-6
_COARSE_SHARE = 0.1
"""Share of the time limit that is kept for the coarse relaxation."""

_COARSE_SECONDS = 20.0
"""Seconds the coarse relaxation gets at least: without it the cost has no bound."""

_GIVE = (0.0, 3.0, 12.0)
"""Chargers by which a part may miss the bounds that couple it, tried in turn."""

_PATIENCE = (1.0, 2.0, 6.0)
"""Multiples of its time that a part without an answer gets in turn: late beats none for the whole plan."""


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
        raise InfeasiblePlan("no sizing is possible: " + "; ".join(causes))
    clock, time_limit = how.clock, how.time_limit
    layout = lay_out(problem)
    sharp = sharp_limits(problem, layout)
    relaxed, draft = _whole(problem, sharp, site_part, how)
    if draft is not None and relaxed is not None:
        least = (relaxed.least_unmet, relaxed.unmet_proof)
        return _certified(problem, layout, draft.counts, least, relaxed, clock)
    coarse = coarsen(problem, layout, parted.site_zone, parted.row_zone)
    how.tell(
        f"sizing: {len(names)} parts, {coarse.problem.n_sites} classes of sites in the coarse relaxation"
    )
    # what is not sized yet stands for its room: bounds over several parts are portioned by it
    amounts = np.repeat(problem.room[:, None] / problem.n_types, problem.n_types, axis=1).astype(float)
    weight = np.bincount(row_part[problem.pairs.rows()], minlength=len(names)).astype(float) + 1.0
    done = np.zeros(len(names), dtype=bool)
    for k in _order(problem, site_part, row_part, weight):
        kept = None if time_limit is None else max(0.0, clock.left - _COARSE_SHARE * time_limit)
        left = None if kept is None else max(2.0, kept * weight[k] / weight[~done].sum())
        sized = _size_part(parted, amounts, k, done, left, how)
        amounts[site_part == k] = sized
        done[k] = True
        how.tell(f"sizing: {names[k]}, {int(sized.sum())} chargers")
    counts = np.rint(amounts).astype(np.int64)
    bounding = relaxed or _CoarseBound(coarse, how)
    least = (sharp[2], CUT_PROOF) if relaxed is None else (relaxed.least_unmet, relaxed.unmet_proof)
    return _certified(problem, layout, counts, least, bounding, clock)


def _whole(
    problem: SizingProblem,
    sharp: tuple[Layout, Whole, float],
    site_part: Whole,
    how: Settings,
) -> tuple[Relaxed | None, Draft | None]:
    """Relax the whole, round it and solve sites of each part again; None for what had no answer."""
    layout, most, least_unmet = sharp
    how.tell(f"sizing: relaxation of the whole, {layout.network.row.size} pairs of merged rows and sites")
    relaxed = relax_whole(problem, layout, how, least_unmet=least_unmet)
    if relaxed is None:
        how.tell("sizing: the relaxation of the whole has no answer")
        return None, None
    draft = round_whole(problem, layout, relaxed, [most], how.clock)
    if draft is None:
        how.tell("sizing: the relaxation of the whole could not be rounded")
        return relaxed, None
    how.tell(f"sizing: {draft.cost:.6g} CNY, at least {relaxed.bound(draft.unmet):.6g}")
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
    time_limit: float | None,
    how: Settings,
) -> Whole:
    """Size one part; where no whole chargers fit its portion, give way by a few, but not in the last part."""
    last = int((~done).sum()) == 1
    for give, patience in zip((0.0, 0.0, 0.0) if last else _GIVE, _PATIENCE, strict=True):
        piece = part_problem(parted, amounts, part, done=done, give=give)
        try:
            limit = None if time_limit is None else patience * time_limit
            return size_chargers(piece, Settings.start(how.within(limit, how.gap / 2))).counts
        except (InfeasiblePlan, SolverFailed) as failure:
            told = type(failure)(f"{parted.names[part]}: {failure}")
            if last and isinstance(failure, InfeasiblePlan):
                break  # nothing is given way, so the same question has the same answer
    raise told from None


def part_problem(
    parted: PartedSizing,
    amounts: Floats,
    part: int,
    *,
    done: Flags | None = None,
    give: float = 0.0,
) -> SizingProblem:
    """Cut one part out, with its portion of everything that couples parts.

    Parameters
    ----------
    parted
        The whole and its parts.
    amounts : numpy.ndarray
        Shape (S, T): chargers of the sites of sized parts, and weights that portion bounds for the others.
    part
        The part asked for.
    done : numpy.ndarray or None
        Parts that are sized, shape (parts,): what they leave of a bound is shared by the others.
    give
        Chargers by which every coupling bound may be missed, for a part whose few sites fit no portion; the
        parts that follow make up for it.
    """
    problem, site_part, row_part = parted.whole, parted.site_part, parted.row_part
    sites, rows = np.flatnonzero(site_part == part), np.flatnonzero(row_part == part)
    place = np.full(problem.n_sites, -1, dtype=np.int64)
    place[sites] = np.arange(sites.size)
    fixed = np.zeros(problem.n_sites, dtype=bool) if done is None else done[site_part]

    def own(index: Whole) -> Whole:
        return np.asarray(place[index][place[index] >= 0])

    def held(index: Whole, types: Whole) -> tuple[float, float, float]:
        """Sum chargers in the part, in all parts that are not sized, and in those that are."""
        each = amounts[np.ix_(index, types)].sum(axis=1)
        mine, sized = site_part[index] == part, fixed[index]
        return float(each[mine].sum()), float(each[~sized].sum()), float(each[sized].sum())

    floors = []
    for floor in problem.floors:
        inside = own(floor.sites)
        if not inside.size:
            continue
        if inside.size == floor.sites.size:
            floors.append(replace(floor, sites=inside))
            continue
        mine, rest, sized = held(floor.sites, floor.types)
        ratio = mine / rest if rest > 0 else 0.0
        least = max(0.0, (floor.minimum - sized) * ratio - give)
        most = None if floor.maximum is None else max(0.0, (floor.maximum - sized) * ratio + give)
        floors.append(Floor(floor.name, inside, floor.types, least, most))
    shares = []
    for share in problem.shares:
        inside, base = own(share.sites), own(share.base_sites)
        if inside.size or base.size:
            subset, whole = held(share.sites, share.types), held(share.base_sites, share.base_types)
            shares.append(_portion(share, inside, base, subset, whole, give))
    mine, rest, sized = held(np.arange(problem.n_sites), np.arange(problem.n_types))
    target = max(0.0, (problem.target - sized) * (mine / rest if rest > 0 else 0.0) - give)
    cut = {
        name: getattr(problem, name)[sites]
        for name in (
            "capacity_kwh", "bays", "grid_kw", "load_kw", "cost", "min_chargers", "max_chargers", "min_fast",
        )
    }  # fmt: skip
    return replace(
        problem,
        pairs=problem.pairs.select(rows, sites),
        energy=problem.energy[rows],
        needs_fast=problem.needs_fast[rows],
        target=int(np.ceil(target - 1e-9)),
        floors=tuple(floors),
        shares=tuple(shares),
        most_each=None if problem.most_each is None else problem.most_each[sites],
        upgrades=_upgrades_of(problem.upgrades, sites),
        **cut,
    )


def _upgrades_of(upgrades: Upgrades | None, sites: Whole) -> Upgrades | None:
    return None if upgrades is None else Upgrades(upgrades.step_kw[sites], upgrades.step_cost[sites])


def _portion(
    share: Share,
    inside: Whole,
    base: Whole,
    subset: tuple[float, float, float],
    whole: tuple[float, float, float],
    give: float,
) -> Share:
    """Give a part its share bounds, with its portion of what sized parts lack of theirs or have beyond them.

    ``subset`` and ``whole`` sum the chargers of the share and of its base as `part_problem` holds them. The
    last part has the whole portion, so that its bounds are exactly those of the whole.
    """
    portion = whole[0] / whole[1] if whole[1] > 0 else 0.0
    shift = {
        side: 0.0 if bound is None else (bound * whole[2] - subset[2]) * portion - sign * give
        for side, bound, sign in (("lower", share.lower, 1.0), ("upper", share.upper, -1.0))
    }
    return replace(
        share, sites=inside, base_sites=base, lower_shift=shift["lower"], upper_shift=shift["upper"]
    )


@dataclass
class _CoarseBound:
    """Bounds the cost by the coarse relaxation."""

    coarse: Coarse
    how: Settings
    who: tuple[str, str] = ("none", "")
    proof: str = "the relaxation of the whole, alike sites and rows of a district merged, unmet energy held"
    sized: str = "sized part by part"

    def bound(self, held: float) -> float:
        """Bound the cost (CNY) of every sizing that leaves at most so much energy unmet (kWh/day)."""
        limit = None if self.how.clock.limit is None else max(self.how.clock.left, _COARSE_SECONDS)
        bound, self.who = relax_coarse(self.coarse, self.how, limit=limit, held=held)
        return 0.0 if bound is None else bound


def _certified(
    problem: SizingProblem,
    layout: Layout,
    counts: Whole,
    least_unmet: tuple[float, str],
    bounding: Relaxed | _CoarseBound,
    clock: Clock,
) -> Sizing:
    """Route all energy over all pairs at the final chargers, bound the whole, and re-check it."""
    routing = route_chargers(problem, layout, counts)
    flow, unmet = spread_served(problem, layout, routing.flow)
    unmet_bound = least_unmet[0] + layout.lost
    total, seconds = float(unmet.sum()), clock.seconds
    held = max(0.0, total - layout.lost) * (1 + _HELD) + 1e-6 * max(1.0, total)
    cost_bound = bounding.bound(held)
    cost, asked = problem.total_cost(counts), max(float(problem.energy.sum()), 1e-9)
    open_share = (total - unmet_bound) / asked
    certificates = tuple(
        certify(
            stage,
            "min",
            objective,
            min(bound, objective),
            solver=bounding.who[0],
            version=bounding.who[1],
            seconds=spent,
            limit=clock.limit,
            proven=f"{bounding.sized}; bound by {proof}",
        )
        for stage, objective, bound, proof, spent in (
            (
                "sizing: unmet energy, kWh/day",
                total,
                unmet_bound,
                f"{least_unmet[1]}; {open_share:.3%} of the energy asked stays undecided",
                seconds,
            ),
            ("sizing: cost, CNY", cost, cost_bound, bounding.proof, clock.seconds - seconds),
        )
    )
    sizing = Sizing(counts, flow, unmet, (certificates[0], certificates[1]))
    faults = check_sizing(problem, sizing)
    if faults:
        raise SolverFailed("sizing in parts breaks the constraints of the whole: " + "; ".join(faults))
    return sizing
