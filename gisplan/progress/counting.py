"""What of a plan stands on a day, by an export of what stands, and what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from gisplan.planning.standing import standing_numbers
from gisplan.tables.reading import texts
from layers.importing.neighbours import stem
from layers.sites.standing import ASSUMED, by_day, sells_hydrogen

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices

SAME_PLACE_M: Final = 50.0
"""This near a station is the planned site, whatever it is called."""
SAME_NAME_M: Final = 500.0
"""This near it is one of the same name but for numbers and words for a station."""
KINDS: Final = ("charging", "hydrogen")
DIMENSIONS: Final = ("district", "category", "year", "operator")
COLUMNS: Final = ("kind", "dimension", "key", "planned", "built", "left")
STATES: Final = ("built", "begun", "open", "unplanned")
"""What a place is on the day: all that is planned stands, a part, nothing; or what stands was not planned."""
MONTH: Final = 365.25 / 12
_PLACE: Final = ("site_id", "name_zh", "name_en", "category", "access", "adcode", "operator")


@dataclass(frozen=True, eq=False)
class Progress:
    """What stands of a plan on a day.

    Attributes
    ----------
    table
        `COLUMNS`: chargers (of hydrogen: stations) planned, built since the plan's base date and left; by
        district, category, year of the plan and operator.
    sites
        A row a planned site, and a station that is none (EPSG:4326): kind, site_id (empty: not planned),
        standing_id (the station that is it), name_zh, name_en, category, access, adcode, operator, year,
        state (`STATES`), metres (between the two), planned, built.
    curve
        day and built: chargers of the target that stood at the end of each day that saw some commissioned.
    figures
        on, base, horizon; target, built, left, undated (chargers of stations without a date, which count as
        standing before the plan), expected (by the horizon at the pace since the base date), short (of the
        target then), pace_month, needed_month (chargers a month since the base date, and from the day on);
        due (planned for years that are over) and late (of these, not built); hydrogen_target, hydrogen_built,
        hydrogen_left; and counts of `sites` by state, ``sites_<state>`` and ``stations_<state>``.
    """

    table: pd.DataFrame
    sites: gpd.GeoDataFrame
    curve: pd.DataFrame
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
        The day; what is commissioned later or retired by then does not count, nor what stood on the plan's
        base date.

    Returns
    -------
    Progress
        A station is matched to a planned site by key, else by place, else by name within 500 m; each once.
    """
    scenario = plan.scenario
    here, new = by_day(standing, on.isoformat()), built_by(standing, scenario, on)
    number = standing_numbers(standing, scenario)
    counted = standing["access"].isin(scenario.chargers.kinds).to_numpy(dtype=bool)
    sells = sells_hydrogen(standing)
    chargers = standing.assign(built=np.where(counted, number, 0.0))[
        new & (counted | sells) & ~_only(standing)
    ]
    stations = standing.assign(built=standing["stations"].astype(float))[new & sells]
    parts = [
        _compared("charging", _planned_sites(plan), chargers),
        _compared("hydrogen", _planned_stations(plan), stations),
    ]
    sites = pd.concat([one for _, one in parts], ignore_index=True)
    figures = _figures(scenario, on, chargers, stations, sites)
    undated = here & counted & (standing["since"] == "undated").to_numpy()
    figures["undated"] = round(float(number[undated].sum()))
    return Progress(
        pd.concat([table for table, _ in parts], ignore_index=True),
        gpd.GeoDataFrame(sites, geometry="geometry", crs=standing.crs).to_crs(4326),
        _curve(chargers),
        figures,
    )


def built_by(standing: pd.DataFrame, scenario: Scenario, on: dt.date) -> Flags:
    """Mark the stations commissioned after the base date of a scenario that stand on a day."""
    return by_day(standing, on.isoformat()) & ~by_day(standing, scenario.base_date.isoformat())


def _only(standing: pd.DataFrame) -> Flags:
    """Mark the stations that sell hydrogen and have no chargers."""
    known = standing[["chargers", "guns", "kw"]].fillna(0.0).gt(0).any(axis=1) | (standing["types"] != "")
    return np.asarray(sells_hydrogen(standing) & ~known, dtype=np.bool_)


def _planned_sites(plan: Plan) -> gpd.GeoDataFrame:
    """Give the charging sites of a plan; what it counts as built stands among them, as planned before."""
    kinds, sites = plan.scenario.chargers.kinds, plan.layers.sites
    new = sites.assign(planned=np.where(sites["access"].isin(kinds), sites["chargers"].astype(float), 0.0))
    built, stood = plan.scenario.chargers.built, plan.layers.standing
    if built is None:
        return new
    old = stood[built_by(stood, plan.scenario, built.on) & stood["access"].isin(kinds).to_numpy()]
    old = old.assign(planned=old["chargers"].fillna(0.0), year=built.on.year)
    both = pd.concat([new, old], ignore_index=True)
    first = both.drop_duplicates("site_id").set_index("site_id")
    first["planned"] = both.groupby("site_id")["planned"].sum()
    return gpd.GeoDataFrame(first.reset_index(), geometry="geometry", crs=sites.crs)


def _planned_stations(plan: Plan) -> gpd.GeoDataFrame:
    stations = plan.layers.stations
    return stations.assign(planned=1.0, access="", operator="")


def _compared(
    kind: str, sites: gpd.GeoDataFrame, rows: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Hold planned sites against stations: the sums by dimension, and the places."""
    sites, rows = sites.to_crs(rows.crs).reset_index(drop=True), rows.reset_index(drop=True)
    match, away = matched(sites, rows)
    # an export that names no kind of place means that of the planned site
    theirs = sites["category"].astype(str).reindex(match).set_axis(rows.index)
    rows = rows.assign(category=rows["category"].astype(str).mask(rows[ASSUMED] & (match >= 0), theirs))
    built = np.zeros(len(sites))
    np.add.at(built, match[match >= 0], rows["built"].to_numpy()[match >= 0])
    planned = sites["planned"].to_numpy(dtype=float)
    year = np.array([str(int(value)) for value in sites["year"]], dtype=object)
    of_rows = np.full(len(rows), "", dtype=object)
    of_rows[match >= 0] = year[match[match >= 0]]
    mine = {
        "district": (sites["adcode"].astype(str), rows["adcode"].astype(str)),
        "category": (sites["category"].astype(str), rows["category"].astype(str)),
        "year": (year, of_rows),
        "operator": (texts(sites, "operator"), rows["operator"].astype(str)),
    }
    parts = [_by(name, *mine[name], planned, rows["built"].to_numpy()) for name in DIMENSIONS]
    table = pd.concat(parts, ignore_index=True).assign(kind=kind)[[*COLUMNS]]
    return table, _places(kind, sites, built, rows, match, away)


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
    return both.assign(dimension=name, left=left).rename_axis("key").reset_index()


def _places(
    kind: str, sites: gpd.GeoDataFrame, built: Floats, rows: gpd.GeoDataFrame, match: Indices, away: Floats
) -> gpd.GeoDataFrame:
    """List planned sites with what stands there, then stations that are no planned site."""
    first = pd.Series(np.arange(len(rows)), index=match)
    first = first[(first.index >= 0) & ~first.index.duplicated()]
    row = pd.Series(np.arange(len(sites))).map(first)
    known, at = row.notna().to_numpy(), row.fillna(0).astype(int).to_numpy()
    planned = sites["planned"].to_numpy(dtype=float)
    whole = known & (built >= planned)
    own = sites[[*_PLACE, "planned", "year", "geometry"]].assign(
        standing_id=np.where(known, rows["site_id"].to_numpy()[at], "") if len(rows) else "",
        metres=np.where(known, away[at], np.nan) if len(rows) else np.nan,
        built=built,
        state=np.select([whole, known], STATES[:2], STATES[2]),
    )
    other = rows.loc[match < 0, [*_PLACE, "built", "geometry"]]
    other = other.assign(
        standing_id=other["site_id"], site_id="", metres=np.nan, planned=0.0, year=0, state=STATES[3]
    )
    both = own if other.empty else pd.concat([own, other[own.columns]], ignore_index=True)
    return both.assign(kind=kind, operator=texts(both, "operator"))


def _curve(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the chargers by the day they were commissioned; a month or a year is its first day."""
    days = pd.to_datetime([f"{since}-01-01"[:10] for since in rows["since"].astype(str)])
    sums = rows["built"].groupby(np.asarray(days)).sum()
    sums = sums[sums > 0].sort_index().cumsum()
    return pd.DataFrame({"day": [day.date().isoformat() for day in sums.index], "built": sums.to_numpy()})


def _figures(
    scenario: Scenario, on: dt.date, chargers: pd.DataFrame, stations: pd.DataFrame, sites: pd.DataFrame
) -> dict[str, Any]:
    """Give what stands of the targets, what is left, and at what pace."""
    section, hydrogen = scenario.chargers, scenario.hydrogen
    target, stood = section.new_target + section.built_count, float(chargers["built"].sum())
    end = dt.date(scenario.horizon, 12, 31)
    days, rest = (on - scenario.base_date).days, max(0, (end - on).days)
    left, opened = max(0, round(target - stood)), round(float(stations["built"].sum()))
    asked = hydrogen.new_target + hydrogen.built_count
    expected = None if days <= 0 else round(stood + stood / days * rest)
    mine = sites["kind"] == KINDS[0]
    due = sites[mine & (sites["year"] > 0) & (sites["year"] < on.year + (on == dt.date(on.year, 12, 31)))]
    states = {
        f"{name}_{state}": int(((sites["kind"] == kind) & (sites["state"] == state)).sum())
        for name, kind in zip(("sites", "stations"), KINDS, strict=True)
        for state in STATES
    }
    return {
        "on": on.isoformat(),
        "base": scenario.base_date.isoformat(),
        "horizon": scenario.horizon,
        "target": target,
        "built": round(stood),
        "left": left,
        "expected": expected,
        "short": None if expected is None else max(0, target - expected),
        "pace_month": None if days <= 0 else stood / days * MONTH,
        "needed_month": left / rest * MONTH if rest else None,
        "due": round(float(due["planned"].sum())),
        "late": round(float(np.maximum(due["planned"] - due["built"], 0.0).sum())),
        "hydrogen_target": asked,
        "hydrogen_built": opened,
        "hydrogen_left": max(0, asked - opened),
        **states,
    }
