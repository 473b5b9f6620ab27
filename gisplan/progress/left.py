"""What is left of a scenario on a day: its targets less what is built, and the layer of what stands."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.progress.counting import KINDS, built_by
from gisplan.scenario.loading import scenario_from, scenario_toml
from gisplan.tables.reading import texts
from layers.schema.contracts import SCHEMAS
from layers.sites.standing import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.progress.counting import Progress
    from gisplan.scenario.schema import Scenario

BUILT: Final = "-built"
"""What stands behind the key of a station whose key a planned site has."""
_OF_PLACE: Final = ("bays", "grid_kw", "area_m2", "chainage_km")
_ROAD: Final = ("road_ref", "direction")
_SOURCE: Final = "layer standing"


def rolled_layer(plan: Plan, standing: gpd.GeoDataFrame, found: Progress) -> gpd.GeoDataFrame:
    """Give what stands as the new plan reads it: a station at a planned site has that site's place.

    What the export does not know of its bays, feed, land and road is what the plan knows of the site; its
    category too, where the export names none. A key that a planned site has gets ``-built`` behind it.
    """
    rows = standing.reset_index(drop=True).copy()
    at = found.sites[(found.sites["standing_id"] != "") & (found.sites["site_id"] != "")]
    planned = at.drop_duplicates("standing_id").set_index("standing_id")["site_id"]
    candidates = plan.evidence.candidates.drop_duplicates("site_id").set_index("site_id")
    own = rows["site_id"].map(planned)
    here = own.isin(candidates.index).to_numpy()
    theirs = candidates.reindex(own[here])
    for name in _OF_PLACE:
        known = rows.loc[here, name].to_numpy(dtype=float)
        given = pd.to_numeric(theirs[name]).to_numpy(dtype=float)
        rows.loc[here, name] = np.where(np.isfinite(known), known, np.where(given > 0, given, np.nan))
    for name in _ROAD:
        known = texts(rows.loc[here], name).to_numpy()
        rows.loc[here, name] = np.where(known != "", known, texts(theirs, name).to_numpy())
    assumed = rows[ASSUMED].to_numpy(dtype=bool)
    rows["category"] = rows["category"].astype(object).mask(assumed, "")
    both = here & assumed
    rows.loc[both, "category"] = candidates.reindex(own[both])["category"].to_numpy()
    taken = rows["site_id"].isin(candidates.index) & ~rows["site_id"].isin(_told_by_layer(plan))
    rows["site_id"] = rows["site_id"].where(~taken, rows["site_id"] + BUILT)
    return rows[[*SCHEMAS["standing"].columns, "adcode", ASSUMED, "geometry"]]


def replaced(plan: Plan, standing: gpd.GeoDataFrame, found: Progress) -> set[str]:
    """Give the sites of a plan that are left to a station: it stands there, or has their key."""
    matched = found.sites.loc[found.sites["standing_id"] != "", "site_id"]
    keys = {*standing["site_id"]} & {*plan.evidence.candidates["site_id"]}
    return ({*matched.astype(str)} | keys) - {""} - _told_by_layer(plan)


def _told_by_layer(plan: Plan) -> set[str]:
    """Give the keys of the layer of what stands that a plan was made with: the export takes its place."""
    old = plan.layers.standing
    return {*old.loc[old["told_by"] == "standing", "site_id"]}


def rolled_scenario(
    plan: Plan, standing: gpd.GeoDataFrame, found: Progress, left_to_it: set[str], path: str
) -> Scenario:
    """Give what is left of a plan's scenario on a day.

    What was built since its base date counts toward the targets, the floors and ceilings of categories and
    districts, the limit on new sites, the budget and the years; sites where it stands are left to it.

    Raises
    ------
    ScenarioError
        What is left is not valid.
    """
    old, on = plan.scenario, dt.date.fromisoformat(found.figures["on"])
    table = tomllib.loads(scenario_toml(old))
    new = standing[built_by(standing, old, on)]
    sites = found.sites[found.sites["kind"] == KINDS[0]]
    table |= {"name": f"{old.name}-{on:%Y%m%d}"[:64], "standing": path}
    table["title_zh"] = f"{old.title_zh}（{on.isoformat()}滚动）"
    table["title_en"] = f"{old.title_en}, rolled on from {on.isoformat()}"
    table.setdefault("sites", {}).update({name: {"status": "excluded"} for name in sorted(left_to_it)})
    told = {"on": on, "name_zh": "图层 standing", "source": _SOURCE, "as_of": on.isoformat()}
    told["tag"] = "official" if (new["origin"] == "official").all() else "modelled"
    _chargers_left(table["chargers"], old, told, sites, new)
    _stations_left(table["hydrogen"], old, told, new, int(found.figures["hydrogen_built"]))
    opened = sites[(sites["standing_id"] != "") & (sites["access"] == "public")]
    table["coverage"]["max_new_sites"] = max(1, old.coverage.max_new_sites - len(opened))
    if old.costs.budget is not None:
        table["costs"]["budget"] = max(1.0, old.costs.budget - _spent(plan, sites))
    if old.phasing is not None:
        years = _years_left(
            table.pop("phasing"), old, on, float(sites["built"].sum()), int(found.figures["hydrogen_built"])
        )
        table |= {"phasing": years} if years else {}
    return scenario_from(table, origin=f"{old.name} {on.isoformat()}")


def _chargers_left(
    section: dict[str, Any], old: Scenario, told: Mapping[str, Any], sites: pd.DataFrame, new: pd.DataFrame
) -> None:
    """Take what is built off the target, the floors of categories, and bounds."""
    if old.chargers.count == "new":
        section["built"] = {**told, "count": round(float(sites["built"].sum()))}
    else:
        section["existing_on"] = told["on"]
    by = sites.groupby("category")["built"].sum()
    floors = section["category_floors"]["counts"]
    floors.update({name: _less(count, by.get(name, 0.0)) for name, count in floors.items()})
    for bound in section.get("bounds", ()):
        here = _standing_in(sites, new, bound)
        ends = {end: _less(bound[end], here) for end in ("min", "max") if bound.get(end) is not None}
        bound.update(ends)


def _stations_left(
    section: dict[str, Any], old: Scenario, told: Mapping[str, Any], new: pd.DataFrame, built: int
) -> None:
    """Take hydrogen stations that are built off the target and off what is asked of each owner."""
    if old.hydrogen.count == "cumulative":
        section["existing_on"] = told["on"]
        return
    section["built"] = {**told, "count": built, "located": built}
    for owner in ("commercial", "captive"):
        theirs = float(new.loc[new["ownership"] == owner, "stations"].sum())
        section[f"min_{owner}"] = _less(section[f"min_{owner}"], theirs)


def _less(count: float, built: float) -> int:
    return max(0, round(count - built))


def _standing_in(sites: pd.DataFrame, new: pd.DataFrame, bound: Mapping[str, Any]) -> float:
    """Sum what was built where a bound speaks of every type; of some types it is not known."""
    if bound.get("types") or bound.get("min_power_kw"):
        return 0.0
    here = np.ones(len(sites), dtype=bool)
    for name in ("adcode", "category", "access"):
        if bound.get(name):
            here &= (sites[name] == bound[name]).to_numpy()
    if bound.get("authority"):
        keys = new.loc[new.get("authority", "") == bound["authority"], "site_id"]
        here &= sites["standing_id"].isin(keys).to_numpy()
    return float(sites.loc[here, "built"].sum())


def _spent(plan: Plan, sites: pd.DataFrame) -> float:
    """Give what the plan would have paid for what stands at its sites."""
    cost = plan.layers.sites.set_index("site_id")["investment_cost"]
    share = (sites["built"] / sites["planned"].where(sites["planned"] > 0)).clip(upper=1.0).fillna(0.0)
    return float((sites["site_id"].map(cost).fillna(0.0) * share).sum())


def _years_left(
    table: dict[str, Any], old: Scenario, on: dt.date, built: float, stations: int
) -> dict[str, Any]:
    """Give the years that are not over; fewer than two are none. Cumulative figures lose what stands."""
    asked = old.chargers.new_target + old.chargers.built_count
    rows = []
    for row in table["years"]:
        if row["year"] < on.year or (row["year"] == on.year and (on.month, on.day) == (12, 31)):
            continue
        least = row.pop("chargers_share", None)
        least = row.get("chargers") if least is None else round(least * asked)
        if least is not None:
            row["chargers"] = min(_less(least, built), _less(asked, built))
        if row.get("hydrogen_stations") is not None:
            row["hydrogen_stations"] = _less(row["hydrogen_stations"], stations)
        rows.append(row)
    return {**table, "years": rows} if len(rows) > 1 else {}
