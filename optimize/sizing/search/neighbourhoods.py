"""Some sites solved again, all others held: the neighbourhoods of a large neighbourhood search.

The relaxation prices single chargers well, but whole ones must also meet floors and shares, and rounding
repairs those one charger at a time. Sites that one such row counts together (a district, a category, an
ownership) trade chargers and energy with each other, so neighbours among them are solved as an integer model
of their own, everything else held: destroy and repair (Ropke and Pisinger 2006) with an exact repair.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.cover_pairs import CoverPairs
from optimize.matrices import places_of, row_cells
from optimize.sizing.layout import Coupling, Layout, lay_out, spread
from optimize.sizing.model import COST_SCALE, SizingModel, build_sizing
from optimize.sizing.search.drafts import Draft, draft_of, routed
from optimize.sizing.subsets import Opening
from optimize.solvers.limits import MONEY
from optimize.solvers.run import Outcome, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats, Whole
    from optimize.sizing.problem import SizingProblem
    from optimize.solvers.limits import Settings

_PAIRS = 12_000
"""Pairs of one neighbourhood, about: a model that a solver improves within seconds."""

_WORK = (5.0, 3e-4)
"""Work a neighbourhood gets: at least, and for each of its pairs."""

_AGAIN = 1.5
"""Factor by which neighbourhoods get more work in the next round."""

_PART_GAP = 1e-4
"""Relative gap at which the integer model of a neighbourhood stops."""

_CLOSED = 1e-4
"""Share of a set's own cost within which its bound leaves nothing to find."""

_CENT = 0.01
"""Cost, money, by which a sizing must be better: less is round-off."""

_SOLVER_SLACK = 0.25
"""Share of the slack in unmet energy that one set may use: the solver's own tolerance takes of it too."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some sites of a sizing as a problem of their own, all others held as they are.

    Attributes
    ----------
    sites : numpy.ndarray
        Their indices in the whole, ascending.
    problem, layout
        The part: its rows ask what these sites deliver now and what is unmet there; its coupling rows have
        the other sites' chargers taken off their bounds.
    flow : numpy.ndarray
        kWh/day that these sites deliver now, over the part's merged pairs.
    pairs : numpy.ndarray
        Pair of the whole's layout for each pair of the part's problem.
    unmet
        Energy of its rows that is unmet now, kWh/day.
    """

    sites: Whole
    problem: SizingProblem
    layout: Layout
    flow: Floats
    pairs: Whole
    unmet: float

    def within(self, counts: Whole, values: Floats) -> Whole:
        """Put the values of the part's charger columns, to the next whole number, among all chargers."""
        whole = counts.copy()
        whole[self.sites] = np.rint(self.layout.table(values))
        return whole


def part_of(problem: SizingProblem, layout: Layout, counts: Whole, flow: Floats, sites: Whole) -> Part | None:
    """Cut some sites out of a sizing; None when no demand reaches them.

    Parameters
    ----------
    problem, layout
        The whole, and its arrays.
    counts, flow : numpy.ndarray
        Chargers that stand, shape (S, T), and kWh/day over the layout's pairs.
    sites
        The sites, ascending.
    """
    network = layout.network
    place = places_of(sites, problem.n_sites)
    picked = np.flatnonzero(place[network.site] >= 0)
    if not picked.size:
        return None
    given = np.bincount(network.row, flow, minlength=network.energy.size)
    lack = np.maximum(network.energy - given, 0.0)
    rows, row = np.unique(network.row[picked], return_inverse=True)
    column = place[network.site[picked]]
    energy = lack[rows]
    np.add.at(energy, row, flow[picked])
    pairs = CoverPairs.from_sparse(
        sparse.csr_array((np.ones(picked.size), (row, column)), shape=(rows.size, sites.size))
    )
    part = problem.at(
        sites,
        pairs=pairs,
        energy=energy,
        users=np.unique(problem.pools.kind, return_index=True)[1][network.kind[rows]],
        target=0,
        floors=(),
        shares=(),
        loads=(),
        own=None,  # what of them counts these sites is in the part's coupling
        budget=_budget(problem, counts, sites),
        opening=_opening(problem, counts, sites),
    )
    own = lay_out(part)
    own = replace(own, coupling=_coupling(layout.coupling, counts, sites)).with_limits(layout.most[:, sites])
    own_flow = np.zeros(own.network.row.size)
    kept = picked[np.lexsort((column, row))]
    used = own.pair >= 0
    np.add.at(own_flow, own.pair[used], flow[kept][used])
    return Part(sites, part, own, own_flow, kept, max(0.0, float(own.network.energy.sum() - own_flow.sum())))


def _budget(problem: SizingProblem, counts: Whole, sites: Whole) -> float | None:
    """Leave the part what the others do not cost."""
    if problem.budget is None:
        return None
    paid = problem.site_cost(counts)
    return max(0.0, problem.budget - float(paid.sum() - paid[sites].sum()))


def _opening(problem: SizingProblem, counts: Whole, sites: Whole) -> Opening | None:
    """Leave the part as many open sites as the others leave."""
    opening = problem.opening
    if opening is None:
        return None
    stands = (counts.sum(axis=1) > 0) & opening.counted
    others = int(stands.sum() - stands[sites].sum())
    most = None if opening.most is None else max(0, opening.most - others)
    return Opening(opening.may_close[sites], opening.counted[sites], max(0, opening.least - others), most)


def _coupling(coupling: Coupling, counts: Whole, sites: Whole) -> Coupling:
    """Take the other sites' chargers off the bounds of the rows that count some of these sites."""
    others = counts.copy()
    others[sites] = 0
    held = coupling.totals(others)
    used, of = np.unique(coupling.of[sites], return_inverse=True)
    matrix = sparse.csr_array(coupling.matrix[:, used])
    touched = np.flatnonzero(np.diff(matrix.indptr) > 0)
    return Coupling(
        tuple(coupling.marks[k] for k in touched.tolist()),
        tuple(coupling.names[k] for k in touched.tolist()),
        matrix[touched],
        (coupling.lower - held)[touched],
        (coupling.upper - held)[touched],
        coupling.unit[touched],
        of.reshape(coupling.of[sites].shape),
    )


def counted_sites(problem: SizingProblem) -> list[Whole]:
    """List the sites that each floor, share and own row counts."""
    rows = [floor.sites for floor in problem.floors] + [share.sites for share in problem.shares]
    if problem.own is not None:
        cells = (row_cells(problem.own.matrix, k) for k in range(len(problem.own.names)))
        rows += [np.unique(row // problem.n_types) for row in cells]
    return rows


def trading_sets(problem: SizingProblem, excess: Floats) -> list[Whole]:
    """List the sets of sites that floors and shares count together, those with most to gain first.

    Parameters
    ----------
    problem
        The sizing.
    excess : numpy.ndarray
        What each site costs beyond the relaxation, money, shape (S,).

    Returns
    -------
    list of numpy.ndarray
        Distinct sets of at least two sites.
    """
    sets: dict[bytes, Whole] = {}
    for counted in counted_sites(problem):
        sites = np.unique(counted)
        if sites.size > 1:
            sets[sites.tobytes()] = sites
    return sorted(sets.values(), key=lambda sites: -float(excess[sites].sum()))


def neighbourhoods(
    layout: Layout, sites: Whole, random: np.random.Generator, *, pairs: int = _PAIRS
) -> list[Whole]:
    """Part a set of sites into neighbourhoods that share customers, grown from random sites.

    Parameters
    ----------
    layout
        The arrays of the sizing.
    sites
        The set.
    random
        Chooses where a neighbourhood starts.
    pairs
        Cover pairs of one neighbourhood, about.

    Returns
    -------
    list of numpy.ndarray
        Disjoint, ascending, together the set; a neighbourhood whose customers go nowhere else in the set is
        joined with the next one.
    """
    network = layout.network
    weight = np.bincount(network.site, minlength=network.n_sites)
    reach = sparse.csr_array(
        (np.ones(network.row.size, dtype=np.int32), (network.site, network.row)),
        shape=(network.n_sites, network.energy.size),
    )[sites]
    near = sparse.csr_array(reach @ reach.T)
    waiting = dict.fromkeys(random.permutation(sites.size).tolist())
    out, grown, load = [], [], 0
    while waiting:
        edge = deque([next(iter(waiting))])
        while edge and load <= pairs:
            site = edge.popleft()
            if site in waiting:
                del waiting[site]
                grown.append(site)
                load += int(weight[sites[site]])
                edge += row_cells(near, site).tolist()
        if load > pairs or not waiting:
            out.append(np.sort(sites[grown]))
            grown, load = [], 0
    return out


def solve_again(
    problem: SizingProblem,
    layout: Layout,
    draft: Draft,
    sites: Whole,
    solve: Callable[[SizingModel, Floats, int], Outcome],
    *,
    spare: float,
    price: float = 0.0,
) -> tuple[Draft | None, bool]:
    """Solve some sites again, all else held.

    Parameters
    ----------
    problem, layout, draft
        The whole sizing as it stands.
    sites
        The sites, ascending.
    solve
        Runs a model from a start; told the pairs of the part, by which it may set a limit.
    spare
        Energy that these sites may leave unmet beyond what is unmet now, kWh/day.
    price
        Money per kWh/day of unmet energy that is added to the cost; 0 where that energy is held.

    Returns
    -------
    tuple
        The better sizing, None when there is none; and whether the part was solved to its end.
    """
    part = part_of(problem, layout, draft.counts, draft.flow, sites)
    if part is None:
        return None, True
    held = part.unmet + spare
    model = build_sizing(part.problem, part.layout, aim="cost", price=price, held=held, scale=COST_SCALE)
    start = model.full_values(part.problem, part.layout, draft.counts[sites], part.flow)
    outcome = solve(model, start, part.flow.size)
    if outcome.values is None or outcome.objective is None:
        return None, outcome.status == "infeasible"
    bound = -np.inf if outcome.bound is None else outcome.bound
    solved = outcome.objective - bound <= _CLOSED * abs(outcome.objective)
    flow = draft.flow.copy()
    flow[part.pairs] = spread(part.problem, part.layout, outcome.values[model.flow])[0]
    better = draft_of(problem, layout, part.within(draft.counts, outcome.values[model.chargers]), flow)
    gained = draft.cost - better.cost + price * (draft.unmet - better.unmet)
    return (better if gained > _CENT else None), solved


def polish(
    problem: SizingProblem,
    layout: Layout,
    draft: Draft,
    sets: list[Whole],
    how: Settings,
    *,
    most_unmet: float,
    price: float,
    enough: Callable[[Draft], bool],
) -> Draft:
    """Solve neighbourhood after neighbourhood again while work is left.

    Parameters
    ----------
    problem, layout
        The whole sizing.
    draft
        The sizing to start from.
    sets
        Sets of sites, in the order in which they are tried.
    how
        How models are solved; its clock limits the search, its seed parts larger sets.
    most_unmet
        Unmet energy that the sizing may leave, kWh/day.
    price
        As in `solve_again`.
    enough
        Tells that a sizing is good enough to stop.

    Returns
    -------
    Draft
        The cheapest sizing found, its energy routed over all pairs.
    """
    random, patience = np.random.default_rng(how.seed), 1.0
    best, waiting = draft, list(sets)

    def solve(model: SizingModel, start: Floats, pairs: int) -> Outcome:
        clock = how.clock.at_most(patience * max(_WORK[0], _WORK[1] * pairs))
        return attempt(
            model.builder, stage="sizing part", start=start, named=False, **how.within(clock, _PART_GAP)
        )

    while waiting:
        open_still = []
        for sites in waiting:
            parts, solved = neighbourhoods(layout, sites, random), True
            for part in parts:
                if enough(best) or how.clock.left <= _WORK[0]:
                    return best
                spare = max(0.0, most_unmet - best.unmet) * _SOLVER_SLACK
                better, done = solve_again(problem, layout, best, part, solve, spare=spare, price=price)
                solved = solved and done
                # all pairs once more: a solver's tolerance may not cost what is held
                exact = None if better is None else routed(problem, layout, better.counts)
                if exact is not None and exact.unmet <= most_unmet:
                    cost = f"{how.shown(exact.cost, MONEY):.6g}"
                    how.tell(message("progress-sizing-again", cost=cost, sites=part.size))
                    best = exact
            if len(parts) > 1 or not solved:
                open_still.append(sites)
        waiting, patience = open_still, patience * _AGAIN
    return best
