"""A region's own facts: its districts of its tiers, its service areas, its flows, what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gisplan_words import message
from layers.corridor_ends import read_corridor_ends
from layers.crs import project
from layers.demand.evidence import FILE as EVIDENCE_FILE
from layers.demand.evidence import read_evidence
from layers.demand.homes import refuse_half_told
from layers.districts.polygons import read_districts
from layers.files.layers import SHAPES, find_layer, read_frame, read_layer
from layers.files.tables import read_table
from layers.schema.checking import check_layer
from layers.schema.contracts import SCHEMAS
from layers.sites.standing import read_standing
from layers.trips import CITIES_FILE, city_trips, read_cities

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_progress import Progress
    from gisplan_words import Message
    from layers.demand.parameters import DemandParameters
    from layers.districts.tiers import Tiers
    from layers.trips import CityTrips

AREA_COLUMNS = list(SCHEMAS["service_areas"].columns)


def region_districts(
    folder: Path, settings: dict[str, Any], tiers: Tiers, said: list[Message] | None = None
) -> gpd.GeoDataFrame:
    """Read the districts: a real layer, else the polygons of ``adcodes`` with ``districts.csv``.

    Parameters
    ----------
    folder
        Folder of the region.
    settings
        As region.toml gives them.
    tiers
        The tiers that the region names.
    said
        Told of columns that no such layer has.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326. Without ``districts.csv`` population, tier and published area are null.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract, has a tier that is none of the region's, or half a census.
    """
    real = find_layer(folder, "districts", SHAPES)
    if real is not None:
        districts = read_layer(real, "districts", said=said)
        tiers.refuse_unknown(districts, str(real))
        refuse_half_told(districts, str(real))
        return districts
    table, exclaves = folder / "districts.csv", folder / "exclaves.csv"
    districts = read_districts(
        settings["adcodes"],
        source=settings.get("district_source", "tianditu"),
        attributes=table if table.is_file() else None,
        exclaves=exclaves if exclaves.is_file() else None,
    )
    if not table.is_file():
        return districts
    tiers.refuse_unknown(districts, str(table))
    refuse_half_told(districts, str(table))
    return check_layer(districts, "districts", file=str(table))


def region_corridor_ends(folder: Path, corridors: gpd.GeoDataFrame) -> pd.DataFrame | None:
    """Read the neighbours' nearest fast sites, ``corridor_ends.csv``; None: there is none."""
    path = folder / "corridor_ends.csv"
    return read_corridor_ends(path, corridors) if path.is_file() else None


def region_trips(
    folder: Path,
    districts: gpd.GeoDataFrame,
    corridors: gpd.GeoDataFrame,
    parameters: DemandParameters,
) -> CityTrips | None:
    """Model the trips between the cities of ``cities.csv``; None: the region names no cities."""
    path = folder / CITIES_FILE
    return city_trips(districts, corridors, read_cities(path), parameters) if path.is_file() else None


def population_raster(folder: Path) -> Path | None:
    """Find a region's raster of people, ``population.tif``."""
    path = folder / "population.tif"
    return path if path.is_file() else None


def region_evidence(folder: Path, crs: str) -> gpd.GeoDataFrame | None:
    """Read the names of OpenStreetMap by class, ``evidence.csv``; None: there are none."""
    table = folder / EVIDENCE_FILE
    return read_evidence(table).to_crs(crs) if table.is_file() else None


def region_service_areas(folder: Path, said: list[Message] | None = None) -> gpd.GeoDataFrame | None:
    """Read the service areas known by name: ``service_areas.csv``, and a planner's own layer over it.

    A row of the layer ``service_areas`` replaces the row of its name; on a road that it names, the modelled
    slots go, and wider gaps are filled anew (`layers.corridors`). None: neither is there.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract.
    CrsError
        If the layer has no CRS.
    """
    table = folder / "service_areas.csv"
    real = find_layer(folder, "service_areas", SHAPES)
    found = []
    if table.is_file():
        rows = read_table(table, [*AREA_COLUMNS, "lon", "lat"], {"road_ref": str, "as_of": str})
        points = gpd.points_from_xy(rows["lon"], rows["lat"])
        areas = gpd.GeoDataFrame(rows[AREA_COLUMNS], geometry=points, crs="EPSG:4326")
        found.append(check_layer(areas, "service_areas", file=str(table)))
    if real is not None:
        own = read_layer(real, "service_areas", said=said).to_crs(4326)
        known = [rows[~_replaced(rows, own)] for rows in found]
        found = [*known, own]
    return gpd.GeoDataFrame(pd.concat(found, ignore_index=True)) if found else None


def _replaced(known: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Mark what a planner's own rows replace: areas of their names, modelled slots of the roads they name."""
    slot = (known["origin"] == "modelled") & known["road_ref"].isin(own["road_ref"])
    replaced: pd.Series[bool] = slot | known["name_zh"].isin(own["name_zh"])
    return replaced


def region_flows(folder: Path, crs: str) -> pd.DataFrame:
    """Read the freight flows; their distance is the straight line, before any detour factor."""
    path = folder / "flows.csv"
    if not path.is_file():
        return pd.DataFrame(columns=list(SCHEMAS["flows"].columns))
    coordinates = [f"{end}_{axis}" for end in ("origin", "destination") for axis in ("lon", "lat")]
    table = read_table(path, coordinates, {"as_of": str})
    ends = [
        gpd.GeoSeries.from_xy(table[f"{end}_lon"], table[f"{end}_lat"], crs="EPSG:4326").to_crs(crs)
        for end in ("origin", "destination")
    ]
    table["distance_km"] = ends[0].distance(ends[1]) / 1000
    checked: pd.DataFrame = check_layer(table, "flows", file=str(path))
    return checked


def region_standing(
    path: Path | None, districts: gpd.GeoDataFrame, places: gpd.GeoDataFrame, crs: str, tell: Progress
) -> gpd.GeoDataFrame | None:
    """Read what stands within the districts, and say how many stations lie outside; None without a file."""
    if path is None:
        return None
    said: list[Message] = []
    stock, outside = read_standing(path, districts=districts, places=places, crs=crs, said=said)
    for line in said:
        tell(line)
    if outside:
        tell(message("standing-outside", path=str(path), outside=outside, kept=len(stock)))
    return stock


def region_protected(folder: Path, crs: str) -> gpd.GeoDataFrame | None:
    """Read the buildings and fires that hydrogen keeps away from; None: they are not known."""
    path = find_layer(folder, "protected", SHAPES)
    return None if path is None else project(read_frame(path, "protected"), crs, "protected")
