"""Plans and runs of the toy city: each question is planned and written once for all tests of all workers."""

from __future__ import annotations

import copyreg
import dataclasses
import hashlib
import os
import pickle
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from unittest import mock

import geopandas as gpd

from gisplan.pipeline import plan_region
from gisplan.runs import folder as run_folder
from tests.gisplan.fed_city import fed_city
from tests.gisplan.standing_city import BARE, standing_city, standing_region
from tests.gisplan.toy import at, toy_region, toy_scenario, with_cells, with_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan.plan.record import Plan


def planned(region: str = "toy", **changes: Any) -> Plan:
    """Plan the toy with a changed scenario; every caller gets a copy of its own."""
    kept = _place(region, changes).with_suffix(".pickle")
    if not kept.exists():
        plan = plan_region(toy_scenario(**changes), REGIONS[region]())
        _publish(kept, lambda draft: draft.write_bytes(pickle.dumps(plan)))
    return pickle.loads(kept.read_bytes())  # noqa: S301 - written above, in this run of the tests


def written(region: str = "toy", **changes: Any) -> Path:
    """Give the shared run folder of a plan, without pages and reports; a test that spoils it takes a copy."""
    kept = _place(region, changes).with_suffix(".run")
    if not kept.exists():
        _publish(kept, lambda draft: write_data(planned(region, **changes), draft))
    return kept


def write_data(plan: Plan, out: Path) -> Path:
    """Write a run folder without pages and reports: they have their own tests, and take seconds."""
    nothing = mock.Mock()
    with mock.patch.multiple(run_folder, _write_pages=nothing, _write_reports=nothing):
        return run_folder.write_plan(plan, out)


def _place(region: str, changes: dict[str, Any]) -> Path:
    asked = repr((region, sorted(changes.items())))
    return Path(os.environ["GISPLAN_TEST_PLANS"]) / hashlib.sha256(asked.encode()).hexdigest()


def _publish(place: Path, make: Callable[[Path], object]) -> None:
    """Make a file or folder aside and move it into place, so that no worker reads half of it."""
    aside = Path(tempfile.mkdtemp(dir=place.parent)) / place.name
    make(aside)
    try:
        if aside.is_file():  # a rename would replace the plan of another worker, which took other seconds
            os.link(aside, place)
        else:
            aside.rename(place)
    except OSError:
        if not place.exists():  # else another worker was first
            raise


def _proxy(table: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(table)


# Plans hold read-only tables, which pickle does not know.
copyreg.pickle(MappingProxyType, lambda proxy: (_proxy, (dict(proxy),)))


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
    "shut parking": lambda: with_sites(toy_region(), PP_2={"status": "excluded"}),
    "no depot": lambda: with_sites(toy_region(), BD_1={"status": "excluded"}),
    "cramped parking": lambda: with_sites(
        _busy_centre(), **{f"PP_{i}": {"bays": 1} for i in (1, 2, 3, 4)}, PK_1={"bays": 1}, RP_1={"bays": 1}
    ),
    "busy centre": _busy_centre,
    "busy road": lambda: with_cells(toy_region(), kwh_corridor=toy_region().demand["kwh_corridor"] * 3),
    "lorries": lambda: with_sites(
        with_cells(toy_region(), kwh_logistics=toy_region().demand["kwh_logistics"] * 40),
        LP_1={"grid_kw": 3000.0},
    ),
    "oil in the centre": lambda: with_sites(toy_region(), FS_1={"oil_m3": 200.0}),
    "no private sites": lambda: with_sites(
        toy_region(), **{f"RS_{i}": {"status": "excluded"} for i in (1, 2, 3)}
    ),
    "area without a feed": lambda: with_sites(toy_region(), SA_1N={"bays": 0}),
    "weak area": lambda: with_sites(toy_region(), SA_1N={"grid_kw": 90.0}),
    "fed": fed_city,
    "standing": standing_city,
    "one stands": lambda: standing_region(BARE),
}


def counts(plan: Any, **where: Any) -> int:
    sites = plan.layers.sites
    for column, value in where.items():
        sites = sites[sites[column] == value]
    return int(sites["chargers"].sum())


def fast(plan: Any, site: str) -> int:
    sites = plan.layers.sites
    return int(sites.loc[sites["site_id"] == site, "fast_chargers"].sum())
