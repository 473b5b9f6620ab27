"""How far the chosen sites agree when people are spread by another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan.siting import site_public_chargers

if TYPE_CHECKING:
    from gisplan.charger_capacity import ChargerTables
    from gisplan.scenario import Scenario
    from gisplan.siting import Siting
    from layers.region import Region


@dataclass(frozen=True)
class Agreement:
    """Agreement of two sitings under two spreads of people.

    Attributes
    ----------
    spread, other
        Names of the spreads.
    same_sites_share
        Sites in both over sites in either (Jaccard), forced sites included.
    same_free_share
        The same without required and existing sites, which agree by force.
    covered_share_kept
        People covered under the other spread by this plan's sites, over what the other siting covers.
    """

    spread: str
    other: str
    same_sites_share: float
    same_free_share: float
    covered_share_kept: float


def spread_agreement(
    region: Region, other: Region, scenario: Scenario, tables: ChargerTables, siting: Siting
) -> Agreement:
    """Site again on the other spread (same sites, same cells, other people) and compare.

    Parameters
    ----------
    region, other
        The region under the plan's spread and under the other one.
    """
    second = site_public_chargers(other, scenario, tables)
    forced = np.flatnonzero(region.sites["status"].isin(["required", "existing"]).to_numpy())
    free, second_free = np.setdiff1d(siting.opened, forced), np.setdiff1d(second.opened, forced)
    people = other.demand["population"].to_numpy(dtype=np.float64)
    return Agreement(
        scenario.demand.spread,
        scenario.demand.compare_spread,
        _jaccard(siting.opened, second.opened),
        _jaccard(free, second_free),
        _covered(second, siting.opened, people) / max(_covered(second, second.opened, people), 1e-9),
    )


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.intersect1d(a, b).size / max(np.union1d(a, b).size, 1))


def _covered(siting: Siting, opened: np.ndarray, people: np.ndarray) -> float:
    columns = np.flatnonzero(np.isin(siting.public, opened))
    return float(people[np.diff(siting.pairs.select(sites=columns).indptr) > 0].sum())
