"""Candidate sites of a region: all categories of the vocabulary, put together and laid into districts.

Three sources: slots drawn over the demand cells (`layers.sites.rules`), named places
(`layers.sites.at_places`)
and roads (`layers.corridors`), with fuel stations by their official counts (`layers.sites.fuel_stations`).
Private compounds stand in the cells whose home demand they serve. All are drawn on dry land
(`layers.districts.land_mask`). Nothing here is surveyed: a site's
origin says where its place comes from, and its bays, grid and area are synthetic.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import message, named
from layers.corridors import RING, locate
from layers.crs import project
from layers.districts.authorities import authority_of
from layers.districts.land_mask import dry_land
from layers.districts.places import district_of
from layers.districts.tiers import usual_tiers
from layers.files.layers import SITE_DEFAULTS
from layers.schema.contracts import SCHEMAS
from layers.sites.at_places import place_sites
from layers.sites.compounds import compound_slots
from layers.sites.fuel_stations import fuel_station_slots
from layers.sites.rules import RULES_AS_OF, RULES_SOURCE, SLOT_RULES, STOCKS, SlotRule
from layers.sites.slots import draw_points, draw_stock, placed, share_out, stream
from layers.vocabulary import join_functions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_words import Said

SITE_COLUMNS = tuple(SCHEMAS["sites"].columns)
"""Columns of the sites layer, in order, without the geometry."""

MODELLED = {"origin": "modelled", "source": RULES_SOURCE, "as_of": RULES_AS_OF}
logger = logging.getLogger(__name__)

PER = 100_000.0


def build_candidates(
    districts: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    corridors: gpd.GeoDataFrame,
    fuel_counts: pd.DataFrame,
    *,
    crs: str,
    seed: int,
    service_areas: gpd.GeoDataFrame | None = None,
    density: float = 1.0,
    private_bays_per_100k: float = 250.0,
    roles: Mapping[str, str] | None = None,
    water: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Build the sites layer of a region.

    Parameters
    ----------
    districts
        Polygons, any CRS: adcode, name_zh, name_en, tier.
    demand
        Cells, any CRS: cell_id, adcode, population, ``kwh_<class>``, x, y (in ``crs``).
    places
        Points, any CRS: as `layers.districts.places.read_places` gives them.
    corridors
        Lines, any CRS: as `layers.corridors.read_corridors` gives them.
    fuel_counts
        As `layers.sites.fuel_stations.read_fuel_counts` gives them.
    crs
        Projected CRS in metres.
    seed
        Seed: the same seed and layers give the same sites, whatever the order of rows.
    service_areas
        Known service areas (points): road_ref, name_zh, name_en and provenance; None: all are modelled.
    density
        Modelled slots and compounds of the region over those of the rules, above 0. Bays per head stay: at
        half the density a compound has twice the bays, within its limits.
    private_bays_per_100k
        Private bays of compounds that may take a pile, for 100,000 residents.
    roles
        Role of every tier of the region; None: the tiers are the usual ones.
    water
        Polygons that no site stands in, any CRS; None: none are known.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in ``crs`` with `SITE_COLUMNS`, sorted by site_id. ``adcode`` is the polygon a site falls
        in, ``authority`` who files its permit. Service areas of expressways are ``required``.

    Raises
    ------
    LayerError
        If a district has no cells, a tier has fuel stations but no district, or a service area fits no
        road.
    CrsError
        If a layer has no CRS.
    """
    land = project(districts, crs, "districts").sort_values("adcode", ignore_index=True)
    cells = project(demand, crs, "demand").sort_values("cell_id", ignore_index=True)
    points = project(places, crs, "places").sort_values(["kind", "name_en", "lon", "lat"], ignore_index=True)
    roads = project(corridors, crs, "corridors")
    xy = np.column_stack([points.geometry.x, points.geometry.y])
    dry = dry_land(land, None if water is None else project(water, crs, "water"), places_xy=xy)
    known = _known_service_areas(service_areas, crs)
    parts = [_slots(rule, cells, dry, seed, density) for rule in SLOT_RULES]
    parts.append(_compounds(cells, dry, seed, density, private_bays_per_100k))
    parts.append(_fuel(cells, dry, fuel_counts, seed, usual_tiers().roles() if roles is None else roles))
    parts.append(_named(place_sites(points, dry, seed=seed)))
    parts.append(_roadside(roads, known, dry, seed))
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    for name, value in SITE_DEFAULTS.items():
        table[name] = table[name].fillna(value) if name in table else value
    sites = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["x"], table["y"]), crs=crs)
    found = district_of(sites, land)
    astray = sites.loc[(found != sites["adcode"]).to_numpy(), "site_id"]
    if len(astray):
        raise LayerError(message("layers-astray", names=", ".join(astray[:5])))
    sites["authority"] = authority_of(sites, points, land)
    sites["adcode"] = sites["adcode"].astype(str)
    sites["existing_chargers"] = sites["existing_chargers"].astype(np.int64)
    sites["verified"] = sites["verified"].astype(bool)
    return sites[[*SITE_COLUMNS, "geometry"]].sort_values("site_id", ignore_index=True)


def _known_service_areas(service_areas: gpd.GeoDataFrame | None, crs: str) -> gpd.GeoDataFrame:
    if service_areas is not None:
        return project(service_areas, crs, "service areas").sort_values(
            ["road_ref", "name_zh"], ignore_index=True
        )
    return gpd.GeoDataFrame({"road_ref": [], "name_zh": []}, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def _slots(
    rule: SlotRule, cells: gpd.GeoDataFrame, land: gpd.GeoDataFrame, seed: int, density: float
) -> pd.DataFrame:
    """Draw the slots of one rule in every district."""
    weight = cells[list(rule.weights)].sum(axis=1).to_numpy(dtype=float) ** rule.power
    rows = cells.groupby("adcode").indices
    none = np.empty(0, dtype=np.int64)
    drawn = cells[["x", "y", "geometry"]]  # of a province, a narrow frame is what taking rows costs
    count = round(rule.per_100k * density * float(cells["population"].sum()) / PER)
    mass = np.array([weight[rows.get(adcode, none)].sum() for adcode in land["adcode"]])
    parts = []
    for district, number in zip(land.itertuples(), share_out(count, mass).tolist(), strict=True):
        random = stream(seed, rule.prefix, district.adcode)
        own = rows.get(district.adcode, none)
        xy = draw_points(drawn.iloc[own], weight[own], number, random, district.geometry)
        part = draw_stock(rule.stock, number, random)
        parts.append(placed(part, district.adcode, xy))
    slots = pd.concat(parts, ignore_index=True)
    return _numbered(slots, land, rule.prefix, named(rule.zh, rule.en)).assign(
        category=rule.category,
        access=rule.access,
        allows=join_functions(rule.stock.allows),
        ownership=rule.ownership,
        **MODELLED,
    )


def _compounds(
    cells: gpd.GeoDataFrame, land: gpd.GeoDataFrame, seed: int, density: float, bays_per_100k: float
) -> pd.DataFrame:
    """Name the compounds with private bays."""
    return _numbered(
        compound_slots(cells, land, seed=seed, density=density, bays_per_100k=bays_per_100k),
        land,
        "RP",
        message("site-compound"),
    ).assign(
        category="residential",
        access="private",
        allows="charging",
        **MODELLED,
    )


def _numbered(slots: pd.DataFrame, land: gpd.GeoDataFrame, prefix: str, kind: Said) -> pd.DataFrame:
    """Make ids and names of slots from their district and number."""
    # A small region may have no slot of a rule: an empty map keeps the dtype of numbers.
    number = slots["number"].map("{:04d}".format).astype(str)
    named_slots = slots.drop(columns="number").assign(site_id=prefix + "-" + slots["adcode"] + "-" + number)
    # said once and filled in by row: a province has a hundred thousand of them
    form = message("site-candidate", place="{place}", kind=kind, number="{number}")
    for column, text in (("name_zh", form.zh), ("name_en", form.en)):
        place = slots["adcode"].map(land.set_index("adcode")[column])
        pairs = zip(place, number, strict=True)
        named_slots[column] = [text.format(place=where, number=which) for where, which in pairs]
    return named_slots


def _fuel(
    cells: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    counts: pd.DataFrame,
    seed: int,
    roles: Mapping[str, str],
) -> pd.DataFrame:
    """Name the fuel-station slots."""
    if counts.empty:
        return pd.DataFrame()
    slots = fuel_station_slots(cells, land, counts, seed=seed, roles=roles)
    return _numbered(slots, land, "FS", message("site-fuel-station")).assign(
        category="fuel_station", access="public", ownership="commercial", origin="modelled"
    )


def _named(sites: pd.DataFrame) -> pd.DataFrame:
    """Give sites at named places their numbers within prefix and district."""
    if sites.empty:
        return sites
    number = sites.groupby(["prefix", "adcode"]).cumcount() + 1
    sites["site_id"] = sites["prefix"] + "-" + sites["adcode"] + "-" + number.map("{:04d}".format)
    return sites.drop(columns="prefix")


def _roadside(
    roads: gpd.GeoDataFrame, known: gpd.GeoDataFrame, land: gpd.GeoDataFrame, seed: int
) -> pd.DataFrame:
    """Make a site of every service area and direction; those of expressways must be opened."""
    areas = locate(roads, known, land)
    if areas.empty:
        return areas
    points = gpd.GeoDataFrame(areas, geometry=gpd.points_from_xy(areas["x"], areas["y"]), crs=roads.crs)
    areas["adcode"] = district_of(points, land)
    away = areas["adcode"].isna().groupby([areas["road_ref"], areas["name_zh"]]).transform("any")
    for name in sorted(areas.loc[away, "name_zh"].unique()):
        logger.warning("%s: a side lies outside all districts or in water; the pair is left out", name)
    areas = areas[~away].sort_values(["kind", "road_ref", "direction", "chainage_km"])
    parts = []
    for kind, prefix, kinds in (("expressway", "ES", ("expressway", RING)), ("trunk", "TS", ("trunk",))):
        stock = STOCKS[f"{kind}_service_area"]
        own = areas[areas["kind"].isin(kinds)].reset_index(drop=True)
        # Both directions of one service area hold the same, so one draw a name serves the pair.
        pair = own["road_ref"] + own["name_zh"]
        draws = {name: draw_stock(stock, 1, stream(seed, prefix, name)) for name in sorted(pair.unique())}
        holds = pd.concat([draws[name] for name in pair], ignore_index=True) if len(own) else pd.DataFrame()
        number = own.groupby("adcode").cumcount() + 1
        parts.append(
            own.assign(
                bays=holds.get("bays"),
                grid_kw=holds.get("grid_kw"),
                area_m2=holds.get("area_m2"),
                site_id=prefix + "-" + own["adcode"] + "-" + number.map("{:04d}".format),
                name_zh=own["name_zh"] + "（" + own["direction"] + "）",
                name_en=own["name_en"] + " (" + own["direction_en"] + ")",
                category=f"{kind}_service_area",
                access="public",
                status=np.where(own["kind"] == "expressway", "required", "candidate"),
                allows=join_functions(stock.allows),
            )
        )
    return pd.concat(parts, ignore_index=True).drop(columns=["kind", "direction_en"])
