"""The toy city on feeders: none is overloaded, what that costs, and every figure is computed again."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.chargers.feeders import grid_loads
from gisplan.planning.prepared import prepare_region
from gisplan.planning.siting.choice import site_public_chargers
from gisplan.runs.load import write_utility
from gisplan.verify.bounds.asked import sizing_asked
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.feeders import feeder_faults
from gisplan.verify.run.reading import read_run
from gisplan.verify.tables import copy_faults
from gisplan.why.feeders import feeders_of
from gisplan_errors import InfeasiblePlan
from tests.gisplan.fed_city import EAST, MIDDLE, WEST, fed_city, fed_region
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import spoilt
from tests.gisplan.toy import toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

WIDE = {"solver__gap": 0.3}
UNMET, COST = "sizing: unmet energy, kWh/day", "sizing: cost"


def rows(plan: Any) -> pd.DataFrame:
    return plan.layers.feeders.set_index("feeder_id")


def test_loads_are_what_capacity_leaves_beside_base_load_and_other_functions() -> None:
    region = prepare_region(fed_city(), toy_scenario()).region
    taken = np.where(region.sites["site_id"] == "PP-2", 70.0, 0.0)
    region = dataclasses.replace(region, sites=region.sites.assign(beside_kw=taken))
    loads = {load.name: load for load in grid_loads(region, toy_scenario(), np.arange(len(region.sites)))}
    # 4,000 - 3,900; 4,000 - 1,600 at noon - 70; 9,000 - 3,000 - 70: of the eastern one the base is unknown
    assert {name: load.most_kw for name, load in loads.items()} == {
        "feeder F-W": 100.0,
        "feeder F-M": 2330.0,
        "substation S-1": 5930.0,
    }
    west = region.sites["site_id"].iloc[loads["feeder F-W"].sites]
    assert {"PP-1", "PP-3", "RS-1", "BD-1", "RP-1"} <= set(west)
    assert not {"PP-2", "PP-4", "PK-1"} & set(west)


def test_a_full_feeder_sends_chargers_elsewhere_and_that_is_not_cheaper() -> None:
    free, bound = planned(), planned("fed")
    loads = rows(bound)
    assert loads.loc["F-W", "sized_kw"] <= 100.0 + 1e-3
    assert loads.loc["F-W", "room_kw"] == pytest.approx(100.0 - loads.loc["F-W", "sized_kw"])
    west = bound.layers.sites["fed_by"] == "F-W"
    before = free.layers.sites[free.layers.sites["site_id"].isin(bound.layers.sites.loc[west, "site_id"])]
    assert before["kw"].sum() > bound.layers.sites.loc[west, "kw"].sum()
    unmet = [plan.layers.demand["unmet_kwh_day"].sum() for plan in (free, bound)]
    cost = [plan.layers.sites["investment_cost"].sum() for plan in (free, bound)]
    assert unmet[1] > unmet[0] - 1e-6
    assert unmet[1] > unmet[0] + 1e-6 or cost[1] > 0.99 * cost[0]


def test_what_is_not_known_of_a_feeder_bounds_nothing_and_stays_empty() -> None:
    east = rows(planned("fed")).loc["F-E"]
    assert east["capacity_kw"] == pytest.approx(9500.0)
    assert pd.isna(east["room_kw"])
    assert pd.isna(east["hosting_kw"])
    assert east["chargers"] > 0


def test_a_region_with_feeders_and_no_rule_for_them_is_planned_without() -> None:
    scenario = toy_scenario()
    bare = scenario.model_copy(update={"grid": scenario.grid.model_copy(update={"feeders": None})})
    region = prepare_region(fed_city(), bare).region
    assert grid_loads(region, bare, np.arange(len(region.sites))) == ()


def test_the_base_load_of_the_hour_counts_in_the_peak() -> None:
    middle = rows(planned("fed")).loc["F-M"]
    assert middle["base_kw"] == 1600.0
    new = planned("fed").layers.sites.query("fed_by == 'F-M'")["peak_kw"]
    assert 1600.0 < middle["peak_kw"] <= 1600.0 + new.sum() + 1e-6
    assert middle["hosting_kw"] == pytest.approx(4000.0 - middle["peak_kw"])


def test_a_site_that_names_its_feeder_hangs_on_it_however_far() -> None:
    named = fed_region({**WEST, "base_kw": 0.0}, {**EAST, "base_kw": 0.0}, above=False)
    named = dataclasses.replace(named, sites=named.sites.assign(feeder=""))
    named = with_sites(named, PP_6={"feeder": "F-W"})
    sites = prepare_region(named, toy_scenario()).region.sites.set_index("site_id")
    assert sites.loc["PP-6", "fed_by"] == "F-W"
    assert sites.loc["PP-5", "fed_by"] == ""


@pytest.fixture(scope="module")
def fed() -> Path:
    return written("fed", **WIDE)


def faults(run: Plan) -> list[str]:
    return [line.en for line in feeder_faults(run)]


def test_the_bounds_are_proven_again_with_the_loads(fed: Path) -> None:
    run = read_run(fed)
    asked = {count.name: count.most for count in sizing_asked(run).counts if count.weights is not None}
    beside = dict(zip(run.layers.feeders["feeder_id"], run.layers.feeders["beside_kw"], strict=True))
    assert asked == pytest.approx(
        {
            "load feeder F-M": 2400.0 - beside["F-M"],
            "load feeder F-W": 100.0 - beside["F-W"],
            "load substation S-1": 6000.0 - beside["S-1"],
        }
    )
    found = {one.stage: one.verdict for one in bound_checks(run, fed)}
    assert (found[UNMET], found[COST]) == ("derived", "derived")


@pytest.mark.parametrize(
    ("column", "value"),
    [("room_kw", 9999.0), ("peak_kw", 1.0), ("sites", 77), ("hosting_kw", 5.0), ("peak_hour", 3)],
)
def test_a_changed_figure_of_a_feeder_is_found(fed: Path, column: str, value: float) -> None:
    run = read_run(fed)
    assert faults(run) == []
    changed = run.layers.feeders.assign(**{column: value})
    assert any("F-M" in line and column in line for line in faults(spoilt(run, "layers.feeders", changed)))


def test_a_feeder_with_a_larger_base_load_is_overloaded(fed: Path) -> None:
    run = read_run(fed)
    frame = run.layers.feeders.assign(base_kw=3990.0, base_curve_kw="")
    said = faults(spoilt(run, "layers.feeders", frame))
    assert any("feeder F-M: load" in line and "at most" in line for line in said)


def test_a_changed_copy_of_the_table_is_found(fed: Path) -> None:
    run = read_run(fed)
    copy = run.copies["feeders"].assign(sized_kw=1.0)
    lines = copy_faults(dataclasses.replace(run, copies={**run.copies, "feeders": copy}))
    assert any("feeders.csv" in line.en and "sized_kw" in line.en for line in lines)


def test_least_chargers_that_a_feeder_cannot_carry_name_it() -> None:
    full = fed_region({**MIDDLE, "name_en": "Middle", "base_kw": 4000.0}, above=False)
    with pytest.raises(InfeasiblePlan, match="feeder Middle"):
        plan_region(toy_scenario(), full)


def test_the_utility_gets_its_feeders_and_what_the_plan_adds_to_each(fed: Path, tmp_path: Path) -> None:
    write_utility(fed, tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "feeders.csv", encoding="utf-8-sig").set_index("feeder_id")
    assert {"F-E", "F-M", "F-W", "S-1"} == {*table.index}
    curves = pd.read_parquet(tmp_path / "out" / "feeder_curves.parquet")
    new = curves[curves["fed_by"] == "F-W"].groupby("day", observed=True)["coincident_kw"].max().max()
    assert 3900.0 + new == pytest.approx(table.loc["F-W", "peak_kw"], abs=0.01)


def test_a_plan_says_what_of_the_grid_it_does_not_know() -> None:
    without, on_feeders = ([said.en for said in planned(name).not_known] for name in ("toy", "fed"))
    assert any("No layer of feeders" in line for line in without)
    (tight,) = [line for line in without if "nearest to the connection" in line]
    sites = planned().layers.sites
    load = (sites["peak_kw"] + sites["taken_kw"]) / sites["grid_kw_after"]
    drawing = sites.assign(load=load)[load > 0]
    names = drawing.sort_values(["load", "site_id"], ascending=[False, True])["site_id"]
    assert [word.split(" ")[0] for word in tight.rpartition(": ")[2].split(", ")] == names.head(20).tolist()
    assert any("1 of 4 feeders and substations" in line for line in on_feeders)
    assert any("no feeder within reach" in line for line in on_feeders)


def test_public_sites_that_their_feeder_cannot_carry_together_do_not_all_open() -> None:
    """Two AC chargers of 7 kW count 4.2 kW together: 5 kW carry one site, where coverage alone opens more."""
    scenario = toy_scenario()
    opened = {}
    for base in (0.0, 3995.0):
        prepared = prepare_region(fed_region({**MIDDLE, "base_kw": base}, above=False), scenario)
        sites = prepared.region.sites
        siting = site_public_chargers(prepared.region, scenario, prepared.tables)
        opened[base] = int((sites["fed_by"].iloc[siting.opened] == "F-M").sum())
    assert opened[0.0] > 1
    assert opened[3995.0] == 1


def test_why_names_the_feeder_that_holds_a_site_back(fed: Path) -> None:
    run = read_run(fed)
    full = run.layers.feeders.assign(room_kw=1.0)
    row = run.evidence.candidates.set_index("site_id", drop=False).loc["PP-1"]
    (own, above) = feeders_of(spoilt(run, "layers.feeders", full), row)
    assert (own.code, above.code) == ("why-feeder-full", "why-feeder-full")
    assert "feeder 西线 is full: 1 kW of 4,000 kW" in own.en
    roomy = feeders_of(spoilt(run, "layers.feeders", run.layers.feeders.assign(room_kw=500.0)), row)
    assert [one.code for one in roomy] == ["why-feeder", "why-feeder"]


def test_what_fits_more_at_a_site_is_the_least_that_connection_feeder_and_substation_leave(fed: Path) -> None:
    run = read_run(fed)
    sites, grid = run.layers.sites.set_index("site_id"), rows(run)
    pp1, pp2 = sites.loc["PP-1"], sites.loc["PP-2"]
    assert pp1["hosting_kw"] == pytest.approx(grid.loc["F-W", "hosting_kw"])
    limit = run.scenario.chargers.transformer_load_limit.value
    own = limit * pp2["grid_kw_after"] - pp2["peak_kw"] - pp2["taken_kw"]
    assert pp2["hosting_kw"] == pytest.approx(min(own, grid.loc["F-M", "hosting_kw"]))
    changed = run.layers.sites.assign(hosting_kw=50_000.0)
    assert any("hosting_kw" in line for line in faults(spoilt(run, "layers.sites", changed)))
