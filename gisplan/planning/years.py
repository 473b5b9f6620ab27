"""Phases: from a scenario's years to the phasing model, and back to tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from gisplan.access.reach import nearest_site_m
from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.chargers.energy import energy_assignment
from gisplan.planning.chargers.sizing import sizing_keys, with_site_names
from gisplan.planning.chargers.waiting import all_counts, held_energy, waiting_tables
from gisplan.planning.constraints.collected import Place, decided
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import shown_to
from gisplan_errors import InfeasiblePlan
from gisplan_words import message
from layers.sites.standing import stands
from optimize.certificate import certify, proofs
from optimize.entry import solve
from optimize.years.problem import PhaseYear, PhasingProblem

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models
    from gisplan.planning.siting.choice import Siting
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from gisplan_progress import Progress
    from gisplan_words import Said
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.years.problem import Phasing


YEAR_COLUMNS = (
    *("year", "chargers_target", "chargers_new", "chargers_total", "max_new_chargers", "sites_new"),
    *("sites_total", "public_sites_new", "public_sites_total", "max_new_public_sites", "chargers_cost"),
    *("transformers_cost", "charging_cost", "charging_cost_total", "budget", "demand_share"),
    *("energy_kwh_day", "served_kwh_day", "served_energy_share", "covered_people_share", "stations_new"),
    *("stations_total", "stations_most", "hydrogen_cost"),
)


@dataclass(frozen=True, eq=False)
class PhasedSites:
    """Which chargers stand by the end of which year.

    Attributes
    ----------
    years
        In order; the last one is the horizon.
    counts : numpy.ndarray
        Cumulative chargers by year, site and type, shape (Y, S, T); sites as in `SizedSites.sites`.
    unmet : numpy.ndarray
        Energy that is not delivered, kWh/day, shape (Y,).
    assignment
        Energy assigned before the horizon: year, cell_id, group, site_id, kwh_day, metres.
    certificates
        Of the phasing; none without years before the horizon.
    """

    years: tuple[int, ...]
    counts: Indices
    unmet: Floats
    assignment: pd.DataFrame
    certificates: tuple[Certificate, ...]


def phase_sites(
    region: Region,
    scenario: Scenario,
    sized: SizedSites,
    tables: ChargerTables,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> PhasedSites:
    """Spread the sized chargers over the scenario's years; everything in the horizon year without any.

    Raises
    ------
    InfeasiblePlan
        Yearly targets, budgets and limits contradict each other or the sized plan.
    SolverFailed
        No phasing was found in time.
    """
    final = sized.sizing.counts.astype(np.int64)
    unmet = float(sized.sizing.unmet.sum())
    empty = pd.DataFrame(
        {
            "year": pd.Series(dtype=np.int64),
            **{name: pd.Series(dtype=object) for name in ("cell_id", "group", "site_id")},
            **{name: pd.Series(dtype=np.float64) for name in ("kwh_day", "metres")},
        }
    )
    if scenario.phasing is None:
        return PhasedSites((scenario.horizon,), final[None], np.array([unmet]), empty, ())
    frame = region.sites.iloc[sized.sites]
    rows = scenario.phasing.years
    stock = standing_at(tables, len(region.sites)).at(sized.sites)
    # what is replaced is taken out in the first year, and paid from its budget
    paid = 0.0 if sized.replaced is None else float(sized.replaced.cost.sum())
    budgets = [None if row.budget is None else max(row.budget - paid * (row is rows[0]), 0.0) for row in rows]
    problem = PhasingProblem(
        sizing=sized.problem,
        horizon=sized.sizing,
        counted=(frame["access"] == "public").to_numpy() & ~stands(frame),
        years=tuple(
            PhaseYear(
                year=row.year,
                level=row.demand_share,
                target=row.least_chargers(scenario.chargers.new_target),
                most_new=row.max_new_chargers,
                budget=budget,
                most_new_sites=row.max_new_public_sites,
                weight=row.weight,
                stands=stock.years.get(row.year),
            )
            for row, budget in zip(rows, budgets, strict=True)
        ),
    )

    def keys() -> dict[str, list[str]]:
        return sizing_keys(region, scenario, sized.sites, sized.rows, sized.problem)

    limits, shown = solver_limits(scenario, "phasing", progress), shown_to(models, keys)
    before = tuple(row.year for row in rows[:-1])
    try:
        problem, phasing = decided(
            own,
            Place("years", frame, keys, years=before),
            problem,
            lambda one: solve(one, shown=shown, **limits),
            limits,
        )
    except InfeasiblePlan as error:
        raise InfeasiblePlan(with_site_names(cast("Said", error.what), frame)) from None
    phasing = _held_to_wait(region, scenario, problem, phasing, sized, tables)
    flows = [
        energy_assignment(region, sized, phasing.flow[y]).assign(year=row.year)
        for y, row in enumerate(rows[:-1])
    ]
    return PhasedSites(
        years=tuple(row.year for row in rows),
        counts=np.asarray(phasing.counts, dtype=np.int64),
        unmet=np.asarray(phasing.unmet.sum(axis=1)),
        assignment=pd.concat(flows, ignore_index=True)[list(empty.columns)],
        certificates=phasing.certificates,
    )


def _held_to_wait(
    region: Region,
    scenario: Scenario,
    problem: PhasingProblem,
    phasing: Phasing,
    sized: SizedSites,
    tables: ChargerTables,
) -> Phasing:
    """Take back what the fewer chargers of an earlier year may not deliver within the waiting target.

    The model gives every charger the horizon's energy. What one may deliver rises with their number, which
    only grows over the years, so the model's bound holds for every phasing of the horizon's chargers.
    """
    if scenario.chargers.waiting is None:
        return phasing
    shape = (len(region.sites), sized.problem.n_types)
    flows, lacks = [], []
    for year, counts in enumerate(phasing.counts):
        own = waiting_tables(tables, region.sites, scenario, all_counts(sized.sites, counts, shape))
        able = counts * own.capacity_kwh[sized.sites] + problem.standing_of(year)
        asked = replace(sized.problem, energy=sized.problem.energy * problem.years[year].level)
        flow, unmet = held_energy(asked, able, phasing.flow[year], phasing.unmet[year])
        flows.append(flow)
        lacks.append(unmet)
    held = replace(phasing, flow=np.array(flows), unmet=np.array(lacks))
    (was,) = phasing.certificates
    back = sum(
        year.weight * float((held.unmet[y] - phasing.unmet[y]).sum())
        for y, year in enumerate(problem.years[:-1])
    )
    said = certify(
        was.stage,
        was.sense,
        float(was.objective or 0.0) - back,
        was.bound,
        solver=was.solver,
        version=was.version,
        seconds=was.seconds,
        limit=was.limit,
        proven=proofs(was.proven, message("proven-waits")),
    )
    return replace(held, certificates=(said,))


def opening_years(phased: PhasedSites) -> Indices:
    """Give the year in which each site of the sizing gets its first charger, shape (S,); the last without."""
    standing = phased.counts.sum(axis=2) > 0
    first = np.where(standing.any(axis=0), standing.argmax(axis=0), len(phased.years) - 1)
    return np.asarray(np.array(phased.years, dtype=np.int64)[first])


def station_years(stations: pd.DataFrame, scenario: Scenario) -> Indices:
    """Give the year in which each hydrogen station opens.

    Stations open in order of the hydrogen they sell for what they cost (kg/day for the investment), the best
    first, equal ones by key: as many by the end of a year as ``hydrogen_stations`` allows.
    """
    year = np.full(len(stations), scenario.horizon, dtype=np.int64)
    if scenario.phasing is None or stations.empty:
        return year
    worth = stations["served_kg_day"].to_numpy(dtype=np.float64) / stations["investment_cost"].to_numpy(
        dtype=np.float64
    )
    order = np.lexsort((stations["site_id"].to_numpy(dtype=str), -worth))
    for row in reversed(scenario.phasing.years[:-1]):
        if row.hydrogen_stations is not None:
            year[order[: row.hydrogen_stations]] = row.year
    return year


def site_schedule(
    sites: pd.DataFrame, scenario: Scenario, sized: SizedSites, phased: PhasedSites, region: Region
) -> pd.DataFrame:
    """Tabulate what is built: year, site_id, name_zh, type, count (new that year), cost, authority.

    ``transformer_cost`` is what the site pays in that year for a larger connection, once a site and year.
    """
    ids = region.sites["site_id"].to_numpy()[sized.sites]
    steps = sized.problem.upgrades
    parts = []
    before = np.zeros_like(phased.counts[0])
    for year, counts in zip(phased.years, phased.counts, strict=True):
        new = counts - before
        s, t = np.nonzero(new)
        paid = np.zeros(len(ids))
        if steps is not None:
            drawn = [(sized.problem.load_kw * n).sum(axis=1) for n in (before, counts)]
            old, now = (steps.cost(load, sized.problem.grid_kw) for load in drawn)
            paid = now - old
        once = np.concatenate([[True], s[1:] != s[:-1]])[: s.size]
        parts.append(
            pd.DataFrame(
                {
                    "year": year,
                    "site_id": ids[s],
                    "type": np.array(scenario.chargers.type_ids, dtype=object)[t],
                    "count": new[s, t],
                    "cost": new[s, t] * sized.problem.cost[s, t],
                    "transformer_cost": np.where(once, paid[s], 0.0),
                }
            )
        )
        before = counts
    out = pd.concat(parts, ignore_index=True)
    known = sites.set_index("site_id")
    out["name_zh"] = out["site_id"].map(known["name_zh"])
    out["authority"] = out["site_id"].map(known["authority"])
    columns = ["year", "site_id", "name_zh", "type", "count", "cost", "transformer_cost", "authority"]
    return out[columns].sort_values(["year", "site_id", "type"], ignore_index=True)


def year_table(
    region: Region,
    scenario: Scenario,
    siting: Siting,
    sized: SizedSites,
    phased: PhasedSites,
    tables: ChargerTables,
    demand: gpd.GeoDataFrame,
    stations: pd.DataFrame,
) -> pd.DataFrame:
    """Sum each year up: what is built, opened, spent, served and covered; one row a year.

    Energy in kWh/day, money; ``covered_people_share`` is of judged people within their radius of a
    public site that is open by the end of the year.
    """
    problem = sized.problem
    public = (region.sites["access"].to_numpy()[sized.sites] == "public") & np.isin(
        sized.sites, siting.opened
    )
    new_sites = ~stands(region.sites.iloc[sized.sites])
    stock = standing_at(tables, len(region.sites)).at(sized.sites)
    judged = demand["judged"].to_numpy(dtype=bool)
    people = demand["population"].to_numpy(dtype=np.float64)
    limit = demand["radius_m"].to_numpy(dtype=np.float64)
    asked = {row.year: row for row in scenario.phasing.years} if scenario.phasing else {}
    total = float(problem.energy.sum())
    rows = []
    chargers_cost_before, spent_before = 0.0, 0.0
    standing_before = np.zeros(len(sized.sites), dtype=bool)
    built_before = 0
    for y, year in enumerate(phased.years):
        counts, row = phased.counts[y], asked.get(year)
        standing = counts.sum(axis=1) > 0
        opens = standing & ~standing_before & new_sites
        opened = sized.sites[(standing | stock.open_by(year)) & public]
        near = nearest_site_m(region, scenario, opened) <= limit + 1e-6
        chargers_cost, spent = float((problem.cost * counts).sum()), problem.total_cost(counts)
        energy = total * (1.0 if row is None else row.demand_share)
        here = stations.loc[stations["year"] == year]
        built = int(counts.sum())
        target = scenario.chargers.new_target if y == len(phased.years) - 1 else None
        rows.append(
            {
                "year": year,
                "chargers_target": target
                if row is None
                else max(row.least_chargers(scenario.chargers.new_target), target or 0),
                "chargers_new": built - built_before,
                "chargers_total": built,
                "max_new_chargers": None if row is None else row.max_new_chargers,
                "sites_new": int(opens.sum()),
                "sites_total": int(standing.sum()),
                "public_sites_new": int((opens & public).sum()),
                "public_sites_total": int((standing & public).sum()),
                "max_new_public_sites": None if row is None else row.max_new_public_sites,
                "chargers_cost": chargers_cost - chargers_cost_before,
                "transformers_cost": (spent - spent_before) - (chargers_cost - chargers_cost_before),
                "charging_cost": spent - spent_before,
                "charging_cost_total": spent,
                "budget": None if row is None else row.budget,
                "demand_share": 1.0 if row is None else row.demand_share,
                "energy_kwh_day": energy,
                "served_kwh_day": energy - float(phased.unmet[y]),
                "served_energy_share": (energy - float(phased.unmet[y])) / energy if energy > 0 else None,
                "covered_people_share": float(people[judged & near].sum() / people[judged].sum())
                if people[judged].sum() > 0
                else None,
                "stations_new": len(here),
                "stations_total": int((stations["year"] <= year).sum()),
                "stations_most": None if row is None else row.hydrogen_stations,
                "hydrogen_cost": float(here["investment_cost"].sum()),
            }
        )
        chargers_cost_before, spent_before = chargers_cost, spent
        standing_before, built_before = standing, built
    return pd.DataFrame(rows, columns=list(YEAR_COLUMNS))
