"""A region: all its layers read, modelled where nothing better is at hand, checked, in one projected CRS.

A folder holds ``region.toml`` and tables. A real layer file of the same name (``sites.gpkg``,
``demand.parquet``, …) replaces the modelled layer whole, and the provenance frame says which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd

from gisplan_progress import silent
from gisplan_words import message
from layers.corridors import read_corridors
from layers.crs import project, region_crs
from layers.demand.cells import build_demand, lay_land
from layers.demand.parameters import MET_BY_STOCK
from layers.districts.places import read_places
from layers.districts.tiers import Tiers, region_tiers, usual_tiers
from layers.feeders import read_grid
from layers.files.layers import SHAPES, SUFFIXES, find_layer
from layers.hydrogen.supply import EXISTING_COLUMNS, read_hydrogen_existing, read_hydrogen_supply
from layers.provenance import provenance_frame
from layers.region.facts import (
    population_raster,
    region_corridor_ends,
    region_districts,
    region_evidence,
    region_flows,
    region_protected,
    region_service_areas,
    region_standing,
    region_trips,
)
from layers.region.names import region_named_points, region_names
from layers.region.settings import needed, read_settings
from layers.region.sources import Sources, sources_of
from layers.region.water import region_water
from layers.restrictions.reading import region_restrictions
from layers.roads.reach import RoadReach, on_roads, region_roads, with_roads
from layers.schema.checking import check_layer
from layers.schema.contracts import SCHEMAS
from layers.sites.candidates import build_candidates
from layers.sites.fuel_stations import COUNT_COLUMNS, read_fuel_counts
from layers.sites.reading import laid_sites
from layers.sites.standing import gives_stock, with_standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gisplan_progress import Progress
    from layers.demand.cells import Land
    from layers.demand.parameters import DemandParameters
    from layers.demand.population import Spread
    from layers.trips import CityTrips

NEEDED_FILES = ("places.csv", "hydrogen_supply.csv")


@dataclass(frozen=True)
class Region:
    """The layers of a region.

    Attributes
    ----------
    name, name_zh, name_en
        What it is called.
    crs
        Projected CRS of all geometry, metres.
    districts, demand, sites, corridors, hydrogen_supply, places
        Layers as `layers.schema.checking.SCHEMAS` describes them.
    flows
        Table of freight flows: origin_id, destination_id, lon and lat of both ends (WGS84), vehicle_class,
        trips_day, distance_km.
    hydrogen_existing
        Dated records of standing hydrogen stations, most without a place.
    protected
        Buildings and fires that hydrogen keeps away from; None: not known, setbacks are not assessed.
    provenance
        layer, rows, origin, verified_share, source, as_of; one row a layer and origin.
    roads
        Cells and sites on the region's road network; None: ways are straight lines times a detour factor.
    population_raster
        The folder's ``population.tif`` (people per pixel), for the spread ``raster``; None: there is none.
    corridor_ends
        The neighbours' nearest fast sites beyond the ends of roads (`layers.corridor_ends`); None: not known,
        the stretches to the border are not assessed.
    water
        Polygons that nobody lives in; None: none are known, and people and sites may stand anywhere.
    evidence
        Names of OpenStreetMap by class (`layers.demand.evidence`); None: none are known.
    tiers
        The tiers that the region names.
    stores
        Store and version of each layer that was read from one.
    standing
        What stands, as a layer of its own tells it (`layers.sites.standing`); its rows stand among the sites
        too. None: there is no such layer, and only the sites say what stands.
    feeders, substations
        The grid that feeds the sites (`layers.feeders`); None: not known, and it bounds nothing.
    restrictions
        Ground and hours in which trucks or hazardous goods may not drive (`layers.restrictions`); None: not
        known, and they drive everywhere.
    trips
        Car trips between the cities that the region names (`layers.trips`); None: it names none.
    """

    name: str
    name_zh: str
    name_en: str
    crs: str
    districts: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    hydrogen_supply: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    flows: pd.DataFrame
    hydrogen_existing: pd.DataFrame
    protected: gpd.GeoDataFrame | None
    provenance: pd.DataFrame
    roads: RoadReach | None = None
    population_raster: Path | None = None
    corridor_ends: pd.DataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    evidence: gpd.GeoDataFrame | None = None
    tiers: Tiers = field(default_factory=usual_tiers)
    stores: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    standing: gpd.GeoDataFrame | None = None
    feeders: gpd.GeoDataFrame | None = None
    substations: gpd.GeoDataFrame | None = None
    restrictions: gpd.GeoDataFrame | None = None
    trips: CityTrips | None = None

    @property
    def stock_is_given(self) -> bool:
        """Whether a layer tells which chargers stand: then no share of the demand counts as met by them."""
        return self.standing is not None and gives_stock(self.standing)


def load_region(
    folder: Path,
    *,
    demand: DemandParameters,
    spread: Spread | Literal["raster"] = "settlements",
    standing: Path | None = None,
    drawn_by: DemandParameters | None = None,
    progress: Progress | None = None,
) -> Region:
    """Read a region from its folder.

    Parameters
    ----------
    folder
        With region.toml, districts.csv (or a layer districts), places.csv and hydrogen_supply.csv; and,
        where they exist, geonames, cities.csv, corridors.csv, service_areas.csv, fuel_station_counts.csv,
        flows.csv, hydrogen_existing.csv, corridor_ends.csv, population.tif, tiers.toml, water.csv,
        exclaves.csv, evidence.csv, candidates.csv, streets.csv, names.csv (pages alone use it), and real
        layers sites, standing, demand, corridors, protected, roads, water, service_areas, feeders,
        substations, restrictions.
    demand
        Figures of the demand model, for the region (`layers.demand.reading.region_parameters`). Where a layer
        tells which chargers stand, none of the growth counts as met by them in the demand.
    spread
        What spreads the people over cells: a model, or ``raster`` where the folder has population.tif.
    standing
        File of the standing stations in place of the folder's own.
    drawn_by
        Figures that modelled sites are drawn by, so that they stay where they are whatever is known or
        guessed of the standing stations; None: `demand`.
    progress
        Told one line a step.

    Returns
    -------
    Region
        All layers checked and in the region's projected CRS.

    Raises
    ------
    LayerError
        If a file is missing or a row breaks its layer's contract; all bad rows of a layer at once.
    CrsError
        If a layer has no CRS, or one its numbers cannot belong to.
    """
    tell = progress or silent
    settings = read_settings(folder)
    for name in NEEDED_FILES:
        needed(folder, name)
    tell(message("progress-districts"))
    tiers = region_tiers(folder)
    _needed_districts(folder)
    sources = sources_of(folder, settings)
    districts = region_districts(folder, settings, tiers, sources.said)
    crs = region_crs(districts, settings.get("crs"))
    districts = project(districts, crs, "districts")
    places = _places(folder, settings, districts, crs)
    corridors = _corridors(sources, crs)
    water = region_water(folder, crs)
    evidence = region_evidence(folder, crs)
    stands = standing or find_layer(folder, "standing")
    stock = region_standing(stands, districts, places, crs, tell)
    spots = drawn_by or demand
    if stock is not None and gives_stock(stock):
        demand = demand.without_stock()
    trips = region_trips(folder, districts, corridors, demand)

    def modelled(parameters: DemandParameters) -> gpd.GeoDataFrame:
        folder = sources.folder
        return _demand(
            folder, districts, places, corridors, water, evidence, crs, parameters, spread, trips, progress
        )

    real = sources.read_checked("demand", crs)
    cells = modelled(demand) if real is None else real
    tell(message("progress-sites"))
    alike = real is not None or spots.values_of(MET_BY_STOCK) == demand.values_of(MET_BY_STOCK)
    sites = _sites(
        sources, settings, districts, places, corridors, water, crs, demand,
        lambda: cells if alike else modelled(spots),
    )  # fmt: skip
    if stock is not None:
        sites = with_standing(sites, stock, file=str(stands))
    supply = read_hydrogen_supply(folder / "hydrogen_supply.csv", crs=crs)
    flows = region_flows(folder, crs)
    existing = folder / "hydrogen_existing.csv"
    no_records = pd.DataFrame(columns=list(EXISTING_COLUMNS))
    records = read_hydrogen_existing(existing) if existing.is_file() else no_records
    graph = region_roads(folder, crs)
    roads = None if graph is None else on_roads(graph, cells, sites, corridors)
    if roads is not None:
        tell(message("progress-roads", roads=len(roads.graph.tail), lost=len(roads.unreachable())))
    layers: dict[str, Any] = {
        "districts": districts,
        "demand": cells,
        "sites": sites,
        "corridors": corridors,
        "hydrogen_supply": supply,
        "hydrogen_existing": records,
        "places": places,
        "flows": flows,
    }
    names = region_names(folder, settings)
    said = layers if names is None else {**layers, "names": names}
    said = said if stock is None or stock.empty else {**said, "standing": stock}
    feeders, substations = (read_grid(folder, name, crs, sources.said) for name in ("feeders", "substations"))
    restrictions = region_restrictions(folder, crs, sources.said)
    grid = {"feeders": feeders, "substations": substations, "restrictions": restrictions}
    said = {**said, **{name: frame for name, frame in grid.items() if frame is not None}}
    for line in sources.said:
        tell(line)
    tell(message("progress-region", cells=len(cells), sites=len(sites), places=len(places)))
    return Region(
        **{name: settings[name] for name in ("name", "name_zh", "name_en")},
        crs=crs,
        **layers,
        protected=region_protected(folder, crs),
        provenance=with_roads(provenance_frame(said), folder, roads),
        roads=roads,
        population_raster=population_raster(folder),
        corridor_ends=region_corridor_ends(folder, corridors),
        water=water,
        evidence=evidence,
        tiers=tiers,
        stores=sources.records,
        standing=stock,
        feeders=feeders,
        substations=substations,
        restrictions=restrictions,
        trips=trips,
    )


def load_land(folder: Path, *, demand: DemandParameters) -> Land:
    """Read what the demand model stands on in a region: parameters and errors of `load_region`."""
    settings = read_settings(folder)
    needed(folder, "places.csv")
    _needed_districts(folder)
    districts = region_districts(folder, settings, region_tiers(folder))
    crs = region_crs(districts, settings.get("crs"))
    districts = project(districts, crs, "districts")
    corridors = _corridors(sources_of(folder, settings), crs)
    return lay_land(
        districts,
        _places(folder, settings, districts, crs),
        crs=crs,
        parameters=demand,
        corridors=corridors if len(corridors) else None,
        water=region_water(folder, crs),
        evidence=region_evidence(folder, crs),
    )


def _needed_districts(folder: Path) -> None:
    if find_layer(folder, "districts", SHAPES) is None:
        needed(folder, "districts.csv")


def _places(
    folder: Path, settings: dict[str, Any], districts: gpd.GeoDataFrame, crs: str
) -> gpd.GeoDataFrame:
    table = folder / "places.csv"
    settlements = needed(folder, settings["geonames"]) if "geonames" in settings else None
    frame = read_places(table, settlements, districts=districts)
    return project(check_layer(frame, "places", file=str(table)), crs, str(table))


def _corridors(sources: Sources, crs: str) -> gpd.GeoDataFrame:
    if (real := sources.read_checked("corridors", crs)) is not None:
        return real
    table = sources.folder / "corridors.csv"
    if not table.is_file():
        return _empty("corridors", crs)
    return check_layer(read_corridors(table, crs=crs), "corridors", file=str(table))


def _demand(
    folder: Path,
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    corridors: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame | None,
    evidence: gpd.GeoDataFrame | None,
    crs: str,
    parameters: DemandParameters,
    spread: Spread | Literal["raster"],
    trips: CityTrips | None,
    progress: Progress | None,
) -> gpd.GeoDataFrame:
    cells = build_demand(
        districts,
        places,
        crs=crs,
        parameters=parameters,
        spread=spread,
        corridors=corridors if len(corridors) else None,
        water=water,
        evidence=evidence,
        population_raster=population_raster(folder),
        trips=trips,
        progress=progress,
    )
    return check_layer(cells, "demand")


def _sites(
    sources: Sources,
    settings: dict[str, Any],
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    corridors: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame | None,
    crs: str,
    demand: DemandParameters,
    cells: Callable[[], gpd.GeoDataFrame],
) -> gpd.GeoDataFrame:
    real = sources.read("sites", SUFFIXES)
    if real is not None:
        return laid_sites(*real, districts=districts, places=places, crs=crs, said=sources.said)
    counts = sources.folder / "fuel_station_counts.csv"
    sites = build_candidates(
        districts,
        cells(),
        places,
        corridors,
        read_fuel_counts(counts) if counts.is_file() else pd.DataFrame(columns=list(COUNT_COLUMNS)),
        crs=crs,
        seed=int(settings.get("seed", 0)),
        density=float(settings.get("site_density", 1.0)),
        private_bays_per_100k=demand.value("private_bays_per_100k"),
        service_areas=region_service_areas(sources.folder, sources.said),
        roles=demand.roles,
        water=water,
        known=region_named_points(sources.folder, settings, crs=crs),
    )
    return check_layer(sites, "sites")


def _empty(layer: str, crs: str) -> gpd.GeoDataFrame:
    columns = {name: pd.Series(dtype=object) for name in SCHEMAS[layer].columns}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=crs), crs=crs)
