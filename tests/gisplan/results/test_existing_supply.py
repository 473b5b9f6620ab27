"""Other guesses of the standing chargers: demand by class follows them, and the same chargers serve it."""

from __future__ import annotations

import dataclasses

import pytest

from gisplan.results.existing_supply import supply_sensitivity
from gisplan.verify.run.reading import read_run
from gisplan_errors import ScenarioError
from tests.gisplan.planned import written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_region, toy_scenario

GUESS = {
    "public_low": 0.0,
    "public_high": 0.65,
    "fleet_low": 0.15,
    "fleet_high": 0.15,
    "source": "test",
    "tag": "modelled",
    "as_of": "2026",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    """Plan the toy with two guesses and read it back."""
    return read_run(written(chargers__existing_supply=GUESS))


def test_classes_of_public_demand_scale_with_what_standing_chargers_leave(run) -> None:
    """The model takes 30 % off public classes: none taken off makes them 1 / 0.7, 65 % off makes them half.

    Corridor demand has 40,000 kWh/day of passing cars in it that no share applies to, in both cases.
    """
    cells, said = run.layers.demand, run.headline["existing_supply"]
    scaled = float(cells[["kwh_residential", "kwh_workplace", "kwh_destination", "kwh_taxi"]].sum().sum())
    fixed = float(cells[["kwh_home", "kwh_bus", "kwh_logistics", "kwh_sanitation"]].sum().sum())
    corridor = float(cells["kwh_corridor"].sum())
    low, high = (said[name]["energy_kwh_day"] - fixed for name in ("low", "high"))
    assert scaled / 0.7 < low < (scaled + corridor) / 0.7
    assert scaled * 0.5 < high < scaled * 0.5 + corridor
    unmet = [said[name]["energy_kwh_day"] - said[name]["served_kwh_day"] for name in ("low", "high")]
    assert unmet[0] >= run.headline["unmet_kwh_day"] - 1e-3 >= unmet[1] - 2e-3


def test_a_clean_run_has_no_fault(run) -> None:
    assert run_faults(run) == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("public_share", 0.5, "shares (0.5"),
        ("served_kwh_day", 1e9, "kWh/day served 1000000000, at most"),
        ("served_energy_share", 0.1, "served_energy_share 0.1"),
        ("energy_kwh_day", 1.0, "existing_supply"),
    ],
)
def test_a_changed_guess_is_caught(run, key: str, value: float, words: str) -> None:
    said = {**run.headline["existing_supply"], "low": {**run.headline["existing_supply"]["low"], key: value}}
    faults = run_faults(spoilt(run, "headline.existing_supply", said))
    assert any(words in fault for fault in faults), faults


def test_nothing_is_said_where_demand_is_not_the_modelled_one() -> None:
    demand = toy_region().demand.assign(origin="survey")
    region = dataclasses.replace(toy_region(), demand=demand)
    scenario = toy_scenario(chargers__existing_supply=GUESS)
    assert (
        supply_sensitivity(region, scenario, scenario.demand.parameters(scenario.region), None, None) is None
    )


def test_guesses_out_of_order_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"public_low 0.7 is above public_high 0.65"):
        toy_scenario(chargers__existing_supply={**GUESS, "public_low": 0.7})
