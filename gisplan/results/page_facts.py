"""What the pages say beside the layers, taken from a plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from gisplan.regions import tiers_of
from gisplan.results.headline_rows import headline_rows
from gisplan.tables.registry import DOWNLOADS
from gisplan.version import __version__
from gisplan_words import named
from maps.data.facts import PageFacts

if TYPE_CHECKING:
    from gisplan.plan import Plan
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Named


CURRENCY: Final = "CNY"
"""Currency of all money."""


def plan_facts(plan: Plan) -> PageFacts:
    """Collect what the pages print about a plan."""
    return PageFacts(
        title=named(plan.scenario.title_zh, plan.scenario.title_en),
        headline=headline_rows(plan.scenario, plan.headline),
        clauses=plan.clauses,
        certificates=[certificate.as_dict() for certificate in plan.certificates],
        assumptions=plan.assumptions,
        provenance=plan.provenance,
        scenario_name=plan.scenario.name,
        generated_on=dt.datetime.now(dt.UTC).date().isoformat(),
        version=__version__,
        downloads=DOWNLOADS,
        not_known=plan.not_known,
        tradeoff=plan.tradeoff,
        currency=CURRENCY,
        tiers=tier_names(plan.scenario),
        type_names=type_names(plan.scenario),
    )


def tier_names(scenario: Scenario) -> dict[str, Named]:
    """Give the names of the tiers of a scenario's region, by id."""
    tiers = tiers_of(scenario.region).labels()
    return {key: named(*names, code=f"tier-{key}") for key, names in tiers.items()}


def type_names(scenario: Scenario) -> dict[str, Named]:
    """Give the names of a scenario's charger types, by id."""
    return {kind.id: named(kind.name_zh, kind.name_en, f"type-{kind.id}") for kind in scenario.chargers.types}
