"""Hydrogen stations beside the public chargers that open on their parcels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.planning.hydrogen.parcels import shared_parcels
from optimize.joint.model import JointProblem

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.siting.choice import Siting
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices, Whole
    from layers.hydrogen.screening import ScreeningRules
    from layers.region.loading import Region
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting


def joint_problem(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    stations: tuple[HydrogenProblem, Indices, Indices],
    rules: ScreeningRules,
    siting: Siting,
    *,
    alone: bool = True,
) -> JointProblem:
    """Write the stations (their problem, candidates and options) beside the public chargers that open.

    With ``alone`` the people covered are all that counts of the charging: no planner's own rows are on it.
    """
    problem, candidates, option = stations
    parcels = shared_parcels(region, scenario, tables, rules, siting.public, candidates)
    parcels = replace(parcels, station_takes=parcels.station_takes[:, option], kept=parcels.kept[:, option])
    opened = np.searchsorted(siting.public, siting.opened)
    # with equity, mean ways or rows of one's own more than people covered is at stake
    sums = scenario.coverage.equity == "none" and scenario.coverage.active.kind == "radius" and alone
    return JointProblem(siting.cover, problem, parcels, opened, siting.certificates[-1] if sums else None)


def beside_chargers(joint: JointProblem, opened: Whole, siting: HydrogenSiting) -> HydrogenProblem:
    """Leave at the parcels of open chargers the sizes that fit beside them, and those of a siting.

    Parameters
    ----------
    joint
        The stations beside the chargers.
    opened
        Charging sites that open.
    siting
        A siting beside them, which stays possible.

    Returns
    -------
    HydrogenProblem
        A size that alone takes more of a need than the open sites have to spare is not allowed either.
    """
    parcels, allowed = joint.parcels, joint.hydrogen.allowed.copy()
    held = np.isin(parcels.charging, opened)
    spare = parcels.spare(joint.cover, opened)
    alone = (parcels.lost(joint.cover) <= spare[:, None, None]).all(axis=0)
    allowed[parcels.station[held]] &= (parcels.fits & alone)[held]
    allowed[siting.sites, siting.sizes] = True
    return replace(joint.hydrogen, allowed=allowed)
