"""Data blocks of the pages: columns of each layer that a page carries, and classes of its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from layers.results import type_columns
from maps.data.blocks import block
from maps.data.breaks import class_breaks
from maps.words.catalogue import LAND_SOURCE, for_script, term
from maps.words.proof import by_layer, weakest
from maps.words.text import Pair, is_null, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

NAMES: Final[Mapping[str, int | None]] = {"name_zh": None, "name_en": None}
PROVENANCE: Final[Mapping[str, int | None]] = {"origin": None, "source": None, "as_of": None, "verified": 0}
COLUMNS: Final[Mapping[str, Mapping[str, int | None]]] = {
    "sites": {
        "site_id": None,
        **NAMES,
        "category": None,
        "access": None,
        "adcode": None,
        "authority": None,
        "status": None,
        **PROVENANCE,
        "road_ref": None,
        "direction": None,
        "direction_en": None,
        "chainage_km": 1,
        "bays": 0,
        "grid_kw": 0,
        "headroom_kw": 0,
        "chargers": 0,
        "fast_chargers": 0,
        "kw": 0,
        "capacity_kwh_day": 0,
        "served_kwh_day": 0,
        "utilisation": 3,
        "people_covered": 0,
        "investment_cny": -2,
        "delivered_cny_kwh": 2,
        "wait_minutes": 1,
        "year": 0,
        "change": None,
    },
    "stations": {
        "site_id": None,
        **NAMES,
        "category": None,
        "adcode": None,
        "authority": None,
        "ownership": None,
        "size_kg_day": 0,
        "pressure_mpa": 0,
        "storage_kg": 0,
        "station_class": None,
        "served_kg_day": 0,
        "delivered_cny_kg": 1,
        "investment_cny": -3,
        "supply_id": None,
        "screening": None,
        "integrated": 0,
        **PROVENANCE,
        "year": 0,
    },
    "supply_links": {"supply_id": None, "site_id": None, "kg_day": 0, "km": 1, "cny_kg": 1},
    "demand": {
        "cell_id": None,
        "adcode": None,
        "population": 0,
        "ev_kwh_day": 0,
        "h2_kg_day": 1,
        "km2": 3,
        "nearest_public_m": 0,
        "served_kwh_day": 0,
        "unmet_kwh_day": 0,
    },
    "districts": {
        "adcode": None,
        **NAMES,
        "tier": None,
        "population": 0,
        "area_km2": 1,
        "chargers": 0,
        "chargers_per_10k": 1,
        "covered_share": 4,
        "reach_share": 4,
        "mean_access_m": 0,
        "worst_access_m": 0,
        "energy_kwh_day": 0,
        "served_share": 4,
        "unmet_kwh_day": 0,
        "investment_cny": -3,
        "delivered_cny_kwh": 2,
        "stations": 0,
        "chargers_public": 0,
        "chargers_dedicated": 0,
        "chargers_private": 0,
        "sites": 0,
    },
    "corridors": {
        "road_ref": None,
        **NAMES,
        "direction": None,
        "direction_en": None,
        "length_km": 1,
        "kind": None,
        "max_gap_km": 1,
        "gap_km": 1,
        "gap_from_km": 1,
        "gap_to_km": 1,
        "gap_from_zh": None,
        "gap_from_en": None,
        "gap_to_zh": None,
        "gap_to_en": None,
        "verdict": None,
        "service_areas": 0,
        **PROVENANCE,
    },
    "coverage": {"state": None, "adcode": None, "people": 0},
    "hydrogen_supply": {
        "supply_id": None,
        **NAMES,
        "kind": None,
        "capacity_kg_day": 0,
        "cost_cny_kg": 1,
        "transport": None,
        **PROVENANCE,
    },
    "places": {**NAMES, "kind": None},
    "freight_routes": {
        **NAMES,
        "trips_day": 1,
        "km_one_way": 1,
        "range_km": 0,
        "range_needed_km": 1,
        "state": None,
        "reason_zh": None,
        "reason_en": None,
        **PROVENANCE,
    },
    "energy_facilities": {
        "site_id": None,
        **NAMES,
        "kind": None,
        "category": None,
        "adcode": None,
        "authority": None,
        "functions_zh": None,
        "functions_en": None,
        "served_day": 0,
        "capacity_day": 0,
        "area_m2": 0,
        "grid_kw": 0,
        "investment_cny": -2,
        **PROVENANCE,
    },
    "reach": {"site_id": None, "from_m": 0, "to_m": 0, "road_km": 1},
    "surroundings": NAMES,
    "dropped": {
        "site_id": None,
        **NAMES,
        "category": None,
        "access": None,
        "adcode": None,
        "chargers": 0,
        **PROVENANCE,
        "kw": 0,
        "year": 0,
        "change": None,
    },
}
"""Columns a page carries, with the decimals kept; None marks text."""

DISTRICT_MEASURES: Final = {
    "covered_share": ("share", "good"),
    "chargers_per_10k": ("one", "good"),
    "chargers": ("count", "good"),
    "reach_share": ("share", "good"),
    "mean_access_m": ("m", "bad"),
    "served_share": ("share", "good"),
    "unmet_kwh_day": ("kWh", "bad"),
    "investment_cny": ("CNY", "heat"),
}
"""Figures that colour the districts: unit and ramp (good: more is better; bad: more is worse)."""

CELL_MEASURES: Final = {
    "kwh_km2": ("ev_kwh_day", "count", "heat"),
    "population_km2": ("population", "count", "heat"),
    "unmet_km2": ("unmet_kwh_day", "count", "bad"),
    "h2_km2": ("h2_kg_day", "one", "heat"),
    "nearest_public_m": (None, "m", "bad"),
}
"""Figures that colour the demand cells: column divided by the cell's km², unit, ramp."""

SITE_MEASURES: Final = {"kw": ("kW", "heat"), "utilisation": ("share", "good"), "headroom_kw": ("kW", "good")}
"""Figures that colour the sites."""


def layer_block(name: str, frame: gpd.GeoDataFrame, tolerance: float) -> dict[str, Any]:
    """Give the block of one result layer, with the columns of `COLUMNS` that it has."""
    columns = dict(COLUMNS[name])
    if name == "sites":
        columns |= {f"n_{kind}": 0 for kind in type_columns(frame)}
    if name == "demand":
        frame = frame.assign(km2=cell_km2(frame))
    return block(frame, columns, tolerance=tolerance)


def cell_km2(cells: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    """Give the area of small polygons in degrees, in km², on a sphere, at each one's latitude."""
    latitude = shapely.get_y(shapely.centroid(cells.geometry.to_numpy()))
    return np.asarray(
        shapely.area(cells.geometry.to_numpy()) * 111.195**2 * np.cos(np.radians(latitude)),
        dtype=float,
    )


def common_data(layers: PlanLayers, facts: PageFacts) -> dict[str, Any]:
    """Give what the script of every page must know beside its layers: classes, years, proof, provenance."""
    districts = layers.districts
    measures = {
        key: {
            "unit": unit,
            "ramp": ramp,
            "breaks": class_breaks(_numbers(districts[key])),
            "missing": bool(districts[key].isna().any()),
        }
        for key, (unit, ramp) in DISTRICT_MEASURES.items()
        if districts[key].notna().any()
    }
    return {
        "measures": measures,
        "siteMeasures": _site_measures(layers.sites),
        "cellMeasures": _cell_measures(layers.demand),
        "types": layers.charger_types(),
        "years": years(layers),
        "proof": list(weakest(facts.certificates)),
        "proofs": {name: list(words) for name, words in by_layer(facts.certificates).items()},
        "sources": _sources(facts.provenance),
        "byRoad": "roads" in set(facts.provenance["layer"].astype(str)),
        "ground": LAND_SOURCE,
    }


def words_data(layers: PlanLayers, facts: PageFacts) -> dict[str, list[str]]:
    """Give the words of the script."""
    return for_script(layers.charger_types(), facts.tiers)


def years(layers: PlanLayers) -> list[int]:
    """Give the years in which something is built."""
    both = pd.concat([layers.sites["year"], layers.stations["year"]]).dropna()
    return sorted({int(year) for year in both.tolist()})


def _numbers(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _site_measures(sites: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        key: {"unit": unit, "ramp": ramp, "breaks": class_breaks(_numbers(sites[key]))}
        for key, (unit, ramp) in SITE_MEASURES.items()
        if key in sites.columns
    }


def _cell_measures(cells: gpd.GeoDataFrame) -> dict[str, Any]:
    area = cell_km2(cells)
    made = {}
    for key, (column, unit, ramp) in CELL_MEASURES.items():
        values = _numbers(cells[column or key]) / (area if column else 1.0)
        breaks = class_breaks(values[values > 0])
        made[key] = {"unit": unit, "ramp": ramp, "breaks": breaks, "of": column}
    return made


def _sources(provenance: pd.DataFrame) -> dict[str, list[str]]:
    return {tidy(row["layer"], 40): list(source_words(row)) for row in records(provenance)}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame without its geometry, null as None."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def source_words(row: Mapping[str, Any]) -> Pair:
    """Give origin, source and date of a row of provenance in words."""
    origin = term("origin", row.get("origin"))
    rest = [tidy(row.get(key)) for key in ("source", "as_of") if not is_null(row.get(key))]
    return Pair(" · ".join([origin.zh, *rest]), " · ".join([origin.en, *rest]))
