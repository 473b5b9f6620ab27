"""What the pages say beside the layers, taken from a plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gisplan.plan.grades import graded
from gisplan.regions import profiles_of
from gisplan.results.count_told import count_told
from gisplan.results.headline_rows import day_name, headline_rows
from gisplan.tables.registry import DOWNLOADS
from gisplan_kept import once
from gisplan_words import named
from maps.data.facts import PageFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.plan.record import Plan
    from gisplan_words import Named


@once
def plan_facts(plan: Plan, language: str | None = None) -> PageFacts:
    """Collect what the pages print about a plan.

    Parameters
    ----------
    plan
        The plan.
    language
        In which pages open; None: Chinese where money is the yuan, else English.
    """
    return PageFacts(
        title=named(plan.scenario.title_zh, plan.scenario.title_en),
        headline=headline_rows(plan.scenario, plan.headline, plan.layers.districts),
        clauses=plan.clauses,
        certificates=graded(plan),
        assumptions=plan.assumptions,
        provenance=plan.provenance,
        scenario_name=plan.scenario.name,
        generated_on=plan.created or dt.datetime.now(dt.UTC).date().isoformat(),
        version=plan.version,
        downloads=DOWNLOADS,
        not_known=plan.not_known,
        tradeoff=plan.tradeoff,
        currency=plan.scenario.currency,
        tiers=_tiers(plan),
        type_names=_named("type", plan.scenario.chargers.type_names),
        day_names={
            day: day_name(plan.scenario.region, day) for day in profiles_of(plan.scenario.region).days
        },
        fingerprint=plan.headline.fingerprint,
        names=plan.names,
        water=plan.water,
        restrictions=plan.restrictions,
        count=count_told(plan),
        permits=plan.delivery.get("permits"),
        region=_region(plan),
        first=language or ("zh" if plan.scenario.currency == "CNY" else "en"),
    )


def _region(plan: Plan) -> Named | None:
    """Give the region's name as the run keeps it: its folder may be away, or bear another by now."""
    zh, en = plan.headline.region_zh, plan.headline.region_en
    return None if zh is None or en is None else named(str(zh), str(en))


def _tiers(plan: Plan) -> dict[str, Named]:
    """Give the tiers as the run keeps them; in a run without them they are called as usual."""
    kept = plan.headline.tiers or {}
    return _named("tier", {name: (said["name_zh"], said["name_en"]) for name, said in kept.items()})


def _named(kind: str, names: Mapping[str, tuple[str, str]]) -> dict[str, Named]:
    return {key: named(*texts, code=f"{kind}-{key}") for key, texts in names.items()}
