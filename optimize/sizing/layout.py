"""A sizing problem as flat arrays: merged demand rows, a column per (site, type), counting classes.

What one site can deliver at most is an integer knapsack (bays, chargers and grid kW).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.covering.reduce import alike_rows
from optimize.matrices import NONE, first_of, incidence, starts_of
from optimize.own_rows import OwnRows
from optimize.sizing.flow import FlowNetwork
from optimize.sizing.subsets import LOAD

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from gisplan_words import Message
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.subsets import Share


_EQUAL = 1e-6


@dataclass(frozen=True, eq=False)
class Coupling:
    """Rows that count chargers over many sites: target, floors, shares, loads, and a planner's own.

    Attributes
    ----------
    marks
        Family and mark of each row, e.g. ``"floor district 120110"``.
    names
        What messages call each row.
    matrix
        Coefficients per counting class, rows × classes, zeros left out.
    lower, upper : numpy.ndarray
        Bounds of each row.
    unit : numpy.ndarray
        What a load or a planner's own row was divided by, so that its greatest coefficient is 1 as in a row
        that counts chargers; 1 for the others.
    of : numpy.ndarray
        Counting class of each (site, type), shape (S, T): chargers of one class count alike in every row.
    """

    marks: tuple[str, ...]
    names: tuple[Message, ...]
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats
    unit: Floats
    of: Whole

    @cached_property
    def _by_class(self) -> sparse.csc_array:
        return sparse.csc_array(self.matrix)

    def counting(self, site: int) -> tuple[Indices, Floats]:
        """Give the rows that count a site's chargers, and their coefficients by type, (T, rows)."""
        whole, classes = self._by_class, self.of[site].tolist()
        parts = [slice(int(whole.indptr[c]), int(whole.indptr[c + 1])) for c in classes]
        rows = np.unique(np.concatenate([NONE, *(whole.indices[part] for part in parts)]))
        block = np.zeros((len(parts), rows.size))
        for kind, part in enumerate(parts):
            block[kind, np.searchsorted(rows, whole.indices[part])] = whole.data[part]
        return rows, block

    def totals(self, counts: Floats | Whole) -> Floats:
        """Give what each row counts to, for chargers by site and type, (S, T)."""
        by_class = np.bincount(self.of.ravel(), counts.ravel(), minlength=self.matrix.shape[1])
        return np.asarray(self.matrix @ by_class)


@dataclass(frozen=True, eq=False)
class Layout:
    """The arrays every step of a sizing shares.

    Attributes
    ----------
    site, type : numpy.ndarray
        Of each charger column.
    network
        Merged demand rows and their usable pairs.
    group : numpy.ndarray
        Merged row of each demand row, -1 for rows that nothing can serve, shape (R,).
    pair : numpy.ndarray
        Merged pair of each original pair, -1 when not usable.
    lost
        Energy of the rows that nothing can serve, kWh/day.
    most : numpy.ndarray
        Bounds on the energy each pool of a site can deliver, kWh/day, shape (P, S); the first is the site's.
    coupling
        Target, floors, shares, loads and own rows.
    """

    site: Whole
    type: Whole
    network: FlowNetwork
    group: Whole
    pair: Whole
    lost: float
    most: Floats
    coupling: Coupling

    @property
    def first(self) -> Indices:
        """The demand row that stands for each merged row."""
        return first_of(self.group)

    @property
    def slack(self) -> float:
        """Unmet energy, kWh/day, by which two sizings count as equal: a millionth of what is asked."""
        return _EQUAL * float(self.network.energy.sum())

    def table(self, values: Floats) -> Floats:
        """Lay the values of the charger columns out by site and type, (S, T)."""
        by_type = np.zeros(self.coupling.of.shape)
        by_type[self.site, self.type] = values
        return by_type

    def with_limits(self, most: Floats) -> Layout:
        """Give the same layout with sharper site limits."""
        return replace(self, most=most)


def lay_out(problem: SizingProblem) -> Layout:
    """Merge demand rows with identical usable sites and lay the problem out in arrays."""
    allowed, pools = problem.allowed, problem.pools
    limits = (problem.bays_each[problem.adds], problem.bays, problem.room, problem.grid_most)
    adds = problem.adds
    most = np.stack(
        [
            fractional_most(
                np.where(mask, problem.capacity_kwh, 0.0)[:, adds], problem.load_kw[:, adds], *limits
            )
            for mask in pools.types
        ]
    )
    if problem.most_each is not None:
        most = np.minimum(most, pools.sums(problem.capacity_kwh * problem.most_each))
    if problem.standing_kwh is not None:
        most = most + problem.standing_sums
    if problem.swaps is not None:
        most = most + problem.swaps.gain(problem.capacity_kwh, pools.types)
    row = problem.pairs.rows()
    reach = most[pools.own[problem.kind[row]], problem.pairs.indices]
    usable = (reach > 0) & (problem.energy[row] > 0)
    group, pair, network = _merge(problem, row, usable)
    site, kind = np.nonzero(allowed)
    lost = float(problem.energy[group < 0].sum())
    return Layout(site, kind, network, group, pair, lost, most, couple(problem))


def _merge(problem: SizingProblem, row: Whole, usable: Flags) -> tuple[Whole, Whole, FlowNetwork]:
    """Merge the rows whose usable sites and kind of users are the same."""
    site, old_row, kind = problem.pairs.indices[usable], row[usable], problem.kind
    starts = starts_of(np.bincount(old_row, minlength=problem.pairs.n_demand))
    whole = sparse.csr_array((np.ones(site.size), site, starts), shape=problem.pairs.shape)
    group, leaders = alike_rows(whole, kind)
    merged = sparse.csr_array(whole[leaders])
    merged_row = np.repeat(np.arange(leaders.size), np.diff(merged.indptr))
    pair = np.full(usable.size, -1, dtype=np.int64)
    pair[usable] = merged.indptr[group[old_row]] + np.arange(old_row.size) - starts[old_row]
    kept = group >= 0
    energy = np.bincount(group[kept], weights=problem.energy[kept], minlength=leaders.size).astype(np.float64)
    at = merged.indices.astype(np.int64)
    network = FlowNetwork(merged_row, at, energy, kind[leaders], problem.n_sites, problem.pools)
    return group, pair, network


def spread(problem: SizingProblem, layout: Layout, flow: Floats) -> tuple[Floats, Floats]:
    """Give merged flows back to the demand rows, in proportion to their energy.

    Returns
    -------
    tuple of numpy.ndarray
        Flow over each original pair and unmet energy of each row, kWh/day; unmet is what the flows leave.
    """
    row = problem.pairs.rows()
    used = layout.pair >= 0
    share = problem.energy[row[used]] / layout.network.energy[layout.group[row[used]]]
    whole = np.zeros(row.size)
    whole[used] = flow[layout.pair[used]] * share
    served = np.bincount(row, whole, minlength=problem.pairs.n_demand)
    return whole, np.maximum(problem.energy - served, 0.0)


def couple(problem: SizingProblem) -> Coupling:
    """Count alike what every coupling row treats alike: hundreds of columns instead of tens of thousands."""
    shape = (problem.n_sites, problem.n_types)
    cells = problem.n_sites * problem.n_types
    marks, names = ["target"], [message("optimize-row-target")]
    every = np.tile(problem.adds.astype(float), problem.n_sites)
    blocks, lower, upper = [sparse.csr_array(every[None])], [float(problem.target)], [np.inf]
    unit = [np.ones(1 + len(problem.floors) + sum(map(_sides, problem.shares)))]

    def member(sites: Whole, types: Whole) -> sparse.csr_array:
        counted = np.unique(np.add.outer(sites * problem.n_types, types))
        return sparse.csr_array((np.ones(counted.size), counted, [0, counted.size]), shape=(1, cells))

    for floor in problem.floors:
        marks.append(f"floor {floor.name}")
        names.append(message("optimize-row-floor", name=floor.said))
        blocks.append(member(floor.sites, floor.types))
        lower.append(floor.minimum)
        upper.append(np.inf if floor.maximum is None else floor.maximum)
    for share in problem.shares:
        subset, base = member(share.sites, share.types), member(share.base_sites, share.base_types)
        if share.lower is not None:
            marks.append(f"share-lower {share.name}")
            names.append(message("optimize-row-share-lower", name=share.said))
            blocks.append(subset - share.lower * base)
            lower.append(share.lower_shift)
            upper.append(np.inf)
        if share.upper is not None:
            marks.append(f"share-upper {share.name}")
            names.append(message("optimize-row-share-upper", name=share.said))
            blocks.append(subset - share.upper * base)
            lower.append(-np.inf)
            upper.append(share.upper_shift)
    if problem.loads:
        drawn, divided = _loads(problem, cells).even()
        marks += drawn.names
        names += [message("optimize-row-load", name=load.said) for load in problem.loads]
        blocks.append(drawn.matrix)
        lower += drawn.lower.tolist()
        upper += drawn.upper.tolist()
        unit.append(divided)
    if problem.own is not None:
        even, divided = problem.own.even()
        marks += [f"own {name}" for name in even.names]
        names += [message("optimize-row-own", name=name) for name in even.names]
        blocks.append(even.matrix)
        lower += even.lower.tolist()
        upper += even.upper.tolist()
        unit.append(divided)
    matrix, of = _distinct_columns(sparse.csc_array(sparse.vstack(blocks)))
    sides = np.array(lower), np.array(upper), np.concatenate(unit)
    return Coupling(tuple(marks), tuple(names), matrix, *sides, of.reshape(shape))


def _loads(problem: SizingProblem, cells: int) -> OwnRows:
    """Write the loads as rows over sites × types, in kW; a type that may not stand counts nothing."""
    cell = np.arange(cells).reshape(problem.allowed.shape)
    kw = np.where(problem.allowed, problem.load_kw, 0.0)
    held = [cell[load.sites].ravel() for load in problem.loads]
    starts = starts_of(np.array([one.size for one in held]))
    at = np.concatenate(held)
    return OwnRows(
        tuple(f"{LOAD}{load.name}" for load in problem.loads),
        sparse.csr_array((kw.ravel()[at], at, starts), shape=(len(held), cells)),
        np.full(len(held), -np.inf),
        np.array([load.most_kw for load in problem.loads]),
    )


def _sides(share: Share) -> int:
    return (share.lower is not None) + (share.upper is not None)


def _distinct_columns(whole: sparse.csc_array) -> tuple[sparse.csr_array, Whole]:
    """List the distinct columns of a matrix in order of first appearance, and each column's place there."""
    whole.sum_duplicates()
    whole.eliminate_zeros()
    seen: dict[bytes, int] = {}
    of = np.empty(whole.shape[1], dtype=np.int64)
    for column, (start, end) in enumerate(pairwise(whole.indptr.tolist())):
        told = whole.indices[start:end].tobytes() + whole.data[start:end].tobytes()
        of[column] = seen.setdefault(told, len(seen))
    first = np.unique(of, return_index=True)[1]
    return sparse.csr_array(whole[:, first]), of


def class_matrix(layout: Layout) -> sparse.csr_array:
    """Give the matrix that sums charger columns to counting classes."""
    of = layout.coupling.of[layout.site, layout.type]
    classes = layout.coupling.matrix.shape[1]
    return incidence(of, classes)


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
