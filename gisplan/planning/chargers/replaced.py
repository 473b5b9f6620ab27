"""Standing chargers that give way to stronger ones: columns of the sizing, and what is left of the stock.

One new charger takes the place, the bay and the power of one that stands, and goes on delivering what that
delivers today. It adds no charger: it counts for no target, floor or share. Only chargers whose type or power
the stock tells may give way, at public and dedicated stations, within the bays and the feed that are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.planning.chargers.capacity import standing_at
from optimize.sizing.swaps import Swaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gisplan.planning.chargers.capacity import ChargerTables, StandingTables
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices, Whole
    from optimize.own_rows import OwnRows
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing


@dataclass(frozen=True, eq=False)
class Replaced:
    """What a plan replaces: W pairs of types, S sites of the region.

    Attributes
    ----------
    pairs
        Position of the type that is taken out, and of the one in its place, W of them.
    counts : numpy.ndarray
        Chargers of each pair, shape (S, W).
    bays, load_kw, cost : numpy.ndarray
        Bays and kW that they take beyond the old ones, and what they cost with taking those out, money,
        shape (S,).
    old_kwh, new_kwh : numpy.ndarray
        What goes from the old types and comes to the new ones, kWh/day, shape (S, T).
    """

    pairs: tuple[tuple[int, int], ...]
    counts: Whole
    bays: Floats
    load_kw: Floats
    cost: Floats
    old_kwh: Floats
    new_kwh: Floats

    def change(self, types: int) -> Whole:
        """Give what the chargers of each type become more or less by, shape (S, T)."""
        out = np.zeros((len(self.counts), types), dtype=np.int64)
        for w, (old, new) in enumerate(self.pairs):
            out[:, old] -= self.counts[:, w]
            out[:, new] += self.counts[:, w]
        return out

    def told(self, ids: Sequence[str], at: Indices) -> list[str]:
        """Tell what is replaced at some sites, such as ``ac7>dc60:3``; empty where nothing is."""
        names = [f"{ids[old]}>{ids[new]}" for old, new in self.pairs]
        rows = self.counts[at].tolist()
        return [";".join(f"{name}:{n}" for name, n in zip(names, row, strict=True) if n) for row in rows]

    def left(self, standing: StandingTables) -> StandingTables:
        """Give what stands once the chargers are replaced."""
        counts = standing.counts + self.change(standing.counts.shape[1])
        energy = np.maximum(standing.energy - self.old_kwh, 0.0) + self.new_kwh
        return replace(standing, energy=energy, counts=counts)


def replacement_pairs(scenario: Scenario) -> tuple[tuple[int, int], ...]:
    """List the pairs of types of ``chargers.replacements``: which is taken out, which takes its place."""
    ids = scenario.chargers.type_ids
    return tuple(
        (ids.index(rule.replaces), ids.index(new))
        for rule in scenario.chargers.replacements
        for new in rule.by
    )


def type_names(scenario: Scenario, problem: SizingProblem) -> list[str]:
    """Name the types of a sizing: those of the scenario, then such as ``ac7>dc60``."""
    ids = scenario.chargers.type_ids
    pairs = () if problem.swaps is None else replacement_pairs(scenario)
    return [*ids, *(f"{ids[old]}>{ids[new]}" for old, new in pairs)]


def with_replacements(
    problem: SizingProblem,
    frame: gpd.GeoDataFrame,
    scenario: Scenario,
    tables: ChargerTables,
    sites: Indices,
) -> SizingProblem:
    """Add a type to a sizing for every pair of types; as it is where nothing that stands may be replaced."""
    pairs, stock = replacement_pairs(scenario), standing_at(tables, len(tables.cost)).at(sites)
    able = np.where((frame["access"] == "private").to_numpy()[:, None], 0, stock.replaceable)
    if not pairs or not able[:, [old for old, _ in pairs]].any():
        return problem
    old, new = (np.array(part) for part in zip(*pairs, strict=True))
    removal = [
        rule.removal_cost.at(scenario.costs.level) for rule in scenario.chargers.replacements for _ in rule.by
    ]
    number = np.maximum(stock.counts, 1.0)
    gave = np.where(able > 0, stock.energy / number, 0.0)
    takes = tables.bays.astype(np.int64)
    # what chargers deliver today goes on at those in their place
    gained = (
        np.array(
            [
                [kind.capacity_kwh_day(access) for kind in scenario.chargers.types]
                for access in frame["access"].tolist()
            ]
        ).reshape(able.shape)[:, new]
        - (stock.today / number)[:, old]
    )
    may = (problem.capacity_kwh[:, new] > 0) & (able[:, old] > 0) & (gained > gave[:, old])
    load = tables.load_kw[sites]

    def wider(own: np.ndarray, more: np.ndarray) -> np.ndarray:
        return np.concatenate([own, more], axis=-1)

    none = np.zeros((len(sites), len(pairs)))
    return replace(
        problem,
        serves=wider(problem.serves, problem.serves[:, new]),
        capacity_kwh=wider(problem.capacity_kwh, np.where(may, gained, 0.0)),
        fast=wider(problem.fast, problem.fast[new] & ~problem.fast[old]),
        load_kw=wider(problem.load_kw, np.maximum(load[:, new] - (stock.load_kw / number)[:, old], 0.0)),
        cost=wider(problem.cost, problem.cost[:, new] + np.array(removal)),
        bay_use=wider(takes, np.maximum(takes[new] - takes[old], 0)),
        standing_kwh=wider(stock.energy, none),
        swaps=Swaps(
            of=wider(np.full(takes.size, -1), old),
            stock=wider(able, none.astype(np.int64)),
            gave=wider(gave, none),
        ),
    )


def parted(
    problem: SizingProblem, sizing: Sizing, pairs: tuple[tuple[int, int], ...], sites: Indices, every: int
) -> tuple[SizingProblem, Sizing, Replaced | None]:
    """Part an answer into what is replaced and what is added, beside the stock that is left.

    Parameters
    ----------
    problem, sizing
        The sizing with its types in the place of standing ones, and its answer.
    pairs
        As `replacement_pairs` gives them.
    sites, every
        Positions of the sites among all sites of the region, and their number.

    Returns
    -------
    tuple
        Problem and answer of the chargers that are added alone, and what is replaced; None where the problem
        has no such types.
    """
    swaps = problem.swaps
    if swaps is None:
        return problem, sizing, None
    own = np.flatnonzero(swaps.adds)
    counts = np.asarray(sizing.counts, dtype=np.int64)
    replaced = counts[:, own.size :]
    gone, come = np.zeros((len(sites), own.size)), np.zeros((len(sites), own.size))
    for w, (out, put) in enumerate(pairs):
        gone[:, out] += replaced[:, w] * swaps.gave[:, out]
        come[:, put] += replaced[:, w] * problem.capacity_kwh[:, own.size + w]
    each = np.where(swaps.adds, 0, counts)
    bays, load = each @ problem.bays_each, (each * problem.load_kw).sum(axis=1)
    cost = (each * problem.cost).sum(axis=1)
    standing = np.zeros(gone.shape) if problem.standing_kwh is None else problem.standing_kwh[:, own]

    def laid_out(values: np.ndarray) -> np.ndarray:
        out = np.zeros((every, *values.shape[1:]), dtype=values.dtype)
        out[sites] = values
        return out

    added = replace(
        problem,
        serves=problem.serves[:, own],
        capacity_kwh=problem.capacity_kwh[:, own],
        fast=problem.fast[own],
        load_kw=problem.load_kw[:, own],
        cost=problem.cost[:, own],
        bay_use=problem.bays_each[own],
        bays=problem.bays - bays,
        grid_kw=np.maximum(problem.grid_kw - load, 0.0),
        min_fast=np.maximum(problem.min_fast - (each * problem.fast).sum(axis=1), 0),
        budget=None if problem.budget is None else problem.budget - float(cost.sum()),
        standing_kwh=np.maximum(standing - gone, 0.0) + come,
        own=_own_rows(problem.own, counts, own),
        loads=tuple(
            replace(one, most_kw=one.most_kw - float(load[one.sites].sum())) for one in problem.loads
        ),
        swaps=None,
    )
    told = [laid_out(part) for part in (replaced, bays.astype(float), load, cost, gone, come)]
    return added, replace(sizing, counts=counts[:, own]), Replaced(pairs, *told)


def _own_rows(rows: OwnRows | None, counts: Whole, own: Indices) -> OwnRows | None:
    """Take what replaced chargers count off a planner's own rows, and leave the columns of the others."""
    if rows is None:
        return None
    cells = np.arange(counts.size).reshape(counts.shape)
    taken = counts.copy()
    taken[:, own] = 0
    held = rows.matrix @ taken.ravel()
    return replace(
        rows,
        matrix=sparse.csr_array(rows.matrix[:, cells[:, own].ravel()]),
        lower=rows.lower - held,
        upper=rows.upper - held,
    )
