"""Why a site was chosen or not: what it adds, what replaces it, and the next best alternative.

Read from the files of a run alone, so that the answer holds for the plan as it was written (or edited).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import KDTree

from gisplan.certain.record import kept
from gisplan.verify.charging.standing import open_public
from gisplan.verify.run.reading import points, read_run
from gisplan.why.feeders import feeders_of
from gisplan.why.needs import needs_of
from gisplan.why.reasons import Other, Reasons
from gisplan.why.restrictions import hours_of
from gisplan_errors import ScenarioError
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named
from layers.sites.standing import replaced_chargers, stands
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.certain.record import Certain
    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats, Indices
    from gisplan_words import Message, Named


AREAS = ("expressway_service_area", "trunk_service_area")
MOST_NAMED = 3
"""Other sites that an answer names."""


def why_site(folder: Path, site_id: str) -> Reasons:
    """Say why a site of a run was chosen or not.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.
    site_id
        Key of a candidate site.

    Returns
    -------
    Reasons
        What the plan made of the site, and which rule decided it.

    Raises
    ------
    ScenarioError
        No candidate of the run has this key; near ones are named.
    LayerError
        A file of the run is missing or cannot be read.
    """
    run = read_run(folder)
    keys = run.evidence.candidates["site_id"].tolist()
    if site_id not in keys:
        near = [key for key in keys if site_id.lower() in key.lower()][:MOST_NAMED] or keys[:MOST_NAMED]
        raise ScenarioError(message("why-no-site", folder=str(folder), site=site_id, near=listed(near)))
    found = run_reasons(run, keys.index(site_id))
    return replace(found, certain=certainty(kept(folder, run.headline.fingerprint), site_id))


def certainty(found: Certain | None, site_id: str) -> tuple[Message, ...]:
    """Say how certain a site is, of each kind that it is graded as; empty where nobody looked."""
    if found is None:
        return ()
    rows = found.table[found.table["site_id"] == site_id]
    return tuple(
        message(
            "why-certain",
            kind=str(row["kind"]),
            grade=message(f"page-{row['grade']}"),
            proof=message(f"certain-proof-{row['proof'] or 'none'}"),
            plans=int(row["plans"]),
            of=int(found.figures[f"{row['kind']}_plans"]),
            others=str(row["others"]).replace(";", ", ") or "none",
        )
        for row in rows.to_dict("records")
    )


def run_reasons(run: Plan, place: int) -> Reasons:
    """Say why a candidate of a run, by its position, was chosen or not."""
    row = run.evidence.candidates.iloc[place]
    name = str(row["site_id"])
    built = run.layers.sites.set_index("site_id")
    chosen, stock = name in built.index, _standing(run, name)
    open_there = chosen or bool(stock)
    stations = run.layers.stations.set_index("site_id")
    reach = _Reach(run) if row["access"] == "public" else None
    own = np.zeros(0, dtype=np.int64) if reach is None else reach.cells(place)
    people = 0.0 if reach is None else float(reach.people[own].sum())
    alone = own if reach is None else own[reach.others_reach(name)[own] == 0]
    added = 0.0 if reach is None else float(reach.people[alone].sum())
    flows = run.evidence.assignment
    energy = flows.loc[flows["site_id"] == name].groupby("group")["kwh_day"].sum()
    served = run.evidence.hydrogen_assignment
    return Reasons(
        site_id=name,
        name=named(str(row["name_zh"]), str(row["name_en"])),
        category=str(row["category"]),
        access=str(row["access"]),
        status=str(row["status"]),
        chosen=chosen,
        station=name in stations.index,
        barred=() if chosen else barred_by(row),
        forced=forced_by(run, row),
        standing=stock,
        people_in_reach=people,
        people_added=added,
        kwh_day={str(key): float(value) for key, value in energy.items()},
        gap_km=_gaps(run, row),
        others=()
        if reach is None
        else reach.named(place, alone if open_there else own, open_ones=not open_there),
        least_added=None if reach is None or open_there else reach.least_added(),
        screening=screened_as(run.evidence.screening, name),
        served_kg_day=float(served.loc[served["site_id"] == name, "kg_day"].sum()),
        needed=needs_of(run, place) if open_there and reach is not None else (),
        opened_of=_opened_of(run),
        feeders=feeders_of(run, row),
        hours=hours_of(run, row),
    )


def _opened_of(run: Plan) -> tuple[int, int]:
    """Count the public sites that open anew, beside their limit."""
    sites = run.layers.sites
    new = int(((sites["access"] == "public") & ~stands(sites)).sum())
    return new, run.scenario.coverage.max_new_sites


class _Reach:
    """Which public sites reach which cells within the coverage radius."""

    def __init__(self, run: Plan) -> None:
        self.run = run
        cells = run.layers.demand
        tiers = run.layers.districts.set_index("adcode")["tier"]
        profile = run.scenario.coverage.active
        tier = cells["adcode"].map(tiers)
        radii = [
            (profile.radius_m if name in profile.judged_tiers else profile.allocation_radius_m)[name]
            for name in tier
        ]
        urban = cells["urban"].to_numpy(dtype=bool)
        self.radius = np.array(
            [each.urban if dense else each.rural for each, dense in zip(radii, urban.tolist(), strict=True)]
        )
        self.people = cells["population"].to_numpy(dtype=float)
        self.xy = cells[["x", "y"]].to_numpy(dtype=float)
        self.sites_xy = points(run.evidence.candidates)
        candidates = run.evidence.candidates
        public = (candidates["access"] == "public").to_numpy()
        opened = {*run.layers.sites["site_id"], *open_public(run)["site_id"]}
        built = candidates["site_id"].isin(opened).to_numpy()
        self.open = np.flatnonzero(public & built)
        self.shut = np.flatnonzero(public & ~built & (candidates["status"] != "excluded").to_numpy())

    def pairs(self, sites: Indices) -> sparse.csc_array:
        """Join every cell to some sites within its radius: ones, cells × sites."""
        if self.run.roads is not None:
            near = self.run.roads.between(np.arange(len(self.people)), sites, self.radius)
            ones = sparse.csr_array((np.ones(near.data.size), near.indices, near.indptr), shape=near.shape)
            return sparse.csc_array(ones)
        reach = self.radius / self.run.scenario.coverage.detour.value
        found = KDTree(self.sites_xy[sites]).query_ball_point(self.xy, reach)
        counts = np.array([len(each) for each in found])
        columns = np.concatenate([np.array(each, dtype=np.int64) for each in found])
        rows = np.repeat(np.arange(len(self.people)), counts)
        return sparse.csc_array((np.ones(rows.size), (rows, columns)), shape=(len(found), sites.size))

    def cells(self, place: int) -> Indices:
        """Give the cells within reach of one site."""
        return np.asarray(self.pairs(np.array([place])).indices, dtype=np.int64)

    def others_reach(self, name: str) -> Floats:
        """Count the open public sites that reach every cell, one site left out."""
        names = self.run.evidence.candidates["site_id"].to_numpy()[self.open]
        return np.asarray(self.pairs(self.open[names != name]).sum(axis=1), dtype=np.float64).ravel()

    def named(self, place: int, cells: Indices, *, open_ones: bool) -> tuple[Other, ...]:
        """Name the sites that reach most people of some cells: open ones, or ones not in the plan."""
        pool = self.open if open_ones else self.shut
        pool = pool[pool != place]
        if not pool.size or not cells.size:
            return ()
        weight = np.zeros(len(self.people))
        weight[cells] = self.people[cells]
        held = np.asarray(self.pairs(pool).T @ weight)
        away = np.hypot(*(self.sites_xy[pool] - self.sites_xy[place]).T)
        best = np.lexsort((away, -held))[:MOST_NAMED]
        rows = self.run.evidence.candidates.iloc[pool[best]]
        return tuple(
            Other(str(key), named(str(zh), str(en)), float(people), float(metres))
            for key, zh, en, people, metres in zip(
                *(rows[name] for name in ("site_id", "name_zh", "name_en")),
                *(held[best].tolist(), away[best].tolist()),
                strict=True,
            )
            if people > 0
        )

    def least_added(self) -> tuple[str, float] | None:
        """Find the open public site, not forced, that alone reaches fewest people."""
        rows = self.run.evidence.candidates.iloc[self.open]
        pairs = self.pairs(self.open)
        lonely = np.asarray(pairs.sum(axis=1)).ravel() == 1
        added = np.asarray(pairs.T @ (self.people * lonely))
        free = np.array([not forced_by(self.run, row) for _, row in rows.iterrows()])
        if not free.any():
            return None
        pick = int(np.argmin(np.where(free, added, np.inf)))
        return str(rows["site_id"].iloc[pick]), float(added[pick])


def barred_by(row: pd.Series) -> tuple[Message, ...]:
    """Say what keeps chargers from a site."""
    out = []
    if row["status"] == "excluded":
        out.append(message("why-excluded"))
    if "charging" not in str(row["allows"]).split(";"):
        out.append(message("why-no-charging", allows=str(row["allows"])))
    if row["bays"] < 1 or row["grid_kw"] <= 0:
        out.append(message("why-no-room", bays=row["bays"], power=Figure(row["grid_kw"], "kW")))
    return tuple(out)


def _standing(run: Plan, name: str) -> tuple[Message, ...]:
    """Say what stands at a site, what its chargers serve, and what the plan adds there."""
    rows = run.layers.standing
    here = rows[(rows["site_id"] == name) & rows["stands"].astype(bool)]
    if here.empty:
        return ()
    row = here.iloc[0]
    known = "none" if pd.isna(row["chargers"]) else "some"
    number = 0 if pd.isna(row["chargers"]) else int(row["chargers"])
    energy = {
        "served": Figure(float(row["served_kwh_day"]), "kWh/day", 0),
        "able": Figure(float(row["capacity_kwh_day"]), "kWh/day", 0),
    }
    said = message("why-standing", number=number, known=known, **energy, new=int(row["chargers_new"]))
    types = run.scenario.chargers.type_names
    cost = Figure(float(row["replacement_cost"]), "currency", currency=run.scenario.currency)
    swapped = [
        message("why-replaced-of", number=n, old=named(*types[old]), new=named(*types[new]))
        for old, new, n in replaced_chargers(row["replaced"])
    ]
    return (said, message("why-replaced", swapped=listed(swapped), cost=cost)) if swapped else (said,)


def forced_by(run: Plan, row: pd.Series) -> tuple[Message, ...]:
    """Say why a site stands in every plan."""
    stops = run.evidence.lorry_stops
    passing = stops.loc[stops["site_id"] == row["site_id"], "trips_day"]
    stop = tuple(message("why-lorry-stop", trips=round(trips)) for trips in passing)
    if stands(row.to_frame().T)[0]:
        return (message("why-existing"), *stop)
    asked = run.scenario.coverage.required_categories.min_fast
    if row["category"] in asked or row["category"] == "expressway_service_area":
        return (message("why-category-required", category=inside(CATEGORIES[row["category"]])), *stop)
    return (message("why-required"), *stop) if row["status"] == "required" else stop


def _gaps(run: Plan, row: pd.Series) -> tuple[float, float] | None:
    """Give the longest stretch between fast sites of the site's road, with it and without it, km."""
    if row["category"] not in AREAS or pd.isna(row["chainage_km"]):
        return None
    sites = run.layers.sites.assign(fast=run.fast_counts())
    corridors = run.layers.corridors
    road = corridors.loc[
        (corridors["road_ref"] == row["road_ref"]) & (corridors["direction"] == row["direction"])
    ]
    if road.empty:
        return None
    here = sites.loc[
        sites["category"].isin(AREAS)
        & (sites["fast"] > 0)
        & (sites["road_ref"] == row["road_ref"])
        & (sites["direction"] == row["direction"])
        & (sites["site_id"] != row["site_id"])
    ]
    ends = [0.0, float(road["length_km"].iloc[0])]
    without = np.sort([*ends, *here["chainage_km"].dropna()])
    with_it = np.sort([*without, float(row["chainage_km"])])
    return float(np.diff(with_it).max()), float(np.diff(without).max())


def screened_as(table: pd.DataFrame, name: str) -> dict[str, Named]:
    """Give the reason against a station of every size at a site; empty where it may stand."""
    if table.empty or name not in set(table["site_id"]):
        return {}
    row = table.set_index("site_id").loc[name].fillna("").astype(str).to_dict()
    sizes = [column.split("_")[1] for column in map(str, row) if column.startswith("allowed_")]
    return {size: named(row[f"reason_{size}_zh"], row[f"reason_{size}_en"]) for size in sizes}
