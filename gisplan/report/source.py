"""What a report is written from: the same from a plan just made and from a run folder read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gisplan.results.page_facts import plan_facts
from gisplan.tables.registry import csv_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.plan import Plan
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts


@dataclass(frozen=True)
class Reported:
    """A plan as its report tells it.

    Parameters
    ----------
    scenario
        The resolved scenario.
    layers
        Result layers, EPSG:4326.
    facts
        What the pages say beside the layers, which the report says too.
    headline
        Headline figures, the content of ``plan.json``.
    schedule
        year, site_id, type, count, cost, authority.
    delivery
        Tables that clauses ask of a plan, by name; those that an older run lacks are absent.
    hydrogen
        Freight, shared parcels and facilities, by the names of their files.
    """

    scenario: Scenario
    layers: PlanLayers
    facts: PageFacts
    headline: dict[str, Any]
    schedule: pd.DataFrame
    delivery: Mapping[str, pd.DataFrame]
    hydrogen: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def reported(plan: Plan) -> Reported:
    """Give what the report of a plan is written from."""
    hydrogen = {table.name: table.of(plan) for table in csv_parts("evidence")}
    return Reported(
        plan.scenario,
        plan.layers,
        plan_facts(plan),
        plan.headline,
        plan.schedule,
        plan.delivery,
        hydrogen,
    )
