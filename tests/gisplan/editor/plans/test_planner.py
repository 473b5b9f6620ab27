"""Re-plan and show, and the desk: what an edit or a slider changes is told, and nothing is planned twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.editor.plans.desk import overrides, usual
from gisplan.editor.plans.grounds import Quota, district_scenario
from gisplan.scenario.loading import changed_scenario
from gisplan_errors import GisplanError
from tests.gisplan.editor.conftest import served
from tests.gisplan.toy import CENTRE, toy_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def planning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    found, end = served(tmp_path, monkeypatch, scenario=toy_scenario())
    yield found
    end()


def finished(own: Any, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(1200):
        now = own.ask(f"/api/job/{job['number']}")[1]
        if now["state"] not in {"waiting", "running"}:
            return now
        time.sleep(0.2)
    raise AssertionError(now)


@pytest.mark.slow
def test_an_edit_is_planned_and_shown_with_its_reason_for_the_whole_and_for_a_district(planning):
    own = planning.browser()
    whole = own.ask("/api/whole")[1]
    key = "PP-2"
    own.do("edit", keys=[key], values={"status": "excluded"})
    job = finished(own, own.do("plan", area="", base=whole["version"]))
    assert job["state"] == "done", job["line"]
    (run,) = job["result"]["runs"]
    told = {site["key"]: site for site in run["sites"]}
    assert told[key]["change"] == "closed"
    assert "excluded" in told[key]["why"]["en"] or "排除" in told[key]["why"]["zh"]
    assert abs(told[key]["lon"] - whole["lon"][whole["keys"].index(key)]) < 1e-4
    page = own.ask(f"/compare/{job['result']['page']}")
    assert page[0] == 200
    assert "sandbox" in page[2]["content-security-policy"]
    assert own.ask("/compare/99")[0] == 422
    # a district alone keeps what the older plan gives it; planned again, nothing is solved anew
    first = finished(own, own.do("plan", area=CENTRE, base=whole["version"]))
    assert first["state"] == "done", first["line"]
    changed = {site["key"]: site["change"] for site in first["result"]["runs"][0]["sites"]}
    assert changed[key] == "closed"
    again = finished(own, own.do("plan", area=CENTRE, base=whole["version"]))
    assert again["result"]["runs"] == first["result"]["runs"]
    assert own.ask("/api/do/plan", {"area": "999999", "base": 1})[0] == 422
    assert own.ask("/api/do/plan", {"area": "", "base": 99})[0] == 422


@pytest.mark.slow
def test_runs_of_the_desk_stand_side_by_side_and_say_what_is_lost(planning):
    own = planning.browser()
    sliders = {one["name"]: one for one in own.ask("/api/desk")[1]["sliders"]}
    assert set(sliders) == {"target", "sites", "radius"}  # a budget that nobody set has no measure yet
    fewer = int(sliders["target"]["value"] * 0.9)
    for settings in ({}, {"target": fewer}, {}):
        own.ask("/api/desk/run", {"settings": settings})
    runs = own.ask("/api/desk")[1]["runs"]
    assert [run["asked"] == {} for run in runs] == [True, False]  # asked for twice, planned once
    jobs = [finished(own, run["job"]) for run in runs]
    assert [job["state"] for job in jobs] == ["done", "done"], jobs
    budget = next(one for one in own.ask("/api/desk")[1]["sliders"] if one["name"] == "budget")
    assert budget["value"] is None
    assert 0 < budget["least"] < budget["most"]
    job = finished(own, own.ask("/api/desk/compare", {"runs": [1, 2]})[1])
    assert job["state"] == "done", job["line"]
    assert job["result"]["numbers"] == [1, 2]
    (run,) = job["result"]["runs"]
    assert run["losses"]
    assert own.ask("/api/desk/compare", {"runs": [1, 1]})[0] == 422


def test_a_job_that_is_stopped_ends_at_once(planning):
    own = planning.browser()
    own.ask("/api/desk/run", {"settings": {}})
    number = own.ask("/api/desk")[1]["runs"][0]["job"]["number"]
    started = time.monotonic()
    own.ask("/api/desk/stop", {"number": number})
    assert finished(own, {"number": number})["state"] == "stopped"
    assert time.monotonic() - started < 20


def test_no_plan_is_told_with_its_reason(planning):
    own = planning.browser()
    own.ask("/api/desk/run", {"settings": {"target": 10_000_000}})
    job = finished(own, own.ask("/api/desk")[1]["runs"][0]["job"])
    assert job["state"] == "failed"
    assert job["line"]["zh"]
    assert job["line"]["zh"] != job["line"]["en"]


def test_without_a_scenario_nothing_is_planned(editor):
    own = editor.browser()
    assert own.ask("/api/do/plan", {"area": "", "base": 1})[0] == 422
    assert own.ask("/api/desk")[0] == 422


def test_a_reader_plans_nothing(planning):
    reader = planning.browser("reader")
    assert reader.ask("/api/desk")[0] == 200
    for path, asked in (("run", {"settings": {}}), ("stop", {"number": 1}), ("compare", {"runs": [1, 2]})):
        assert reader.ask(f"/api/desk/{path}", asked)[0] == 403
    assert reader.ask("/api/do/plan", {"area": "", "base": 1})[0] == 403


def test_a_slider_is_the_setting_that_it_names():
    scenario = toy_scenario()
    values = usual(scenario)
    wider = changed_scenario(scenario, overrides(scenario, {"radius": values["radius"] * 2, "target": 321}))
    assert usual(wider)["radius"] == values["radius"] * 2
    assert wider.chargers.target == 321
    assert overrides(scenario, {}) == []
    with pytest.raises(GisplanError, match="slider"):
        overrides(scenario, {"no_such": 1})


def test_a_district_keeps_its_quota_and_is_not_asked_what_only_the_whole_can_answer(tmp_path):
    own = district_scenario(toy_scenario(), CENTRE, Quota(120, 3, 1e6), tmp_path)
    assert (own.chargers.target, own.coverage.max_new_sites, own.hydrogen.target) == (108, 3, 0)
    assert own.region == tmp_path.as_posix()
    assert not own.delivery.pilots
