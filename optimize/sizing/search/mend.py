"""Mend whole chargers whose moves, one charger at a time, leave a floor or a share broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import SolverFailed
from optimize.sizing.model import COST_SCALE, build_counts
from optimize.sizing.search.part import part_of
from optimize.solvers.limits import Clock
from optimize.solvers.run import run

if TYPE_CHECKING:
    from optimize.arrays import Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


_SECONDS = 40.0
"""Seconds for all sets of sites together."""

_EACH = 5.0
"""Seconds for one of them."""

_GAP = 0.5
"""Relative gap at which chargers that keep every row are cheap enough: they are improved afterwards."""

_ROUND_OFF = 1e-9


def mended(
    problem: SizingProblem, layout: Layout, counts: Whole, load: Floats, fast_load: Floats, price: float
) -> Whole:
    """Choose the chargers of the sites that broken rows count anew, as an integer model, all else held.

    Where a tight target leaves those sites alone no answer, those of one more row are chosen with them.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers within each site's own bounds, shape (S, T).
    load, fast_load : numpy.ndarray
        Energy each site shall deliver, kWh/day, shape (S,).
    price
        CNY per kWh/day of missing capacity.

    Returns
    -------
    numpy.ndarray
        Chargers that break none of those rows; `counts` where the model has no answer.
    """
    coupling = layout.coupling
    by_class = np.bincount(coupling.of.ravel(), counts.ravel(), minlength=coupling.matrix.shape[1])
    totals = coupling.matrix @ by_class
    broken = (totals < coupling.lower - _ROUND_OFF) | (totals > coupling.upper + _ROUND_OFF)
    if not broken.any():
        return counts
    counted = np.abs(coupling.matrix[broken]).max(axis=0) > 0
    clock = Clock(_SECONDS)
    for sites in _wider(problem, np.flatnonzero(counted[coupling.of].any(axis=1))):
        limit = min(_EACH, clock.left)
        whole = None if limit <= 0 else _chosen(problem, layout, counts, load, fast_load, price, sites, limit)
        if whole is not None:
            return whole
    return counts


def _wider(problem: SizingProblem, sites: Whole) -> list[Whole]:
    """List the sites, those and the sites of one more row, and every site: the fewest first."""
    rows = [floor.sites for floor in problem.floors] + [share.sites for share in problem.shares]
    joined = [sites, *(np.union1d(sites, one) for one in rows), np.arange(problem.n_sites)]
    return sorted({one.tobytes(): one for one in joined}.values(), key=len)


def _chosen(
    problem: SizingProblem,
    layout: Layout,
    counts: Whole,
    load: Floats,
    fast_load: Floats,
    price: float,
    sites: Whole,
    seconds: float,
) -> Whole | None:
    """Choose the chargers of some sites; None where none keep every row."""
    part = part_of(problem, layout, counts, np.zeros(layout.network.row.size), sites)
    if part is None:
        return None
    model = build_counts(
        part.problem, part.layout, load[sites], fast_load[sites], price=price, scale=COST_SCALE
    )
    try:
        outcome = run(model.builder, time_limit=seconds, gap=_GAP, stage="sizing, broken rows")
    except SolverFailed:
        return None
    if outcome.values is None:
        return None
    whole = counts.copy()
    whole[sites] = 0
    whole[sites[part.layout.site], part.layout.type] = np.rint(outcome.values[model.chargers])
    return whole
