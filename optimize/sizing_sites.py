"""What one site can deliver at most: a two-row integer knapsack (bays and grid kW) per site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.integer[Any]]

_NODES = 4_000
"""Search nodes a site may take; beyond them the fractional bound stands."""


def fractional_most(value: Floats, load: Floats, room: Whole, grid: Floats) -> Floats:
    """Bound ``value @ n`` over ``sum n <= room, load @ n <= grid`` by the best dual vertex of each site.

    Parameters
    ----------
    value, load : numpy.ndarray
        kWh/day and kW of one charger, shape (S, T); value 0 is not allowed.
    room, grid : numpy.ndarray
        Chargers and kW, shape (S,).

    Returns
    -------
    numpy.ndarray
        kWh/day, shape (S,): the optimum of the linear relaxation.
    """
    return np.asarray(np.min([b * room + g * grid for b, g in _dual_vertices(value, load)], axis=0))


def _dual_vertices(value: Floats, load: Floats) -> list[tuple[Floats, Floats]]:
    """List dual-feasible prices (per charger, per kW): price + load × price_kw >= value for every type."""
    tiny = 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        per_kw = np.where(value > 0, value / np.maximum(load, tiny), 0.0).max(axis=1)
        vertices = [(value.max(axis=1), np.zeros(len(value))), (np.zeros(len(value)), per_kw)]
        types = value.shape[1]
        for a in range(types):
            for b in range(a):
                kw = (value[:, a] - value[:, b]) / (load[:, a] - load[:, b])
                kw = np.where(np.isfinite(kw) & (kw > 0), kw, 0.0)
                # the charger price is raised until every type is covered, so each pair is feasible
                price = np.maximum((value - kw[:, None] * load).max(axis=1), 0.0)
                vertices.append((price, kw))
    return vertices


def integer_most(value: Floats, load: Floats, room: int, grid: float) -> tuple[float, Whole]:
    """Solve one site's knapsack by depth-first search.

    Parameters
    ----------
    value, load : numpy.ndarray
        Of one charger, shape (T,).
    room, grid
        Chargers and kW.

    Returns
    -------
    tuple
        Upper bound on the energy, kWh/day (exact unless the search is cut short), and the best counts.
    """
    types = [int(t) for t in np.argsort(-value, kind="stable") if value[t] > 0]
    duals = [(float(b[0]), float(g[0])) for b, g in _dual_vertices(value[None], load[None])]
    best, best_counts = -1.0, [0] * value.size
    nodes = 0
    slack = 1e-9 * max(1.0, grid)
    worth, kilowatts = value.tolist(), load.tolist()

    def search(depth: int, left: int, kw: float, so_far: float, counts: list[int]) -> None:
        nonlocal best, best_counts, nodes
        nodes += 1
        if so_far > best + 1e-9:
            best, best_counts = so_far, counts.copy()
        if depth == len(types) or nodes > _NODES:
            return
        if so_far + min(b * left + g * max(kw, 0.0) for b, g in duals) <= best + 1e-9:
            return
        t = types[depth]
        most = left if kilowatts[t] <= 0 else min(left, int((kw + slack) / kilowatts[t]))
        for n in range(most, -1, -1):
            counts[t] = n
            search(depth + 1, left - n, kw - n * kilowatts[t], so_far + n * worth[t], counts)
        counts[t] = 0

    search(0, room, grid, 0.0, [0] * value.size)
    bound = best if nodes <= _NODES else min(b * room + g * grid for b, g in duals)
    return bound, np.array(best_counts, dtype=np.int64)
