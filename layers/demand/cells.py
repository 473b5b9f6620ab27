"""Demand cells of a region: people, EV energy by class and hydrogen, from districts and named places.

The grid, the spread of people, the energy and the hydrogen each have their own module, where the equations
stand; here they are put together. Cells are the same under every named spread (a cell is fine where any
spread is dense), so that plans under two spreads can be compared cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import CrsError, LayerError
from gisplan_progress import silent
from gisplan_words import Series, listed, message
from layers.demand.energy import energy_by_class, private_cars
from layers.demand.grid import choose_levels, cut_districts, join_cells
from layers.demand.homes import homes_of
from layers.demand.hydrogen import hydrogen_by_cell, truck_points
from layers.demand.intensity import PEOPLE_TERMS, charging_stations, product, surroundings
from layers.demand.population import SPREADS, spread_people
from layers.demand.raster import raster_sums, reconcile
from layers.demand.swap_methanol import other_by_cell
from layers.districts.land_mask import dry_land
from layers.schema.contracts import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_arrays import Floats
    from gisplan_progress import Progress
    from layers.demand.parameters import DemandParameters
    from layers.trips import CityTrips
from layers.demand.population import Spread

RASTER: Literal["raster"] = "raster"
KM2 = 1e6
URBAN_PEOPLE_PER_KM2 = 1500.0
"""Density from which a cell is called urban, as in the Degree of Urbanisation (from memory)."""

SOURCE = "gisplan demand model: census people of the districts spread over cells, growth of the vehicle stock"
COLUMNS = (*SCHEMAS["demand"].columns, "geometry")
"""Columns of the demand layer, in order."""


@dataclass(frozen=True, eq=False)
class Land:
    """The land of a region in small pieces, with what stands around each.

    Attributes
    ----------
    districts
        As given, in the projected CRS.
    points
        Result of :func:`place_points`.
    pieces
        Result of `layers.demand.grid.cut_districts` on the dry land, with ``names``: relative people per m²
        by the names around (NaN: none are known).
    densities
        Result of `layers.demand.intensity.surroundings`.
    corridors
        In the projected CRS, or None.
    """

    districts: gpd.GeoDataFrame
    points: pd.DataFrame
    pieces: gpd.GeoDataFrame
    densities: pd.DataFrame
    corridors: gpd.GeoDataFrame | None

    def people(self, parameters: DemandParameters, spread: Spread) -> Floats:
        """Spread the people of the districts by a model, (n,) on the pieces."""
        return spread_people(self.pieces, self.districts, self.points, parameters=parameters, spread=spread)

    def with_figures(self, parameters: DemandParameters) -> Land:
        """Copy with what the names tell of people under other exponents."""
        told = self.pieces.assign(names=product(self.densities, PEOPLE_TERMS, parameters))
        return replace(self, pieces=told)

    def without_names(self) -> Land:
        """Copy as it were if no name were known."""
        return replace(self, pieces=self.pieces.assign(names=np.nan))


def lay_land(
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None = None,
    *,
    crs: str,
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None = None,
    water: gpd.GeoDataFrame | None = None,
    evidence: gpd.GeoDataFrame | None = None,
) -> Land:
    """Cut the land of a region into pieces; parameters and errors are those of :func:`build_demand`."""
    land = _checked_districts(districts, crs)
    points = place_points(places, zones, land, crs=crs)
    lines = None if corridors is None else _projected(corridors, "corridors", crs)
    wet = None if water is None else _projected(water, "water", crs)
    dry = dry_land(land, wet, places_xy=points[["x", "y"]].to_numpy(dtype=np.float64))
    cell_m, sliver = parameters.value("cell_fine_m"), parameters.value("sliver_share")
    pieces = cut_districts(dry, cell_m=cell_m, sliver_share=sliver)
    known = None if evidence is None else _projected(evidence, "evidence", crs)
    densities = surroundings(pieces, land, points, known, parameters)
    pieces["names"] = product(densities, PEOPLE_TERMS, parameters)
    return Land(land, points, pieces, densities, lines)


def build_demand(
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None = None,
    *,
    crs: str,
    parameters: DemandParameters,
    spread: Spread | Literal["raster"] = "settlements",
    corridors: gpd.GeoDataFrame | None = None,
    water: gpd.GeoDataFrame | None = None,
    evidence: gpd.GeoDataFrame | None = None,
    population_raster: Path | None = None,
    trips: CityTrips | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Build the demand layer of a region.

    Parameters
    ----------
    districts
        Polygons, any CRS: adcode, tier (of ``parameters.roles``), population (people).
    places
        Points, any CRS: kind (vocabulary ``PLACE_KINDS``), name_zh; optional weight (1), roles ("").
    zones
        Further points or polygons of the same columns (a polygon counts at a point inside); those that
        repeat a place (same name and kind) are left out.
    crs
        Projected CRS in metres, e.g. ``EPSG:4548``.
    parameters
        Coefficients.
    spread
        What spreads the people: the models ``settlements`` or ``zones``, or ``raster``.
    corridors
        Lines of expressways and trunk roads, any CRS, for corridor energy and freight routes.
    water
        Polygons that nobody lives in, any CRS; None: none are known. Land within 800 m of a named place is
        never cut.
    evidence
        Names of OpenStreetMap by class (`layers.demand.evidence`), any CRS; None: no names are known.
    population_raster
        People per pixel (WorldPop-like), for ``spread="raster"``; given with another spread, it only takes
        part in the choice of cell sizes, so that cells stay the same.
    trips
        Trips between cities, along which corridor energy falls; None: it falls along the corridors.
    progress
        Called with one line per step.

    Returns
    -------
    demand
        Polygon cells in ``crs`` with the columns of `COLUMNS`, keyed by ``cell_id``. The people of a
        district sum to its population exactly; ``ev_kwh_day`` is exactly the sum of the classes.

    Raises
    ------
    CrsError
        If a layer has no CRS or ``crs`` is not projected in metres.
    LayerError
        If a column lacks, a population is NaN or negative, keys repeat, or a kind of spread is unknown.
    """
    tell = progress or silent
    if spread not in {*SPREADS, RASTER}:
        raise LayerError(message("layers-spread", name=str(spread), known=listed([*SPREADS, RASTER])))
    if spread == RASTER and population_raster is None:
        raise LayerError(message("layers-spread-raster"))
    tell(message("progress-cells"))
    ground = lay_land(
        districts, places, zones, crs=crs, parameters=parameters, corridors=corridors, water=water,
        evidence=evidence,
    )  # fmt: skip
    land, points, pieces = ground.districts, ground.points, ground.pieces
    cell_m = parameters.value("cell_fine_m")
    tell(message("progress-spread", model=spread))
    people: dict[str, Floats] = {name: ground.people(parameters, name) for name in SPREADS}
    if population_raster is not None:
        people[RASTER], factors = reconcile(raster_sums(population_raster, pieces), pieces["adcode"], land)
        told = {"least": f"{factors.min():.2f}", "most": f"{factors.max():.2f}"}
        tell(message("progress-raster", **told))
    area = pieces["area_m2"].to_numpy(dtype=np.float64)
    densest = np.max(list(people.values()), axis=0) / area * KM2
    levels = choose_levels(
        pieces,
        densest,
        dense=parameters.value("dense_people_per_km2"),
        open_=parameters.value("open_people_per_km2"),
    )
    cells, owner = join_cells(pieces, levels, cell_m=cell_m)
    cells["population"] = np.bincount(owner, weights=people[spread], minlength=len(cells))
    cells["urban"] = cells["population"] / cells["area_m2"] * KM2 >= URBAN_PEOPLE_PER_KM2
    tell(message("progress-energy", cells=len(cells)))
    homes = homes_of(cells["adcode"], land, parameters)
    cells["private_cars"] = private_cars(cells, homes, parameters)
    stations = charging_stations(ground.densities, people[spread], area, parameters)
    cells["stations"] = np.bincount(owner, weights=stations, minlength=len(cells))
    energy = energy_by_class(
        cells, homes, points, parameters=parameters, corridors=ground.corridors, trips=trips
    )
    cells = pd.concat([cells, energy], axis=1)
    cells["ev_kwh_day"] = energy.sum(axis=1)
    cells["h2_kg_day"] = hydrogen_by_cell(cells, points, parameters=parameters, corridors=ground.corridors)
    routes = truck_points(points, parameters, ground.corridors)
    cells = cells.assign(**other_by_cell(cells, points, routes, parameters=parameters))
    cells["origin"], cells["source"], cells["verified"] = "modelled", f"{SOURCE}; spread {spread}", False
    cells["as_of"] = parameters["nev_stock_horizon"].as_of
    return gpd.GeoDataFrame(cells, geometry="geometry", crs=pieces.crs)[list(COLUMNS)]


def place_points(
    places: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None, districts: gpd.GeoDataFrame, *, crs: str
) -> pd.DataFrame:
    """Bring places and zones to one table: name_zh, kind, weight, roles, x, y (metres), adcode.

    ``adcode`` is the district a point falls in; points outside all districts are left out.
    """
    parts = [_projected(places, "places", crs)]
    if zones is not None and len(zones):
        parts.append(_projected(zones, "zones", crs))
    tables = []
    for layer in parts:
        inside = layer.geometry.representative_point()
        tables.append(
            pd.DataFrame(
                {
                    "name_zh": layer["name_zh"].astype(str).to_numpy() if "name_zh" in layer else "",
                    "kind": layer["kind"].to_numpy() if "kind" in layer else "zone",
                    "weight": layer["weight"].to_numpy(dtype=np.float64) if "weight" in layer else 1.0,
                    "roles": layer["roles"].fillna("").to_numpy() if "roles" in layer else "",
                    "x": inside.x.to_numpy(),
                    "y": inside.y.to_numpy(),
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    named = table["name_zh"] != ""
    known = named & table.duplicated(["name_zh", "kind"]) & (table.index >= len(parts[0]))
    table = table[~known].reset_index(drop=True)
    bad = ~(np.isfinite(table["weight"]) & (table["weight"] >= 0.0))
    if bad.any():
        rows = ", ".join(table.loc[bad, "name_zh"])
        raise LayerError(message("layers-place-weight", rows=rows))
    points = gpd.GeoSeries.from_xy(table["x"], table["y"], crs=crs)
    row, polygon = districts.sindex.query(points.array, predicate="intersects")
    first, where = np.unique(row, return_index=True)
    found = table.iloc[first].reset_index(drop=True)
    return found.assign(adcode=districts["adcode"].to_numpy()[polygon[where]])


def _checked_districts(districts: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    lacking = {"adcode", "tier", "population"} - set(districts.columns)
    if lacking:
        raise LayerError(message("layers-districts-lacking", names=listed(sorted(lacking))))
    if districts.empty:
        raise LayerError(message("layers-districts-none"))
    land = _projected(districts, "districts", crs).reset_index(drop=True)
    land["adcode"] = land["adcode"].astype(str)
    twice = land.loc[land["adcode"].duplicated(), "adcode"]
    if len(twice):
        raise LayerError(message("layers-adcode-repeats", codes=", ".join(twice)))
    people = pd.to_numeric(land["population"], errors="coerce")
    unread = people.isna()
    if unread.any():
        rows = [
            message("layers-population", code=code, value=repr(value))
            for code, value in zip(land["adcode"][unread], land["population"][unread], strict=True)
        ]
        raise LayerError(message("layers-population-number", rows=Series(tuple(rows), "faults")))
    land["population"] = people.astype(np.float64)
    return land


def _projected(layer: gpd.GeoDataFrame, name: str, crs: str) -> gpd.GeoDataFrame:
    if layer.crs is None:
        raise CrsError(message("layers-unlocated", layer=name))
    projected = layer.to_crs(crs)
    if not projected.crs.is_projected:
        raise CrsError(message("layers-in-degrees", layer=name, crs=crs))
    return projected
