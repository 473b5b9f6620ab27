"""What one site can deliver at most: an integer knapsack (bays, chargers and grid kW) per site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole


_NODES = 4_000
"""Search nodes a site may take; beyond them the fractional bound stands."""


def fractional_most(
    value: Floats, load: Floats, use: Whole, bays: Whole, room: Whole, grid: Floats
) -> Floats:
    """Bound ``value @ n`` over ``use @ n <= bays, sum n <= room, load @ n <= grid`` by dual vertices.

    Parameters
    ----------
    value, load : numpy.ndarray
        kWh/day and kW of one charger, shape (S, T); value 0 is not allowed.
    use : numpy.ndarray
        Bays of one charger, shape (T,).
    bays, room, grid : numpy.ndarray
        Bays, chargers and kW, shape (S,).

    Returns
    -------
    numpy.ndarray
        kWh/day, shape (S,): the lesser of the linear relaxations with bays and with chargers counted.
    """
    by_bays = [b * bays + g * grid for b, g in _dual_vertices(value, load, use)]
    by_chargers = [b * room + g * grid for b, g in _dual_vertices(value, load, np.ones_like(use))]
    return np.asarray(np.min([*by_bays, *by_chargers], axis=0))


def _dual_vertices(value: Floats, load: Floats, use: Whole) -> list[tuple[Floats, Floats]]:
    """List dual-feasible prices (per bay, per kW): use × price + load × price_kw >= value for every type."""
    tiny = 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        per_kw = np.where(value > 0, value / np.maximum(load, tiny), 0.0).max(axis=1)
        vertices = [((value / use).max(axis=1), np.zeros(len(value))), (np.zeros(len(value)), per_kw)]
        types = value.shape[1]
        for a in range(types):
            for b in range(a):
                kw = (value[:, a] * use[b] - value[:, b] * use[a]) / (
                    load[:, a] * use[b] - load[:, b] * use[a]
                )
                kw = np.where(np.isfinite(kw) & (kw > 0), kw, 0.0)
                # the price of a bay is raised until every type is covered, so each pair is feasible
                price = np.maximum(((value - kw[:, None] * load) / use).max(axis=1), 0.0)
                vertices.append((price, kw))
    return vertices


def integer_most(
    value: Floats, load: Floats, use: Whole, bays: int, room: int, grid: float
) -> tuple[float, Whole]:
    """Solve one site's knapsack by depth-first search.

    Parameters
    ----------
    value, load, use : numpy.ndarray
        kWh/day, kW and bays of one charger, shape (T,).
    bays, room, grid
        Bays, chargers and kW.

    Returns
    -------
    tuple
        Upper bound on the energy, kWh/day (exact unless the search is cut short), and the best counts.
    """
    types = [int(t) for t in np.argsort(-value, kind="stable") if value[t] > 0]
    duals = [(float(b[0]), float(g[0])) for b, g in _dual_vertices(value[None], load[None], use)]
    best, best_counts = -1.0, [0] * value.size
    nodes = 0
    slack = 1e-9 * max(1.0, grid)
    worth, kilowatts, takes = value.tolist(), load.tolist(), use.tolist()

    def search(depth: int, left: int, free: int, kw: float, so_far: float, counts: list[int]) -> None:
        nonlocal best, best_counts, nodes
        nodes += 1
        if so_far > best + 1e-9:
            best, best_counts = so_far, counts.copy()
        if depth == len(types) or nodes > _NODES:
            return
        if so_far + min(b * left + g * max(kw, 0.0) for b, g in duals) <= best + 1e-9:
            return
        t = types[depth]
        most = min(left // takes[t], free)
        if kilowatts[t] > 0:
            most = min(most, int((kw + slack) / kilowatts[t]))
        for n in range(most, -1, -1):
            counts[t] = n
            worth_so_far = so_far + n * worth[t]
            search(depth + 1, left - n * takes[t], free - n, kw - n * kilowatts[t], worth_so_far, counts)
        counts[t] = 0

    search(0, bays, room, grid, 0.0, [0] * value.size)
    bound = best if nodes <= _NODES else min(b * bays + g * grid for b, g in duals)
    return bound, np.array(best_counts, dtype=np.int64)
