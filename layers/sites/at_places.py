"""Sites at named places: hubs, ports, parks, development zones, logistics and hydrogen points.

The place is known (often only from memory), the site is modelled: bays, grid and area are drawn, and a
zone's or hub's further sites lie at random within its modelled circle, inside its district.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.sites.rules import NAMED_SITES, RULES_SOURCE, NamedSites
from layers.sites.slots import TRIES, draw_stock, stream
from layers.vocabulary import join_functions

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

NEAR_M = 600.0
ZONE_M = 1_500.0
ZONE_SHARE = 0.8
CAPTIVE_KINDS = ("industry", "port", "logistics")


def place_sites(places: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, *, seed: int) -> pd.DataFrame:
    """List the sites at named places.

    Parameters
    ----------
    places
        Points in metres, in a stable order: name_zh, name_en, kind, adcode, weight, roles (``hydrogen``:
        also a hydrogen hub; ``hub``: a transport hub whatever its kind), authority_radius_m, origin,
        source, as_of.
    districts
        Polygons in the same CRS: adcode. Places outside all of them get no site.
    seed
        Seed of the scenario.

    Returns
    -------
    pandas.DataFrame
        prefix, category, access, adcode, name_zh, name_en, x, y, bays, grid_kw, area_m2, allows,
        ownership, status, origin, source, as_of.
    """
    shapes = dict(zip(districts["adcode"], districts.geometry, strict=True))
    rows = []
    for place in places[places["adcode"].isin(list(shapes))].itertuples():
        roles = str(place.roles).split(";")
        kinds = [kind for kind in NAMED_SITES.values() if place.kind in kind.kinds]
        if "hub" in roles:
            kinds = [NAMED_SITES["hub"]]
        if "hydrogen" in roles:
            captive = place.kind in CAPTIVE_KINDS
            kinds.append(NAMED_SITES["hydrogen_captive" if captive else "hydrogen"])
        rows += [_sites_of(place, kind, shapes[place.adcode], seed) for kind in kinds]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _sites_of(place: pd.Series, kind: NamedSites, within: shapely.Geometry, seed: int) -> pd.DataFrame:
    """Draw the sites of one kind at one place."""
    random = stream(seed, kind.prefix, str(place.name_en))
    count = max(1, round(kind.per_weight * float(place.weight)))
    radius = place.authority_radius_m if np.isfinite(place.authority_radius_m) else ZONE_M
    points = np.array([[place.geometry.x, place.geometry.y]])
    if kind.per_weight:
        points = _around(points[0], ZONE_SHARE * float(radius), count, random, within)
    elif kind.category == "hydrogen_hub":
        points = _around(points[0], NEAR_M, 1, random, within)
    sites = draw_stock(kind.stock, count, random)
    number = [f" {i:02d}" if count > 1 else "" for i in range(1, count + 1)]
    standing = kind.status == "existing"
    mark_zh, mark_en = ("", "") if standing else ("（模拟）", " (modelled)")
    return sites.assign(
        prefix=kind.prefix,
        category=kind.category,
        access=kind.access,
        adcode=place.adcode,
        name_zh=[f"{place.name_zh}{kind.zh}{text}{mark_zh}" for text in number],
        name_en=[f"{place.name_en} {kind.en}{text}{mark_en}".replace("  ", " ").strip() for text in number],
        x=points[:, 0],
        y=points[:, 1],
        allows=join_functions(kind.stock.allows),
        ownership=kind.ownership,
        status=kind.status,
        origin=place.origin if standing else "modelled",
        source=f"place: {place.source}; {RULES_SOURCE}",
        as_of=str(place.as_of),
    )


def _around(
    centre: NDArray[np.float64],
    radius_m: float,
    count: int,
    random: np.random.Generator,
    within: shapely.Geometry,
) -> NDArray[np.float64]:
    """Draw points evenly in a circle that also lie within the polygon; the centre where none is found."""
    points: NDArray[np.float64] = np.repeat(centre[None, :], count, axis=0)
    open_ = np.ones(count, dtype=bool)
    for _ in range(TRIES):
        angle = random.uniform(0, 2 * np.pi, count)
        reach = radius_m * np.sqrt(random.random(count))
        offer = centre + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
        good = open_ & shapely.contains_xy(within, offer)
        points[good] = offer[good]
        open_ &= ~good
    return points
