"""Parcels worth choosing among, and what no parcels exceed: column generation over parcels.

The linear relaxation of a stage is solved over some parcels. Its row prices (λ_ki of demand, μ_k of
facilities placed, ν of stations, π of the share) tell what any parcel is worth: for each set S of kinds that
fits on it

    w_j(S) = sum_{k in S} (v_jk - c_k - μ_k) - g_j + max(0, -ν) where S makes it an integrated station

with v_jk the most that facility k brings there at these prices: rows within reach, dearest first, up to its
capacity. What is worth more than nothing joins, until nothing is. At any prices

    sum_i λ_i w_i + sum_k μ_k m_k + ν · stations + π · share + sum_j max_S w_j(S)

bounds every choice of parcels: each parcel's own rows are kept whole, so that it is never weaker than the
relaxation over all parcels, which is never written.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.joint.functions import HELD, MILLION, SLACK, FunctionProblem, cut, function_model
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats, Indices
    from optimize.joint.functions import Stage
    from optimize.solvers.limits import Settings

_AT_ONCE = 40
"""Parcels that join in a round at most: more make the relaxations larger, fewer the rounds more."""
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Prices:
    """Row prices of a stage that is maximised; of the cost stage those of its negative.

    Attributes
    ----------
    demand
        Of each kind, of a unit of each demand row, at least 0.
    placed
        Of a facility of each kind, (K,).
    stations
        Of an integrated station, of both its rows together.
    served
        What a unit served of each kind brings, (K,).
    fixed
        The part of the bound that no choice changes, but for demand and facilities placed.
    """

    demand: tuple[Floats, ...]
    placed: Floats
    stations: float
    served: Floats
    fixed: float


def worthwhile(
    problem: FunctionProblem,
    parcels: Indices,
    stage: Stage,
    how: Settings,
    *,
    stations: float,
    share: float = 0.0,
) -> tuple[Indices, float]:
    """Find parcels among which a stage is as good as among all, and a bound over all.

    Parameters
    ----------
    problem
        All parcels.
    parcels
        Those to begin with, on which the stage has an answer.
    stage, stations, share
        As in `function_model`.
    how
        Effort and gap; rounds end where they could close no more than a tenth of the gap.

    Returns
    -------
    tuple
        Parcels, sorted, and the bound; infinite where no relaxation finished.
    """
    sign = -1.0 if stage == "cost" else 1.0
    least = np.inf
    for _ in range(_ROUNDS):
        part = cut(problem, parcels)
        builder, _ = function_model(part, stage, stations=stations, share=share)
        found = run(builder, stage=f"integrated: {stage}", relax=True, named=False, **how.rest())
        if found.duals is None or found.objective is None:
            break
        prices = _prices(problem, part, builder.duals_of, sign * found.duals, stage, stations, share)
        worth = parcel_worth(problem, prices, stage)
        least = min(least, bound_at(problem, prices, worth))
        joins = np.setdiff1d(np.flatnonzero(worth > SLACK * abs(least) / worth.size), parcels)
        if not joins.size or least - sign * found.objective <= 0.1 * how.gap * abs(least):
            break
        parcels = np.union1d(parcels, joins[np.argsort(-worth[joins], kind="stable")[:_AT_ONCE]])
    return parcels, sign * least


def bound_at(problem: FunctionProblem, prices: Prices, worth: Floats) -> float:
    """Bound a stage at any prices (formula of the module) from what parcels are worth at them."""
    demand = sum(float(price @ rows) for price, rows in zip(prices.demand, problem.weights, strict=True))
    return demand + float(prices.placed @ problem.counts) + prices.fixed + float(worth.sum())


def parcel_worth(problem: FunctionProblem, prices: Prices, stage: Stage) -> Floats:
    """Give the most that a set of kinds is worth on each parcel at these prices, at least 0, (P,)."""
    price = problem.costs / MILLION if stage == "cost" else np.zeros(problem.costs.size)
    ground = problem.ground / MILLION if stage == "cost" else np.zeros(problem.ground.size)
    each = _most_brought(problem, prices) - price - prices.placed
    each[~problem.able] = -np.inf
    one_station, kinds = max(0.0, -prices.stations), problem.counts.size
    best = np.where(problem.enough(problem.present), one_station, 0.0)
    both = np.triu(np.ones((kinds, kinds), dtype=bool), 1)
    for some in product((False, True), repeat=kinds):
        chosen = np.array(some)
        if not chosen.any():
            continue
        fits = (problem.takes[chosen].sum(axis=0) <= problem.room + SLACK).all(axis=1)
        fits &= ~(problem.near & both & np.outer(chosen, chosen)).any(axis=(1, 2))
        held = problem.present | (problem.brings[chosen].any(axis=0))
        worth = each[:, chosen].sum(axis=1) - ground + np.where(problem.enough(held), one_station, 0.0)
        best = np.where(fits, np.maximum(best, worth), best)
    return np.asarray(best)


def _most_brought(problem: FunctionProblem, prices: Prices) -> Floats:
    """Fill each facility with the rows that bring most at these prices, (P, K)."""
    out = np.zeros(problem.able.shape)
    for k, (reach, rows) in enumerate(zip(problem.reach, problem.weights, strict=True)):
        brings = prices.served[k] - prices.demand[k]
        near = sparse.csc_array(reach)
        row, parcel = near.indices, np.repeat(np.arange(near.shape[1]), np.diff(near.indptr))
        some = (brings[row] > 0) & problem.able[parcel, k]
        row, parcel = row[some], parcel[some]
        order = np.lexsort((-brings[row], parcel))
        row, parcel = row[order], parcel[order]
        amount = np.minimum(rows[row], problem.capacities[k])
        filled = np.concatenate([[0.0], np.cumsum(amount)])
        first = np.searchsorted(parcel, parcel)
        before = filled[:-1] - filled[first]
        taken = np.clip(problem.capacities[k] - before, 0.0, amount)
        out[:, k] = np.bincount(parcel, weights=taken * brings[row], minlength=len(out))
    return out


def _prices(
    problem: FunctionProblem,
    part: FunctionProblem,
    duals_of: Callable[[str, Floats, int], Floats],
    duals: Floats,
    stage: Stage,
    stations: float,
    share: float,
) -> Prices:
    """Read the prices from the row duals of a relaxation over some parcels; round-off has no wrong sign."""
    kinds = problem.counts.size
    demand = [
        np.maximum(duals_of(f"demand{k}", duals, rows.size), 0.0)[group]
        for k, (_, rows, group) in enumerate(part.merged())
    ]
    least = min(0.0, float(duals_of("stations", duals, 1)[0]))
    most = max(0.0, float(duals_of("asked", duals, 1)[0]))
    whole = np.array([max(float(rows.sum()), SLACK) for rows in problem.weights])
    held = -min(0.0, float(duals_of("share", duals, 1)[0])) if stage == "cost" else 0.0
    served = (held if stage == "cost" else 1.0) / (kinds * whole)
    placed = duals_of("placed", duals, kinds)
    fixed = least * stations + most * problem.asked - held * share * (1.0 - HELD)
    return Prices(
        tuple(demand), np.minimum(placed, 0.0) if problem.more else placed, least + most, served, fixed
    )
