"""Verify where energy goes: who may serve whom, how far, within capacity, and that no energy is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan.verify.charging.standing import serving, stock_of
from gisplan.verify.charging.waiting import delivered_kwh, served_together
from gisplan.verify.restrictions import open_at
from gisplan.verify.run.cells import MOST, column_differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of, place, several
from gisplan.verify.run.reading import records
from gisplan.verify.run.ways import EPS_M, exact_ways, flow_m, stated_m
from gisplan_words import listed
from layers.sites.standing import by_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.charging.standing import Stock
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

ASSIGNMENT = "evidence.gpkg assignment"
EPS_KWH = 1e-3


def energy_faults(run: Plan) -> Iterator[Fault]:
    """Check the assignment of energy row by row, site by site and cell by cell."""
    flows, stock = run.evidence.assignment, stock_of(run)
    sites = serving(run, stock)
    yield from _parts(run)
    yield from unreachable(run, flows, run.counts(), ASSIGNMENT, (stock, None))
    if _known(run, flows, sites).all():
        yield from _balance(run, _joined(run, flows, sites), stock, sites)


def _parts(run: Plan) -> Iterator[Fault]:
    """Check that what a cell asks for is the sum of its parts, and that its middle lies in it."""
    cells = run.layers.demand
    columns = [name for name in cells.columns if name.startswith("kwh_")]
    whole, parts = cells["ev_kwh_day"].to_numpy(dtype=float), cells[columns].sum(axis=1).to_numpy(dtype=float)
    for i in np.flatnonzero(~(np.abs(whole - parts) <= 1e-9 * np.abs(whole) + 1e-9))[:MOST].tolist():
        name, gives = (
            place("plan.gpkg demand", cells["cell_id"].iloc[i]),
            by("sum", columns=" + ".join(columns)),
        )
        yield differs(name, "ev_kwh_day", f"{whole[i]:.6f}", f"{parts[i]:.6f}", gives)
    middle = cells.geometry.centroid
    away = np.hypot(cells["x"] - middle.x, cells["y"] - middle.y).to_numpy(dtype=float)
    for i in np.flatnonzero(~(away <= cells["cell_m"].to_numpy(dtype=float)))[:MOST].tolist():
        told = {"side": f"{cells['cell_m'].iloc[i]:g}", "metres": f"{away[i]:.1f}"}
        yield fault("middle", place("plan.gpkg demand", cells["cell_id"].iloc[i]), **told)


def unreachable(
    run: Plan,
    flows: pd.DataFrame,
    counts: NDArray[np.int64],
    where: str,
    standing: tuple[Stock, int | None],
) -> Iterator[Fault]:
    """Check a table of assigned energy at some chargers: who may serve whom, how far, within capacity.

    ``standing`` is what stands, and the year whose end it is looked at; None: the horizon.
    """
    stock, year = standing
    sites = serving(run, stock)
    known = _known(run, flows, sites)
    for row in records(flows.loc[~known].head(MOST)):
        yield fault("nowhere", several(place(where, of("cell", row["cell_id"])), row["site_id"]))
    if known.all():
        joined = _joined(run, flows, sites)
        yield from _rules(run, joined, where)
        yield from _distances(run, joined, where, sites)
        yield from _nearest(run, joined, where, sites)
        yield from _capacity(run, joined, delivered_beside(run, counts, stock, sites, year), where, sites)


def _user(where: str, cell: object, group: object, *site: object) -> Said:
    """Name who is served, and the site that serves him where it is the row's."""
    return several(place(where, of("cell", cell)), of("group", group), *site)


def delivered_beside(
    run: Plan, counts: NDArray[np.int64], stock: Stock, sites: pd.DataFrame, year: int | None
) -> NDArray[np.float64]:
    """Give what new and standing chargers of a type at a site may deliver, kWh/day, shape (sites, types)."""
    each = np.zeros((len(sites), counts.shape[1]))
    each[: len(counts)] = delivered_kwh(run, counts)  # the sites of the plan come first
    there = np.ones(len(stock.rows), dtype=bool) if year is None else by_year(stock.rows, year)
    return each + stock.by_site(stock.kwh * there[:, None], sites["site_id"])


def _known(run: Plan, flows: pd.DataFrame, sites: pd.DataFrame) -> pd.Series[bool]:
    return flows["site_id"].isin(sites["site_id"]) & flows["cell_id"].isin(run.layers.demand["cell_id"])


def _joined(run: Plan, flows: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    sites = sites.reset_index(drop=True)
    cells = run.layers.demand.reset_index(drop=True)
    flows = flows.reset_index(drop=True)
    flows["site"] = pd.Index(sites["site_id"]).get_indexer(pd.Index(flows["site_id"]))
    flows["cell"] = pd.Index(cells["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    for column in ("access", "category", *(["lorry_bays"] if "lorry_bays" in sites else [])):
        flows[column] = sites[column].to_numpy()[flows["site"]]
    flows["truck_hours"] = open_at(run, flows["site_id"], "truck")
    return flows


def _rules(run: Plan, flows: pd.DataFrame, where: str) -> Iterator[Fault]:
    for name, part in flows.groupby("group"):
        group = run.scenario.service.get(str(name))
        if group is None:
            yield fault("no-group", place(where, of("group", name)))
            continue
        for row in records(part.loc[~group.may_use(part)].head(MOST)):
            server = {"site": row["site_id"], "kind": f"{row['access']} {row['category']}"}
            yield fault("may-not", _user(where, row["cell_id"], name), **server)
    for row in records(flows.loc[flows["kwh_day"] < -EPS_KWH].head(MOST)):
        yield least(_user(where, row["cell_id"], row["group"], row["site_id"]), "kwh_day", row["kwh_day"], 0)


def _distances(run: Plan, flows: pd.DataFrame, where: str, sites: gpd.GeoDataFrame) -> Iterator[Fault]:
    cells, scenario = run.layers.demand, run.scenario
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
        user = _user(where, row.cell_id, row.group, row.site_id)
        yield most(user, amount("way"), f"{away[i]:.0f}", f"{limit[i]:.0f}")
    own = limit == 0
    yield from _stated(run, flows, stated, np.where(own, 0.0, away), where)
    inside = shapely.intersects(
        cells.geometry.to_numpy()[flows["cell"]], sites.geometry.buffer(EPS_M).to_numpy()[flows["site"]]
    )
    for i in np.flatnonzero(own & ~inside)[:MOST].tolist():
        row = flows.iloc[i]
        yield fault("outside", _user(where, row.cell_id, row.group), site=row.site_id)


def _stated(
    run: Plan, flows: pd.DataFrame, stated: NDArray[np.float64], away: NDArray[np.float64], where: str
) -> Iterator[Fault]:
    """Hold the metres of each row to the way between its cell and its site, where ways can be measured."""
    if not exact_ways(run):
        return
    off = ~(np.abs(stated - away) <= stated_m(run))
    for i in np.flatnonzero(off)[:MOST].tolist():
        row = flows.iloc[i]
        user = _user(where, row.cell_id, row.group, row.site_id)
        yield differs(user, "metres", f"{stated[i]:.3f}", f"{away[i]:.3f}", by("way"))


def _nearest(run: Plan, flows: pd.DataFrame, where: str, sites: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Check that nobody is served past the sites nearest to them, as far as those with chargers tell."""
    if run.headline.distances != "circuity":
        return  # the order along roads is that of ways between all pairs, which a run does not hold
    spots = np.column_stack([sites.geometry.x, sites.geometry.y])
    cells = run.layers.demand[["x", "y"]].to_numpy(dtype=float)
    for name, part in flows.groupby("group"):
        group = run.scenario.service.get(str(name))
        if group is None or group.nearest is None:
            continue
        may = group.may_use(sites)
        if may.sum() < group.nearest:
            continue
        at = part["cell"].to_numpy()
        last = np.asarray(KDTree(spots[may]).query(cells[at], k=[group.nearest])[0])[:, 0]
        away = np.hypot(*(cells[at] - spots[part["site"].to_numpy()]).T)
        for i in np.flatnonzero(away > last + EPS_M)[:MOST].tolist():
            row = part.iloc[i]
            told = {"metres": f"{away[i]:.0f}", "count": group.nearest, "limit": f"{last[i]:.0f}"}
            yield fault("nearest", _user(where, row.cell_id, name), site=row.site_id, **told)


def _radius(run: Plan, group: str) -> float:
    found = run.scenario.service.get(group)
    return float("nan") if found is None or found.radius_m is None else found.radius_m


def _capacity(
    run: Plan, flows: pd.DataFrame, each: NDArray[np.float64], where: str, sites: pd.DataFrame
) -> Iterator[Fault]:
    for groups, columns in served_together(run.scenario):
        use = flows["group"].isin(groups).to_numpy()
        served = np.bincount(flows["site"][use], weights=flows["kwh_day"][use], minlength=len(sites))
        able = each[:, columns].sum(axis=1)
        whole = len(groups) == len(run.scenario.service)
        what = amount("served") if whole else amount("served-for", groups=listed(groups))
        for i in np.flatnonzero(served > able + EPS_KWH + 1e-6 * able).tolist():
            name = place(where, of("site", sites["site_id"].iloc[i]))
            yield differs(name, what, f"{served[i]:.1f}", f"{able[i]:.1f}", by("able"))


def _balance(run: Plan, flows: pd.DataFrame, stock: Stock, sites: pd.DataFrame) -> Iterator[Fault]:
    old = stock.by_site(stock.kwh.sum(axis=1), run.layers.sites["site_id"])
    for what, frame in (("cell", run.layers.demand), ("site", run.layers.sites)):
        names = [of(what, name) for name in frame[f"{what}_id"]]
        every = len(frame) if what == "cell" else len(sites)
        given = np.bincount(flows[what], weights=flows["kwh_day"], minlength=every)[: len(frame)]
        given = given if what == "cell" else np.maximum(given - old, 0.0)  # what stands serves first
        due = {"served_kwh_day": given}
        if what == "cell":
            due["ev_kwh_day"] = given + frame["unmet_kwh_day"].to_numpy(dtype=float)
        yield from column_differences(names, frame, due, by("assignment"), share=1e-6, near=EPS_KWH)
    yield from over_demand(run, flows, ASSIGNMENT)


def over_demand(run: Plan, flows: pd.DataFrame, where: str, level: float = 1.0) -> Iterator[Fault]:
    """Name cells that get more energy of a service group than they ask for, at a share of their demand."""
    cells = run.layers.demand
    at = pd.Index(cells["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    for name, group in run.scenario.service.items():
        part = (flows["group"] == name).to_numpy() & (at >= 0)
        asked = level * cells[[f"kwh_{kind}" for kind in group.classes]].sum(axis=1).to_numpy(dtype=float)
        given = np.bincount(at[part], weights=flows["kwh_day"].to_numpy()[part], minlength=len(cells))
        for i in np.flatnonzero(given > asked * (1 + 1e-6) + EPS_KWH)[:MOST].tolist():
            cell = cells["cell_id"].iloc[i]
            gets = (f"{given[i]:.2f}", f"{asked[i]:.2f}")
            yield differs(_user(where, cell, name), amount("gets"), *gets, by("asks"))
