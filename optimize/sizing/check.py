"""Re-check a sizing from the problem's arrays alone; shares no code with the model builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.inputs import shape_faults
from optimize.own_rows import faults_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing

ENERGY_TOLERANCE = 1e-6
"""Tolerance on energies, against the largest figure of the comparison (at least the unit of the problem)."""

LOAD_TOLERANCE = 1e-6
"""Tolerance on the loads of several sites together, likewise."""


def check_sizing(problem: SizingProblem, sizing: Sizing) -> list[str]:
    """Re-compute every constraint of a sizing.

    Parameters
    ----------
    problem, sizing
        What was asked, and the answer.

    Returns
    -------
    list of str
        One line a broken constraint, with indices and figures; empty when all hold.
    """
    counts, flow, unmet = (
        np.asarray(part, dtype=np.float64) for part in (sizing.counts, sizing.flow, sizing.unmet)
    )
    shapes = {
        "counts": problem.capacity_kwh.shape,
        "flow": problem.pairs.indices.shape,
        "unmet": problem.energy.shape,
    }
    if wrong := shape_faults(sizing, shapes):
        return wrong
    if (counts != np.rint(counts)).any() or (counts < 0).any():
        return ["counts: chargers must be whole and not negative"]
    return [
        *_energy_faults(problem, counts, flow, unmet),
        *count_faults(problem, counts),
    ]


def count_faults(problem: SizingProblem, counts: NDArray[Any]) -> list[str]:
    """Re-compute every constraint on the numbers of chargers, shape (S, T), whatever they deliver."""
    return [*_site_faults(problem, counts), *_total_faults(problem, counts)]


def _report(
    what: str,
    left: NDArray[Any],
    right: NDArray[Any],
    unit: str,
    slack: float = 0.0,
    size: float = 1.0,
) -> list[str]:
    """List where left exceeds right by more than the tolerance, a share of the larger one or of a size."""
    allowed = slack * np.maximum(size, np.maximum(np.abs(left), np.abs(right)))
    bad = np.flatnonzero(~(left <= right + allowed))
    if not bad.size:
        return []
    first = int(bad[0])
    return [f"{what} {first}: {left[first]:.9g} {unit} above {right[first]:.9g} ({bad.size} in all)"]


def _energy_faults(
    problem: SizingProblem, counts: NDArray[Any], flow: NDArray[Any], unmet: NDArray[Any]
) -> list[str]:
    faults, dust = [], ENERGY_TOLERANCE * problem.units[0]
    tolerance = (ENERGY_TOLERANCE, problem.units[0])
    if not (flow >= -dust).all() or not (unmet >= -dust).all():
        faults.append("energy: a flow or an unmet energy is negative or NaN")
    row = problem.pairs.rows()
    site = problem.pairs.indices
    served = np.bincount(row, weights=flow, minlength=problem.pairs.n_demand) + unmet
    faults += _report("energy of row", served, problem.energy, "kWh/day", *tolerance)
    faults += _report("energy short of row", problem.energy, served, "kWh/day", *tolerance)
    # Hall: chargers can be shared out exactly when no users draw more than all types that serve any of them
    every = tuple(range(problem.n_types))
    stands = 0.0 if problem.standing_kwh is None else problem.standing_kwh
    served_by = [frozenset(np.flatnonzero(types).tolist()) for types in problem.serves]
    together = {frozenset[int]()}
    for types in served_by:
        together |= {some | types for some in together}
    for some in sorted(together | {frozenset(every)}, key=sorted):
        drawn = np.array([types <= some for types in served_by], dtype=bool)[problem.users[row]]
        load = np.bincount(site[drawn], weights=flow[drawn], minlength=problem.n_sites).astype(float)
        capacity = (problem.capacity_kwh * counts + stands)[:, sorted(some)].sum(axis=1)
        capacity -= _gone(problem, counts, some)
        of = "" if some == set(every) else f"of types {', '.join(map(str, sorted(some)))} "
        faults += _report(f"capacity {of}of site", load, capacity, "kWh/day", *tolerance)
    return faults


def _gone(problem: SizingProblem, counts: NDArray[Any], some: frozenset[int]) -> NDArray[Any] | float:
    """Give the energy that chargers of some types gave which are replaced, kWh/day, shape (S,)."""
    swaps = problem.swaps
    if swaps is None:
        return 0.0
    gone = [swaps.gave[:, old] * counts[:, t] for t, old in enumerate(swaps.of.tolist()) if old in some]
    return np.asarray(sum(gone, start=np.zeros(problem.n_sites)))


def _site_faults(problem: SizingProblem, counts: NDArray[Any]) -> list[str]:
    total = counts[:, problem.adds].sum(axis=1).astype(float)
    bays = (counts @ problem.bays_each).astype(float)
    fast = counts[:, problem.fast].sum(axis=1).astype(float)
    banned = np.where(problem.capacity_kwh > 0, 0, counts).sum(axis=1).astype(float)
    none = np.zeros(problem.n_sites)
    closed = np.zeros(problem.n_sites, dtype=bool)
    if problem.opening is not None:
        closed = problem.opening.may_close & (total == 0)
    stands = ~closed
    drawn = (problem.load_kw * counts).sum(axis=1)
    return [
        *_report("types not allowed at site", banned, none, "chargers"),
        *_report("bays of site", bays, problem.bays.astype(float), "bays"),
        *_report("max_chargers of site", total, problem.max_chargers.astype(float), "chargers"),
        *_report("min_chargers of site", np.where(stands, problem.min_chargers, 0), total, "chargers asked"),
        *_report("min_fast of site", np.where(stands, problem.min_fast, 0), fast, "fast chargers asked"),
        *_report("grid of site", drawn, _grid_most(problem), "kW", 1e-9, problem.units[1]),
        *_limit_faults(problem, counts),
    ]


def _grid_most(problem: SizingProblem) -> NDArray[Any]:
    if problem.upgrades is None:
        return problem.grid_kw
    return np.asarray(problem.grid_kw + problem.upgrades.step_kw.sum(axis=1))


def _limit_faults(problem: SizingProblem, counts: NDArray[Any]) -> list[str]:
    """Check the limits by type and the open sites."""
    faults = []
    if problem.swaps is not None:
        for old in problem.swaps.replaced:
            taken = counts[:, problem.swaps.of == old].sum(axis=1).astype(float)
            stood = problem.swaps.stock[:, old].astype(float)
            faults += _report(f"replaced chargers of type {old} at site", taken, stood, "chargers")
    if problem.most_each is not None:
        over = np.maximum(counts - problem.most_each, 0).sum(axis=1).astype(float)
        faults += _report("chargers over most_each at site", over, np.zeros(len(over)), "chargers")
    if problem.opening is not None:
        faults += problem.opening.faults(counts.sum(axis=1) > 0)
    return faults


def _spent(problem: SizingProblem, counts: NDArray[Any]) -> float:
    """Give what chargers cost, and the steps that each site's load needs, money."""
    paid = float((problem.cost * counts).sum())
    if problem.upgrades is None:
        return paid
    drawn = (problem.load_kw * counts).sum(axis=1)
    for s in range(problem.n_sites):
        held = float(problem.grid_kw[s])
        for kw, price in zip(problem.upgrades.step_kw[s], problem.upgrades.step_cost[s], strict=True):
            if drawn[s] <= held + 1e-9 * (held + float(kw)):
                break
            held, paid = held + float(kw), paid + float(price)
    return paid


def _load_faults(problem: SizingProblem, counts: NDArray[Any]) -> list[str]:
    faults = []
    for load in problem.loads:
        drawn = float((problem.load_kw[load.sites] * counts[load.sites]).sum())
        if drawn > load.most_kw + LOAD_TOLERANCE * max(abs(load.most_kw), problem.units[1]):
            faults.append(f"load {load.name}: {drawn:.9g} kW, at most {load.most_kw:.9g} allowed")
    return faults


def _total_faults(problem: SizingProblem, counts: NDArray[Any]) -> list[str]:
    faults = []
    if problem.budget is not None and _spent(problem, counts) > problem.budget * (1 + 1e-9):
        faults.append(f"budget: {_spent(problem, counts):.2f}, at most {problem.budget:.2f} allowed")
    if counts.sum() < problem.target:
        faults.append(f"target: {int(counts.sum())} chargers, {problem.target} asked")
    for floor in problem.floors:
        n = counts[np.ix_(floor.sites, floor.types)].sum()
        if n < floor.minimum - 1e-9:
            faults.append(f"floor {floor.name}: {int(n)} chargers, at least {floor.minimum:g} asked")
        if floor.maximum is not None and n > floor.maximum + 1e-9:
            faults.append(f"floor {floor.name}: {int(n)} chargers, at most {floor.maximum:g} allowed")
    faults += _load_faults(problem, counts)
    faults += faults_of(problem.own, counts.ravel().astype(np.float64))
    for share in problem.shares:
        n = counts[np.ix_(share.sites, share.types)].sum()
        base = counts[np.ix_(share.base_sites, share.base_types)].sum()
        told = f"share {share.name}: {int(n)} of {int(base)} chargers"
        if share.lower is not None and n < share.lower * base + share.lower_shift - 1e-6:
            faults.append(f"{told}, at least {share.lower:.4g} asked")
        if share.upper is not None and n > share.upper * base + share.upper_shift + 1e-6:
            faults.append(f"{told}, at most {share.upper:.4g} allowed")
    return faults
