"""The main job: scenario in, plan out. One stage after the other, each with its certificate."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.assumptions import scenario_assumptions
from gisplan.charger_capacity import charger_tables
from gisplan.clauses import evaluate_clauses
from gisplan.headline import headline_figures
from gisplan.hydrogen import plan_hydrogen
from gisplan.plan import Evidence, Plan
from gisplan.resources import region_folder
from gisplan.result_areas import plan_coverage, plan_demand, plan_districts
from gisplan.result_corridors import plan_corridors
from gisplan.result_hydrogen import (
    hydrogen_assignment,
    hydrogen_demand_points,
    plan_stations,
    plan_supply_links,
)
from gisplan.result_sites import plan_sites, site_schedule
from gisplan.robustness import spread_agreement
from gisplan.siting import site_public_chargers, usable_sites
from gisplan.sizing import size_sites
from layers.demand import build_demand
from layers.region import load_region
from layers.results import PlanLayers

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from gisplan.charger_capacity import ChargerTables
    from gisplan.scenario import Scenario
    from gisplan.siting import Siting
    from gisplan.sizing import SizedSites
    from layers.demand_parameters import DemandParameters
    from layers.region import Region

logger = logging.getLogger(__name__)

SMALLEST_FLOW = 1e-6
"""kWh/day below which a flow is round-off."""


def make_plan(scenario: Scenario, *, progress: Callable[[str], None] | None = None) -> Plan:
    """Turn a scenario into a plan.

    Parameters
    ----------
    scenario
        The resolved scenario.
    progress
        Told one line per step.

    Returns
    -------
    Plan
        With one certificate per solver stage; nothing is written to disk.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid.
    InfeasiblePlan
        No plan satisfies the scenario; the text says why.
    SolverFailed
        A solver stopped without any answer.
    """
    tell = progress or logger.info
    parameters = scenario.demand.parameters()
    tell(f"region: loading {scenario.region}")
    region = load_region(
        region_folder(scenario.region), demand=parameters, spread=scenario.demand.spread, progress=progress
    )
    tell(f"region: {len(region.demand)} cells, {len(region.sites)} candidate sites")
    home_kwh = home_kwh_day(parameters)
    tables = charger_tables(region.sites, scenario, home_kwh_day=home_kwh)
    siting = site_public_chargers(region, scenario, tables, progress=progress)
    tell(f"siting: {siting.opened.size} public sites open")
    sized = size_sites(region, scenario, tables, usable_sites(region), siting.opened, progress=progress)
    tell(f"sizing: {int(sized.sizing.counts.sum())} chargers")
    hydrogen = plan_hydrogen(region, scenario, progress=progress)
    agreement = _agreement(region, scenario, parameters, tables, siting, tell)

    sites = plan_sites(region, scenario, tables, siting, sized)
    stations = plan_stations(region, scenario, hydrogen, set(sites["site_id"]))
    demand = plan_demand(region, scenario, siting, sized)
    frames = {
        "sites": sites,
        "stations": stations,
        "supply_links": plan_supply_links(region, hydrogen),
        "demand": demand,
        "districts": plan_districts(region, demand, sites, stations),
        "corridors": plan_corridors(region, sites, scenario),
        "coverage": plan_coverage(demand),
        "hydrogen_supply": region.hydrogen_supply,
        "places": region.places,
    }
    layers = PlanLayers(**{name: frame.to_crs(4326) for name, frame in frames.items()})
    certificates = siting.certificates + sized.sizing.certificates
    if hydrogen.siting is not None:
        certificates += hydrogen.siting.certificates
    points = hydrogen_demand_points(region, hydrogen)
    headline = headline_figures(
        region, scenario, frames, certificates, group_energy=_group_energy(sized), hydrogen_demand=points
    )
    headline |= {"crs": region.crs, "home_kwh_day": home_kwh, "spread_agreement": agreement}
    costs = {kind.id: kind.cost_cny(scenario.costs.level) for kind in scenario.chargers.types}
    plan = Plan(
        scenario=scenario,
        layers=layers,
        headline=headline,
        certificates=certificates,
        clauses=pd.DataFrame(),
        schedule=site_schedule(sites, scenario, costs),
        inputs=_inputs(region, scenario),
        assumptions=_assumptions(scenario, parameters),
        provenance=region.provenance,
        tradeoff=siting.tradeoff,
        not_known=_not_known(region, scenario),
        evidence=Evidence(
            candidates=_candidates(region),
            assignment=_assignment(region, sized),
            hydrogen_demand=points,
            hydrogen_assignment=hydrogen_assignment(region, hydrogen),
        ),
    )
    return replace(plan, clauses=evaluate_clauses(scenario, layers, plan.evidence.candidates))


def _assumptions(scenario: Scenario, parameters: DemandParameters) -> pd.DataFrame:
    """List every figure of the scenario and of the demand model with its source."""
    demand = parameters.as_frame()
    demand["name"] = "demand." + demand["name"]
    return pd.concat([scenario_assumptions(scenario), demand], ignore_index=True)


def home_kwh_day(parameters: DemandParameters) -> float:
    """Give the energy one car draws at its own bay, kWh/day: yearly way × consumption / efficiency × home share."""
    drawn = parameters.car_km_per_year.value * parameters.car_kwh_per_km.value / 365.0
    return drawn / parameters.charging_efficiency.value * parameters.home_energy_share.value


def _agreement(
    region: Region,
    scenario: Scenario,
    parameters: DemandParameters,
    tables: ChargerTables,
    siting: Siting,
    tell: Callable[[str], None],
) -> dict[str, Any] | None:
    """Site again under the second spread of people, and say how far the sites agree."""
    other = scenario.demand.compare_spread
    if other in {"none", scenario.demand.spread}:
        return None
    cells = build_demand(
        region.districts,
        region.places,
        None,
        crs=region.crs,
        parameters=parameters,
        spread=other,
        corridors=region.corridors,
    )
    if not np.array_equal(cells["cell_id"].to_numpy(), region.demand["cell_id"].to_numpy()):
        tell("robustness: the demand layer is not the modelled one, no second spread to compare with")
        return None
    found = spread_agreement(region, replace(region, demand=cells), scenario, tables, siting)
    tell(
        f"robustness: {found.same_sites_share:.0%} of the public sites agree under spread {other} "
        f"({found.same_free_share:.0%} without the forced ones); this plan's sites cover "
        f"{found.covered_share_kept:.1%} of the people the other siting covers there"
    )
    return {
        "spread": found.spread,
        "other": found.other,
        "same_sites_share": found.same_sites_share,
        "same_free_share": found.same_free_share,
        "covered_share_kept": found.covered_share_kept,
    }


def _group_energy(sized: SizedSites) -> pd.DataFrame:
    rows = sized.rows.frame.assign(unmet=np.clip(sized.sizing.unmet, 0.0, None))
    grouped = rows.groupby("group", sort=False, as_index=False)[["energy", "unmet"]].sum()
    return grouped.rename(columns={"energy": "energy_kwh_day", "unmet": "unmet_kwh_day"})


def _assignment(region: Region, sized: SizedSites) -> pd.DataFrame:
    """Tabulate which site serves which demand: cell_id, group, site_id, kwh_day, metres."""
    pairs, flow = sized.problem.pairs, sized.sizing.flow
    used = np.flatnonzero(flow > SMALLEST_FLOW)
    rows = pairs.rows()[used]
    return pd.DataFrame(
        {
            "cell_id": sized.rows.frame["cell_id"].to_numpy()[rows],
            "group": sized.rows.frame["group"].to_numpy()[rows],
            "site_id": region.sites["site_id"].to_numpy()[sized.sites[pairs.indices[used]]],
            "kwh_day": flow[used],
            "metres": pairs.distances[used],
        }
    )


def _candidates(region: Region) -> gpd.GeoDataFrame:
    return region.sites.to_crs(4326)


def _inputs(region: Region, scenario: Scenario) -> list[dict[str, Any]]:
    """Record every input file of the region with its sha256, and the origin counts of every layer."""
    folder = region_folder(scenario.region)
    files = [
        {
            "path": f"regions/{scenario.region}/{path.relative_to(folder).as_posix()}",
            "rows": _rows(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    named = {
        "districts": region.districts,
        "demand": region.demand,
        "sites": region.sites,
        "corridors": region.corridors,
        "hydrogen_supply": region.hydrogen_supply,
        "places": region.places,
    }
    layers = [
        {"layer": name, "rows": len(frame), "origins": _origins(frame)} for name, frame in named.items()
    ]
    return [*files, *layers]


def _rows(path: Any) -> int | None:  # noqa: ANN401 - a pathlib path
    """Count the data rows of a CSV file; other files have none."""
    if path.suffix != ".csv":
        return None
    return max(sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip()) - 1, 0)


def _origins(frame: pd.DataFrame) -> dict[str, int]:
    counts = frame["origin"].value_counts() if "origin" in frame else pd.Series(dtype=int)
    return {str(name): int(count) for name, count in counts.sort_index().items()}


def _not_known(region: Region, scenario: Scenario) -> list[tuple[str, str]]:
    """Say what the plan does not know, so that nobody takes silence for a pass."""
    out = [
        (
            "现有新能源汽车保有量和现有充电桩数量没有公开数据，均为带标注的输入假设。",
            "No public figure exists for the present stock of electric vehicles or of chargers; both are labelled inputs.",
        ),
        (
            "候选点位大多为模拟生成，落位前须现场核实；电网容量为合成值。",
            "Most candidate sites are modelled and need a survey before use; grid capacities are synthetic.",
        ),
        (
            f"未载入路网，距离按直线距离乘绕行系数 {scenario.coverage.detour.value:g} 计算。",
            f"No road network is loaded: distances are straight lines times {scenario.coverage.detour.value:g}.",
        ),
        (
            "高速公路服务区名录来自记忆或按间距模拟，未经核实；市界以外的相邻服务区未知，末端路段不作评定。",
            "The service areas are remembered or modelled and not verified; neighbours beyond the border are unknown, "
            "so end stretches are not assessed.",
        ),
    ]
    if region.protected is None:
        out.append(
            (
                "没有保护目标图层，加氢站安全间距未作评定；筛查结论不等于合规结论。",
                "There is no layer of protected objects: setbacks are not assessed. Screening is not compliance.",
            )
        )
    return out
