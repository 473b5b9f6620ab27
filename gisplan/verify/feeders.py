"""Verify feeders and substations: which feeds which site, what each carries, and that none is overloaded.

The layer ``feeders`` of a run keeps what bounds the plan; it and who feeds whom are held against the files of
the region where they are at hand. Members, loads and peaks are computed again from candidates, chargers and
curves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gisplan.regions import is_at_hand, profiles_of
from gisplan.verify.charging.load import chance_load, site_curves
from gisplan.verify.charging.sites import loads_kw
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.hydrogen.parcels import taken_by_others
from gisplan.verify.run.cells import column_differences, differences, key_differences
from gisplan.verify.run.faults import amount, by, most, of, place
from gisplan.verify.run.inputs import at_hand, layer_files
from gisplan.verify.run.reading import needing, records
from gisplan_kept import once
from layers.feeders import read_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats

WHERE = "plan.gpkg feeders"
EPS = 1e-6
OVER = 1e-5
"""Share of what is left, and kW, by which a load may exceed it: a solver's tolerance."""


@dataclass(frozen=True, eq=False)
class Feed:
    """A feeder or a substation.

    Attributes
    ----------
    name
        As the rows of a sizing call it, ``feeder F1``.
    row
        Its row of the layer.
    members : numpy.ndarray
        Which candidates it feeds, shape (candidates,).
    base : numpy.ndarray
        Load before the plan by hour, kW, shape (24,); NaN where nobody says.
    beside
        Load of stations and facilities on the parcels that it feeds, kW.
    """

    name: str
    row: dict[str, Any]
    members: Flags
    base: Floats
    beside: float

    @property
    def left(self) -> float:
        """What it leaves to new chargers, kW, at least none; NaN where nobody knows."""
        return float(np.maximum(self.spare, 0.0)) if not np.isnan(self.spare) else np.nan

    @property
    def spare(self) -> float:
        """Capacity less base load and other new load, kW."""
        return float(self.row["capacity_kw"]) - float(self.base.max()) - self.beside


@once
def feeds_of(run: Plan) -> tuple[Feed, ...]:
    """Give the feeders and substations of a run, with what each feeds and carries before its chargers."""
    frame, others = run.evidence.candidates, taken_by_others(run)[1]
    by = (
        frame["fed_by"].astype(object).fillna("").astype(str)
        if "fed_by" in frame
        else pd.Series("", index=frame.index)
    )
    kw = np.array([others.get(str(name), (0.0, 0.0))[1] for name in frame["site_id"]])
    rows = records(run.layers.feeders)
    above = {str(row["feeder_id"]): str(row["substation"] or "") for row in rows if row["kind"] == "feeder"}
    through = by.map(above).astype(object).fillna("")
    out = []
    for row in rows:
        name = str(row["feeder_id"])
        members = ((by if row["kind"] == "feeder" else through) == name).to_numpy() & (by != "").to_numpy()
        out.append(Feed(f"{row['kind']} {name}", row, members, _base(row), float(kw[members].sum())))
    return tuple(out)


def _base(row: dict[str, Any]) -> Floats:
    text = row["base_curve_kw"]
    if isinstance(text, str) and text.strip():
        return np.array([float(part) for part in text.split(";")])
    known = row["base_kw"]
    return np.full(24, np.nan if known is None or pd.isna(known) else float(known))


@needing(
    WHERE, "layers.feeders", ("kind", "feeder_id", "capacity_kw", "base_kw", "base_curve_kw", "substation")
)
def feeder_faults(run: Plan) -> Iterator[Fault]:
    """Check who feeds each site, that no feeder or substation is overloaded, and every figure of each."""
    yield from _fed(run)
    yield from _as_its_file(run)
    frame, sites = run.evidence.candidates, run.layers.sites
    here = frame["site_id"].astype(str)
    stock, at = stock_of(run), sites.set_index(sites["site_id"].astype(str))
    drawn = pd.Series((run.counts() * loads_kw(run)).sum(axis=1), index=at.index)
    drawn = here.map(drawn).fillna(0.0).to_numpy() + stock.by_site(stock.more_load, frame["site_id"])
    chargers = here.map(at["chargers"]).fillna(0.0).to_numpy(dtype=float)
    for feed in feeds_of(run):
        name, counted = f"{WHERE} {feed.name}", float(drawn[feed.members].sum())
        if not np.isnan(feed.left) and counted > feed.left * (1 + OVER) + OVER:
            yield most(name, amount("load"), f"{counted:.1f}", f"{feed.left:.1f}")
        due = {
            "sites": int((here.isin(at.index).to_numpy() & feed.members).sum()),
            "chargers": int(chargers[feed.members].sum()),
            "sized_kw": counted,
            "beside_kw": feed.beside,
            "base_kw": float(feed.base.max()),
            "room_kw": feed.spare - counted,
        }
        yield from differences(name, feed.row, due, by("sites"), share=EPS, near=EPS)
    yield from _peaks(run)
    yield from _hosting(run)


def _hosting(run: Plan) -> Iterator[Fault]:
    """Take the least of what connection, feeder and substation of every site leave at their peaks again."""
    sites, rows = run.layers.sites, records(run.layers.feeders)
    left = {(row["kind"], str(row["feeder_id"])): row["hosting_kw"] for row in rows}
    above = {str(row["feeder_id"]): str(row["substation"] or "") for row in rows if row["kind"] == "feeder"}
    usable, due = run.scenario.chargers.transformer_load_limit.value, []
    for site in records(sites):
        feeder = str(site.get("fed_by") or "")
        grid = (left.get(("feeder", feeder)), left.get(("substation", above.get(feeder, ""))))
        own = usable * float(site["grid_kw_after"]) - float(site["peak_kw"]) - float(site["taken_kw"])
        due.append(min([own, *(float(one) for one in grid if one is not None and not pd.isna(one))]))
    names = [of("site", name) for name in sites["site_id"]]
    yield from column_differences(names, sites, {"hosting_kw": due}, by("sites"), share=EPS, near=1e-3)


def _fed(run: Plan) -> Iterator[Fault]:
    """Find the feeder of every candidate again: the one it names, else the nearest within the rule."""
    grid, frame, lines = run.scenario.grid, run.evidence.candidates, _read(run, "feeder")
    if grid is None or grid.feeders is None or lines is None:
        return
    ids, tree = lines["feeder_id"].astype(str).to_numpy(), shapely.STRtree(lines.geometry.to_numpy())
    named = (
        frame["feeder"].astype(object).fillna("").astype(str).str.strip()
        if "feeder" in frame
        else [""] * len(frame)
    )
    due = []
    for point, own in zip(frame.geometry, named, strict=True):
        close = tree.query(point, predicate="dwithin", distance=grid.feeders.within_m.value)
        away = {ids[at]: lines.geometry.iloc[at].distance(point) for at in sorted(close.tolist())}
        due.append(own or min(away, key=lambda one: (away[one], one), default=""))
    names = [place("evidence.gpkg candidates", site) for site in frame["site_id"]]
    said = frame if "fed_by" in frame else frame.assign(fed_by="")
    yield from column_differences(names, said, {"fed_by": due}, by("its-feeder"))


def _read(run: Plan, kind: str) -> gpd.GeoDataFrame | None:
    """Read the layer of feeders or substations again; None where its file is not at hand."""
    path = next(filter(None, (at_hand(run, name) for name in layer_files(f"{kind}s"))), None)
    return None if path is None else read_grid(path.parent, f"{kind}s", run.headline.crs)


def _as_its_file(run: Plan) -> Iterator[Fault]:
    """Compare the layer with the files of the region, where they are at hand."""
    grid = run.scenario.grid
    if grid is None or grid.feeders is None:
        return
    for kind in ("feeder", "substation"):
        read = _read(run, kind)
        if read is None:
            continue
        read = read.rename(columns={"substation_id": "feeder_id"}).set_index("feeder_id", drop=False)
        said = {str(row["feeder_id"]): row for row in records(run.layers.feeders) if row["kind"] == kind}
        yield from key_differences(WHERE, said, read.index.astype(str), "in-no-table")
        factor = grid.feeders.power_factor.value
        for row in records(read):
            name, capacity = str(row["feeder_id"]), row["capacity_kw"]
            known = capacity if not pd.isna(capacity) else row["capacity_kva"] * factor
            same = (
                "name_zh",
                "name_en",
                "substation",
                "capacity_kva",
                "base_hour",
                "base_curve_kw",
                "origin",
            )
            due = {one: row[one] for one in same if one in row} | {"capacity_kw": known}
            due |= {} if str(row["base_curve_kw"] or "").strip() else {"base_kw": row["base_kw"]}
            if name in said:
                yield from differences(f"{WHERE} {kind} {name}", said[name], due, by("its-file"))


def _peaks(run: Plan) -> Iterator[Fault]:
    """Add base load and the coincident load of the chargers hour by hour again."""
    if run.layers.feeders.empty or not is_at_hand(run.scenario.region):
        return
    profiles = profiles_of(run.scenario.region)
    curves, rated, squares, sigmas = site_curves(run, profiles)
    fed = run.evidence.candidates["site_id"].astype(str)
    sites, days = run.layers.sites["site_id"].astype(str), [*profiles.days]
    for feed in feeds_of(run):
        mine = sites.isin(set(fed[feed.members])).to_numpy()
        top, spread = float(rated[mine].sum()), float(squares[mine].sum())
        new = chance_load(curves[:, mine].sum(axis=1), top, spread, sigmas)
        known = not np.isnan(feed.base).any()
        base = feed.base if known else np.zeros(24)
        whole = np.round(new + base + feed.beside, 6)
        day, hour = divmod(int(whole.argmax()), 24)
        shaped, some = bool((base != base[0]).any()), bool(new.max() > 0)
        told = feed.row["base_hour"]
        begins = hour if some or shaped else None if told is None or pd.isna(told) else int(told)
        due = {
            "peak_kw": float(whole.max()),
            "peak_hour": begins,
            "peak_day": days[day] if some else None,
            "hosting_kw": float(feed.row["capacity_kw"]) - float(whole.max()) if known else None,
        }
        yield from differences(f"{WHERE} {feed.name}", feed.row, due, by("sites"), share=EPS, near=1e-3)
