"""What is proven of siting and sizing together: a bound on the unmet energy whatever sites open.

Each stage is proven with the answers of the stages before it. This bound is of them all: every candidate may
stand and be full, so no siting, of however many sites, leaves less energy unmet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.access.reach import demand_rows
from gisplan.planning.chargers.capacity import standing_at, usable_sites
from gisplan.planning.chargers.replaced import with_replacements
from gisplan.planning.chargers.sizing import placed, sizing_problem
from gisplan.planning.chargers.waiting import largest_numbers, waiting_tables
from gisplan.planning.limits import solver_limits
from gisplan_words import message
from optimize.certificate import ASIDE
from optimize.sizing.layout import lay_out
from optimize.sizing.proof.bounds import CUT_PROOF, sharp_limits
from optimize.solvers.limits import Settings

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate

JOINT: Final = f"{ASIDE}unmet energy at any sites, kWh/day"


def joint_unmet(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    unmet: float,
    *,
    progress: Progress | None = None,
) -> Certificate:
    """Bound the energy that any siting with any chargers leaves unmet, by a cut over all candidates.

    Parameters
    ----------
    region
        Layers of the region, with what stations and facilities leave of the parcels.
    scenario
        The resolved scenario.
    tables
        What each type gives, costs and loads at each site, as the scenario has it.
    unmet
        Energy that the plan leaves unmet, kWh/day.
    progress
        Told one line; None tells nobody.

    Returns
    -------
    Certificate
        Its objective is the plan's.
    """
    if progress is not None:
        progress(message("planning-joint"))
    if scenario.chargers.waiting is not None:
        most = largest_numbers(tables, region.sites, scenario)
        tables = waiting_tables(tables, region.sites, scenario, most)
    able = usable_sites(region, tables, scenario)
    stock, public = standing_at(tables, able.size), (region.sites["access"] == "public").to_numpy()
    # a public station that gives all it can today may still give way to a stronger one
    able |= np.where(public, stock.open, (stock.energy > 0).any(axis=1))
    sites = np.flatnonzero(able)
    problem = sizing_problem(region, scenario, tables, sites, demand_rows(region, scenario, able))
    problem = with_replacements(problem, region.sites.iloc[sites], scenario, tables, sites)
    layout = lay_out(problem)
    _, _, least, cut = sharp_limits(problem, layout)
    how = Settings.start(solver_limits(scenario, "sizing"))
    proven = message("proven-bound-by", what=CUT_PROOF)
    said = how.certify(JOINT, "min", unmet, min(least + layout.lost, unmet), proven, who=("none", ""))
    return placed((said.proven_by(cut),), sites)[0]
