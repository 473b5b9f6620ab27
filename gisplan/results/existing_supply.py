"""What another guess of the standing chargers would change: the same new chargers under more or less demand.

Demand is net of the share of growth that standing chargers meet. That stock is not known, so the plan serves
the demand of a low and of a high guess again with the chargers it builds, by a maximum flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.planning.chargers.capacity import standing_at
from layers.demand.energy import class_totals
from layers.demand.homes import homes_of
from optimize.sizing.flow import FlowNetwork

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from layers.demand.parameters import DemandParameters
    from layers.region.loading import Region


def supply_sensitivity(
    region: Region,
    scenario: Scenario,
    parameters: DemandParameters,
    sized: SizedSites,
    delivers: ChargerTables,
) -> dict[str, Any] | None:
    """Serve the demand of a low and of a high guess with the plan's chargers.

    Returns
    -------
    dict or None
        ``low`` and ``high``: public_share, fleet_share, energy_kwh_day, served_kwh_day,
        served_energy_share. None without guesses, where demand is not the modelled one, or where a
        layer tells which chargers stand: nothing is guessed then.
    """
    rule = scenario.chargers.existing_supply
    if rule is None or region.stock_is_given or not (region.demand["origin"] == "modelled").all():
        return None
    base = _totals(region, parameters)
    able = sized.sizing.counts * delivers.capacity_kwh[sized.sites]
    able = able + standing_at(delivers, len(region.sites)).energy[sized.sites]
    problem, pairs = sized.problem, sized.problem.pairs
    out = {}
    for name, public, fleet in (
        ("low", rule.public_low, rule.fleet_low),
        ("high", rule.public_high, rule.fleet_high),
    ):
        guess = parameters.replace(existing_public_share=public, existing_fleet_share=fleet)
        other = _totals(region, guess)
        factor = {kind: other[kind] / base[kind] if base[kind] > 0 else 1.0 for kind in base}
        energy = _row_energy(region, scenario, sized, factor)
        network = FlowNetwork(
            pairs.rows(), pairs.indices, energy, problem.kind, problem.n_sites, problem.pools
        )
        served = network.route(problem.pools.sums(able)).served
        whole = float(energy.sum())
        out[name] = {
            "public_share": public,
            "fleet_share": fleet,
            "energy_kwh_day": whole,
            "served_kwh_day": served,
            "served_energy_share": served / whole if whole > 0 else None,
        }
    return out


def _totals(region: Region, parameters: DemandParameters) -> dict[str, float]:
    homes = homes_of(region.demand["adcode"], region.districts, parameters)
    return class_totals(region.demand, homes, parameters)


def _row_energy(region: Region, scenario: Scenario, sized: SizedSites, factor: dict[str, float]) -> Floats:
    """Scale every demand row class by class: a class keeps its spread over the cells."""
    frame = sized.rows.frame
    energy = np.zeros(len(frame))
    for name, group in scenario.service.items():
        own = (frame["group"] == name).to_numpy()
        cells = frame["cell"].to_numpy()[own]
        for kind in group.classes:
            energy[own] += factor[kind] * region.demand[f"kwh_{kind}"].to_numpy(dtype=np.float64)[cells]
    return energy
