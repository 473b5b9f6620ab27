"""Loads by hour: a site worked by hand, hours that wait, chance that falls with numbers, peaks of the toy."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from gisplan.regions import usual_profiles
from gisplan.results.load import PlanLoad, class_energy, drawn, load_table, plan_load
from layers.demand.profiles import CLASSES
from tests.gisplan.planned import planned
from tests.gisplan.toy import toy_scenario

DAYS = tuple(usual_profiles().days)


def one_site(
    chargers: int, served: float, group: str = "corridor"
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One site with 120 kW chargers, one cell that asks for corridor and home energy, what is assigned."""
    kinds = {f"n_{kind.id}": 0 for kind in toy_scenario().chargers.types} | {"n_dc120": chargers}
    sites = pd.DataFrame([{"site_id": "SA-1N", "adcode": "120101", "served_kwh_day": served, **kinds}])
    demand = pd.DataFrame(
        [{"cell_id": "c1", **{f"kwh_{name}": 0.0 for name in CLASSES}, "kwh_corridor": 900.0}]
    )
    demand["kwh_home"] = 300.0
    assignment = pd.DataFrame([{"cell_id": "c1", "group": "corridor", "site_id": "SA-1N", "kwh_day": served}])
    return sites, demand, assignment


def load_of(chargers: int, served: float) -> PlanLoad:
    return plan_load(*one_site(chargers, served), toy_scenario(), usual_profiles())


def test_a_site_goes_by_the_curve_of_whom_it_serves():
    load = load_of(4, 900.0)
    profiles = usual_profiles()
    golden, corridor = DAYS.index("golden-week"), CLASSES.index("corridor")
    per_mille = profiles.curves["golden-week", "corridor"].per_mille
    assert load.kw[golden, 0, 11] == pytest.approx(900.0 * 2.59 * per_mille[11] / 1000)
    assert load.kw[golden, 0].sum() == pytest.approx(900.0 * profiles.energy[golden, corridor])


def test_every_curve_of_the_toy_sums_to_its_day_to_the_kilowatt_hour():
    plan = planned()
    layers, scenario, profiles = plan.layers, plan.scenario, usual_profiles()
    sites = layers.sites
    load = plan_load(sites, layers.demand, plan.evidence.assignment, scenario, profiles)
    energy = class_energy(sites, layers.demand, plan.evidence.assignment, scenario).sum(axis=0)
    assert energy.sum(axis=1) == pytest.approx(sites["served_kwh_day"].to_numpy())
    assert np.abs(load.kw.sum(axis=2) - (profiles.energy @ energy.T)).max() < 0.5


def test_what_an_hour_cannot_give_waits_for_the_next_midnight_included():
    asked = np.zeros((1, 24))
    asked[0, 22], asked[0, 23] = 5.0, 8.0
    found = drawn(asked, np.array([4.0]))[0]
    assert found[22:].tolist() == [4.0, 4.0]
    assert found[:2].tolist() == [4.0, 1.0]
    assert found.sum() == pytest.approx(13.0)


def test_a_day_that_asks_for_more_than_it_can_give_is_full():
    found = drawn(np.full((1, 24), 5.0), np.array([4.0]))[0]
    assert (found == 4.0).all()


def test_chance_adds_z_deviations_of_the_number_in_use():
    kw = np.full((1, 1, 24), 25.0)
    load = PlanLoad(kw, np.array([100.0]), np.array([100 * 1.0**2]), 1.6448536, ("day",))
    # 100 chargers of 1 kW, each in use a quarter of the time: 25 + 1.645 √(100 · 0.25 · 0.75)
    assert load.coincident()[0, 0, 0] == pytest.approx(25 + 1.6448536 * math.sqrt(18.75))


def test_simultaneity_falls_with_the_number_of_chargers_to_the_mean():
    def share(chargers: int) -> float:
        load = load_of(chargers, 288.0 * chargers)  # a tenth of the rated energy
        return float(load.coincident()[DAYS.index("workday")].max() / load.rated[0])

    shares = [share(n) for n in (1, 4, 16, 64, 256, 4096)]
    assert all(more < less for less, more in itertools.pairwise(shares))
    mean = (
        0.1
        * usual_profiles().energy[0, CLASSES.index("corridor")]
        * 24
        * max(usual_profiles().curves["workday", "corridor"].per_mille)
        / 1000
    )
    assert shares[-1] == pytest.approx(mean, rel=0.1)
    assert shares[0] <= 1.0


def test_districts_sum_their_sites_before_chance_is_added():
    load = load_of(4, 900.0)
    twice = PlanLoad(
        *(
            np.concatenate([part, part], axis=axis)
            for part, axis in ((load.kw, 1), (load.rated, 0), (load.squares, 0))
        ),
        load.sigmas,
        load.days,
    )
    names, summed = twice.summed(["a", "a"])
    assert names == ["a"]
    peak = float(summed.peaks()["peak_kw"].iloc[0])
    assert float(load.peaks()["peak_kw"].iloc[0]) < peak < 2 * float(load.peaks()["peak_kw"].iloc[0])


def test_a_site_that_draws_nothing_has_no_hour_of_its_peak():
    peak = load_of(4, 0.0).peaks().iloc[0]
    assert peak["peak_kw"] == 0
    assert pd.isna(peak["peak_hour"])
    assert peak["peak_day"] == ""


def test_the_table_holds_every_district_day_and_hour():
    plan = planned()
    load = plan_load(
        plan.layers.sites, plan.layers.demand, plan.evidence.assignment, plan.scenario, usual_profiles()
    )
    table = load_table(plan.layers.sites, load)
    assert len(table) == len(DAYS) * 24 * plan.layers.sites["adcode"].nunique()
    assert not table.duplicated(["day", "adcode", "hour"]).any()
    own = plan.layers.districts.set_index("adcode")
    most = table.groupby("adcode")["coincident_mw"].max()
    assert most.to_dict() == pytest.approx(own["peak_mw"].to_dict())
    city = plan.headline
    at = table[(table["day"] == city.peak_day) & (table["hour"] == city.peak_hour)]
    assert at["load_mw"].sum() < city.peak_mw < own["peak_mw"].sum() + 1e-9
