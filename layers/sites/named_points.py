"""Places that OpenStreetMap knows by name: candidates of their own, and streets that name the modelled ones.

A region may hold ``candidates.csv``, one row a place (what it is, and whether a building or a bus stop that
is named after it gives the point), and ``streets.csv``, one row a street with points along it. Origin,
source and date of their rows stand once, under ``names`` in region.toml. What a candidate holds is modelled
all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.districts.places import district_of
from layers.files.tables import points_of, read_table
from layers.schema.checking import check_layer
from layers.schema.contracts import SCHEMAS
from layers.sites.rules import CATEGORY_OF_KIND, NAMED_SITES, RULES_SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

TABLES: Final = ("candidates.csv", "streets.csv")
CANDIDATES: Final = tuple(SCHEMAS["named_sites"].columns)
STREETS: Final = tuple(SCHEMAS["streets"].columns)
JOIN_M: Final = 150.0
"""No two known candidates of a category stand nearer than this, metres."""
SAME_NAME_M: Final = 5_000.0
"""A place of the region's own table is the same within this, where it is called so: it may be remembered."""
CLAIM_M: Final = 2_000.0
"""A known place stands for a slot within this, metres: the service radius of a dense district."""
AT: Final = {
    "building": "point of the building",
    "bus_stop": "point of a bus stop named after it, which stands near",
}


@dataclass(frozen=True)
class NamedPoints:
    """What a region knows by name.

    Attributes
    ----------
    sites
        name_zh, name_en, kind, x, y (metres), origin, source, as_of.
    streets
        A row a point: name_zh, name_en, x, y (metres).
    """

    sites: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*CANDIDATES, "x", "y"]))
    streets: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["name_zh", "name_en", "x", "y"])
    )


def read_candidates(path: Path) -> pd.DataFrame:
    """Read a table of places that are candidates.

    Parameters
    ----------
    path
        CSV with `CANDIDATES`: lon and lat in degrees, WGS84; ``kind`` is one of `CATEGORY_OF_KIND`, ``at`` of
        `AT`.

    Returns
    -------
    pandas.DataFrame
        Its rows.

    Raises
    ------
    LayerError
        If it cannot be read or a row is not valid; all such rows are named at once.
    """
    table = read_table(path, CANDIDATES)
    rows: pd.DataFrame = check_layer(table, "named_sites", file=str(path))
    faults = [
        message(
            "layers-named-site",
            path=str(path),
            name=str(row.name_zh),
            column=column,
            value=repr(value),
            known=known,
        )
        for row in rows.itertuples()
        for column, value, words in (("kind", row.kind, CATEGORY_OF_KIND), ("at", row.at, AT))
        if value not in words
        for known in (listed(tuple(words)),)
    ]
    if faults:
        raise LayerError(lines(faults))
    return rows


def read_streets(path: Path) -> pd.DataFrame:
    """Read a table of streets.

    Parameters
    ----------
    path
        CSV with `STREETS`; ``points`` as ``lon lat;lon lat`` (degrees, WGS84).

    Returns
    -------
    pandas.DataFrame
        A row a point: name_zh, name_en, lon, lat.

    Raises
    ------
    LayerError
        If it cannot be read or a row is not valid; all such rows are named at once.
    """
    table: pd.DataFrame = check_layer(read_table(path, STREETS), "streets", file=str(path))
    found = [points_of(text) for text in table["points"]]
    faults = [
        message("layers-names-more", path=str(path), name=name, value=repr(text[:60]))
        for name, text, points in zip(table["name_zh"], table["points"], found, strict=True)
        if points is None
    ]
    if faults:
        raise LayerError(lines(faults))
    told = [points or [] for points in found]
    xy = np.array([point for points in told for point in points], dtype=float).reshape(-1, 2)
    rows = table.drop(columns="points").loc[table.index.repeat([len(points) for points in told])]
    return rows.reset_index(drop=True).assign(lon=xy[:, 0], lat=xy[:, 1])


def read_named_points(folder: Path, said: Mapping[str, str], *, crs: str) -> NamedPoints:
    """Read what a region knows by name; empty where it has no table.

    Parameters
    ----------
    folder
        Folder of the region.
    said
        origin, source and as_of of all rows.
    crs
        Projected CRS in metres.

    Returns
    -------
    NamedPoints
        Their points in ``crs``.

    Raises
    ------
    LayerError
        If a row is not valid.
    """
    parts: dict[str, pd.DataFrame] = {}
    if (path := folder / TABLES[0]).is_file():
        sites = _metres(read_candidates(path), crs).assign(**said)
        sites["source"] = [f"{said['source']}: {AT[at]}; {RULES_SOURCE}" for at in sites["at"]]
        parts["sites"] = sites
    if (path := folder / TABLES[1]).is_file():
        parts["streets"] = _metres(read_streets(path), crs)
    return NamedPoints(**parts)


def laid(sites: pd.DataFrame, places: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> pd.DataFrame:
    """Lay known candidates into districts, without those that a place of the region's table stands for.

    Parameters
    ----------
    sites
        Those of `NamedPoints`.
    places
        Points in metres: name_zh, kind.
    land
        Polygons in the same CRS: adcode; dry land.

    Returns
    -------
    pandas.DataFrame
        The rows on land, with adcode, sorted so that the order of the table does not matter.
    """
    if sites.empty:
        return sites.assign(adcode=pd.Series(dtype=object))
    points = gpd.GeoDataFrame(sites, geometry=gpd.points_from_xy(sites["x"], sites["y"]), crs=land.crs)
    sites = sites.assign(adcode=district_of(points, land))
    known = places[places["kind"].isin(kind for rule in NAMED_SITES.values() for kind in rule.kinds)]
    taken = np.zeros(len(sites), dtype=bool)
    if len(known):
        tree = KDTree(np.column_stack([known.geometry.x, known.geometry.y]))
        own = sites[["x", "y"]].to_numpy(dtype=float)
        taken = np.asarray(tree.query(own)[0]) < JOIN_M
        names = known["name_zh"].map(bare).to_numpy()
        close = tree.query_ball_point(own, SAME_NAME_M)
        taken |= [bare(name) in set(names[near]) for name, near in zip(sites["name_zh"], close, strict=True)]
    kept = sites[sites["adcode"].notna().to_numpy() & ~taken]
    return kept.sort_values(["adcode", "kind", "name_zh", "x", "y"], ignore_index=True)


def unclaimed(slots: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the slots that no known place stands for: nearest pairs first, one slot a place.

    Parameters
    ----------
    slots, known
        Points, metres, shapes (n, 2) and (m, 2).

    Returns
    -------
    numpy.ndarray
        Shape (n,); a place claims none where none is left within `CLAIM_M`.
    """
    free = np.ones(len(slots), dtype=bool)
    if not len(slots) or not len(known):
        return free
    near = KDTree(slots).sparse_distance_matrix(KDTree(known), CLAIM_M, output_type="ndarray")
    idle = np.ones(len(known), dtype=bool)
    for slot, place, _ in np.sort(near, order=["v", "i", "j"]):
        if free[slot] and idle[place]:
            free[slot] = idle[place] = False
    return free


def bare(name: str) -> str:
    """Give what a name has before the words that tables write differently."""
    return str(name).replace("火车站", "站").replace("铁路", "").replace("高铁", "")


def _metres(table: pd.DataFrame, crs: str) -> pd.DataFrame:
    spots = gpd.GeoSeries.from_xy(table["lon"], table["lat"], crs="EPSG:4326").to_crs(crs)
    return table.assign(x=spots.x.to_numpy(), y=spots.y.to_numpy())
