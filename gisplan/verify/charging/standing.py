"""Verify what stands: its stock from its own figures, what it takes and gives, and who else serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.verify.charging.grid import together
from gisplan.verify.charging.replaced import StockOfType, after_of
from gisplan.verify.run.cells import MOST, column_differences
from gisplan.verify.run.faults import amount, by, differs, fault, of, place, told
from gisplan.verify.run.inputs import standing_file
from gisplan.verify.run.reading import needing, points
from gisplan.verify.run.ways import EPS_M
from gisplan_errors import GisplanError
from gisplan_kept import once
from layers.sites.standing import (
    COLUMNS,
    by_year,
    charges,
    gives_stock,
    read_standing,
    sells_hydrogen,
    stands,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats

WHERE: Final = "plan.gpkg standing"
DAYS_OF_MONTH: Final = 365.0 / 12.0
FULL_M2: Final = 1e-3
SHARED: Final = ("site_id", "name_zh", "name_en", "category", "access", "adcode", "geometry")


@dataclass(frozen=True, eq=False)
class Stock:
    """What stands at the horizon, computed from the rows of a run's layer ``standing``.

    Attributes
    ----------
    rows
        All rows of the layer.
    here, charging : numpy.ndarray
        Which stand at the horizon, and which charge, shape (R,).
    counts, kwh : numpy.ndarray
        Chargers by type, and what they give beyond today, kWh/day, shape (R, T), with those that take the
        place of others.
    bays, load : numpy.ndarray
        Bays and kW that they took before any was replaced, shape (R,).
    known
        What the power follows from, by row.
    before
        What stood by type before any was replaced.
    swapped, more_bays, more_load, cost : numpy.ndarray
        What is replaced, as `gisplan.verify.charging.replaced.After` tells it.
    """

    rows: gpd.GeoDataFrame
    here: Flags
    charging: Flags
    counts: Floats
    kwh: Floats
    bays: Floats
    load: Floats
    known: list[str]
    before: StockOfType
    swapped: Floats
    more_bays: Floats
    more_load: Floats
    cost: Floats

    @property
    def replaced(self) -> Floats:
        """Chargers of each row that are replaced, shape (R,)."""
        return np.asarray(self.swapped.sum(axis=1))

    def by_site(self, values: Floats, sites: pd.Series) -> Floats:
        """Lay values of the rows that stand at the horizon out over sites by their keys, 0 elsewhere."""
        out = np.zeros((len(sites), *values.shape[1:]))
        at = pd.Index(sites.astype(str)).get_indexer(pd.Index(self.rows["site_id"].astype(str)))
        known = (at >= 0) & self.here
        out[at[known]] = values[known]
        return out

    def fast_at(self, run: Plan, *, before: bool = False) -> pd.Series:
        """Count the fast chargers of the rows that stand, by site_id; ``before`` any is replaced."""
        quick = np.array([kind.fast for kind in run.scenario.chargers.types])
        counts = self.before.counts if before else self.counts
        fast = np.where(self.here, counts[:, quick].sum(axis=1), 0.0)
        return pd.Series(fast, index=self.rows["site_id"].astype(str))


@once
def stock_of(run: Plan) -> Stock:
    """Compute the stock of what stands from the figures of each row."""
    rows, types = run.layers.standing.reset_index(drop=True), run.scenario.chargers.types
    names, power = [kind.id for kind in types], [kind.power_kw for kind in types]
    small = int(np.argmin(power))
    counts, kw = np.zeros((len(rows), len(names))), np.zeros((len(rows), len(names)))
    known = []
    for r, row in enumerate(rows.to_dict("records")):
        number = _first(_told_number(row), row["guns"])
        text = "" if pd.isna(row["types"]) else str(row["types"])
        if text:
            for part in text.split(";"):
                name, _, many = part.partition(":")
                counts[r, names.index(name.strip())] += float(many)
            kw[r] = counts[r] * power
            known.append("types")
        elif row["kw"] > 0 and number > 0:
            each = row["kw"] / number
            t = int(np.argmin(np.abs(np.log(np.array(power) / each))))
            counts[r, t], kw[r, t] = number, row["kw"]
            known.append("kw")
        elif row["kw"] > 0:
            kw[r, small] = row["kw"]
            known.append("kw")
        elif _told_number(row) > 0:
            counts[r, small] = _told_number(row)
            kw[r, small] = counts[r, small] * power[small]
            known.append("least")
        else:
            known.append("")
    guns = np.nan_to_num(rows["guns"].to_numpy(dtype=float))
    bays = np.where(counts.any(axis=1), counts @ [float(kind.bays) for kind in types], guns)
    share, able = np.zeros(kw.shape), np.zeros(kw.shape)
    for r, (access, category) in enumerate(zip(rows["access"], rows["category"], strict=True)):
        for t, kind in enumerate(types):
            share[r, t] = together(run, kind, access, category)
            if access != "private":  # a private pile has its own car
                able[r, t] = kw[r, t] * 24.0 * kind.max_utilisation.of(access)
    today = np.nan_to_num(rows["kwh_month"].to_numpy(dtype=float)) / DAYS_OF_MONTH
    whole = able.sum(axis=1)
    rest = np.divide(np.maximum(whole - today, 0.0), whole, out=np.zeros(len(rows)), where=whole > 0)
    here = by_year(rows, run.scenario.horizon)
    before = StockOfType(counts, able * rest[:, None], able * (1.0 - rest[:, None]), kw * share)
    return Stock(
        rows,
        here,
        charges(_as_told(rows)),
        **after_of(run, rows, before, here)._asdict(),
        bays=bays,
        load=before.load.sum(axis=1),
        known=known,
        before=before,
    )


def stock_is_given(run: Plan) -> bool:
    """Tell whether a layer of its own tells which chargers stand."""
    rows = run.layers.standing
    return bool(len(rows)) and gives_stock(_as_told(rows[rows["told_by"] == "standing"]))


def _first(*values: float) -> float:
    return next((float(value) for value in values if not pd.isna(value)), float("nan"))


def _told_number(row: dict[str, Any]) -> float:
    """Give the chargers that a row tells of; a number that the plan filled in from types is none of them."""
    return float("nan") if row["known"] == "types" or pd.isna(row["chargers"]) else float(row["chargers"])


def _as_told(rows: pd.DataFrame) -> pd.DataFrame:
    texts = {name: rows[name].fillna("").astype(str) for name in ("types", "ownership")}
    return rows.assign(**texts)


def open_public(run: Plan, stock: Stock | None = None, *, year: int | None = None) -> gpd.GeoDataFrame:
    """Give the public sites that are open beside the new ones: those where a charging station stands."""
    stock = stock_of(run) if stock is None else stock
    here = stock.here & stock.charging & (stock.rows["access"] == "public").to_numpy()
    if year is not None:
        here &= by_year(stock.rows, year)
    return stock.rows.loc[here, [*SHARED]]


def with_open(sites: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add rows to sites, those left out whose key is there already; only columns that both have stay."""
    more = others[~others["site_id"].isin(sites["site_id"])]
    if more.empty:
        return sites
    columns = [name for name in sites.columns if name in more.columns]
    joined = pd.concat([sites[columns], more[columns]], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=sites.crs)


def selling(run: Plan) -> gpd.GeoDataFrame:
    """Give the hydrogen stations that stand at the horizon: key, place, ownership, district."""
    rows = _as_told(run.layers.standing)
    here = by_year(rows, run.scenario.horizon) & sells_hydrogen(rows) & (rows["told_by"] == "standing")
    return rows.loc[here]


def serving(run: Plan, stock: Stock) -> gpd.GeoDataFrame:
    """Give the sites of the plan, then what else stands and gives energy: those that energy may come from."""
    return with_open(run.layers.sites, stock.rows.loc[stock.here & (stock.kwh.sum(axis=1) > 0)])


@needing(WHERE, "layers.standing", (*COLUMNS, "told_by", "stands", "known"))
def standing_faults(run: Plan) -> Iterator[Fault]:
    """Compute the stock again, and hold candidates, sites and the file of the layer to it."""
    if run.layers.standing.empty:
        yield from _everything_told(run)
        return
    stock = stock_of(run)
    rows = stock.rows
    names = [f"{WHERE} {site}" for site in rows["site_id"]]
    served = run.evidence.assignment.groupby("site_id")["kwh_day"].sum()
    sold = run.evidence.hydrogen_assignment.groupby("site_id")["kg_day"].sum()
    new = run.layers.sites.set_index("site_id")["chargers"]
    able = np.where(stock.here, stock.kwh.sum(axis=1), 0.0)
    drawn = rows["site_id"].map(served).fillna(0.0).to_numpy(dtype=float)
    placed = set(run.layers.stations["site_id"])
    due = {
        "stands": stock.here,
        "known": pd.Series(stock.known),
        "bays_taken": stock.bays,
        "load_kw": stock.load,
        "capacity_kwh_day": able,
        "chargers_replaced": stock.replaced,
        "replacement_cost": stock.cost,
        "served_kwh_day": np.minimum(drawn, able),
        "chargers_new": rows["site_id"].map(new).fillna(0).where(stock.here, 0),
        "h2_served_kg_day": rows["site_id"].map(sold).fillna(0.0).where(~rows["site_id"].isin(placed), 0.0),
    }
    yield from column_differences(names, rows, due, by("its-figures"), share=1e-6, near=1e-3)
    yield from _everything_told(run)
    yield from _taken(run, stock)
    yield from _as_written(run, rows)


def _everything_told(run: Plan) -> Iterator[Fault]:
    """Hold the layer to the candidates: where something stands it has a row, and every row is a candidate."""
    every, rows = run.evidence.candidates, run.layers.standing
    known = set(rows["site_id"].astype(str))
    for name in sorted(set(every.loc[stands(every), "site_id"].astype(str)) - known)[:MOST]:
        yield fault("missing", WHERE, key=name)
    for name in sorted(known - set(every["site_id"].astype(str)))[:MOST]:
        yield fault("no-candidate", place(WHERE, of("site", name)))


def _taken(run: Plan, stock: Stock) -> Iterator[Fault]:
    """Check that a candidate has left of bays and connection what stands there does not take."""
    every = run.evidence.candidates
    every = every[every["site_id"].isin(stock.rows["site_id"])]
    own = stock.rows.set_index("site_id").loc[every["site_id"]]
    at = pd.Index(stock.rows["site_id"]).get_indexer(pd.Index(every["site_id"]))
    limit = run.scenario.chargers.transformer_load_limit.value
    here = stock.here[at]
    had = {name: np.nan_to_num(own[name].to_numpy(dtype=float)) for name in ("bays", "grid_kw")}
    due = {
        "bays": np.where(here, np.maximum(had["bays"] - stock.bays[at], 0.0), had["bays"]),
        "grid_kw": np.where(here, np.maximum(had["grid_kw"] - stock.load[at] / limit, 0.0), had["grid_kw"]),
    }
    names = [f"evidence.gpkg candidates {site}" for site in every["site_id"]]
    yield from column_differences(names, every, due, by("stands-there"), near=1e-3)
    gone = ~here & (every["status"] != "excluded").to_numpy()
    for name in every.loc[gone, "site_id"].head(MOST):
        yield fault(
            "not-there", place("evidence.gpkg candidates", of("site", name)), year=run.scenario.horizon
        )


def _as_written(run: Plan, rows: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Compare the rows that a file tells with that file, where it is at hand."""
    path = standing_file(run)
    if path is None:
        return
    try:
        right, _ = read_standing(
            path, districts=run.layers.districts, places=run.layers.places, crs=str(rows.crs)
        )
    except GisplanError as error:
        yield fault("unread", f"{WHERE} {path.name}", error=told(error))
        return
    right = right[right["status"] != "excluded"].sort_values("site_id", ignore_index=True)
    own = rows[rows["told_by"] == "standing"].sort_values("site_id", ignore_index=True)
    if own["site_id"].tolist() != right["site_id"].tolist():
        yield differs(WHERE, amount("rows"), len(own), len(right), by("its-file"))
        return
    names = [f"{WHERE} {site}" for site in own["site_id"]]
    filled = own["chargers"].notna() & right["chargers"].isna()  # the plan adds its types up
    due = {name: right[name] for name in COLUMNS if name != "chargers"}
    due["chargers"] = right["chargers"].where(~filled, own["chargers"])
    yield from column_differences(names, own, due, by("its-file"))
    away = np.hypot(*(points(own) - points(right)).T)
    for name, metres in zip(names, away, strict=True):
        if metres > EPS_M:
            yield fault("moved-file", name, metres=f"{metres:.1f}")
