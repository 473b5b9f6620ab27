"""A day of the toy, car by car: the same for a seed, as many cars as the energy asks, tables and page."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.regions import usual_profiles
from gisplan.results.load import class_energy
from gisplan.simulate import simulate_run
from gisplan.simulate.simulation import Simulation, simulate_plan
from gisplan.simulate.stations import day_of
from gisplan.simulate.writing import write_simulation
from gisplan_errors import ScenarioError
from layers.demand.profiles import CLASSES
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path

DAYS = list(usual_profiles().days)


@pytest.fixture(scope="module")
def workday() -> Simulation:
    return simulate_plan(planned(), "workday", usual_profiles(), tuple(range(1, 41)))


def test_the_same_seeds_give_the_same_day_and_others_another(toy_run: Path):
    one, again, other = (simulate_run(toy_run, "golden-week", seed=seed, seeds=2) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.sites, again.sites)
    pd.testing.assert_frame_equal(one.groups, again.groups)
    assert not one.sites.equals(other.sites)


def test_as_many_cars_come_as_the_energy_asks_for(workday: Simulation):
    plan, profiles = planned(), usual_profiles()
    sites = plan.layers.sites
    energy = class_energy(sites, plan.layers.demand, plan.evidence.assignment, plan.scenario)
    shared = energy[:, (sites["access"] != "private").to_numpy()].sum(axis=(0, 1))
    kwh = np.array([profiles.value(f"sessions.{name}") for name in CLASSES])
    due = float((shared * profiles.energy[DAYS.index("workday")] / kwh).sum())
    # Poisson: its deviation over 40 days is √(due / 40)
    assert workday.figures["sessions"] == pytest.approx(due, abs=4 * (due / 40) ** 0.5)
    assert workday.sites["sessions"].sum() == pytest.approx(workday.figures["sessions"])


def test_more_chargers_wait_less():
    plan = planned()
    doubled = plan.layers.sites.copy()
    for kind in plan.scenario.chargers.types:
        doubled[f"n_{kind.id}"] *= 2
    doubled["chargers"] *= 2
    more = dataclasses.replace(plan, layers=dataclasses.replace(plan.layers, sites=doubled))
    seeds = tuple(range(1, 21))
    few, many = (simulate_plan(one, "workday", usual_profiles(), seeds) for one in (plan, more))
    assert many.figures["sessions"] == few.figures["sessions"]
    assert many.figures["wait_minutes"] < few.figures["wait_minutes"]
    assert many.figures["lost"] <= few.figures["lost"]


def test_every_hour_of_every_site_has_its_row(workday: Simulation):
    own = planned().layers.sites
    assert len(workday.sites) == 24 * int((own["access"] != "private").sum())
    assert not workday.sites.duplicated(["site_id", "hour"]).any()


def test_groups_and_categories_part_all_sessions(workday: Simulation):
    table = workday.groups
    whole = table[table["hour"].isna()]
    for kind in ("group", "category"):
        assert whole.loc[whole["kind"] == kind, "sessions"].sum() == pytest.approx(
            float(whole.loc[whole["kind"] == "all", "sessions"].iloc[0])
        )
        hours = table[(table["kind"] == kind) & table["hour"].notna()]
        assert hours["sessions"].sum() == pytest.approx(workday.figures["sessions"])


def test_an_interval_holds_the_mean_and_narrows_with_seeds(workday: Simulation):
    def width(found: Simulation) -> float:
        row = found.groups[(found.groups["kind"] == "all") & found.groups["hour"].isna()].iloc[0]
        assert row["wait_low"] <= row["wait_minutes"] <= row["wait_high"]
        return float(row["wait_high"] - row["wait_low"])

    assert width(workday) < width(simulate_plan(planned(), "workday", usual_profiles(), (1, 2, 3)))


def test_one_seed_has_no_interval():
    found = simulate_plan(planned(), "workday", usual_profiles(), (1,))
    assert found.groups["wait_low"].isna().all()


def test_users_of_either_current_are_shared_out_as_evenly_as_they_can_be():
    plan, profiles = planned(), usual_profiles()
    laid = day_of(plan, plan.layers.sites.to_crs(plan.headline.crs), "workday", profiles)
    row = int(np.flatnonzero(plan.layers.sites["site_id"] == "PP-6")[0])
    asked = {}
    for station in np.flatnonzero(laid.site == row):
        kwh = float((laid.rates[station].sum(axis=1) * laid.kwh).sum())
        kinds = [
            k for k in plan.scenario.chargers.types if (k.current == "DC") == bool(laid.current[station])
        ]
        counts = plan.layers.sites.iloc[row]
        able = sum(counts[f"n_{k.id}"] * k.capacity_kwh_day("public") for k in kinds)
        asked[int(laid.current[station])] = kwh / able
    assert len(asked) == 2
    assert asked[0] == pytest.approx(asked[1], rel=0.05)


def test_drivers_go_on_within_the_reach_of_their_group_and_not_across_the_road():
    plan = planned()
    sites = plan.layers.sites.to_crs(plan.headline.crs)
    laid = day_of(plan, sites, "workday", usual_profiles())
    points = np.column_stack([sites.geometry.x, sites.geometry.y])[laid.site]
    for g, group in enumerate(plan.scenario.service.values()):
        for station, k in zip(*np.nonzero(laid.stations.onward[g] >= 0), strict=True):
            to = laid.stations.onward[g, station, k]
            assert laid.current[to] == laid.current[station]
            if group.radius_m is not None:
                away = np.hypot(*(points[to] - points[station])) * plan.scenario.coverage.detour.value
                assert away <= group.radius_m + 1e-6
            here, there = (sites.iloc[laid.site[one]] for one in (station, to))
            if there["category"] == "expressway_service_area":
                assert (here["road_ref"], here["direction"]) == (there["road_ref"], there["direction"])
            if here["road_ref"] and here["road_ref"] == there["road_ref"]:
                assert here["direction"] == there["direction"]


def test_an_unknown_day_type_names_those_there_are(toy_run: Path):
    with pytest.raises(ScenarioError, match="golden-week"):
        simulate_run(toy_run, "goldenweek")


def test_no_seed_is_refused(toy_run: Path):
    with pytest.raises(ScenarioError, match="at least 1"):
        simulate_run(toy_run, "workday", seeds=0)


def test_the_folder_holds_tables_figures_and_a_page(workday: Simulation, tmp_path: Path):
    page = write_simulation(workday, tmp_path / "day")
    told = json.loads((tmp_path / "day" / "simulation.json").read_text(encoding="utf-8"))
    assert told["day"] == "workday"
    assert told["seeds"] == list(range(1, 41))
    assert len(pd.read_csv(tmp_path / "day" / "simulation.csv")) == len(workday.sites)
    text = page.read_text(encoding="utf-8")
    assert 'id="hour"' in text
    assert "工作日" in text
    assert "http" not in text.split("<body")[1].split("<script")[0]
    with pytest.raises(ScenarioError, match="--force"):
        write_simulation(workday, tmp_path / "day")
    write_simulation(workday, tmp_path / "day", force=True)


def test_the_command_says_what_it_found(toy_run: Path, tmp_path: Path):
    words = ["--language", "en", "simulate", str(toy_run), "--day", "golden-week", "--seeds", "2"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "day")])
    assert done.exit_code == 0, done.output
    assert "Mean day of 2 seeds" in done.output
    assert (tmp_path / "day" / "simulation.html").is_file()
