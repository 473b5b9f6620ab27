"""Exchanges by simulated annealing for maximal covering, compiled by numba.

The site that comes is drawn from the sites that share a row with the one that goes, so nearly every proposal
is a move between neighbours. The site that goes is taken out once for several that may come, each of which is
then worth a plain sum over its rows; what is lost is known, because what every open site holds is kept up to
date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gisplan_arrays import Flags, Floats, Indices

    Short = NDArray[np.int32]


_TRIES = 8
"""Sites that may come for one that goes (1, 2, 6, 8 and 16 tried on NewYork and Bronx)."""


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile without the interpreter lock, kept on disk where a folder for it can be written."""
    compiled: Callable[..., Any]
    # Sums in any order, which vectorizes them; values stay finite.
    free = {"reassoc", "contract", "nsz"}
    try:
        compiled = numba.njit(nogil=True, cache=True, fastmath=free)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True, fastmath=free)(function)
    return compiled


@_compile
def exchange(  # noqa: C901, PLR0912, PLR0915 - one loop, without calls that numba would have to inline
    site_start: Indices,
    site_rows: Short,
    row_start: Indices,
    row_sites: Short,
    weights: Floats,
    gain: Floats,
    costs: Floats,
    opened: Indices,
    is_open: Flags,
    times: Short,
    owners: Indices,
    holds: Floats,
    best: Indices,
    figures: Floats,
    moves: int,
    hot: float,
    cold: float,
    far: float,
    seed: int,
) -> None:
    """Propose `moves` exchanges while the temperature falls geometrically from `hot` to `cold`.

    Parameters
    ----------
    site_start, site_rows, row_start, row_sites
        Rows of every site and sites of every row, compressed.
    weights, gain, costs
        Weight per row; what a site wins besides rows; what it costs.
    opened, is_open, times, owners, holds
        Open sites, flags, how often each row is covered, sum of the sites that cover it, what each open site
        alone holds. All are updated.
    best, figures
        The best sites so far; value now, best value, money left. Updated.
    far
        Share of proposals with a site from anywhere.
    """
    np.random.seed(seed)  # noqa: NPY002 - numba compiles this generator only
    value, top, money = figures[0], figures[1], figures[2]
    rounds = max(1, moves // _TRIES)
    cooling = (cold / hot) ** (1.0 / rounds)
    heat = hot
    n = gain.size
    bare = np.where(times == 0, weights, 0.0)
    for _ in range(rounds):
        heat *= cooling
        place = np.random.randint(opened.size)  # noqa: NPY002
        out = opened[place]
        first, last = site_start[out], site_start[out + 1]
        for cell in range(first, last):
            row = site_rows[cell]
            times[row] -= 1
            if times[row] == 0:
                bare[row] = weights[row]
        come, change = np.int64(-1), 0.0
        for _ in range(_TRIES):
            if first == last or np.random.random() < far:  # noqa: NPY002
                other = np.int64(np.random.randint(n))  # noqa: NPY002
            else:
                row = site_rows[np.random.randint(first, last)]  # noqa: NPY002
                other = np.int64(row_sites[np.random.randint(row_start[row], row_start[row + 1])])  # noqa: NPY002
            if is_open[other] or costs[other] - costs[out] > money:
                continue
            change = gain[other] - holds[out]
            for cell in range(site_start[other], site_start[other + 1]):
                change += bare[site_rows[cell]]
            if change >= 0.0 or np.random.random() < np.exp(change / heat):  # noqa: NPY002
                come = other
                break
        if come < 0:
            for cell in range(first, last):
                row = site_rows[cell]
                if times[row] == 0:
                    bare[row] = 0.0
                times[row] += 1
            continue
        for cell in range(first, last):
            row = site_rows[cell]
            owners[row] -= out
            if times[row] == 1:
                holds[owners[row]] += weights[row]
        held = gain[come]
        for cell in range(site_start[come], site_start[come + 1]):
            row = site_rows[cell]
            if times[row] == 0:
                held += weights[row]
                bare[row] = 0.0
            elif times[row] == 1:
                holds[owners[row]] -= weights[row]
            times[row] += 1
            owners[row] += come
        holds[out], holds[come] = 0.0, held
        is_open[out], is_open[come] = False, True
        opened[place] = come
        money += costs[out] - costs[come]
        value += change
        if value > top * (1.0 + 1e-12) + 1e-9:
            top = value
            best[:] = opened
    figures[0], figures[1], figures[2] = value, top, money
