"""Some sites of a sizing as a problem of their own, all others held as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.cover_pairs import CoverPairs
from optimize.sizing.grid import Opening
from optimize.sizing.layout import Coupling, lay_out

if TYPE_CHECKING:
    from optimize.arrays import Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


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
    place = np.full(problem.n_sites, -1, dtype=np.int64)
    place[sites] = np.arange(sites.size)
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
    part = replace(
        problem,
        pairs=pairs,
        energy=energy,
        needs_fast=network.needs_fast[rows],
        capacity_kwh=problem.capacity_kwh[sites],
        bays=problem.bays[sites],
        grid_kw=problem.grid_kw[sites],
        load_kw=problem.load_kw[sites],
        cost=problem.cost[sites],
        min_chargers=problem.min_chargers[sites],
        max_chargers=problem.max_chargers[sites],
        min_fast=problem.min_fast[sites],
        target=0,
        floors=(),
        shares=(),
        most_each=None if problem.most_each is None else problem.most_each[sites],
        budget=_budget(problem, counts, sites),
        upgrades=None if problem.upgrades is None else problem.upgrades.select(sites),
        opening=_opening(problem, counts, sites),
    )
    own = lay_out(part)
    own = replace(own, coupling=_coupling(layout.coupling, counts, sites)).with_limits(
        layout.most[sites], layout.most_fast[sites]
    )
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
    by_class = np.bincount(coupling.of.ravel(), others.ravel(), minlength=coupling.matrix.shape[1])
    held = coupling.matrix @ by_class
    used, of = np.unique(coupling.of[sites], return_inverse=True)
    matrix = coupling.matrix[:, used]
    touched = np.flatnonzero(np.abs(matrix).max(axis=1, initial=0.0) > 0)
    return Coupling(
        tuple(coupling.names[k] for k in touched.tolist()),
        matrix[touched],
        (coupling.lower - held)[touched],
        (coupling.upper - held)[touched],
        of.reshape(coupling.of[sites].shape),
    )
