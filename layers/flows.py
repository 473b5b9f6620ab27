"""Freight flows between the ports, works, parks and zones of a region and the cities beyond it.

A gravity model, wholly modelled: with weight m of a freight place and straight distance d,

    trips inside    T_ij = N · (1 - o) · m_i m_j exp(-d_ij / b) / Σ m m exp,     i ≠ j
    trips outside   T_ig = N · o · m_i g / (2 Σ m Σ g), and as many back,        g the share of the gateway

N is truck trips per day, o the share that crosses the city's border, b the decay length. Hydrogen trucks
make the same pattern with N = trucks · trips per truck. Gateways stand for the neighbours that trade with
the port: Beijing, Tangshan and the rest of Hebei. Which district stands for a neighbour, and its share, are
assumptions; its point is the centroid of that district's official polygon (`layers.districts.polygons`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod

from gisplan_errors import LayerError
from layers.districts.polygons import read_districts

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.demand.parameters import DemandParameters

FREIGHT_KINDS = ("port", "logistics", "industry", "zone")
COLUMNS = (
    "origin_id", "destination_id", "origin_lon", "origin_lat", "destination_lon", "destination_lat",
    "vehicle_class", "trips_day", "distance_km", "tag", "origin", "source", "as_of", "verified",
)  # fmt: skip
SOURCE = "gisplan freight model: gravity between named places and districts beyond the border"
LEAST_TRIPS = 0.05


@dataclass(frozen=True)
class Gateway:
    """A city beyond the region that freight goes to.

    Attributes
    ----------
    name_zh, name_en
        Names; ``name_zh`` is the id in the flows.
    adcode
        Six-digit code of the district whose polygon gives the point.
    share
        Modelled share of the trips that leave the region.
    """

    name_zh: str
    name_en: str
    adcode: str
    share: float


TIANJIN_GATEWAYS = (
    Gateway("北京", "Beijing", "110115", 0.22),
    Gateway("唐山", "Tangshan", "130203", 0.14),
    Gateway("曹妃甸", "Caofeidian", "130209", 0.12),
    Gateway("廊坊", "Langfang", "131003", 0.10),
    Gateway("沧州", "Cangzhou", "130903", 0.14),
    Gateway("保定", "Baoding", "130602", 0.10),
    Gateway("石家庄", "Shijiazhuang", "130102", 0.12),
    Gateway("秦皇岛", "Qinhuangdao", "130302", 0.06),
)
"""Neighbours of Tianjin by freight; the districts are 大兴, 路北, 曹妃甸, 广阳, 运河, 竞秀, 长安 and 海港."""


def gateway_points(gateways: tuple[Gateway, ...]) -> NDArray[np.float64]:
    """Give the points of gateways, WGS84 degrees, (n, 2): centroids of their districts' official polygons."""
    if not gateways:
        return np.empty((0, 2))
    middle = read_districts([gateway.adcode for gateway in gateways]).geometry.to_crs(6933).centroid
    degrees = middle.to_crs(4326)
    return np.column_stack([degrees.x.to_numpy(), degrees.y.to_numpy()])


def build_flows(
    places: gpd.GeoDataFrame,
    *,
    parameters: DemandParameters,
    gateways: tuple[Gateway, ...] = TIANJIN_GATEWAYS,
) -> pd.DataFrame:
    """Model the freight trips of a day between named places and gateways.

    Parameters
    ----------
    places
        Points with a CRS: name_zh, kind (of `FREIGHT_KINDS` the flows start and end at); optional weight (1).
    parameters
        Coefficients ``freight_*``, ``hydrogen_trucks_new``, ``hydrogen_trips_day``.
    gateways
        Cities beyond the region.

    Returns
    -------
    flows
        Columns `COLUMNS`, one row per origin, destination and vehicle class (``truck``: all trucks,
        ``hydrogen_truck_49t``: those among them that run on hydrogen); trips_day in trips, distance_km
        in a straight line, before any detour factor. Pairs under 0.05 trips a day are left out and their
        trips shared over the rest of the class.

    Raises
    ------
    LayerError
        If a name repeats among the freight places, or a weight is NaN or negative.
    """
    chosen = places[places["kind"].isin(FREIGHT_KINDS)].to_crs("EPSG:4326")
    twice = chosen.loc[chosen["name_zh"].duplicated(), "name_zh"]
    if len(twice):
        raise LayerError(f"places {', '.join(twice)}: name_zh repeats; flows are keyed by name")
    mass = np.ones(len(chosen))
    if "weight" in chosen:
        mass = chosen["weight"].to_numpy(dtype=np.float64)
    if not (np.isfinite(mass) & (mass >= 0.0)).all():
        raise LayerError("places: weight; expected finite numbers of at least 0")
    n = len(chosen)
    names = [*chosen["name_zh"], *(gateway.name_zh for gateway in gateways)]
    beyond = gateway_points(gateways)
    lon = np.concatenate([chosen.geometry.x.to_numpy(), beyond[:, 0]])
    lat = np.concatenate([chosen.geometry.y.to_numpy(), beyond[:, 1]])
    start, end = (index.ravel() for index in np.indices((len(names), len(names))))
    kept = (start != end) & ((start < n) | (end < n))
    start, end = start[kept], end[kept]
    _, _, metres = Geod(ellps="WGS84").inv(lon[start], lat[start], lon[end], lat[end])

    outside = (start >= n) | (end >= n)
    pull = np.concatenate([mass, [gateway.share for gateway in gateways]])
    weight = (
        pull[start] * pull[end] * np.where(outside, 1.0, np.exp(-metres / parameters.freight_decay_m.value))
    )
    share = parameters.freight_outside_share.value
    pattern = np.zeros(len(start))
    for part, total in ((outside, share), (~outside, 1.0 - share)):
        whole = weight[part].sum()
        if whole > 0.0:
            pattern[part] = total * weight[part] / whole
    hydrogen = parameters.hydrogen_trucks_new.value * parameters.hydrogen_trips_day.value
    tables = []
    for vehicle_class, trips in (
        ("truck", parameters.freight_trips_day.value),
        ("hydrogen_truck_49t", hydrogen),
    ):
        day = pattern * trips
        day[day < LEAST_TRIPS] = 0.0
        if day.any():
            day *= trips * min(1.0, pattern.sum()) / day.sum()
        used = np.flatnonzero(day)
        tables.append(
            pd.DataFrame(
                {
                    "origin_id": np.array(names, dtype=object)[start[used]],
                    "destination_id": np.array(names, dtype=object)[end[used]],
                    "origin_lon": lon[start[used]],
                    "origin_lat": lat[start[used]],
                    "destination_lon": lon[end[used]],
                    "destination_lat": lat[end[used]],
                    "vehicle_class": vehicle_class,
                    "trips_day": day[used],
                    "distance_km": metres[used] / 1000.0,
                }
            )
        )
    flows = pd.concat(tables, ignore_index=True)
    flows["tag"], flows["origin"], flows["source"] = "modelled", "modelled", SOURCE
    flows["as_of"], flows["verified"] = parameters.freight_trips_day.as_of, False
    return flows[list(COLUMNS)]
