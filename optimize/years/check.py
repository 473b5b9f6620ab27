"""Re-check a phasing from its problem's arrays alone; shares no code with the model builder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.own_rows import faults_of
from optimize.sizing.check import check_sizing
from optimize.sizing.sizing import Sizing

if TYPE_CHECKING:
    from gisplan_arrays import Whole
    from optimize.years.problem import Phasing, PhasingProblem


def check_phasing(problem: PhasingProblem, phasing: Phasing) -> list[str]:
    """Re-compute every constraint of a phasing.

    Parameters
    ----------
    problem, phasing
        What was asked, and the answer.

    Returns
    -------
    list of str
        One line a broken constraint, with year and figures; empty when all hold.
    """
    counts = np.asarray(phasing.counts)
    shape = (len(problem.years), *problem.final.shape)
    if counts.shape != shape:
        return [f"counts have shape {counts.shape}, expected {shape}"]
    faults = []
    if (counts[-1] != problem.final).any():
        faults.append("horizon: the chargers are not those of the sizing")
    before = np.zeros_like(problem.final)
    for y, phase in enumerate(problem.years):
        faults += [f"{phase.year}: {fault}" for fault in _year_faults(problem, y, before, counts[y])]
        faults += [f"{phase.year}: {fault}" for fault in _energy_faults(problem, phasing, y)]
        before = counts[y]
    faults += faults_of(problem.own, counts[:-1].ravel().astype(np.float64))
    return faults


def _year_faults(problem: PhasingProblem, y: int, before: Whole, now: Whole) -> list[str]:
    phase, base = problem.years[y], problem.sizing
    faults = []
    if (now < before).any():
        s, t = (int(k[0]) for k in np.nonzero(now < before))
        faults.append(f"site {s}: {now[s, t]} of type {t}, {before[s, t]} stood the year before")
    if now.sum() < phase.target:
        faults.append(f"target: {int(now.sum())} chargers, {phase.target} asked")
    built = int(now.sum() - before.sum())
    if phase.most_new is not None and built > phase.most_new:
        faults.append(f"most_new: {built} chargers built, at most {phase.most_new} allowed")
    spent = base.total_cost(now) - base.total_cost(before)
    if phase.budget is not None and spent > phase.budget * (1 + 1e-9) + 1e-3 * base.units[2]:
        faults.append(f"budget: {spent:.2f} spent, at most {phase.budget:.2f} allowed")
    opened = problem.open_sites(now) - problem.open_sites(before)
    if phase.most_new_sites is not None and opened > phase.most_new_sites:
        faults.append(f"most_new_sites: {opened} sites opened, at most {phase.most_new_sites} allowed")
    stands = now.sum(axis=1) > 0
    last = problem.final.sum(axis=1)
    short = stands & (now.sum(axis=1) < np.minimum(base.min_chargers, last))
    fast = now[:, base.fast].sum(axis=1)
    slow = stands & (fast < np.minimum(base.min_fast, problem.final[:, base.fast].sum(axis=1)))
    for name, bad in (("min_chargers", short), ("min_fast", slow)):
        if bad.any():
            faults.append(
                f"{name}: site {int(np.flatnonzero(bad)[0])} stands with fewer ({int(bad.sum())} in all)"
            )
    return faults


def _energy_faults(problem: PhasingProblem, phasing: Phasing, y: int) -> list[str]:
    """Check the year's energy, bays and grid as a sizing without least numbers, floors and shares."""
    base = problem.sizing
    none = np.zeros(base.n_sites, dtype=np.int64)
    year = replace(
        base,
        energy=base.energy * problem.years[y].level,
        standing_kwh=problem.standing_of(y),
        min_chargers=none,
        min_fast=none,
        target=0,
        floors=(),
        shares=(),
        own=None,
        budget=None,
        opening=None,
    )
    return check_sizing(year, Sizing(phasing.counts[y], phasing.flow[y], phasing.unmet[y], ()))
