"""Figures of plan.json and of the scenario, made again from the layers of a run."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan.plan.headline import Headline
from gisplan.planning.chargers.waiting import wait_figures
from gisplan.planning.robustness import SHARES
from gisplan.results.assumptions import scenario_assumptions
from gisplan.results.costs import cost_figures
from gisplan.results.count_tables import count_figures
from gisplan.results.equity import equity_figures
from gisplan.results.headline import headline_figures, hydrogen_figures
from gisplan.results.layers.trips import trip_figures
from gisplan.results.lorries import lorry_figures
from gisplan.tables.reading import HEADLINE
from gisplan.verify.run.cells import record_differences, same
from gisplan.verify.run.faults import by, most
from gisplan.verify.run.tables import table_differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region

SOLVED: Final = frozenset({"fingerprint", "crs", "home_kwh_day", "spread_agreement"}) | {
    "region_zh",
    "region_en",
    "tiers",
    "hydrogen_shared_parcels",
    "own_rows",
    "own_rows_cost",
}
"""Figures of plan.json that follow from nothing in the layers."""
BY_VERIFY: Final = frozenset({"peak_mw", "peak_hour", "peak_day"}) | {
    "relief_chargers",
    "relief_sites",
    "relief_day",
}
"""Figures that follow from day types too, which `gisplan.verify.charging` computes again."""
_alike: Final = partial(same, share=1e-7, near=1e-9)


def figure_faults(run: Plan, region: Region) -> Iterator[Fault]:
    """Compare the figures that follow from the layers, and those of the scenario.

    Parameters
    ----------
    run
        A run with its layers in the projected CRS.
    region
        Its candidates and districts, as the makers of figures read them of a region.
    """
    yield from _figures(run)
    yield from _headline(run, region)
    yield from _agreement(run)


def _figures(run: Plan) -> Iterator[Fault]:
    """List the figures of the scenario again; those of other files are left to `gisplan.verify`."""
    said, due = run.assumptions, scenario_assumptions(run.scenario)
    own = said.loc[said["name"].isin(due["name"]), [*due.columns]]
    yield from table_differences("assumptions.csv", own, due, ("name",), gives=by("scenario"))


def _headline(run: Plan, region: Region) -> Iterator[Fault]:
    layers, evidence, said = run.layers, run.evidence, run.headline
    due: dict[str, Any] = {
        **headline_figures(
            region,
            run.scenario,
            layers.frames(),
            run.certificates,
            group_energy=_group_energy(run),
            hydrogen_demand=evidence.hydrogen_demand,
        ),
        **cost_figures(layers.sites),
        **wait_figures(layers.sites, run.scenario),
        **count_figures(layers.sites),
        **hydrogen_figures(
            layers.supply_links,
            evidence.freight,
            evidence.parcels,
            evidence.facilities,
            said.hydrogen_shared_parcels,
        ),
        **trip_figures(evidence.trips),
        **lorry_figures(evidence.lorries, evidence.lorry_stops),
        **equity_figures(layers.demand, layers.districts),
        "distances": "roads" if any(row.get("layer") == "roads" for row in run.inputs) else "circuity",
        "phases": run.phases.astype(object).where(run.phases.notna(), None).to_dict("records"),
    }
    for one in fields(Headline):
        if one.name not in SOLVED | BY_VERIFY:
            told, right = getattr(said, one.name), due.get(one.name)
            yield from record_differences(f"{HEADLINE} {one.name}", told, right, by("layers"), alike=_alike)


def _agreement(run: Plan) -> Iterator[Fault]:
    """Hold what is told of the second spread to the scenario; its shares only a second siting could tell."""
    said, demand, where = run.headline.spread_agreement, run.scenario.demand, f"{HEADLINE} spread_agreement"
    if said is None:
        return
    shares: dict[str, Any] = {name: said[name] for name in SHARES if name in said}
    due: dict[str, Any] = {
        "spread": demand.spread,
        "other": demand.compare_spread,
        **dict.fromkeys(SHARES),
        **shares,
    }
    yield from record_differences(where, said, due, by("scenario"))
    for name, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            yield most(where, name, share, 1)


def _group_energy(run: Plan) -> pd.DataFrame:
    """Sum what each service group asks for and does not get."""
    cells, flows = run.layers.demand, run.evidence.assignment
    given = flows.groupby("group")["kwh_day"].sum()
    asked = {
        name: float(cells[[f"kwh_{kind}" for kind in group.classes]].to_numpy(dtype=float).sum())
        for name, group in run.scenario.service.items()
    }
    return pd.DataFrame(
        {
            "group": list(asked),
            "energy_kwh_day": list(asked.values()),
            "unmet_kwh_day": [value - float(given.get(name, 0.0)) for name, value in asked.items()],
        }
    )
