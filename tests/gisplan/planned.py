"""Plans of the toy city, each question planned once for all tests of a worker."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import geopandas as gpd

from gisplan.pipeline import plan_region
from tests.gisplan.toy import at, toy_region, toy_scenario, with_cells, with_sites

Changes = tuple[tuple[str, Any], ...]


@functools.cache
def _planned(changes: Changes, region: str) -> Any:
    return plan_region(toy_scenario(**dict(changes)), REGIONS[region]())


def planned(region: str = "toy", **changes: Any) -> Any:
    """Plan the toy with a changed scenario; the same question is planned once."""
    if any(isinstance(value, dict | list) for value in changes.values()):
        return plan_region(toy_scenario(**changes), REGIONS[region]())
    return _planned(tuple(sorted(changes.items())), region)


def _without_source_reach() -> Any:
    """Move the sources 30 km away from everything."""
    region = toy_region()
    supply = region.hydrogen_supply.copy()
    supply["geometry"] = [at(6, -31), at(24, -31)]
    return dataclasses.replace(region, hydrogen_supply=supply)


def _busy_bus() -> Any:
    """Ten times the bus energy: the one depot has to work hard."""
    region = toy_region()
    return with_cells(region, kwh_bus=region.demand["kwh_bus"] * 10)


def _busy_centre() -> Any:
    """Eight times the energy of residents without a bay."""
    region = toy_region()
    return with_cells(region, kwh_residential=region.demand["kwh_residential"] * 8)


def _protected() -> Any:
    """A hospital 20 m from HH-1, the only captive site."""
    spot = gpd.GeoDataFrame(
        {"kind": ["important_public"], "name_zh": ["医院"]}, geometry=[at(14.02, 6.0)], crs=toy_region().crs
    )
    return dataclasses.replace(toy_region(), protected=spot)


REGIONS = {
    "toy": toy_region,
    "far sources": _without_source_reach,
    "busy buses": _busy_bus,
    "hospital": _protected,
    "free hub": lambda: with_sites(toy_region(), TH_1={"status": "candidate"}),
    "cramped depot": lambda: with_sites(toy_region(), BD_1={"bays": 2}),
    "no depot": lambda: with_sites(toy_region(), BD_1={"status": "excluded"}),
    "cramped parking": lambda: with_sites(
        _busy_centre(), **{f"PP_{i}": {"bays": 1} for i in (1, 2, 3, 4)}, PK_1={"bays": 1}, RP_1={"bays": 1}
    ),
    "busy centre": _busy_centre,
    "busy road": lambda: with_cells(toy_region(), kwh_corridor=toy_region().demand["kwh_corridor"] * 3),
    "oil in the centre": lambda: with_sites(toy_region(), FS_1={"oil_m3": 200.0}),
    "no private sites": lambda: with_sites(
        toy_region(), **{f"RS_{i}": {"status": "excluded"} for i in (1, 2, 3)}
    ),
    "area without a feed": lambda: with_sites(toy_region(), SA_1N={"bays": 0}),
    "weak area": lambda: with_sites(toy_region(), SA_1N={"grid_kw": 90.0}),
}


def counts(plan: Any, **where: Any) -> int:
    sites = plan.layers.sites
    for column, value in where.items():
        sites = sites[sites[column] == value]
    return int(sites["chargers"].sum())


def fast(plan: Any, site: str) -> int:
    sites = plan.layers.sites
    return int(sites.loc[sites["site_id"] == site, "fast_chargers"].sum())
