"""How far the chosen sites agree when people are spread by another model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from gisplan.planning.lorries.trips import with_lorry_energy
from gisplan.planning.siting.choice import forced_open, site_public_chargers
from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_numbers import Figure
from gisplan_words import message
from layers.demand.cells import build_demand

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.siting.choice import Siting
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from gisplan_progress import Progress
    from gisplan_words import Said
    from layers.demand.parameters import DemandParameters
    from layers.demand.population import Spread
    from layers.region.loading import Region


SHARES: Final = ("same_sites_share", "same_free_share", "covered_share_kept")


def spread_agreement(
    region: Region,
    scenario: Scenario,
    parameters: DemandParameters,
    tables: ChargerTables,
    siting: Siting,
    *,
    progress: Progress,
    own: OwnConstraints | None = None,
) -> dict[str, Any] | None:
    """Site again under the scenario's second spread of people, and say how far the sites agree.

    Returns
    -------
    dict or None
        spread, other (their names), same_sites_share (sites in both over sites in either),
        same_free_share (the same without required and existing sites, which agree by force) and
        covered_share_kept (people covered under the other spread by this plan's sites, over what the other
        siting covers); shares are None where siting again finds no answer. None when the scenario asks for no
        comparison, or demand is not the modelled one.
    """
    other = scenario.demand.compare_spread
    if other == "none" or other == scenario.demand.spread:  # noqa: PLR1714 - so that mypy sees what is left
        return None
    cells = _spread_again(region, other, parameters)
    if cells is None:
        progress(message("planning-no-spread"))
        return None
    names = {"spread": scenario.demand.spread, "other": other}
    second = with_lorry_energy(replace(region, demand=cells), scenario)
    try:
        found = compare_sitings(region, second, scenario, tables, siting, own=own)
    except (InfeasiblePlan, SolverFailed) as error:  # beside the plan, which stands without it
        progress(message("planning-spread-none", spread=other, reason=cast("Said", error.what)))
        return {**names, **dict.fromkeys(SHARES)}
    shares = {
        "same": Figure(found["same_sites_share"], "share", 0),
        "free": Figure(found["same_free_share"], "share", 0),
        "kept": Figure(found["covered_share_kept"], "share"),
    }
    progress(message("planning-spread", spread=other, **shares))
    return {**names, **found}


def _spread_again(region: Region, spread: Spread, parameters: DemandParameters) -> gpd.GeoDataFrame | None:
    """Build the demand under the other spread, or None where the region's cells are not the model's."""
    if not (region.demand["origin"] == "modelled").all():
        return None
    cells = build_demand(
        region.districts,
        region.places,
        None,
        crs=region.crs,
        parameters=parameters,
        water=region.water,
        evidence=region.evidence,
        spread=spread,
        population_raster=region.population_raster,
        corridors=region.corridors if len(region.corridors) else None,
        trips=region.trips,
    )
    same = np.array_equal(cells["cell_id"].to_numpy(), region.demand["cell_id"].to_numpy())
    return cells if same else None


def compare_sitings(
    region: Region,
    other: Region,
    scenario: Scenario,
    tables: ChargerTables,
    siting: Siting,
    *,
    own: OwnConstraints | None = None,
) -> dict[str, float]:
    """Site again on the other spread (same sites, same cells, other people) and compare.

    Parameters
    ----------
    region, other
        The region under the plan's spread and under the other one.
    siting
        The plan's siting.
    own
        The planner's own constraints, which hold for both.
    """
    held = None if own is None else own.uncounted()
    second = site_public_chargers(other, scenario, tables, stage="tradeoff", own=held)
    forced = np.flatnonzero(forced_open(region.sites))
    free, second_free = np.setdiff1d(siting.opened, forced), np.setdiff1d(second.opened, forced)
    people = other.demand["population"].to_numpy(dtype=np.float64)
    best = _covered(second, second.opened, people)
    kept = _covered(second, siting.opened, people) / best if best > 0 else 1.0
    agree = (_jaccard(siting.opened, second.opened), _jaccard(free, second_free), kept)
    return dict(zip(SHARES, agree, strict=True))


def _jaccard(a: Indices, b: Indices) -> float:
    """Give the share of what stands in both among what stands in either; 1 when both are empty."""
    either = np.union1d(a, b).size
    return float(np.intersect1d(a, b).size / either) if either else 1.0


def _covered(siting: Siting, opened: Indices, people: NDArray[np.float64]) -> float:
    columns = np.flatnonzero(np.isin(siting.public, opened))
    return float(people[np.diff(siting.pairs.select(sites=columns).indptr) > 0].sum())
