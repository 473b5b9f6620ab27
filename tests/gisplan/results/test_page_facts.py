"""What pages say beside the layers comes from the run alone."""

from __future__ import annotations

from dataclasses import replace

from gisplan.results.page_facts import plan_facts
from layers.districts.tiers import usual_tiers
from tests.gisplan.planned import planned


def test_tiers_are_called_as_the_run_keeps_them_wherever_its_region_is() -> None:
    plan = planned()
    assert plan.headline.tiers == usual_tiers().labels()
    core = {"name_zh": "核心区", "name_en": "Core"}
    own = replace(plan, headline=replace(plan.headline, tiers={"core": core}))
    said = plan_facts(own).tiers
    assert {key: (one.zh, one.en) for key, one in said.items()} == {"core": ("核心区", "Core")}


def test_a_run_that_keeps_no_tiers_calls_them_as_usual() -> None:
    plan = planned()
    facts = plan_facts(replace(plan, headline=replace(plan.headline, tiers=None)))
    for tier, names in usual_tiers().labels().items():
        assert facts.tier_name(tier).zh == names["name_zh"]
