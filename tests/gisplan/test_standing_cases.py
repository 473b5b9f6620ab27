"""Six of 81 sites stand already, told among the sites: they take no new site, cover, and serve."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from gisplan import load_scenario, make_plan
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from gisplan.plan.record import Plan

CASE = Path(__file__).with_name("standing_case")
STANDING = ("P-000", "P-011", "P-025", "P-036", "P-050", "P-061")
"""Every fifth public site from the first."""
TOLD: dict[str, Any] = {"status": "existing", "existing_chargers": 4}
BARE: dict[str, Any] = {**TOLD, "bays": 0, "grid_kw": 0}


def plan_of(folder: Path, told: dict[str, Any], *changes: str) -> Plan:
    shutil.copytree(CASE, folder)
    sites = pd.read_csv(folder / "sites.csv").assign(status="candidate", existing_chargers=0)
    here = sites["site_id"].isin(STANDING)
    assert here.sum() == len(STANDING)
    for name, value in told.items():
        sites.loc[here, name] = value
    sites.to_csv(folder / "sites.csv", index=False)
    return make_plan(load_scenario(folder / "scenario.toml", [f"region={folder}", *changes]))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    home = tmp_path_factory.mktemp("standing")
    asked: dict[str, tuple[Any, ...]] = {
        "none": ({},),
        "told": (TOLD,),
        "two new": (TOLD, "coverage.max_new_sites=2"),
        "bare": (BARE,),
    }
    return {name: plan_of(home / name, *how) for name, how in asked.items()}


def people_within_reach(plan: Plan) -> float:
    """Count by hand the people within 2 km of an open public site: straight lines times 1.3."""
    crs = plan.headline.crs
    demand, sites, standing = (
        plan.layers.demand,
        plan.layers.sites.to_crs(crs),
        plan.layers.standing.to_crs(crs),
    )
    opened = [*sites.geometry[sites["access"] == "public"], *standing.geometry]
    at = np.array([[place.x, place.y] for place in opened])
    away = np.hypot(*(demand[name].to_numpy()[:, None] - at[:, axis] for axis, name in enumerate("xy")))
    return float(demand["population"].to_numpy()[(away * 1.3).min(axis=1) <= 2000.0].sum())


def test_telling_that_six_stations_stand_raises_coverage(plans: dict[str, Plan]) -> None:
    """It fell from 76.9 to 66.6 % when standing stations ate the limit on sites."""
    share = {name: plan.headline.covered_people_share for name, plan in plans.items()}
    assert share["none"] == pytest.approx(0.769, abs=5e-4)
    assert share["told"] > share["none"]
    assert share["bare"] == pytest.approx(share["told"])
    assert share["two new"] == pytest.approx(0.666, abs=5e-4)
    for plan in plans.values():
        assert plan.headline.covered_people == pytest.approx(people_within_reach(plan))


@pytest.mark.parametrize(("name", "most"), [("none", 8), ("told", 8), ("two new", 2), ("bare", 8)])
def test_the_limit_counts_new_sites_alone(plans: dict[str, Plan], name: str, most: int) -> None:
    sites, standing = plans[name].layers.sites, plans[name].layers.standing
    assert set(standing["site_id"]) == (set() if name == "none" else set(STANDING))
    new = sites[(sites["access"] == "public") & ~sites["site_id"].isin(standing["site_id"])]
    assert len(new) == most


def test_chargers_of_a_register_that_knows_no_bays_stay_and_serve(plans: dict[str, Plan]) -> None:
    """4 chargers of unknown power are 7 kW each at least: 4 x 7 x 24 h x 15 % = 100.8 kWh a day each."""
    plan = plans["bare"]
    rows = plan.layers.standing.set_index("site_id")
    assert tuple(rows.index) == STANDING
    assert not set(STANDING) & set(plan.layers.sites["site_id"])
    assert (rows["chargers_new"] == 0).all()
    assert (rows["people_covered"] > 0).all()
    assert rows["served_kwh_day"].to_numpy() == pytest.approx(4 * 7 * 24 * 0.15)
    assert plan.headline.standing_served_kwh_day == pytest.approx(604.8)


def test_chargers_told_are_kept_apart_from_those_that_the_plan_adds(plans: dict[str, Plan]) -> None:
    """Of 60 bays 4 are taken; 200 chargers are asked for, and the 24 that stand are none of them."""
    for name in ("told", "two new"):
        plan = plans[name]
        rows = plan.layers.standing
        assert rows["chargers"].tolist() == [4.0] * 6
        assert (rows["chargers_new"] <= 56).all()
        assert plan.headline.chargers_new_total == 200


def test_the_old_key_is_refused_by_its_new_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="max_new_sites"):
        plan_of(tmp_path / "old", TOLD, "coverage.max_sites=2")
