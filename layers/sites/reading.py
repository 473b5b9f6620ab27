"""A planner's own candidate sites: read, laid into district and authority, checked row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.crs import project
from layers.districts.authorities import authority_of
from layers.districts.places import district_of
from layers.files.layers import fill_defaults, read_frame
from layers.schema.checking import check_own

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan_words import Message

NOWHERE_YET = "000000"
UNKNOWN_YET = "-"
"""Stand-ins while the other columns are checked; the polygons fill them in."""


def read_sites(
    path: Path, *, districts: gpd.GeoDataFrame, places: gpd.GeoDataFrame, crs: str
) -> gpd.GeoDataFrame:
    """Read a real layer of candidate sites, laying each into its district and its authority.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, Parquet, or CSV with lon and lat. Needed: site_id, name_zh, category, access,
        bays, grid_kw, origin, source; the rest has defaults (`layers.files.layers.SITE_DEFAULTS`).
    districts, places
        Layers of the region.
    crs
        Projected CRS in metres.

    Returns
    -------
    geopandas.GeoDataFrame
        The sites sorted by site_id. ``adcode`` is always the polygon a site falls in; an ``authority``
        that the file gives is kept.

    Raises
    ------
    LayerError
        If a row breaks the contract, a site lies outside all districts, or its adcode is not its polygon's.
    CrsError
        If the file has no CRS, or one its numbers cannot belong to.
    """
    return laid_sites(read_frame(path, "sites"), str(path), districts=districts, places=places, crs=crs)


def with_stand_ins(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give sites with their defaults, and stand-ins where a region finds out district and authority."""
    filled = fill_defaults(frame, "sites")
    for name, stand_in in (("adcode", NOWHERE_YET), ("authority", UNKNOWN_YET)):
        if name not in filled:
            filled[name] = stand_in
        cells = filled[name].astype(object)
        filled[name] = cells.where(cells.notna() & (cells != ""), stand_in)
    return filled


def laid_sites(
    found: gpd.GeoDataFrame,
    path: str,
    *,
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    crs: str,
    said: list[Message] | None = None,
) -> gpd.GeoDataFrame:
    """Lay candidate sites, as they were read, into their districts and authorities: see `read_sites`.

    Parameters
    ----------
    found
        The sites.
    path
        Where they come from, for messages.
    districts, places, crs
        As in `read_sites`.
    said
        Told of columns that no site has.

    Raises
    ------
    LayerError
        As in `read_sites`.
    CrsError
        As in `read_sites`.
    """
    frame = project(check_own(with_stand_ins(found), "sites", file=path, said=said), crs, path)
    found = district_of(frame, districts)
    named = found.where(frame["adcode"] == NOWHERE_YET, frame["adcode"])
    faults = []
    for row, (key, stated, is_in) in enumerate(zip(frame["site_id"], named, found, strict=True), start=1):
        where = f"{path}: layer sites: row {row} ({key})"
        if is_in is None:
            faults.append(message("layers-site-outside", where=where))
        elif stated != is_in:
            faults.append(message("layers-site-adcode", where=where, value=repr(stated), own=repr(is_in)))
    if faults:
        raise LayerError(lines(faults))
    frame["adcode"] = found.astype(str)
    given = frame["authority"]
    governed = given.where(given != UNKNOWN_YET, authority_of(frame, places, districts))
    frame["authority"] = governed.astype(str)
    return frame.sort_values("site_id", ignore_index=True)
