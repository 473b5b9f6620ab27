"""Candidate sites of a region: all categories of the vocabulary, put together and laid into districts.

Four sources: places that OpenStreetMap names (`layers.sites.named_points`), slots drawn over the demand
cells for what they lack (`layers.sites.rules`), named places (`layers.sites.at_places`) and roads
(`layers.corridors`), with fuel stations by their official counts (`layers.sites.fuel_stations`). Private
compounds stand in the cells whose home demand they serve. All are drawn on dry land
(`layers.districts.land_mask`). Nothing here is surveyed: a site's origin says where its place comes from,
and its bays, grid and area are synthetic.
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
from layers.sites.named_points import NamedPoints, laid, unclaimed
from layers.sites.rules import RULES_AS_OF, RULES_SOURCE, SLOT_RULES, STOCKS, SlotRule
from layers.sites.slots import clear_of, draw_points, draw_stock, placed, share_out, stream
from layers.sites.street_names import beside_streets, called_by_streets
from layers.vocabulary import join_functions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gisplan_words import Said

SITE_COLUMNS = tuple(SCHEMAS["sites"].columns)
"""Columns of the sites layer, in order, without the geometry."""

MODELLED = {"origin": "modelled", "source": RULES_SOURCE, "as_of": RULES_AS_OF}
CALLED = ("name_zh", "name_en")
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
    known: NamedPoints | None = None,
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
    known
        Places and streets known by name, in ``crs``; None: none are, and slots go by district and number.

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
    areas = _known_service_areas(service_areas, crs)
    named_points = known or NamedPoints()
    spots = laid(named_points.sites, points, dry)
    chosen = {rule.prefix: _chosen(rule, spots, cells, seed, density) for rule in SLOT_RULES}
    taken = spots[["x", "y"]].to_numpy(dtype=float)
    parts = []
    for rule in SLOT_RULES:
        parts.append(
            _slots(rule, chosen[rule.prefix], named_points.streets, taken, cells, dry, seed, density)
        )
        taken = _with(taken, parts[-1])
    parts.append(_compounds(cells, dry, taken, seed, density, private_bays_per_100k))
    taken = _with(taken, parts[-1])
    parts.append(
        _fuel(cells, dry, taken, fuel_counts, seed, usual_tiers().roles() if roles is None else roles)
    )
    slots = _called(
        pd.concat([part for part in parts if len(part)], ignore_index=True), named_points, points, land
    )
    parts = [slots, _named(place_sites(points, dry, seed=seed)), _roadside(roads, areas, dry, seed)]
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
    sites["substation"], sites["feeder"], sites["lorry_bays"] = "", "", np.nan
    return sites[[*SITE_COLUMNS, "geometry"]].sort_values("site_id", ignore_index=True)


def _known_service_areas(service_areas: gpd.GeoDataFrame | None, crs: str) -> gpd.GeoDataFrame:
    if service_areas is not None:
        return project(service_areas, crs, "service areas").sort_values(
            ["road_ref", "name_zh"], ignore_index=True
        )
    return gpd.GeoDataFrame({"road_ref": [], "name_zh": []}, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def _chosen(
    rule: SlotRule, spots: pd.DataFrame, cells: gpd.GeoDataFrame, seed: int, density: float
) -> pd.DataFrame:
    """Choose the known places that are candidates of a rule: all, fewer where a region thins its sites."""
    own = spots[spots["kind"].isin(rule.kinds)]
    count = max(_number(rule, cells, density), round(density * len(own)))
    if len(own) <= count:
        return own
    return own.iloc[np.sort(stream(seed, rule.prefix, "known").choice(len(own), count, replace=False))]


def _number(rule: SlotRule, cells: gpd.GeoDataFrame, density: float) -> int:
    return round(rule.per_100k * density * float(cells["population"].sum()) / PER)


def _with(taken: NDArray[np.float64], sites: pd.DataFrame) -> NDArray[np.float64]:
    """Add where modelled sites stand to what is taken; known ones are there from the start."""
    drawn = sites[sites["origin"] == MODELLED["origin"]] if len(sites) else sites
    return np.concatenate([taken, drawn[["x", "y"]].to_numpy(dtype=float)]) if len(drawn) else taken


def _slots(
    rule: SlotRule,
    known: pd.DataFrame,
    streets: pd.DataFrame,
    taken: NDArray[np.float64],
    cells: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    seed: int,
    density: float,
) -> pd.DataFrame:
    """Give the candidates of one rule in every district: known places, then slots for what is missing."""
    weight = cells[list(rule.weights)].sum(axis=1).to_numpy(dtype=float) ** rule.power
    rows = cells.groupby("adcode").indices
    none = np.empty(0, dtype=np.int64)
    drawn = cells[["x", "y", "geometry"]]  # of a province, a narrow frame is what taking rows costs
    count = _number(rule, cells, density)
    mass = np.array([weight[rows.get(adcode, none)].sum() for adcode in land["adcode"]])
    numbers = share_out(count, mass)
    street_xy = streets[["x", "y"]].to_numpy(dtype=float)
    side = (SLOT_RULES.index(rule), len(SLOT_RULES))
    parts: list[pd.DataFrame] = []
    rows_of: list[NDArray[np.int64]] = []
    for district, number in zip(land.itertuples(), numbers.tolist(), strict=True):
        random = stream(seed, rule.prefix, district.adcode)
        own = rows.get(district.adcode, none)
        xy = draw_points(drawn.iloc[own], weight[own], number, random, district.geometry)
        certain = known[known["adcode"] == district.adcode]
        xy = xy[unclaimed(xy, certain[["x", "y"]].to_numpy(dtype=float))]
        if len(street_xy):
            xy = beside_streets(xy, street_xy, random, district.geometry, side)
        xy = clear_of(xy, taken, [district.geometry] * len(xy))
        rows_of += [certain.index.to_numpy(), np.full(len(xy), -1)]
        xy = np.concatenate([certain[["x", "y"]].to_numpy(dtype=float), xy])
        parts.append(placed(draw_stock(rule.stock, len(xy), random), district.adcode, xy))
    sites = _told(pd.concat(parts, ignore_index=True), np.concatenate(rows_of), known)
    return _numbered(sites, rule.prefix, named(rule.zh, rule.en)).assign(
        category=rule.category,
        access=rule.access,
        allows=join_functions(rule.stock.allows),
        ownership=rule.ownership,
    )


def _told(sites: pd.DataFrame, rows: NDArray[np.int64], known: pd.DataFrame) -> pd.DataFrame:
    """Tell of sites what is known of their place, by its row; -1: modelled, and not called yet."""
    told = known.reindex(columns=[*CALLED, *MODELLED]).astype(object).reindex(rows).reset_index(drop=True)
    return sites.assign(
        **{name: told[name] for name in CALLED},
        **{name: told[name].fillna(value) for name, value in MODELLED.items()},
    )


def _compounds(
    cells: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    taken: NDArray[np.float64],
    seed: int,
    density: float,
    bays_per_100k: float,
) -> pd.DataFrame:
    """Name the compounds with private bays."""
    slots = compound_slots(cells, land, seed=seed, density=density, bays_per_100k=bays_per_100k, taken=taken)
    slots = slots.assign(**dict.fromkeys(CALLED), **MODELLED)
    return _numbered(slots, "RP", message("site-compound")).assign(
        category="residential", access="private", allows="charging"
    )


def _numbered(slots: pd.DataFrame, prefix: str, kind: Said) -> pd.DataFrame:
    """Make ids of slots from their district and number."""
    # A small region may have no slot of a rule: an empty map keeps the dtype of numbers.
    number = slots["number"].map("{:04d}".format).astype(str)
    return slots.assign(
        site_id=prefix + "-" + slots["adcode"] + "-" + number, kind_zh=kind.zh, kind_en=kind.en
    )


def _called(
    slots: pd.DataFrame, known: NamedPoints, places: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Name what has no name yet: by streets where they are known, else by district and number."""
    open_ = slots[slots["name_zh"].isna()]
    if len(known.streets):
        said = open_["access"].eq("public") & (open_["category"] != "fuel_station")
        plain = open_.assign(**{name: open_[name].mask(said, "") for name in ("kind_zh", "kind_en")})
        names = called_by_streets(plain, known.streets, places, land)
    else:
        # said once and filled in by row: a province has a hundred thousand of them
        form = message("site-candidate", place="{place}", kind="{kind}", number="{number}")
        names = pd.DataFrame(index=open_.index)
        number = open_["number"].map("{:04d}".format)
        for column, text, kind in (("name_zh", form.zh, "kind_zh"), ("name_en", form.en, "kind_en")):
            where = open_["adcode"].map(land.set_index("adcode")[column])
            rows = zip(where, open_[kind], number, strict=True)
            names[column] = [text.format(place=one, kind=word, number=which) for one, word, which in rows]
    slots = slots.drop(columns=["number", "kind_zh", "kind_en"])
    return slots.assign(**{name: slots[name].fillna(names[name]) for name in CALLED})


def _fuel(
    cells: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    taken: NDArray[np.float64],
    counts: pd.DataFrame,
    seed: int,
    roles: Mapping[str, str],
) -> pd.DataFrame:
    """Name the fuel-station slots."""
    if counts.empty:
        return pd.DataFrame()
    slots = fuel_station_slots(cells, land, counts, seed=seed, roles=roles)
    own = land.set_index("adcode").geometry[slots["adcode"]].to_numpy()
    slots[["x", "y"]] = clear_of(slots[["x", "y"]].to_numpy(dtype=float), taken, own)
    return _numbered(slots, "FS", message("site-fuel-station")).assign(
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
