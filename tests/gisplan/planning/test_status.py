"""What a scenario says of one site or one district is what is planned, and what verify holds the run to."""

from __future__ import annotations

import dataclasses

import pytest

from gisplan.planning.prepared import prepare_region
from gisplan.scenario.loading import changed_scenario, load_scenario, scenario_toml
from gisplan.verify.inputs import candidate_faults
from gisplan_errors import ScenarioError
from tests.gisplan.planned import planned
from tests.gisplan.toy import CENTRE, OUTER, toy_region, toy_scenario, with_sites

SITES = {"PP-1": {"status": "excluded"}, "PK-1": {"status": "required"}, "CO-2": {"status": "candidate"}}


def statuses(scenario, region=None):
    prepared = prepare_region(region or toy_region(), scenario)
    return prepared.region.sites.set_index("site_id")["status"].to_dict()


def test_a_site_is_forbidden_forced_allowed_again_or_marked_as_standing():
    asked = statuses(toy_scenario(sites={**SITES, "PP-2": {"status": "existing"}}))
    told = {name: asked[name] for name in ("PP-1", "PK-1", "CO-2", "PP-2", "PP-3")}
    assert told == {
        "PP-1": "excluded", "PK-1": "required", "CO-2": "candidate", "PP-2": "existing", "PP-3": "candidate",
    }  # fmt: skip


def test_one_key_bans_a_district_but_not_what_stands_there_nor_a_site_that_is_named():
    region = with_sites(toy_region(), PP_5={"status": "existing"})
    rules = {"districts": {OUTER: {"status": "excluded"}}, "sites": {"PP-6": {"status": "required"}}}
    asked = statuses(toy_scenario(**rules), region)
    outer = region.sites.loc[region.sites["adcode"] == OUTER, "site_id"]
    assert {name for name in outer if asked[name] != "excluded"} == {"PP-5", "PP-6"}
    assert asked["PP-1"] == "candidate"


def test_both_are_set_on_the_command_line_and_kept_in_the_resolved_scenario(tmp_path):
    asked = ["sites.PP-1.status=excluded", "sites.A.1.status=required", f"districts.{CENTRE}.status=excluded"]
    scenario = changed_scenario(load_scenario("tianjin-2027"), asked)
    assert {name: rule.status for name, rule in scenario.sites.items()} == {
        "PP-1": "excluded",
        "A.1": "required",
    }
    path = tmp_path / "scenario.toml"
    path.write_text(scenario_toml(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("sites.PP-1.status=closed", "sites.PP-1.status"),
        ("sites.PP-1.state=excluded", "sites.PP-1.state"),
        ("districts.120101.status=required", "districts.120101.status"),
    ],
)
def test_another_word_is_refused_by_its_key(key, told):
    with pytest.raises(ScenarioError, match=told):
        load_scenario("tianjin-2027", [key])


def test_a_site_that_the_region_lacks_is_named_with_the_nearest_ones():
    with pytest.raises(ScenarioError, match=r"sites\.PP-11: .*PP-1") as told:
        prepare_region(toy_region(), toy_scenario(sites={"PP-11": {"status": "excluded"}}))
    assert "CO-1" not in str(told.value)


def test_the_plan_builds_what_is_forced_and_nothing_that_is_forbidden_and_verify_sees_a_slip():
    plan = planned(sites=SITES)
    built = set(plan.layers.sites["site_id"])
    assert "PK-1" in built
    assert "PP-1" not in built
    assert not list(candidate_faults(plan))
    frame = plan.evidence.candidates
    frame.loc[frame["site_id"] == "PP-1", "status"] = "candidate"
    told = [fault.said("en") for fault in candidate_faults(plan)]
    assert any("PP-1" in line and "excluded" in line for line in told), told


def test_verify_sees_a_site_of_a_banned_district_that_was_left_open():
    plan = planned(sites=SITES)
    scenario = changed_scenario(plan.scenario, [f"districts.{OUTER}.status=excluded"])
    told = [fault.said("en") for fault in candidate_faults(dataclasses.replace(plan, scenario=scenario))]
    assert any("PP-5" in line and "excluded" in line for line in told), told
    assert not any("PP-2" in line for line in told)
