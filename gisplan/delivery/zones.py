"""Zones that the documents name, with the districts they lie in and what the plan builds there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.access.nearness import within_own_radius

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.policies.schema import Register, Zone
    from layers.results import PlanLayers

COLUMNS: Final = (
    *("zone", "role_zh", "role_en", "clause", "document", "adcodes", "districts_zh", "place", "radius_m"),
    *("sites", "chargers", "stations", "note"),
)


def zone_table(register: Register, layers: PlanLayers, place_m: float) -> pd.DataFrame:
    """List the zones of a register.

    Parameters
    ----------
    register
        The clauses and zones.
    layers
        Result layers of the plan, EPSG:4326.
    place_m
        Radius of a named place that has none of its own, m.

    Returns
    -------
    One row a zone: zone, role_zh, role_en, clause, document, adcodes, districts_zh (``；`` between; empty
    when the region does not reach there), place (the region's place that stands for it; empty: whole
    districts), radius_m, sites, chargers, stations (in it), note.
    """
    rows = []
    # Without the polygons: picking rows of them for every zone is most of the work.
    named = pd.DataFrame(layers.districts[["adcode", "name_zh"]])
    for zone in register.zone:
        districts = zone_districts(zone, named)
        places = zone_places(zone, layers.places)
        sites = _inside(layers.sites, places, districts, place_m)
        stations = _inside(layers.stations, places, districts, place_m)
        clause = register.row(zone.clause)
        rows.append(
            {
                "zone": zone.name,
                "role_zh": zone.role.zh,
                "role_en": zone.role.en,
                "clause": zone.clause,
                "document": register.documents[clause.document].title,
                "adcodes": "；".join(zone.adcodes),
                "districts_zh": "；".join(districts["name_zh"].astype(str)),
                "place": "；".join(places["name_zh"].astype(str)),
                "radius_m": place_radius(places, place_m).max() if len(places) else np.nan,
                "sites": int(sites.sum()),
                "chargers": int(layers.sites.loc[sites, "chargers"].sum()),
                "stations": int(stations.sum()),
                "note": zone.note,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def zone_districts(zone: Zone, districts: pd.DataFrame) -> pd.DataFrame:
    """Give the districts of a zone; a code that ends in ``00`` stands for every district of that city."""
    codes = districts["adcode"].astype(str)
    return districts[in_codes(codes, zone.adcodes)]


def in_codes(codes: pd.Series[str], wanted: tuple[str, ...]) -> pd.Series[bool]:
    """Tell which codes are among the wanted ones, or belong to a wanted city (``440100``)."""
    cities = tuple(code[:4] for code in wanted if code.endswith("00"))
    return codes.isin(wanted) | (codes.str[:4].isin(cities) if cities else False)


def zone_places(zone: Zone, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the places of the region that stand for a zone smaller than a district."""
    return named_places(zone.place, places) if zone.place else places.iloc[:0]


def named_places(name: str, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the places whose name, or whose authority's, holds a text."""
    fits = places["name_zh"].astype(str).str.contains(name, regex=False)
    if "authority" in places.columns:
        # A zone is also what its authority runs elsewhere: the airport area of the port's free trade zone.
        fits |= places["authority"].fillna("").astype(str).str.contains(name, regex=False)
    return places[fits]


def place_radius(places: gpd.GeoDataFrame, place_m: float) -> NDArray[np.float64]:
    """Give the radius of each place: of its authority where it has one, else ``place_m``, m."""
    if "authority_radius_m" not in places.columns:
        return np.full(len(places), place_m)
    own = pd.to_numeric(places["authority_radius_m"], errors="coerce").to_numpy(dtype=float)
    return np.asarray(np.where(own > 0, own, place_m), dtype=np.float64)


def in_zone(zone: Zone, points: gpd.GeoDataFrame, layers: PlanLayers, place_m: float) -> NDArray[np.bool_]:
    """Tell which points lie in a zone: in the circles of its places, else in its districts."""
    places = zone_places(zone, layers.places)
    return _inside(points, places, zone_districts(zone, layers.districts), place_m)


def in_known_zone(
    zones: Iterable[Zone], points: gpd.GeoDataFrame, layers: PlanLayers, place_m: float
) -> NDArray[np.bool_] | None:
    """Tell which points lie in a zone of one name; None where the region has no place for it."""
    found = [zone for zone in zones if not (zone.place and zone_places(zone, layers.places).empty)]
    return in_zone(found[0], points, layers, place_m) if found else None


def _inside(
    points: gpd.GeoDataFrame, places: gpd.GeoDataFrame, districts: pd.DataFrame, place_m: float
) -> NDArray[np.bool_]:
    if len(places) == 0:
        return np.isin(points["adcode"].astype(str), districts["adcode"].astype(str))
    return within_own_radius(points, places, place_radius(places, place_m))
