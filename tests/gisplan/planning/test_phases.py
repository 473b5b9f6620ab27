"""A plan by year: bounds bind in the plan, and every corruption of a year is caught from the files."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan, ScenarioError
from tests.gisplan.planned import planned, write_data, written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan

    Change = Callable[[pd.DataFrame], pd.DataFrame]

FROM = {"source": "test", "tag": "modelled", "as_of": "2026"}
YEARS: tuple[dict[str, Any], ...] = (
    {"year": 2025, "demand_share": 0.5, "chargers": 60, "max_new_chargers": 80, "hydrogen_stations": 1},
    {"year": 2026, "demand_share": 0.75, "chargers_share": 0.7, "hydrogen_stations": 2},
    {"year": 2027, "demand_share": 1.0},
)
GRID = {
    "transformer_upgrades": True,
    "transformer_sizes": {"kva": (315, 400, 500, 630, 800, 1000), **FROM},
    "upgrade_cost_kva": {"value": 800.0, "unit": "CNY/kVA", **FROM},
    "orderly_share": {"value": 0.0, "unit": "share", **FROM},
    "orderly_coincidence": {"value": 0.15, "unit": "share", **FROM},
}


def phasing(*changes: dict[str, Any]) -> dict[str, Any]:
    """Give the toy's years with changes to the first of them."""
    rows = [{**row, **change} for row, change in zip(YEARS, (*changes, {}, {}, {}), strict=False)]
    return {"years": tuple({**row, **FROM} for row in rows)}


QUICK = {"solver__gap": 0.05, "chargers__target": 100}


def quickly(**changes: Any) -> Plan:
    return planned(**{**QUICK, **changes})


@pytest.fixture(scope="module")
def clean() -> Plan:
    """Read the phased toy: it has nothing to complain of."""
    tight = {"max_new_public_sites": 6, "budget": 1_600_000.0}
    run = read_run(written(**{**QUICK, "phasing": phasing(tight), "solver__gap": 0.005}))
    assert run_faults(run) == []
    return run


@pytest.fixture
def run(clean: Plan) -> Plan:
    """Give a copy to spoil."""
    return copy.deepcopy(clean)


def caught(run: Plan, *words: str) -> None:
    faults = run_faults(run)
    assert any(all(word in fault for word in words) for fault in faults), faults


def test_the_plan_grows_year_by_year(clean: Plan) -> None:
    phases = clean.phases.set_index("year")
    assert phases["chargers_total"].tolist() == sorted(phases["chargers_total"])
    assert phases["chargers_total"][2025] >= 60
    assert phases["chargers_total"][2026] >= 70
    assert phases["chargers_total"][2027] == clean.layers.sites["chargers"].sum()
    assert phases["public_sites_new"][2025] <= 6
    assert phases["charging_cost"][2025] <= 1_600_000
    assert phases["stations_total"].tolist() == [1, 2, 3]
    assert clean.headline["phases"][0]["year"] == 2025
    stages = [row.stage for row in clean.certificates]
    assert "phasing: energy served before the horizon, kWh/day" in stages


BINDING = {
    "max_new_chargers": ({"chargers": 10, "max_new_chargers": 12}, "chargers_new", 12),
    "max_new_public_sites": ({"max_new_public_sites": 4}, "public_sites_new", 4),
    "budget": ({"chargers": 20, "budget": 500_000.0}, "charging_cost", 500_000),
}


@pytest.mark.parametrize("name", BINDING)
def test_a_limit_of_a_year_costs_energy(name: str, clean: Plan) -> None:
    change, column, limit = BINDING[name]
    tight = quickly(phasing=phasing(change)).phases.set_index("year")
    free = quickly(phasing=phasing({"max_new_chargers": None})).phases.set_index("year")
    assert tight[column][2025] <= limit < free[column][2025]
    assert tight["served_kwh_day"][2025] < free["served_kwh_day"][2025] - 1


def test_the_stations_that_sell_most_for_their_cost_come_first(clean: Plan) -> None:
    stations = clean.layers.stations.copy()
    stations["worth"] = stations["served_kg_day"] / stations["investment_cost"]
    assert stations.sort_values("year")["worth"].is_monotonic_decreasing


def put(run: Plan, name: str, change: Change) -> Plan:
    return spoilt(run, name, change(getattr(run, name).copy()))


def moved(frame: pd.DataFrame, site: str, kind: str, before: int, after: int) -> pd.DataFrame:
    """Build one charger in another year than the plan says."""
    row = frame[(frame["site_id"] == site) & (frame["type"] == kind) & (frame["year"] == before)].index
    assert len(row) == 1
    each = frame.loc[row[0], "cost"] / frame.loc[row[0], "count"]
    frame.loc[row[0], ["count", "cost"]] -= [1, each]
    added = frame.loc[row].assign(year=after, count=1, cost=each)
    return pd.concat([frame, added], ignore_index=True)


def first(run: Plan, year: int) -> tuple[str, str]:
    schedule = run.schedule
    row = schedule[(schedule["year"] == year) & (schedule["count"] > 1)].iloc[0]
    return str(row["site_id"]), str(row["type"])


def test_a_charger_moved_to_a_later_year(run: Plan) -> None:
    run = put(run, "schedule", lambda f: moved(f, *first(run, 2025), 2025, 2026))
    caught(run, "phases.csv 2025: chargers_total")


def test_a_charger_that_is_taken_away_again(run: Plan) -> None:
    site, kind = first(run, 2025)

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        one = frame[(frame["site_id"] == site) & (frame["type"] == kind)].iloc[[0]]
        return pd.concat([frame, one.assign(year=2026, count=-1), one.assign(year=2027, count=1)])

    run = put(run, "schedule", change)
    caught(run, f"site {site}: -1 {kind} in 2026; what opens stays open")


def test_a_year_of_its_own(run: Plan) -> None:
    run = put(run, "schedule", lambda f: f.assign(year=f["year"].replace(2026, 2024)))
    caught(run, "schedule.csv: year 2024 is none of the scenario's")


def test_an_opening_year_misreported(run: Plan) -> None:
    run.layers.sites["year"] = 2026
    caught(run, "schedule.csv opens it in")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chargers": 99}, "at least 99"),
        ({"max_new_chargers": 10, "chargers": 5}, "at most 10"),
        ({"max_new_public_sites": 1}, "at most 1"),
        ({"budget": 1000.0}, "at most 1000"),
        ({"hydrogen_stations": 0}, "at most 0"),
    ],
)
def test_a_year_that_breaks_its_bound(run: Plan, change: dict[str, Any], words: str) -> None:
    scenario = toy_scenario(**QUICK, phasing=phasing(change))
    caught(dataclasses.replace(run, scenario=scenario), "phasing 2025: ", words)


@pytest.mark.parametrize(
    "column",
    ["chargers_new", "public_sites_total", "charging_cost", "covered_people_share", "served_kwh_day"],
)
def test_a_figure_of_a_year_misreported(run: Plan, column: str) -> None:
    run = put(run, "phases", lambda f: f.assign(**{column: f[column] + 2.0}))
    caught(run, f"phases.csv 2025: {column}")


def test_a_site_that_opens_too_small(run: Plan) -> None:
    schedule = run.schedule
    area = schedule[schedule["site_id"].str.startswith("SA-") & (schedule["year"] < 2027)]
    site = str(area["site_id"].iloc[0])

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        here = (frame["site_id"] == site) & (frame["type"] != "ac7") & (frame["count"] > 1)
        row = frame[here].iloc[0]
        return moved(frame, site, str(row["type"]), int(row["year"]), 2027)

    run = put(run, "schedule", change)
    caught(run, f"site {site}: fast chargers 3, at least")


def test_energy_of_a_year_from_a_site_that_is_not_open(run: Plan) -> None:
    late = run.layers.sites.loc[run.layers.sites["year"] == 2027, "site_id"].iloc[0]
    flows = run.evidence.phase_assignment
    here = flows["year"] == 2025
    flows.loc[flows[here].index[0], "site_id"] = late
    caught(run, f"phase_assignment 2025 site {late}: kWh/day served")


def test_more_energy_of_a_year_than_its_demand(run: Plan) -> None:
    flows = run.evidence.phase_assignment
    flows.loc[flows["year"] == 2025, "kwh_day"] *= 1.9
    caught(run, "phase_assignment 2025 cell")


def test_the_budget_of_all_years_binds_the_plan() -> None:
    budget = {"budget": 1_020_000.0, "chargers": 20, "chargers_share": None}
    plan = quickly(chargers__target=60, phasing=phasing(budget, budget, budget))
    assert plan.headline["investment_chargers_cost"] <= 3_060_000
    assert plan.headline["unmet_kwh_day"] > quickly(chargers__target=60).headline["unmet_kwh_day"] + 100
    assert (plan.phases["charging_cost"] <= 1_020_000 + 1).all()


def test_a_budget_is_served_with_most_energy_and_refused_below_the_least_cost() -> None:
    rich, poor = (quickly(chargers__target=60, costs__budget=limit) for limit in (None, 2_900_000.0))
    assert poor.headline["investment_chargers_cost"] <= 2_900_000
    assert poor.headline["unmet_kwh_day"] > rich.headline["unmet_kwh_day"] + 1000
    with pytest.raises(InfeasiblePlan, match=r"budget: 1,000, but .* \(proven\).*costs\.budget"):
        quickly(costs__budget=1000.0)


def test_years_that_contradict_each_other_are_refused_with_figures() -> None:
    with pytest.raises(InfeasiblePlan, match="by 2025: 60 chargers asked, but the years so far may build 50"):
        quickly(phasing=phasing({"max_new_chargers": 50}))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (YEARS[:2], "the last year is 2026, the horizon 2027"),
        ((YEARS[1], YEARS[0], YEARS[2]), "must be distinct and in order"),
        ((YEARS[0], {**YEARS[2], "demand_share": 0.9}), "demand_share 0.9 in the last year, expected 1"),
        (({**YEARS[0], "chargers_share": 0.5}, YEARS[2]), "give chargers or chargers_share, not both"),
        (({**YEARS[0], "chargers": 500}, YEARS[2]), "phasing.years.2025: 500 chargers"),
        ((YEARS[0], {**YEARS[2], "hydrogen_stations": 9}), "9 hydrogen_stations, the plan builds 3"),
    ],
)
def test_years_that_make_no_sense_are_named(rows: tuple[dict[str, Any], ...], words: str) -> None:
    given = tuple({**row, **FROM} for row in rows)
    if words.startswith("the last year"):
        given = ({**given[0]}, {**given[1], "demand_share": 1.0})
    with pytest.raises(ScenarioError, match=words):
        toy_scenario(phasing={"years": given})


def test_a_larger_transformer_is_bought_where_it_pays(tmp_path: Path) -> None:
    # PP-5 alone reaches the eastern cells; its feed carries little
    region = with_sites(toy_region(), PP_5={"grid_kw": 40.0}, PP_6={"grid_kw": 40.0})
    without = plan_region(toy_scenario(**QUICK, grid={**GRID, "transformer_upgrades": False}), region)
    assert (without.layers.sites["transformer_cost"] == 0).all()
    plan = plan_region(toy_scenario(**QUICK, grid=GRID, phasing=phasing()), region)
    sites = plan.layers.sites.set_index("site_id")
    bought = sites[sites["transformer_cost"] > 0]
    assert plan.headline["unmet_kwh_day"] < without.headline["unmet_kwh_day"] - 1
    assert set(bought["grid_kw_after"]) <= {315, 400, 500, 630, 800, 1000}
    assert (bought["transformer_cost"] == (bought["grid_kw_after"] - bought["grid_kw"]) * 800).all()
    assert plan.schedule["transformer_cost"].sum() == pytest.approx(bought["transformer_cost"].sum())
    run = read_run(write_data(plan, tmp_path / "run"))
    assert run_faults(run) == []
    layer = run.layers.sites.copy()
    site = bought.index[0]
    layer.loc[layer["site_id"] == site, "grid_kw_after"] = 1250.0
    spoiled = spoilt(run, "layers.sites", layer)
    caught(spoiled, f"site {site}: grid_kw_after 1250")
    early = run.schedule.copy()
    early.loc[early["transformer_cost"] > 0, "transformer_cost"] += 5.0
    caught(spoilt(run, "schedule", early), "schedule.csv", ": transformer_cost")


def test_orderly_charging_makes_room_for_more_piles_at_home() -> None:
    # RS-1 has 12 bays and a feed of 12 kW: 9.6 kW carry five piles at 1.75 kW, and nine at 1.05 kW
    region = with_sites(toy_region(), RS_1={"grid_kw": 12.0})

    def piles(share: float) -> int:
        grid = {
            **GRID,
            "transformer_upgrades": False,
            "orderly_share": {**GRID["orderly_share"], "value": share},
        }
        sites = plan_region(toy_scenario(**QUICK, grid=grid), region).layers.sites.set_index("site_id")
        return int(sites["chargers"]["RS-1"])

    assert piles(0.0) == 5
    assert piles(1.0) > 5
