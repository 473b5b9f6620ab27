"""Plans held against futures: what each leaves unserved that another one would serve, and the worst of it.

The chargers of a plan are fixed; the demand of a future reaches them over the same pairs, and a maximum flow
says what they can serve at most (`optimize.sizing.flow`). The regret of a plan in a future is the energy that
it leaves unserved beyond the best of the plans there (Savage 1951); the plan whose worst regret is least is
chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.access.reach import demand_rows
from gisplan.plan.reading import read_plan
from gisplan.planning.chargers.capacity import usable_sites
from gisplan.planning.chargers.sizing import sizing_problem
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.scenario.loading import load_scenario
from gisplan.sweep.items import as_override
from gisplan_errors import LayerError
from gisplan_kept import keeping
from gisplan_words import listed, message
from optimize.sizing.flow import FlowNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan.sweep.spec import Sweep

_DUST: Final = 1e-3
"""Regrets no further apart, kWh/day, are alike: a maximum flow counts in whole numbers."""
COLUMNS: Final = ("plan", "future", "energy_kwh_day", "served_kwh_day", "regret_kwh_day")


def future_scenarios(sweep: Sweep) -> dict[str, Scenario]:
    """Give the scenario of every future that plans are held against.

    Raises
    ------
    ScenarioError
        A setting of a future is not valid.
    """
    return {
        name: load_scenario(
            sweep.scenario, [as_override(key, value) for key, value in {**sweep.fixed, **future}.items()]
        )
        for name, future in sweep.regret.items()
    }


def regret_table(plans: Mapping[str, Path], sweep: Sweep, cache: Path | None = None) -> pd.DataFrame:
    """Hold every plan against every future.

    Parameters
    ----------
    plans
        Run folders by label.
    sweep
        Whose futures are meant.
    cache
        Folder of kept answers.

    Returns
    -------
    DataFrame
        plan, future, energy_kwh_day (asked for), served_kwh_day (at most, by the chargers of the plan),
        regret_kwh_day (what the best of the plans serves more).

    Raises
    ------
    ScenarioError
        A future is not valid.
    LayerError
        A future has other demand cells than a plan, or the region of a plan has lost some of its sites.
    """
    read = {label: read_plan(folder) for label, folder in plans.items()}
    rows = []
    with keeping(cache):
        for name, scenario in future_scenarios(sweep).items():
            asked, served = _served(list(read.values()), list(read), scenario)
            rows += [
                (label, name, asked, value, max(served) - value)
                for label, value in zip(read, served, strict=True)
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _served(plans: Sequence[Plan], labels: Sequence[str], scenario: Scenario) -> tuple[float, list[float]]:
    """Give the energy that a future asks for, and what each plan serves of it, kWh/day.

    Modelled sites are drawn by demand, so every plan keeps the sites of its own region.
    """
    asked = scenario_region(scenario).demand
    found = []
    for plan, label in zip(plans, labels, strict=True):
        own = scenario_region(plan.scenario)
        if not np.array_equal(own.demand["cell_id"].to_numpy(), asked["cell_id"].to_numpy()):
            raise LayerError(message("sweep-regret-cells", plan=label))
        prepared = prepare_region(replace(own, demand=asked), scenario)
        counts = _counts(plan, label, prepared.region.sites["site_id"].astype(str), scenario)
        found.append(_most_served(prepared, scenario, counts))
    return found[0][0], [served for _, served in found]


def _most_served(
    prepared: Prepared, scenario: Scenario, counts: np.ndarray[Any, np.dtype[np.float64]]
) -> tuple[float, float]:
    """Give the energy asked for, and what chargers by site and type can serve of it at most, kWh/day."""
    region, tables = prepared.region, prepared.tables
    public = (region.sites["access"] == "public").to_numpy()
    # as in the plan: of the public sites those that it opened, and every other one
    able = usable_sites(region, tables, scenario) & (~public | (counts.sum(axis=1) > 0))
    places, rows = np.flatnonzero(able), demand_rows(region, scenario, able)
    problem = sizing_problem(region, scenario, tables, places, rows)
    pairs, energy = problem.pairs, rows.frame["energy"].to_numpy(dtype=np.float64)
    network = FlowNetwork(pairs.rows(), pairs.indices, energy, problem.kind, problem.n_sites, problem.pools)
    able_kwh = counts[places] * tables.capacity_kwh[places]
    return float(energy.sum()), network.route(problem.pools.sums(able_kwh)).served


def _counts(
    plan: Plan, label: str, sites: pd.Series[str], scenario: Scenario
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the chargers of a plan by the sites of a region and the types of a scenario."""
    own = plan.layers.sites.assign(site_id=plan.layers.sites["site_id"].astype(str)).set_index("site_id")
    lost = own.index.difference(pd.Index(sites))
    if len(lost):
        raise LayerError(
            message("sweep-regret-sites", plan=label, count=len(lost), sites=listed(lost[:3].tolist()))
        )
    columns = [f"n_{kind.id}" for kind in scenario.chargers.types]
    return np.asarray(own.reindex(columns=columns).reindex(sites).fillna(0), dtype=np.float64)


def worst_regrets(table: pd.DataFrame) -> pd.DataFrame:
    """Give the worst regret of each plan, the least first: plan, worst_kwh_day, future (where), least."""
    worst = table.sort_values("regret_kwh_day", ascending=False, kind="stable").drop_duplicates("plan")
    worst = worst.rename(columns={"regret_kwh_day": "worst_kwh_day"})[["plan", "worst_kwh_day", "future"]]
    worst = worst.sort_values("worst_kwh_day", kind="stable", ignore_index=True)
    least = worst["worst_kwh_day"].to_numpy()
    return worst.assign(least=least <= least.min() + _DUST)


def site_shares(plans: Mapping[str, Path]) -> pd.DataFrame:
    """Give for every site that some plan has the share of the plans that have it: 1 is no regret.

    Returns
    -------
    DataFrame
        site_id, name_zh, name_en, category, access, adcode, kind (``charging`` or ``hydrogen``), lon, lat,
        plans (how many have it), share.
    """
    parts = []
    for folder in plans.values():
        layers = read_plan(folder).layers
        for kind, layer in (("charging", layers.sites), ("hydrogen", layers.stations)):
            columns = ["site_id", "name_zh", "name_en", "category", "access", "adcode"]
            part = pd.DataFrame(layer.reindex(columns=columns))
            parts.append(part.assign(kind=kind, lon=layer.geometry.x, lat=layer.geometry.y))
    every = pd.concat(parts, ignore_index=True)
    keys = ["kind", "site_id"]
    count = every.groupby(keys, sort=True).size().rename("plans")
    first = every.drop_duplicates(keys).set_index(keys)
    found = first.join(count).reset_index().sort_values(["kind", "site_id"], ignore_index=True)
    return found.assign(share=found["plans"] / len(plans))
