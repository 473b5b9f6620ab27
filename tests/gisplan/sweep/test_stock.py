"""Two plans for two guesses of the chargers that stand: more demand under the low one, the same sites."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan import load_scenario, make_plan
from gisplan.cli.app import app
from gisplan.plan.reading import read_plan
from gisplan.sweep.folder import SweepFolder
from gisplan.sweep.stock import guessed_sweep
from gisplan_errors import ScenarioError
from tests.gisplan.planned import write_data
from tests.gisplan.sweep.city import make_city

GUESS = (
    *("public_low=0.1", "public_high=0.5", "fleet_low=0.05", "fleet_high=0.4"),
    *('source="test"', 'tag="modelled"', 'as_of="2026"'),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("stock")
    told = [f"chargers.existing_supply.{one}" for one in GUESS]
    run = write_data(make_plan(load_scenario(make_city(home), told)), home / "run")
    words = ["stock", str(run), "--out", str(home / "out"), "--cache", str(home / "kept"), "--workers", "1"]
    done = CliRunner().invoke(app, ["--language", "en", *words, "--quiet"])
    assert done.exit_code == 0, done.output
    return {"run": run, "out": home / "out", "said": done.output, "home": home}


def test_each_guess_has_a_plan_of_its_own_held_against_the_run(made: dict[str, Any]) -> None:
    table = pd.read_csv(made["out"] / "table.csv")
    assert table["label"].tolist() == ["low", "high"]
    plans = [read_plan(SweepFolder(made["out"]).run(key)) for key in table["key"]]
    energy = [plan.layers.demand["ev_kwh_day"].sum() for plan in plans]
    assert energy[0] > read_plan(made["run"]).layers.demand["ev_kwh_day"].sum() > energy[1]
    figures = pd.read_csv(made["out"] / "compared" / "figures.csv")
    assert set(figures["run"]) == {"run", "low", "high"}
    assert (made["out"] / "compared" / "compare.html").is_file()
    assert str(made["out"] / "compared" / "compare.html") in made["said"]


def test_candidates_are_the_same_so_that_sites_can_be_held_against_each_other(made: dict[str, Any]) -> None:
    keys = pd.read_csv(made["out"] / "table.csv")["key"]
    plans = [read_plan(made["run"]), *(read_plan(SweepFolder(made["out"]).run(key)) for key in keys)]
    places = [one.evidence.candidates.set_index("site_id").geometry.to_wkt().to_dict() for one in plans]
    assert places[0] == places[1] == places[2]


def test_the_plan_says_what_is_guessed_and_how_to_plan_under_other_guesses(made: dict[str, Any]) -> None:
    said = [one for one in read_plan(made["run"]).not_known if "gisplan stock" in one.en]
    assert len(said) == 1
    assert "10.0 % to 50.0 % at public chargers, 5.0 % to 40.0 % at depots" in said[0].en


def test_a_scenario_without_guesses_is_refused(made: dict[str, Any]) -> None:
    plan = read_plan(made["run"])
    none = plan.scenario.chargers.model_copy(update={"existing_supply": None})
    bare = plan.scenario.model_copy(update={"chargers": none})
    with pytest.raises(ScenarioError, match=r"chargers\.existing_supply"):
        guessed_sweep(made["run"], dataclasses.replace(plan, scenario=bare))


def test_where_a_layer_tells_what_stands_nothing_is_guessed(made: dict[str, Any]) -> None:
    plan = read_plan(made["run"])
    demand = plan.provenance.assign(origin="official")
    with pytest.raises(ScenarioError, match="nothing is guessed"):
        guessed_sweep(made["run"], dataclasses.replace(plan, provenance=demand))
