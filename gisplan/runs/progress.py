"""Progress: what of a plan stands on a day, by an export of what stands, and what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from gisplan.planning.standing import standing_numbers
from layers.importing.neighbours import stem
from layers.sites.standing import by_day

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats, Indices

SAME_PLACE_M: Final = 50.0
"""This near a station is the planned site, whatever it is called."""
SAME_NAME_M: Final = 500.0
"""This near it is one of the same name but for numbers and words for a station."""
DIMENSIONS: Final = ("district", "category", "year", "operator")
COLUMNS: Final = ("dimension", "key", "planned", "built", "left")


@dataclass(frozen=True, eq=False)
class Progress:
    """What stands of a plan on a day.

    Attributes
    ----------
    table
        `COLUMNS`: chargers planned, built since the plan's base date and left; by district, category, year of
        the plan and operator.
    sites
        A row a planned site, and a station that is none: site_id, name_zh, standing_id, metres, planned,
        built.
    figures
        target, built, left, undated (chargers of stations without a date, which count as standing before the
        plan), expected (by the horizon, at the pace since the base date), and the day.
    """

    table: pd.DataFrame
    sites: pd.DataFrame
    figures: dict[str, Any]


def progress_of(plan: Plan, standing: gpd.GeoDataFrame, on: dt.date) -> Progress:
    """Compare a plan with what stands on a day.

    Parameters
    ----------
    plan
        A plan, its layers in degrees or metres.
    standing
        As `layers.sites.standing.read_standing` gives it.
    on
        The day; what is commissioned later does not count, nor what stood on the plan's base date.

    Returns
    -------
    Progress
        A station is matched to a planned site by key, else by place, else by name within 500 m; each once.
    """
    scenario, sites = plan.scenario, plan.layers.sites.to_crs(standing.crs).reset_index(drop=True)
    here = by_day(standing, on.isoformat()) & standing["access"].isin(scenario.chargers.kinds).to_numpy()
    old = by_day(standing, scenario.base_date.isoformat())
    number = standing_numbers(standing, scenario)
    rows = standing.assign(built=np.where(here & ~old, number, 0.0))
    rows = rows[here & ~old].reset_index(drop=True)
    match, away = matched(sites, rows)
    built = np.zeros(len(sites))
    np.add.at(built, match[match >= 0], rows["built"].to_numpy()[match >= 0])
    counted = sites["access"].isin(scenario.chargers.kinds).to_numpy()
    planned = np.where(counted, sites["chargers"].to_numpy(dtype=float), 0.0)
    year = np.array([str(int(value)) for value in sites["year"]])
    none = np.full(len(rows), "", dtype=object)
    mine = {
        "district": (sites["adcode"].astype(str), rows["adcode"].astype(str)),
        "category": (sites["category"].astype(str), rows["category"].astype(str)),
        "year": (year, np.where(match >= 0, year[np.maximum(match, 0)], none) if len(sites) else none),
        "operator": (sites["operator"].fillna("").astype(str), rows["operator"].astype(str)),
    }
    parts = [_by(name, *mine[name], planned, rows["built"].to_numpy()) for name in DIMENSIONS]
    target, stood = scenario.chargers.new_target, float(rows["built"].sum())
    days, left_days = (on - scenario.base_date).days, (_end(scenario.horizon) - on).days
    undated = here & (standing["since"] == "undated").to_numpy()
    figures = {
        "on": on.isoformat(),
        "target": target,
        "built": round(stood),
        "left": max(0, round(target - stood)),
        "expected": None if days <= 0 else round(stood + stood / days * max(left_days, 0)),
        "horizon": scenario.horizon,
        "undated": round(float(number[undated].sum())),
    }
    placed = _sites(sites, planned, built, rows, match, away)
    return Progress(pd.concat(parts, ignore_index=True), placed, figures)


def matched(sites: gpd.GeoDataFrame, rows: gpd.GeoDataFrame) -> tuple[Indices, Floats]:
    """Match stations to planned sites: by key, by place, by name; give positions (-1: none) and metres."""
    match, away = np.full(len(rows), -1, dtype=np.int64), np.full(len(rows), np.nan)
    if not len(rows) or not len(sites):
        return match, away
    at = np.column_stack([sites.geometry.x, sites.geometry.y])
    spots = np.column_stack([rows.geometry.x, rows.geometry.y])
    keys = pd.Index(sites["site_id"].astype(str)).get_indexer(pd.Index(rows["site_id"].astype(str)))
    match[keys >= 0] = keys[keys >= 0]
    names = [stem(str(name)) for name in sites["name_zh"]]
    pairs = KDTree(spots).sparse_distance_matrix(KDTree(at), SAME_NAME_M, output_type="coo_matrix")
    order = np.lexsort((pairs.col, pairs.row, pairs.data))
    taken = set(match[match >= 0].tolist())
    for r, s, metres in zip(pairs.row[order], pairs.col[order], pairs.data[order], strict=True):
        same = metres <= SAME_PLACE_M or stem(str(rows["name_zh"].iloc[r])) == names[s]
        if match[r] < 0 and s not in taken and same:
            match[r] = s
            taken.add(int(s))
    found = match >= 0
    away[found] = np.hypot(*(spots[found] - at[match[found]]).T)
    return match, away


def _by(name: str, site: Any, row: Any, planned: Floats, built: Floats) -> pd.DataFrame:  # noqa: ANN401
    first = pd.Series(planned).groupby(np.asarray(site)).sum()
    second = pd.Series(built).groupby(np.asarray(row)).sum()
    both = pd.DataFrame({"planned": first, "built": second}).fillna(0.0).sort_index()
    both = both[(both["planned"] > 0) | (both["built"] > 0)]
    left = np.maximum(both["planned"] - both["built"], 0.0)
    return both.assign(dimension=name, left=left).rename_axis("key").reset_index()[[*COLUMNS]]


def _sites(
    sites: pd.DataFrame, planned: Floats, built: Floats, rows: pd.DataFrame, match: Indices, away: Floats
) -> pd.DataFrame:
    """List planned sites with what stands there, then stations that are no planned site."""
    first = pd.Series(match)[match >= 0]
    at = pd.Series(first.index, index=first.to_numpy())
    at = at[~at.index.duplicated()]
    ids = pd.Series(np.arange(len(sites))).map(at)
    known = ids.notna().to_numpy()
    place = ids.fillna(0).astype(int).to_numpy()
    own = pd.DataFrame(
        {
            "site_id": sites["site_id"].astype(str),
            "name_zh": sites["name_zh"],
            "standing_id": np.where(known, rows["site_id"].to_numpy()[place], "") if len(rows) else "",
            "metres": np.where(known, away[place], np.nan) if len(rows) else np.nan,
            "planned": planned,
            "built": built,
        }
    )
    other = rows[match < 0]
    strange = pd.DataFrame(
        {
            "site_id": "",
            "name_zh": other["name_zh"],
            "standing_id": other["site_id"],
            "metres": np.nan,
            "planned": 0.0,
            "built": other["built"],
        }
    )
    return pd.concat([own, strange], ignore_index=True) if len(strange) else own


def _end(year: int) -> dt.date:
    return dt.date(year, 12, 31)
