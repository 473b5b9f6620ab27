"""Hydrogen demand in kg/day at named points and along the freight routes between them.

    total = trucks · kg per truck and day + buses · kg per bus and day

Trucks follow the policy's scenes: steel works, ports and their bulk terminals, logistics parks, zones of
the hydrogen industry, and the routes between them (clauses TJ17, TJ21-02). Inside a scene the demand
falls on its places by their weight. Routes are the given corridors, else straight lines from each steel
works and port to the logistics places, a point every ``hydrogen_corridor_step_m``, weighted by
exp(-d/``hydrogen_route_decay_m``) with d to the nearest freight place. Buses refuel at
stations and district seats. A scene without a place hands its share to the others. All of it is modelled;
only the 25 to 30 kg/day of a 49-t truck is a reported figure (Rongcheng station).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from layers.apportion import apportion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.demand.parameters import DemandParameters

ROLE = "hydrogen"
BUS_KINDS = ("rail_station", "district_seat")


def hydrogen_total(parameters: DemandParameters) -> tuple[float, float]:
    """Give the hydrogen of trucks and of buses, kg/day each."""
    trucks = parameters.value("hydrogen_trucks_new") * parameters.value("hydrogen_truck_kg_day")
    buses = parameters.value("hydrogen_buses_new") * parameters.value("hydrogen_bus_kg_day")
    return trucks, buses


def hydrogen_by_cell(
    cells: pd.DataFrame,
    places: pd.DataFrame,
    *,
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None = None,
) -> NDArray[np.float64]:
    """Lay hydrogen demand on the cells nearest to its points.

    Parameters
    ----------
    cells
        x, y (projected metres), one row a cell.
    places
        kind, name_zh, roles (text, ``hydrogen`` marks a point of the hydrogen economy), x, y, weight.
    parameters
        Coefficients.
    corridors
        Lines of expressways and trunk roads in the projected CRS. None: straight routes.

    Returns
    -------
    demand
        (n,) kg/day; zero on most cells. The sum is the modelled total, or 0 when no place draws any.

    Raises
    ------
    LayerError
        If a weight is NaN or negative.
    """
    trucks, buses = hydrogen_total(parameters)
    points = truck_points(places, parameters, corridors)
    stops = places[places["kind"].isin(BUS_KINDS)]
    return laid_at_points(cells, ((points, trucks), (stops, buses)), what="demand: hydrogen")


def laid_at_points(
    cells: pd.DataFrame, parts: Iterable[tuple[pd.DataFrame, float]], *, what: str
) -> NDArray[np.float64]:
    """Share totals over the points of tables (x, y, weight), and lay each on the nearest cell, (n,)."""
    demand = np.zeros(len(cells))
    tree = cKDTree(cells[["x", "y"]].to_numpy(dtype=np.float64))
    for table, total in parts:
        if table.empty or not table["weight"].to_numpy().any():
            continue
        shares = apportion(table["weight"].to_numpy(dtype=np.float64), total, what=what)
        _, nearest = tree.query(table[["x", "y"]].to_numpy(dtype=np.float64))
        np.add.at(demand, nearest, shares)
    return demand


def truck_points(
    places: pd.DataFrame, parameters: DemandParameters, corridors: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Give x, y, weight of every point where trucks refuel; weights of a scene sum to its share."""
    scenes = hydrogen_scenes(places)
    scenes["corridor"] = _routes(scenes, parameters, corridors)
    parts = []
    for name, table in scenes.items():
        mass = float(table["weight"].sum())
        if mass > 0.0:
            share = parameters.value(f"hydrogen_{name}_share")
            parts.append(table[["x", "y"]].assign(weight=table["weight"] * share / mass))
    return pd.concat(parts, ignore_index=True) if parts else places.iloc[:0]


def hydrogen_scenes(places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Sort the places where hydrogen trucks refuel into steel, port, logistics and zone."""
    marked = places["roles"].fillna("").str.split(";").map(lambda roles: ROLE in roles).astype(bool)
    kind = places["kind"]
    steel = (kind == "industry") & places["name_zh"].str.contains("钢")
    masks = {
        "steel": steel,
        "port": (kind == "port") & marked,
        "logistics": kind == "logistics",
        "zone": kind.isin(("zone", "industry")) & marked & ~steel,
    }
    return {name: places[mask] for name, mask in masks.items()}


def _routes(
    scenes: Mapping[str, pd.DataFrame], parameters: DemandParameters, corridors: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Give a point every ``hydrogen_corridor_step_m`` along the freight routes, fewer kg far from freight."""
    starts = pd.concat([scenes["steel"], scenes["port"]])[["x", "y"]].to_numpy(dtype=np.float64)
    ends = scenes["logistics"][["x", "y"]].to_numpy(dtype=np.float64)
    if corridors is not None and len(corridors):
        # both directions of a road are one row of trucks
        roads = corridors.drop_duplicates("road_ref") if "road_ref" in corridors else corridors
        lines = shapely.get_parts(roads.geometry.to_numpy())
    else:
        lines = np.array([shapely.LineString([start, end]) for start in starts for end in ends], dtype=object)
    step_m = parameters.value("hydrogen_corridor_step_m")
    steps = [
        shapely.line_interpolate_point(line, np.arange(step_m / 2.0, line.length, step_m)) for line in lines
    ]
    points = shapely.get_coordinates(np.concatenate(steps)) if steps else np.empty((0, 2))
    freight = np.vstack([starts, ends])
    weight = np.ones(len(points))
    if len(freight):
        weight = np.exp(-cKDTree(freight).query(points)[0] / parameters.value("hydrogen_route_decay_m"))
    return pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "weight": weight})
