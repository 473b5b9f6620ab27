"""How the energy of a plan is shared out over its chargers: every site used alike, then the nearer of two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.chargers.sizing import placed
from gisplan.planning.limits import solver_limits
from gisplan_words import message
from optimize.certificate import bounded_anew, proofs
from optimize.entry import solve
from optimize.sizing.use import USE_STAGE, UseProblem

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from gisplan_progress import Progress
    from optimize.certificate import Certificate

LARGE: Final = 400_000
"""Pairs beyond which only the energy of sites over their wait goes another way: beside 3,000 standing
stations (565,000 pairs) sharing out all of it again took more work than the sizing."""


def evenly_used(
    scenario: Scenario, sized: SizedSites, tables: ChargerTables, *, progress: Progress | None = None
) -> SizedSites:
    """Share the energy that the chargers serve out evenly: the third stage of a sizing.

    Chargers, and the energy that every demand row is served, stay as they are; its certificate comes last,
    where there was work for it.

    Parameters
    ----------
    scenario
        The resolved scenario.
    sized
        The answer of the stages before.
    tables
        What its chargers may deliver, kWh/day.
    progress
        Told one line; None tells nobody.

    Returns
    -------
    SizedSites
        The same chargers with other flows.
    """
    if scenario.chargers.waiting is not None:
        return sized  # waits are held group by group, and years are phased from what the model was told
    if progress is not None:
        progress(message("planning-use"))
    sizing = sized.sizing
    use = solve(_shared(sized, tables), **solver_limits(scenario, "sizing"))
    # where no work was left for it the energy stays as it is, and nothing is said of it
    said = placed([one for one in use.certificates if one.bound is not None], sized.sites)
    return replace(sized, sizing=replace(sizing, flow=use.flow, certificates=(*sizing.certificates, *said)))


def used_within(scenario: Scenario, sized: SizedSites, tables: ChargerTables, most: Floats) -> SizedSites:
    """Share the energy out evenly with no more at a site than is asked, where it has another way.

    Parameters
    ----------
    scenario, tables
        As in `evenly_used`.
    sized
        The answer of all three stages; the third keeps its bound, which holds for every way of sharing.
    most : numpy.ndarray
        Energy that each site of the sizing should serve at most, kWh/day, shape (S,); infinite where any may.

    Returns
    -------
    SizedSites
        The same chargers, every demand row served what it was.
    """
    shared, sizing = _shared(sized, tables), sized.sizing
    asked = replace(shared, most=most)
    if sizing.flow.size > LARGE:
        pairs = sized.problem.pairs
        over = (shared.loads(sizing.flow)[0] > most)[pairs.indices] & (sizing.flow > 0)
        asked = replace(asked, free=np.bincount(pairs.rows()[over], minlength=shared.energy.size) > 0)
    use = solve(asked, **solver_limits(scenario, "sizing"))
    *before, last = sizing.certificates
    if last.stage != USE_STAGE:
        return replace(sized, sizing=replace(sizing, flow=use.flow))
    said = certified_again(last, shared.price(use.flow))
    return replace(sized, sizing=replace(sizing, flow=use.flow, certificates=(*before, said)))


def certified_again(was: Certificate, objective: float) -> Certificate:
    """Judge an answer that keeps waits as well by the bound of the answer before: it holds for both."""
    proven = proofs(was.proven, message("proven-peak-waits"))
    again = bounded_anew(replace(was, objective=objective), was.bound, proven, was.spent)
    return again.proven_by(was.multipliers)


def _shared(sized: SizedSites, tables: ChargerTables) -> UseProblem:
    problem, sizing = sized.problem, sized.sizing
    here = tables.capacity_kwh[sized.sites]
    able = sizing.counts * here + standing_at(tables, len(tables.cost)).energy[sized.sites]
    served = np.bincount(problem.pairs.rows(), sizing.flow, problem.energy.size).astype(np.float64)
    return UseProblem(problem.pairs, served, problem.users, problem.serves, able, sizing.flow)
