"""The screening of hydrogen candidates, made again from the candidates of a run and the scenario."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.stations import hydrogen_candidates, screened_candidates
from gisplan.regions import tiers_of
from gisplan.resources import screening_file
from gisplan.results.layers.hydrogen import hydrogen_screening
from gisplan.tables.registry import CSV, key_of
from gisplan.verify.run.faults import by
from gisplan.verify.run.tables import table_differences
from layers.hydrogen.screening import read_screening_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region


def screened_faults(run: Plan) -> Iterator[Fault]:
    """Screen the candidates again, and compare classes, sizes, reasons and what was not assessed.

    A run does not hold the protected objects that setbacks were measured to: with them nothing is made again.
    """
    said, sites = run.evidence.screening, run.evidence.candidates
    if said.empty or any(name.startswith("near_") for name in sites.columns):
        return
    region = cast(
        "Region",
        SimpleNamespace(
            sites=sites, districts=run.layers.districts, tiers=tiers_of(run.scenario.region), protected=None
        ),
    )
    tables = charger_tables(sites, run.scenario, home_kwh_day=run.headline.home_kwh_day)
    at = hydrogen_candidates(sites)
    rules = read_screening_rules(screening_file())
    found = SimpleNamespace(
        candidates=at, screening=screened_candidates(region, run.scenario, tables, at, rules)
    )
    due = hydrogen_screening(region, run.scenario, cast("HydrogenPlan", found))
    key = key_of(CSV, "hydrogen_screening")
    yield from table_differences("hydrogen_screening.csv", said, due, key, gives=by("candidate"))
