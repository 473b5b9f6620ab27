"""Hydrogen: from frames to the arrays of the hydrogen siting model, beside chargers on shared parcels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from gisplan.planning.chargers.capacity import allows, standing_at
from gisplan.planning.constraints.collected import Place, decided, with_own_names
from gisplan.planning.hydrogen.beside import joint_problem
from gisplan.planning.hydrogen.customers import hydrogen_pairs
from gisplan.planning.hydrogen.freight import FreightPlan, plan_freight
from gisplan.planning.hydrogen.parcels import charging_takes, room, station_takes, tables_of
from gisplan.planning.hydrogen.supply import (
    Supply,
    hydrogen_supply,
    may_be_piped,
    onsite_limit,
    onsite_takes,
)
from gisplan.planning.hydrogen.ties import choose_among, choose_beside
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import cell_keys, distinct, shown_to, site_keys
from gisplan.planning.siting.choice import forced_open, moved_siting
from gisplan.resources import screening_file
from gisplan.tables.own_rows import HIGH_MPA, size_key
from gisplan_errors import InfeasiblePlan
from gisplan_words import Series, listed, message
from layers.districts.polygons import district_name
from layers.districts.tiers import CENTRAL
from layers.hydrogen.screening import ScreeningRules, read_screening_rules, rules_of, screen_sites
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import HAZARDOUS
from optimize.entry import solve
from optimize.hydrogen.problem import Group, HydrogenProblem, HydrogenSiting, annuity_factor

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.planning.chargers.capacity import ChargerTables, StandingTables
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Keys, Models
    from gisplan.planning.siting.choice import Siting
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from gisplan_progress import Progress
    from gisplan_words import Message, Said
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.joint.model import How


OWNERSHIP = ("commercial", "captive")


@dataclass(frozen=True, eq=False)
class HydrogenPlan:
    """Where hydrogen stations open, whom they serve, who supplies them.

    Attributes
    ----------
    candidates
        Positions in ``region.sites`` of the sites in the model.
    cells
        Position in ``region.demand`` of every demand row; a cell with demand at both pressures has two.
    screening
        Screening of every candidate, indexed by site_id.
    supply
        Sources against candidates.
    freight
        Freight flows on their routes; None where the region has none of a hydrogen class.
    option
        Size in the scenario of every size of the model, (K,): one of 70 MPa is a further size.
    problem, siting
        The model's arrays and its answer; ``siting`` is None when no new station is asked for.
    takes
        What stations leave less of to charging at every site of the region: m2 and kW, (n_sites, 2).
    how
        How the stations and the chargers on shared parcels were proven together.
    ties
        What was proven of each tie among sitings as good, in order.
    """

    candidates: Indices
    cells: Indices
    screening: pd.DataFrame
    supply: Supply
    freight: FreightPlan | None
    option: Indices
    problem: HydrogenProblem
    siting: HydrogenSiting | None
    takes: Floats
    how: How = "by parts"
    ties: tuple[Certificate, ...] = ()

    @property
    def parts(self) -> tuple[HydrogenProblem, Indices, Indices]:
        """The model's arrays, its candidates and its options."""
        return self.problem, self.candidates, self.option

    @property
    def stations(self) -> Indices:
        """Candidates with a station of the plan, columns of the model."""
        return np.empty(0, dtype=np.int64) if self.siting is None else self.siting.sites.astype(np.int64)

    @property
    def standing(self) -> Indices:
        """Candidates where a station stands already, columns of the model."""
        return np.flatnonzero(self.problem.standing > 0)

    @property
    def selling(self) -> Indices:
        """Candidates with a station, new or standing, columns of the model."""
        return np.union1d(self.stations, self.standing)


def plan_hydrogen(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    siting: Siting | None = None,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
    ties: bool = True,
) -> tuple[HydrogenPlan, Siting | None]:
    """Place the hydrogen stations of the scenario, beside the public chargers that open on their parcels.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        The resolved scenario.
    tables
        Charger tables over all sites: what the least charging of a parcel takes.
    siting
        Public charging sites; None places stations as if no public charger opened.
    progress
        Told one line a step; None tells nobody.
    models
        Given the problems of each decision; None gives them to nobody.
    own
        Constraints of the planner's own; None: there are none.
    ties
        Whether the scenario's ties choose among stations as good; else they are told and left open.

    Returns
    -------
    tuple
        The stations, and the charging siting: another one only where chargers had to move.

    Raises
    ------
    InfeasiblePlan
        Too few sites pass the screening, or ownership, district, trips, supply and shared parcels cannot be
        met together.
    """
    plan, rules = hydrogen_inputs(region, scenario, tables)
    problem, candidates, screening = plan.problem, plan.candidates, plan.screening
    if progress is not None:
        told = {"cells": plan.cells.size, "sites": candidates.size, "pairs": problem.pairs.n_pairs}
        progress(message("planning-hydrogen", **told, stations=problem.target))
    if problem.target == 0 and not plan.standing.size:
        return plan, siting
    limits = solver_limits(scenario, "hydrogen", progress)

    def keys() -> Keys:
        named = with_own_names(_keys(region, plan, siting), own, "hydrogen")
        charging = () if own is None else own.names("siting", "")
        return {**named, "own_charging": distinct(charging)} if charging else named

    shown = shown_to(models, keys)
    place = Place("hydrogen", region.sites.iloc[candidates], keys)
    try:
        if siting is None or problem.target == 0:
            posed, alone = decided(own, place, problem, lambda one: solve(one, shown=shown, **limits), limits)
            tied = choose_among(region, scenario, plan.candidates, posed, alone, shown, limits, decide=ties)
            return _finished(plan, scenario, rules, *tied), siting
        both = joint_problem(region, scenario, tables, plan.parts, rules, siting, alone=own is None)
        beside, answer = decided(own, place, both, lambda one: solve(one, shown=shown, **limits), limits)
    except InfeasiblePlan as error:
        raise InfeasiblePlan(_with_closed(cast("Said | str", error.what), screening)) from None
    if progress is not None:
        progress(message("planning-shared", how=answer.how))
    tied = choose_beside(region, scenario, plan.candidates, beside, answer, shown, limits, decide=ties)
    plan = replace(_finished(plan, scenario, rules, *tied), how=answer.how)
    if answer.how in {"by parts", "stations yield"}:
        return plan, siting
    certificates = siting.certificates if answer.certificate is None else (answer.certificate,)
    return plan, moved_siting(siting, answer.opened.astype(np.int64), certificates, scenario)


def _keys(region: Region, plan: HydrogenPlan, siting: Siting | None) -> dict[str, list[str]]:
    """Name what the models go over: what stands once at each pressure is told apart by 70 MPa."""
    problem = plan.problem
    cells = region.demand["cell_id"].to_numpy()[plan.cells]
    points = zip(cells, problem.high_rows.tolist(), strict=True)
    sizes = zip(problem.sizes_kg.tolist(), problem.high.tolist(), strict=True)
    charging = (
        {}
        if siting is None
        else {
            "site": site_keys(region, siting.public),
            "row": cell_keys(region),
            "need": distinct(siting.cover.names),
        }
    )
    return {
        **charging,
        "station": site_keys(region, plan.candidates),
        "point": distinct(f"{cell} {HIGH_MPA}MPa" if high else cell for cell, high in points),
        "size": distinct(size_key(kg, high=high) for kg, high in sizes),
        "source": distinct(region.hydrogen_supply["supply_id"]),
    }


def hydrogen_candidates(sites: gpd.GeoDataFrame) -> Indices:
    """Give the positions of the sites whose parcel may take a hydrogen station."""
    return np.flatnonzero(allows(sites, "hydrogen") & (sites["status"] != "excluded").to_numpy())


def hydrogen_inputs(
    region: Region, scenario: Scenario, tables: ChargerTables
) -> tuple[HydrogenPlan, ScreeningRules]:
    """Screen the candidates and write the model of the stations, not yet solved.

    Returns
    -------
    tuple
        The plan without its answer, and the screening rules that were read.
    """
    candidates = hydrogen_candidates(region.sites)
    rules = read_screening_rules(screening_file())
    screening = screened_candidates(region, scenario, tables, candidates, rules)
    supply = hydrogen_supply(region, scenario, tables, candidates, rules)
    freight = plan_freight(region, scenario, candidates)
    built = standing_at(tables, len(region.sites)).at(candidates)
    option, cells, problem = _problem(region, scenario, candidates, screening, supply, freight, built)
    nothing = np.zeros((len(region.sites), 2))
    plan = HydrogenPlan(candidates, cells, screening, supply, freight, option, problem, None, nothing)
    return plan, rules


def _finished(
    plan: HydrogenPlan,
    scenario: Scenario,
    rules: ScreeningRules,
    siting: HydrogenSiting,
    ties: tuple[Certificate, ...],
) -> HydrogenPlan:
    """Add the answer and what its stations take of their parcels."""
    takes = plan.takes.copy()
    each = station_takes(scenario, rules)[plan.option[siting.sizes]]
    made = onsite_kg(plan, siting)[siting.sites]
    takes[plan.candidates[siting.sites]] = each + onsite_takes(scenario, made)
    return replace(plan, siting=siting, takes=takes, ties=ties)


def onsite_kg(plan: HydrogenPlan, siting: HydrogenSiting) -> Floats:
    """Sum what every candidate makes on site, kg/day."""
    own = plan.supply.mode == "onsite"
    return np.asarray(np.where(own, siting.supply, 0.0).sum(axis=0))


def _with_closed(reason: Said | str, screening: pd.DataFrame) -> Said | str:
    """Add to a reason the rules that closed candidates, so that a planner can act on it."""
    counts = Counter(
        rules_of(series)[0] for series in screening.filter(like="reason_").iloc[:, 0] if series.parts
    )
    told = listed(
        message("planning-closed-rule", rule=message(f"screening-rule-{rule}"), count=count)
        for rule, count in counts.most_common()
    )
    if not counts:
        return reason
    return message("planning-closed", reason=reason, candidates=len(screening), rules=told)


def screened_candidates(
    region: Region, scenario: Scenario, tables: ChargerTables, candidates: Indices, rules: ScreeningRules
) -> pd.DataFrame:
    """Screen the candidates by the rules, and by what their parcel holds beside fuel and fixed charging."""
    settings = scenario.hydrogen
    frame = region.sites.iloc[candidates]
    central = region.districts.loc[region.districts["tier"].isin(region.tiers.of_role(CENTRAL))]
    centre = None if central.empty else central.union_all()
    kilograms = [size.kg_day for size in settings.sizes]
    screening = screen_sites(
        frame, region.protected, centre, rules, kilograms, [size.storage_kg for size in settings.sizes]
    )
    takes = station_takes(scenario, rules)
    has = room(frame, scenario)
    far = (hours_at(frame, HAZARDOUS) <= 0) & ~may_be_piped(frame, scenario)
    made = onsite_limit(frame, tables_of(tables, candidates), scenario, rules) if far.any() else None
    # a parcel keeps room for the least charging, whatever of it stands already
    least = charging_takes(frame, replace(tables_of(tables, candidates), standing=None), scenario)
    held = np.where(forced_open(frame)[:, None], least, 0.0)
    for k, kg_day in enumerate(kilograms):
        short = [_parcel_reasons(*row, takes[k]) for row in zip(has.tolist(), held.tolist(), strict=True)]
        if made is not None:
            for s in np.flatnonzero(far & (made[:, k] <= 0)).tolist():
                short[s].append(message("screened-hours"))
        reasons: list[Any] = [
            Series((*found.parts, *more), "faults")
            for found, more in zip(screening[f"reason_{kg_day:g}"], short, strict=True)
        ]
        screening[f"reason_{kg_day:g}"] = reasons
        screening[f"allowed_{kg_day:g}"] = [not reason.parts for reason in reasons]
    able = screening[[f"allowed_{kg_day:g}" for kg_day in kilograms]].any(axis=1)
    screening.loc[~able, "screening"] = "excluded"
    return screening


def _parcel_reasons(has: list[float], held: list[float], takes: Floats) -> list[Message]:
    """Say what a parcel lacks for a station beside fuel and the charging that is fixed there."""
    return [
        message(f"screened-parcel-{of}", left=f"{has[f] - held[f]:.0f}", needed=f"{takes[f]:.0f}")
        for f, of in enumerate(("land", "load"))
        if takes[f] > has[f] - held[f] + 1e-6
    ]


def _problem(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    screening: pd.DataFrame,
    supply: Supply,
    freight: FreightPlan | None,
    built: StandingTables,
) -> tuple[Indices, Indices, HydrogenProblem]:
    """Write the arrays; with a share of 70 MPa cells have a row and sizes a column for each pressure."""
    settings = scenario.hydrogen
    frame = region.sites.iloc[candidates]
    share = settings.pressure.share_70.value
    asked_kg = region.demand["h2_kg_day"].to_numpy(dtype=np.float64)
    points = np.flatnonzero(asked_kg > 0)
    parts = [(part, high) for part, high in ((1.0 - share, False), (share, True)) if part > 0]
    cells = np.concatenate([points for _ in parts])
    sizes = [size.kg_day for size in settings.sizes]
    allowed = np.column_stack([screening[f"allowed_{size:g}"].to_numpy(dtype=bool) for size in sizes])
    invested = np.array([size.cost.at(scenario.costs.level) for size in settings.sizes])
    both = [False, True] if share > 0 else [False]
    dearer = [1.0 + settings.pressure.cost_70.value * high for high in both]
    option = np.tile(np.arange(len(sizes)), len(both))
    order = np.argsort(np.array(sizes)[option], kind="stable")
    option = option[order]
    target = settings.new_target
    groups = tuple(
        Group(
            f"district {adcode}",
            np.flatnonzero((frame["adcode"] == adcode).to_numpy()),
            1,
            district_name(region.districts, adcode),
        )
        for adcode in settings.served_districts
        if adcode not in set(frame["adcode"][built.hydrogen_kg > 0])  # what stands serves its district
    )
    return (
        option,
        cells,
        HydrogenProblem(
            pairs=hydrogen_pairs(region, scenario, candidates, cells),
            demand_kg=np.concatenate([asked_kg[points] * part for part, _ in parts]),
            sizes_kg=np.array(sizes, dtype=np.float64)[option],
            station_cost=np.broadcast_to(
                np.concatenate([invested * more for more in dearer])[order], (len(frame), len(order))
            ).copy(),
            allowed=allowed[:, option],
            ownership=(frame["ownership"] == "captive").to_numpy().astype(np.int64),
            supply_capacity=supply.capacity,
            haul_cost=supply.cost,
            target=target,
            # Nothing new asked for: these rules are of new stations.
            min_commercial=settings.min_commercial if target else 0,
            min_captive=settings.min_captive if target else 0,
            groups=groups if target else (),
            existing_capacity=built.hydrogen_kg,
            existing_high=built.hydrogen_high,
            annuity=annuity_factor(settings.discount_rate.value, settings.life_years.value)
            + settings.opex_share.value,
            min_use=settings.least_use if target else 0.0,
            supply_limit=supply.limit[:, :, option],
            sells_high=np.repeat(both, len(sizes))[order],
            needs_high=np.concatenate([np.full(points.size, high) for _, high in parts]),
            trips=None if freight is None or not target else freight.trips,
        ),
    )
