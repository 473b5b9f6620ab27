"""Battery swap and methanol: facilities with targets of their own, on what chargers and hydrogen leave.

Each kind is a capacitated maximal covering (`optimize.location.capacitated.problem`): ``target`` facilities,
each within its
capacity, serve most of the share of one demand column within a radius. They are counted apart from
chargers, and take their land and grid before the chargers are sized; the least charging of a site that opens
stays. Kinds follow one another in the order of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.access.ways import way_pairs
from gisplan.planning.chargers.capacity import allows
from gisplan.planning.constraints.collected import Place, decided, with_own_names
from gisplan.planning.hydrogen.parcels import charging_takes, room
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import cell_keys, shown_to, site_keys
from gisplan.planning.siting.choice import forced_open
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_numbers import Figure
from gisplan_words import message, named, sentences
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import TRUCK
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.location.capacitated.problem import CapacitatedMCLP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models, Shown
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.hydrogen_rules import Facilities
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.location.site_choice import Solution
    from optimize.solvers.limits import Limits


FACILITY_COLUMNS = (
    *("kind", "kind_zh", "kind_en", "site_id", "name_zh", "name_en", "category", "adcode", "authority"),
    *("lon", "lat", "served_day", "capacity_day", "area_m2", "grid_kw", "investment_cost"),
    *("origin", "source", "as_of", "verified"),
)
SERVED_COLUMNS = ("kind", "cell_id", "site_id", "amount_day", "metres")
SMALLEST = 1e-6


@dataclass(frozen=True, eq=False)
class FacilityPlan:
    """Where swap and methanol facilities stand.

    Attributes
    ----------
    facilities
        Columns `FACILITY_COLUMNS`, one row a facility.
    served
        Columns `SERVED_COLUMNS`: who is served where.
    certificates
        One a kind, by its name.
    takes
        What facilities take of every site of the region: m2 and kW, (n_sites, 2).
    stations
        The integrated stations asked: station (from 1), site_id, ground_cost, rule (empty where one stands).
    """

    facilities: pd.DataFrame
    served: pd.DataFrame
    certificates: Mapping[str, Certificate]
    takes: Floats
    stations: pd.DataFrame = field(default_factory=pd.DataFrame)


def plan_facilities(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened: Indices,
    taken: Floats,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> FacilityPlan:
    """Place the facilities of the scenario; none where it has no section ``facilities``.

    Parameters
    ----------
    opened
        Positions in ``region.sites`` of the public charging sites that open.
    taken
        What hydrogen stations take of every site: m2 and kW, (n_sites, 2).
    models
        Given the problem of each kind; None gives them to nobody.
    own
        Constraints of the planner's own; None: there are none.

    Raises
    ------
    InfeasiblePlan
        Fewer parcels than the target have room for a kind.
    """
    charged = forced_open(region.sites).copy()
    charged[opened] = True
    reserve = np.where(charged[:, None], charging_takes(region.sites, tables, scenario), 0.0)
    free = room(region.sites, scenario) - taken - reserve
    takes = np.zeros_like(taken)
    facilities, served = [], []
    certificates: dict[str, Certificate] = {}
    for kind, settings in scenario.facilities.items():
        if settings.target == 0:
            continue
        chosen, amounts, certificates[kind] = _place(
            region, scenario, kind, settings, free - takes, models, own
        )
        takes[chosen] += [settings.area_m2.value, settings.grid_kw.value]
        facilities.append(facility_rows(region, kind, settings, chosen, amounts))
        served.append(amounts.assign(kind=kind)[list(SERVED_COLUMNS)])
        if progress is not None:
            told = {"facilities": chosen.size, "amount": round(float(amounts["amount_day"].sum()))}
            name = named(settings.name_zh, settings.name_en)
            progress(message("planning-facilities", kind=name, **told))
    none = pd.DataFrame({name: [] for name in FACILITY_COLUMNS})
    nobody = pd.DataFrame({name: [] for name in SERVED_COLUMNS})
    return FacilityPlan(
        pd.concat(facilities, ignore_index=True) if facilities else none,
        pd.concat(served, ignore_index=True) if served else nobody,
        certificates,
        takes,
    )


def may_stand(sites: gpd.GeoDataFrame, kind: str, settings: Facilities) -> Flags:
    """Mark the sites that may take a kind of facility, by function, category and hours open to trucks."""
    able = allows(sites, FACILITY_KINDS[kind]) & sites["category"].isin(settings.categories).to_numpy()
    return np.asarray(able & ((hours_at(sites, TRUCK) > 0) | (not settings.for_trucks(kind))))


def _place(
    region: Region,
    scenario: Scenario,
    kind: str,
    settings: Facilities,
    free: Floats,
    models: Models | None,
    own: OwnConstraints | None,
) -> tuple[Indices, pd.DataFrame, Certificate]:
    """Solve the covering of one kind: positions in ``region.sites``, who is served where, the proof."""
    sites = region.sites
    needs = np.array([settings.area_m2.value, settings.grid_kw.value])
    able = may_stand(sites, kind, settings) & (sites["status"] != "excluded").to_numpy()
    roomy = able & (free >= needs - SMALLEST).all(axis=1)
    columns = np.flatnonzero(roomy)
    if columns.size < settings.target:
        room_for = message(
            "planning-facility-room",
            kind=kind,
            target=settings.target,
            roomy=columns.size,
            able=int(able.sum()),
            area=Figure(settings.area_m2.value, "m²"),
            power=Figure(settings.grid_kw.value, "kW"),
        )
        anyhow = may_stand(sites, kind, settings.model_copy(update={"trucks": False}))
        shut = int((anyhow & ~may_stand(sites, kind, settings)).sum())
        closed = message("planning-facility-closed", count=shut)
        raise InfeasiblePlan(sentences(room_for, closed) if shut else room_for)
    asked = region.demand[settings.demand].to_numpy(dtype=np.float64) * settings.share.value
    rows = np.flatnonzero(asked > 0)
    near = way_pairs(region, rows, columns, settings.radius_m.value, detour=scenario.hydrogen.detour.value)
    pairs = CoverPairs.from_sparse(near)

    def keys() -> dict[str, list[str]]:
        return {"site": site_keys(region, columns), "row": cell_keys(region, rows)}

    problem = CapacitatedMCLP(
        pairs=pairs,
        weights=asked[rows],
        capacities=np.full(columns.size, settings.capacity.value),
        count=settings.target,
    )
    shown = shown_to(models, lambda: with_own_names(keys(), own, "facilities", kind), part=kind)
    limits = solver_limits(scenario, "hydrogen")
    called = named(settings.name_zh, settings.name_en)
    _, answer = decided(
        own,
        Place("facilities", sites.iloc[columns], keys, part=kind, called=called),
        problem,
        lambda one: _solved(one, kind, shown, limits),
        limits,
    )
    given = sparse.coo_array(cast("sparse.csr_array", answer.assignment))
    kept = given.data > SMALLEST
    row, column = given.coords[0][kept], given.coords[1][kept]
    metres = dict(
        zip(zip(pairs.rows().tolist(), pairs.indices.tolist(), strict=True), pairs.distances, strict=True)
    )
    amounts = pd.DataFrame(
        {
            "cell_id": region.demand["cell_id"].to_numpy()[rows[row]],
            "site_id": sites["site_id"].to_numpy()[columns[column]],
            "amount_day": given.data[kept],
            "metres": [metres[pair] for pair in zip(row.tolist(), column.tolist(), strict=True)],
        }
    )
    return columns[answer.sites], amounts, answer.certificate


def _solved(problem: CapacitatedMCLP, kind: str, shown: Shown | None, limits: Limits) -> Solution:
    """Solve a covering as a stage, and fill it up to the target: own rows are about all that stands.

    Own rows that leave no answer refuse the plan, as no target does.
    """
    answer = solve(problem, shown=shown, **limits)
    if problem.own is not None and answer.certificate.status == "infeasible":
        raise InfeasiblePlan(message("planning-facility-own", facilities=problem.count or 0))
    if not sparse.issparse(answer.assignment):
        raise SolverFailed(message("planning-facility-unsolved", kind=kind))
    # The model opens at most the target; a facility that adds nothing still counts toward it.
    lack = (problem.count or 0) - answer.sites.size
    spare = np.setdiff1d(np.arange(problem.n_sites), answer.sites)[:lack]
    said = replace(answer.certificate, stage=f"{kind} served")
    return replace(answer, sites=np.union1d(answer.sites, spare), certificate=said)


def facility_rows(
    region: Region, kind: str, settings: Facilities, chosen: Indices, amounts: pd.DataFrame
) -> pd.DataFrame:
    """Tabulate the facilities of a kind at some sites, with what they serve."""
    frame = region.sites.iloc[chosen].reset_index(drop=True)
    degrees = frame.geometry.to_crs(4326)
    given = amounts.groupby("site_id")["amount_day"].sum()
    table = pd.DataFrame(frame.drop(columns=["geometry", "area_m2", "grid_kw"])).assign(
        kind=kind,
        kind_zh=settings.name_zh,
        kind_en=settings.name_en,
        lon=degrees.x.round(6).to_numpy(),
        lat=degrees.y.round(6).to_numpy(),
        served_day=frame["site_id"].map(given).fillna(0.0).to_numpy(dtype=float),
        capacity_day=settings.capacity.value,
        area_m2=settings.area_m2.value,
        grid_kw=settings.grid_kw.value,
        investment_cost=settings.cost.value,
    )
    return table[list(FACILITY_COLUMNS)]
