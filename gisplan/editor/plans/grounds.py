"""Region folders that a draft is planned on: the whole region, or one district alone with its share."""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan.scenario.loading import scenario_from, scenario_toml
from gisplan_files import toml_text
from layers.crs import OUTPUT_CRS
from layers.files.layers import SUFFIXES, write_layer
from layers.region.settings import read_settings
from layers.sites.reading import laid_sites

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.editor.workspace import Workspace
    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario

DISTRICT_WORK: Final = 10.0
"""Work that the plan of one district may take, of `solver.work`: about seconds of a calm core."""
ROOM: Final = 0.9
"""Share of a district's chargers in the plan of the whole that is asked of it alone: its sites are chosen
anew, and may have less room."""
COPIED: Final = ("hydrogen_supply.csv", "tiers.toml", "demand.toml")
"""Files of a region's folder that hold for each of its districts."""


def whole_ground(shared: Workspace, sites: gpd.GeoDataFrame, into: Path) -> None:
    """Make the folder of a region with other sites.

    Parameters
    ----------
    shared
        The region.
    sites
        Its sites, EPSG:4326.
    into
        Folder to make.
    """
    own = {f"sites{suffix}" for suffix in SUFFIXES}
    shutil.copytree(
        shared.folder, into, ignore=lambda _, names: own.intersection(names), copy_function=_linked
    )
    settings = read_settings(shared.folder)
    stores = {name: text for name, text in settings.pop("layers", {}).items() if name != "sites"}
    (into / "region.toml").unlink()
    text = toml_text(settings | ({"layers": stores} if stores else {}))
    (into / "region.toml").write_text(text, encoding="utf-8")
    write_layer(sites, into / "sites.parquet", "sites")


def district_ground(shared: Workspace, sites: gpd.GeoDataFrame, adcode: str, into: Path) -> None:
    """Make the folder of one district as a region of its own: its cells as they were modelled for the whole.

    Parameters
    ----------
    shared
        The region.
    sites
        All sites of the region, EPSG:4326.
    adcode
        Code of the district.
    into
        Folder to make.
    """
    region = shared.region
    into.mkdir(parents=True)
    district = region.districts[region.districts["adcode"] == adcode]
    laid = laid_sites(
        sites, "sites", districts=region.districts, places=region.places, crs=region.crs, said=[]
    )
    cells = region.demand[region.demand["adcode"] == adcode]
    layers = {"districts": district, "demand": cells, "sites": laid[laid["adcode"] == adcode]}
    if region.standing is not None:
        layers["standing"] = region.standing[region.standing["adcode"] == adcode]
    for name, frame in layers.items():
        write_layer(
            frame.reset_index(drop=True), into / f"{name}.parquet", name
        )  # the same rows, the same bytes
    for name in COPIED:
        if (shared.folder / name).is_file():
            _linked(str(shared.folder / name), str(into / name))
    places = region.places[region.places["adcode"] == adcode].to_crs(OUTPUT_CRS)
    table = pd.DataFrame(places.drop(columns="geometry"))
    table.assign(lon=places.geometry.x, lat=places.geometry.y).to_csv(into / "places.csv", index=False)
    names = {key: str(district[key].iloc[0]) for key in ("name_zh", "name_en")}
    settings: dict[str, Any] = {"name": f"district-{adcode}", **names, "crs": region.crs, "adcodes": [adcode]}
    currency = read_settings(shared.folder).get("currency")
    text = toml_text(settings | ({"currency": currency} if currency else {}))
    (into / "region.toml").write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Quota:
    """What a plan of the whole region builds in one district.

    Attributes
    ----------
    chargers
        New chargers of the counted kinds.
    sites
        New public sites.
    cost
        Investment, in the currency of the scenario.
    """

    chargers: int
    sites: int
    cost: float


def quota_of(plan: Plan, adcode: str) -> Quota:
    """Give what a plan builds in a district."""
    sites = plan.layers.sites
    own = sites[sites["adcode"].astype(str) == adcode]
    return Quota(
        chargers=int(own.loc[own["access"].isin(plan.scenario.chargers.kinds), "chargers"].sum()),
        sites=int((own["access"] == "public").sum()),
        cost=float(own["investment_cost"].sum()),
    )


def district_scenario(scenario: Scenario, adcode: str, quota: Quota, folder: Path) -> Scenario:
    """Give the scenario of one district, which keeps what the plan of the whole gives it.

    What only the whole region can answer is not asked of it: shares by access, energy of planning tiles,
    hydrogen, corridors, pilots, years and floors by category.

    Parameters
    ----------
    scenario
        That of the whole.
    adcode
        Code of the district.
    quota
        What the district builds in the plan of the whole.
    folder
        Folder of the district as a region.
    """
    table = tomllib.loads(scenario_toml(scenario))
    for name in ("phasing", "facilities"):
        table.pop(name, None)
    table["region"] = folder.as_posix()
    table["districts"] = {code: rule for code, rule in table.get("districts", {}).items() if code == adcode}
    table["chargers"] |= {"target": int(quota.chargers * ROOM), "count": "new"}
    table["chargers"]["category_floors"]["counts"] = {}
    table["chargers"]["access_shares"]["bands"] = {}
    table["hydrogen"] |= {
        "target": 0,
        "count": "new",
        "min_commercial": 0,
        "min_captive": 0,
        "served_districts": [],
    }
    table["coverage"].pop("required_places", None)
    table["coverage"]["adequacy"]["value"] = 0.0  # neighbours help to meet it
    if scenario.coverage.max_new_sites is not None:
        table["coverage"]["max_new_sites"] = max(1, quota.sites)
    if scenario.costs.budget is not None:
        table["costs"]["budget"] = quota.cost
    table["delivery"]["pilots"] = []
    table["demand"]["compare_spread"] = "none"
    table["solver"]["work"] = min(DISTRICT_WORK, scenario.solver.work)
    return scenario_from(table, origin=scenario.name)


def _linked(one: str, other: str) -> None:
    """Copy a file without its bytes where the disk allows it: what is planned on is never written to."""
    try:
        os.link(one, other)
    except OSError:
        shutil.copyfile(one, other)
