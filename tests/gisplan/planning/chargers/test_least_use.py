"""A least use of sites: chargers go where they are used, own least numbers stay, and it is checked."""

from __future__ import annotations

import pytest

from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt
from tests.gisplan.toy import figure

ASKED = {
    "chargers__min_use": figure(0.1),
    "chargers__target": 150,
    "chargers__category_floors__counts": {},
    "solver__gap": 0.3,
}


def use(plan):
    sites = plan.layers.sites
    sites = sites[(sites["access"] != "private") & (sites["chargers"] > 4)]
    return sites["served_kwh_day"] / sites["capacity_kwh_day"]


def test_every_site_beyond_its_own_least_is_used_as_asked_and_without_the_rule_some_is_not() -> None:
    kept = planned(**ASKED)
    assert use(kept).min() >= 0.1 * (1 - 1e-5)
    assert use(planned(**{**ASKED, "chargers__min_use": figure(0.0)})).min() < 0.1


def test_the_run_holds_its_bounds_are_those_without_the_rule_and_a_higher_rule_is_caught() -> None:
    folder = written(**ASKED)
    run = read_run(folder)
    assert run_faults(run) == []
    verdicts = {one.stage: one.verdict for one in bound_checks(run, folder)}
    assert verdicts["sizing: unmet energy, kWh/day"] == "derived"
    assert verdicts["sizing: cost"] in {"derived", "word"}
    sites = run.layers.sites.copy()
    at = sites.index[(sites["access"] != "private") & (sites["chargers"] > 4)][0]
    sites.loc[at, "served_kwh_day"] = 0.1
    sees(spoilt(run, "layers.sites", sites), "chargers.min_use")


def test_a_use_that_no_plan_reaches_is_told_with_what_to_lower() -> None:
    with pytest.raises(InfeasiblePlan, match=r"chargers\.min_use: \d+ sites? (is|are) used below 15%"):
        planned(**{**ASKED, "chargers__min_use": figure(0.15), "chargers__target": 120})
