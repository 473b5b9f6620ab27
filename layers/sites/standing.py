"""What stands already: its layer, its dates, and its rows among the sites of a region.

A station keeps what its owner knows of it and nothing else: what a cell leaves empty is not known. Its place
is no new site, and what it takes of bays, land and grid is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.crs import project
from layers.districts.authorities import authority_of
from layers.districts.places import district_of
from layers.files.layers import SITE_DEFAULTS, category_given, fill_defaults, read_frame
from layers.provenance import UNDATED
from layers.schema.checking import check_own
from layers.schema.contracts import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan_words import Message

COLUMNS: Final = (*SCHEMAS["standing"].columns, "adcode", "authority")
"""Columns of the standing stations of a region, beside their points."""
ASSUMED: Final = "category_assumed"
"""Column of a region's standing stations: nobody says what kind of place it is, and a usual one is taken."""
FIGURES: Final = tuple(name for name, kind in SCHEMAS["standing"].types.items() if kind == "float64")
MOST_NAMED: Final = 10


def stands(sites: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the sites where something stands: chargers, or a station of which no number is known.

    Parameters
    ----------
    sites
        Rows of layer sites, or of a plan's sites; columns status and existing_chargers.

    Returns
    -------
    numpy.ndarray
        Shape (sites,).
    """
    holds = (sites["existing_chargers"].to_numpy(dtype=np.float64) > 0) & (sites["status"] != "excluded")
    return np.asarray((sites["status"] == "existing") | holds, dtype=np.bool_)


def replaced_chargers(text: object) -> list[tuple[str, str, int]]:
    """Read what of a station is replaced, as column ``replaced`` of a plan tells it.

    Parameters
    ----------
    text
        Such as ``ac7>dc60:3;dc60>dc240:1``; empty or no text where nothing is.

    Returns
    -------
    list of tuple
        Type that is taken out, type in its place, and how many; 0 where that is no number.
    """
    out = []
    for part in text.split(";") if isinstance(text, str) and text else []:
        pair, _, number = part.partition(":")
        old, _, new = pair.partition(">")
        out.append((old.strip(), new.strip(), int(number) if number.strip().isdecimal() else 0))
    return out


def by_year(standing: pd.DataFrame, year: int) -> NDArray[np.bool_]:
    """Mark what stands at the end of a year: commissioned by then, or no one knows when, and not retired.

    Parameters
    ----------
    standing
        Rows of layer standing; columns status, since and retire.
    year
        The year.

    Returns
    -------
    numpy.ndarray
        Shape (rows,).
    """
    return by_day(standing, f"{year}-12-31")


def by_day(standing: pd.DataFrame, day: str) -> NDArray[np.bool_]:
    """Mark what stands at the end of a day.

    Parameters
    ----------
    standing
        Rows of layer standing; columns status, since and retire.
    day
        As an ISO date; a month or a year of a row has begun by any day in it.

    Returns
    -------
    numpy.ndarray
        Shape (rows,).
    """
    since, retire = standing["since"].astype(str), standing["retire"].astype(str)
    begun = (since == UNDATED) | (since <= day)
    gone = (retire != UNDATED) & (retire <= day)
    return np.asarray((standing["status"] != "excluded") & begun & ~gone, dtype=np.bool_)


def sells_hydrogen(standing: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the stations that sell hydrogen: any of its figures is known, or whose station it is."""
    known = standing[["h2_kg_day", "h2_mpa", "h2_storage_kg"]].notna().any(axis=1)
    return np.asarray(known | (_text(standing, "ownership") != ""), dtype=np.bool_)


def charges(standing: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark the stations that charge: chargers, connectors or power are known, or no hydrogen is sold."""
    known = standing[["chargers", "guns", "kw", "kwh_month"]].fillna(0.0).gt(0).any(axis=1)
    return np.asarray(known | (_text(standing, "types") != "") | ~sells_hydrogen(standing), dtype=np.bool_)


def _text(standing: pd.DataFrame, column: str) -> pd.Series[str]:
    """Give a column of texts, blank where a file had none."""
    return standing[column].astype(object).fillna("").astype(str)


def gives_stock(standing: pd.DataFrame) -> bool:
    """Tell whether a layer of standing stations tells of chargers at all."""
    return bool((charges(standing) & (standing["status"] != "excluded")).any())


def no_standing(crs: str) -> gpd.GeoDataFrame:
    """Give the standing stations of a region where nothing stands: no row."""
    types = SCHEMAS["standing"].types
    columns = {name: pd.Series(dtype=types.get(name, "object")) for name in COLUMNS}
    columns[ASSUMED] = pd.Series(dtype=bool)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def read_standing(
    path: Path,
    *,
    districts: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    crs: str,
    said: list[Message] | None = None,
) -> tuple[gpd.GeoDataFrame, int]:
    """Read a layer of standing stations, laying each into its district and its authority.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, Parquet, or CSV with lon and lat. Needed: site_id, name_zh, access, origin,
        source; the rest has defaults (`layers.files.layers.STANDING_DEFAULTS`). A polygon is a cell whose
        stations the row sums up, and stands at a point inside.
    districts, places
        Layers of the region.
    crs
        Projected CRS in metres.
    said
        Told of columns that no such layer has.

    Returns
    -------
    tuple
        The stations within the districts (`COLUMNS` and `ASSUMED`), sorted by site_id, and how many lie
        outside.

    Raises
    ------
    LayerError
        If a row breaks the contract.
    CrsError
        If the file has no CRS, or one its numbers cannot belong to.
    """
    told = read_frame(path, "standing")
    found = check_own(fill_defaults(told, "standing"), "standing", file=str(path), said=said)
    frame = project(found, crs, str(path)).assign(**{ASSUMED: ~category_given(told).to_numpy()})
    frame["geometry"] = frame.geometry.representative_point()
    within = district_of(frame, districts)
    inside = within.notna().to_numpy()
    kept = frame[inside].assign(adcode=within[inside].astype(str))
    kept = kept.assign(authority=authority_of(kept, places, districts).astype(str))
    kept = kept[[*COLUMNS, ASSUMED, "geometry"]].sort_values("site_id", ignore_index=True)
    return kept, int((~inside).sum())


def with_standing(sites: gpd.GeoDataFrame, standing: gpd.GeoDataFrame, *, file: str) -> gpd.GeoDataFrame:
    """Add the rows of a layer of standing stations to the sites.

    Parameters
    ----------
    sites
        Layer sites of the region.
    standing
        As `read_standing` gives it.
    file
        Where it comes from, for the message.

    Returns
    -------
    geopandas.GeoDataFrame
        The sites, then what stands, as rows of layer sites whose figures are 0 where they are not known.

    Raises
    ------
    LayerError
        If a key stands in both; both rows are named.
    """
    places = {str(key): at for at, key in enumerate(sites["site_id"], start=1)}
    both = [
        message(
            "standing-twice", path=file, row=str(at), key=str(key), name=str(name),
            other=str(places[str(key)]), other_name=str(sites["name_zh"].iloc[places[str(key)] - 1]),
        )
        for at, (key, name) in enumerate(zip(standing["site_id"], standing["name_zh"], strict=True), start=1)
        if str(key) in places
    ]  # fmt: skip
    if both:
        more = [message("layers-and-more", count=len(both) - MOST_NAMED)] if len(both) > MOST_NAMED else []
        raise LayerError(lines([*both[:MOST_NAMED], *more]))
    rows = as_sites(standing)
    if rows.empty:
        return sites
    joined = pd.concat([sites, rows[list(sites.columns)]], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=sites.crs).astype(sites.dtypes.to_dict())


def without_standing(sites: gpd.GeoDataFrame, standing: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Give the sites of their own layer, to edit: what stands has a layer of its own."""
    if standing is None:
        return sites
    return sites[~sites["site_id"].isin(standing["site_id"])].reset_index(drop=True)


def as_sites(standing: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write what stands, of whatever date, as rows of layer sites: 0 where a figure is not known."""
    kept = standing[standing["status"] != "excluded"].reset_index(drop=True)
    figures = kept[["bays", "grid_kw", "area_m2", "chargers", "h2_storage_kg"]].fillna(0.0)
    charging, hydrogen = charges(kept), sells_hydrogen(kept)
    functions = np.select([charging & hydrogen, hydrogen], ["charging;hydrogen", "hydrogen"], "charging")
    written = {
        "status": "existing",
        "bays": figures["bays"].astype(np.int64),
        "grid_kw": figures["grid_kw"],
        "area_m2": figures["area_m2"],
        "existing_chargers": figures["chargers"].astype(np.int64),
        "h2_storage_kg": figures["h2_storage_kg"],
        "allows": functions,
    }
    own = {name: kept[name] for name in SITE_DEFAULTS if name in kept}
    return kept.assign(**SITE_DEFAULTS | own | written)[[*SCHEMAS["sites"].columns, "geometry"]]


def standing_of(sites: gpd.GeoDataFrame, standing: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give everything that stands: the rows of its layer, and those of the sites where something stands.

    Parameters
    ----------
    sites
        Sites of the region as their own layer has them, without rows of `standing`.
    standing
        As `read_standing` gives it.

    Returns
    -------
    geopandas.GeoDataFrame
        `COLUMNS` and `ASSUMED`; of a site only the number of its chargers, its
        bays, feed and land are known, and no number where it is 0.
    """
    here = sites[stands(sites)]
    known = here["existing_chargers"].astype(float)
    kept = {name: here[name].astype(float) for name in ("bays", "grid_kw", "area_m2")}
    rows = here.assign(
        **dict.fromkeys({*FIGURES} - {*kept, "chainage_km"}, np.nan)
        | {name: one.where(one > 0) for name, one in kept.items()}
        | {"chargers": known.where(known > 0)},
        status="existing",
        since=UNDATED,
        retire=UNDATED,
        stations=1,
        types="",
        ownership="",
        **{ASSUMED: False},
    )[[*COLUMNS, ASSUMED, "geometry"]]
    if rows.empty:
        return standing
    if standing.empty:
        return rows.reset_index(drop=True)
    both = pd.concat([standing, rows], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=sites.crs)
