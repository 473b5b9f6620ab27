"""Verify where energy goes: who may serve whom, how far, within capacity, and that no energy is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan.verify.charging.waiting import delivered_kwh, served_together
from gisplan.verify.run.cells import MOST, column_differences
from gisplan.verify.run.reading import records
from gisplan.verify.run.ways import exact_ways, flow_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan

EPS_KWH = 1e-3
EPS_M = 0.5


def energy_faults(run: Plan) -> Iterator[str]:
    """Check the assignment of energy row by row, site by site and cell by cell."""
    flows = run.evidence.assignment
    yield from _parts(run)
    yield from unreachable(run, flows, run.counts())
    if _known(run, flows).all():
        yield from _balance(run, _joined(run, flows))


def _parts(run: Plan) -> Iterator[str]:
    """Check that what a cell asks for is the sum of its parts, and that its middle lies in it."""
    cells = run.layers.demand
    columns = [name for name in cells.columns if name.startswith("kwh_")]
    whole, parts = cells["ev_kwh_day"].to_numpy(dtype=float), cells[columns].sum(axis=1).to_numpy(dtype=float)
    for i in np.flatnonzero(~(np.abs(whole - parts) <= 1e-9 * np.abs(whole) + 1e-9))[:MOST].tolist():
        name = cells["cell_id"].iloc[i]
        yield f"plan.gpkg demand {name}: ev_kwh_day {whole[i]:.6f}, {' + '.join(columns)} is {parts[i]:.6f}"
    middle = cells.geometry.centroid
    away = np.hypot(cells["x"] - middle.x, cells["y"] - middle.y).to_numpy(dtype=float)
    for i in np.flatnonzero(~(away <= cells["cell_m"].to_numpy(dtype=float)))[:MOST].tolist():
        name, far = cells["cell_id"].iloc[i], f"its geometry lies {away[i]:.1f} m off"
        yield f"plan.gpkg demand {name}: x and y, by cell_m {cells['cell_m'].iloc[i]:g}: {far}"


def unreachable(run: Plan, flows: pd.DataFrame, counts: NDArray[np.int64]) -> Iterator[str]:
    """Check a table of assigned energy at some chargers: who may serve whom, how far, within capacity."""
    known = _known(run, flows)
    for row in records(flows.loc[~known].head(MOST)):
        yield f"energy of cell {row['cell_id']} goes to {row['site_id']}: no such site or cell in the plan"
    if known.all():
        joined = _joined(run, flows)
        yield from _rules(run, joined)
        yield from _distances(run, joined)
        yield from _nearest(run, joined)
        yield from _capacity(run, joined, counts)


def _known(run: Plan, flows: pd.DataFrame) -> pd.Series[bool]:
    sites, cells = run.layers.sites["site_id"], run.layers.demand["cell_id"]
    return flows["site_id"].isin(sites) & flows["cell_id"].isin(cells)


def _joined(run: Plan, flows: pd.DataFrame) -> pd.DataFrame:
    sites = run.layers.sites.reset_index(drop=True)
    cells = run.layers.demand.reset_index(drop=True)
    flows = flows.reset_index(drop=True)
    flows["site"] = pd.Index(sites["site_id"]).get_indexer(pd.Index(flows["site_id"]))
    flows["cell"] = pd.Index(cells["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    for column in ("access", "category"):
        flows[column] = sites[column].to_numpy()[flows["site"]]
    return flows


def _rules(run: Plan, flows: pd.DataFrame) -> Iterator[str]:
    for name, part in flows.groupby("group"):
        group = run.scenario.service.get(str(name))
        if group is None:
            yield f"group {name}: not a service group of the scenario"
            continue
        wrong = ~part["access"].isin(group.access)
        if group.categories:
            wrong |= ~part["category"].isin(group.categories)
        for row in records(part.loc[wrong].head(MOST)):
            server = f"{row['site_id']} ({row['access']} {row['category']})"
            yield f"cell {row['cell_id']}, group {name}: served by {server}, which may not serve it"
    for row in records(flows.loc[flows["kwh_day"] < -EPS_KWH].head(MOST)):
        yield f"cell {row['cell_id']}, group {row['group']}: {row['kwh_day']} kWh/day from {row['site_id']}"


def _distances(run: Plan, flows: pd.DataFrame) -> Iterator[str]:
    cells, sites = run.layers.demand, run.layers.sites
    scenario = run.scenario
    stated = flows["metres"].to_numpy(dtype=float)
    at = sites.iloc[flows["site"].to_numpy()]
    away = flow_m(run, flows["cell"].to_numpy(), at, stated, scenario.coverage.detour.value)
    tier = cells["adcode"].map(run.layers.districts.set_index("adcode")["tier"]).to_numpy()
    urban = cells["urban"].to_numpy(dtype=bool)
    table = scenario.coverage.active.allocation_radius_m
    allocation = np.array(
        [table[t].urban if dense else table[t].rural for t, dense in zip(tier, urban, strict=True)]
    )[flows["cell"]]
    radius = np.array([_radius(run, name) for name in flows["group"]])
    limit = np.where(np.isnan(radius), allocation, radius)
    far = (limit > 0) & (away > limit + EPS_M)
    for i in np.flatnonzero(far)[:MOST].tolist():
        row = flows.iloc[i]
        far_off = f"{row.site_id} is {away[i]:.0f} m away, limit {limit[i]:.0f} m"
        yield f"cell {row.cell_id}, group {row.group}: {far_off}"
    own = limit == 0
    yield from _stated(run, flows, stated, np.where(own, stated, away))
    inside = shapely.intersects(
        cells.geometry.to_numpy()[flows["cell"]], sites.geometry.buffer(EPS_M).to_numpy()[flows["site"]]
    )
    for i in np.flatnonzero(own & ~inside)[:MOST].tolist():
        row = flows.iloc[i]
        yield f"cell {row.cell_id}, group {row.group}: {row.site_id} stands outside the cell"


def _stated(
    run: Plan, flows: pd.DataFrame, stated: NDArray[np.float64], away: NDArray[np.float64]
) -> Iterator[str]:
    """Hold the metres of each row to the way between its cell and its site, where ways can be measured."""
    if not exact_ways(run):
        return
    off = ~(np.abs(stated - away) <= EPS_M)
    for i in np.flatnonzero(off)[:MOST].tolist():
        row = flows.iloc[i]
        yield (
            f"evidence.gpkg assignment: cell {row.cell_id}, group {row.group}, {row.site_id}: "
            f"metres {stated[i]:.1f}, its way has {away[i]:.1f}"
        )


def _nearest(run: Plan, flows: pd.DataFrame) -> Iterator[str]:
    """Check that nobody is served past the sites nearest to them, as far as those with chargers tell."""
    if run.headline.distances != "circuity":
        return  # the order along roads is that of ways between all pairs, which a run does not hold
    sites = run.layers.sites
    spots = np.column_stack([sites.geometry.x, sites.geometry.y])
    cells = run.layers.demand[["x", "y"]].to_numpy(dtype=float)
    for name, part in flows.groupby("group"):
        group = run.scenario.service.get(str(name))
        if group is None or group.nearest is None:
            continue
        may = sites["access"].isin(group.access)
        if group.categories:
            may &= sites["category"].isin(group.categories)
        if may.sum() < group.nearest:
            continue
        at = part["cell"].to_numpy()
        last = np.asarray(KDTree(spots[may]).query(cells[at], k=[group.nearest])[0])[:, 0]
        away = np.hypot(*(cells[at] - spots[part["site"].to_numpy()]).T)
        for i in np.flatnonzero(away > last + EPS_M)[:MOST].tolist():
            row = part.iloc[i]
            yield (
                f"cell {row.cell_id}, group {name}: {row.site_id} is {away[i]:.0f} m off in a straight line, "
                f"{group.nearest} sites that may serve it are within {last[i]:.0f} m"
            )


def _radius(run: Plan, group: str) -> float:
    found = run.scenario.service.get(group)
    return float("nan") if found is None or found.radius_m is None else found.radius_m


def _capacity(run: Plan, flows: pd.DataFrame, counts: NDArray[np.int64]) -> Iterator[str]:
    sites = run.layers.sites
    each = delivered_kwh(run, counts)
    for groups, columns in served_together(run.scenario):
        use = flows["group"].isin(groups).to_numpy()
        served = np.bincount(flows["site"][use], weights=flows["kwh_day"][use], minlength=len(sites))
        able = each[:, columns].sum(axis=1)
        whole = len(groups) == len(run.scenario.service)
        what = "" if whole else f" for {', '.join(groups)}"
        for i in np.flatnonzero(served > able + EPS_KWH + 1e-6 * able).tolist():
            site = sites["site_id"].iloc[i]
            yield f"site {site}: serves {served[i]:.1f} kWh/day{what}, can give {able[i]:.1f}"


def _balance(run: Plan, flows: pd.DataFrame) -> Iterator[str]:
    for what, frame in (("cell", run.layers.demand), ("site", run.layers.sites)):
        names = [f"{what} {name}" for name in frame[f"{what}_id"]]
        given = np.bincount(flows[what], weights=flows["kwh_day"], minlength=len(frame))
        due = {"served_kwh_day": given}
        if what == "cell":
            due["ev_kwh_day"] = given + frame["unmet_kwh_day"].to_numpy(dtype=float)
        yield from column_differences(names, frame, due, "what is assigned gives", share=1e-6, near=EPS_KWH)
    yield from over_demand(run, flows)


def over_demand(run: Plan, flows: pd.DataFrame, level: float = 1.0) -> Iterator[str]:
    """Name cells that get more energy of a service group than they ask for, at a share of their demand."""
    cells = run.layers.demand
    place = pd.Index(cells["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    for name, group in run.scenario.service.items():
        part = (flows["group"] == name).to_numpy() & (place >= 0)
        asked = level * cells[[f"kwh_{kind}" for kind in group.classes]].sum(axis=1).to_numpy(dtype=float)
        given = np.bincount(place[part], weights=flows["kwh_day"].to_numpy()[part], minlength=len(cells))
        for i in np.flatnonzero(given > asked * (1 + 1e-6) + EPS_KWH)[:MOST].tolist():
            cell = cells["cell_id"].iloc[i]
            yield f"cell {cell}, group {name}: gets {given[i]:.2f} kWh/day, asks {asked[i]:.2f}"
