"""Waits of day types: queues by hand, a target that binds, relief, and spoilt waits that are caught."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from gisplan.planning.chargers.hours import FastQueues
from gisplan.regions import profiles_of
from gisplan.report.waits import wait_sections
from gisplan.simulate.simulation import simulate_plan
from gisplan.verify.charging.peak_waits import _lacking
from gisplan.verify.run.reading import read_run
from gisplan_erlang import mean_wait
from gisplan_errors import ScenarioError
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_scenario

SAID = {"source": "test", "tag": "modelled", "as_of": "2026"}
AREAS = ("expressway_service_area", "trunk_service_area")
TIGHT = {"day": "golden-week", "max_minutes": 0.2, "relief_minutes": 0.2, **SAID}


def asked(**rule):
    return {name: {**TIGHT, **rule} for name in AREAS}


LOOSE = asked(day="workday", max_minutes=30.0, relief_minutes=30.0)
"""A target that every workday keeps; what Golden Week lacks is told."""


def one_queue(chargers: int, sessions: float) -> FastQueues:
    """36 kW chargers, sessions of 18 kWh: half an hour each; all come from 10 to 11 o'clock."""
    many = np.zeros((1, 1, 24))
    many[0, 0, 10] = sessions
    return FastQueues(np.array([0]), np.array([chargers]), np.array([36.0]), many * 18.0, many)


def test_the_worst_hour_by_hand() -> None:
    """Two chargers, two sessions of 30 min an hour: a = 1, C(2, 1) = 1/3, so 10 minutes on average.

    A share 1/3 waits, and 1/20 longer than 30 ln(20/3) minutes.
    """
    hour, load, wait, late = one_queue(2, 2.0).worst(0, 0)
    assert (hour, load) == (10, pytest.approx(1.0))
    assert wait == pytest.approx(10.0)
    assert late == pytest.approx(30.0 * math.log(20.0 / 3.0))


def test_relief_by_hand() -> None:
    """A second charger makes of an endless queue one of 10 minutes, a third of less."""
    queue = one_queue(1, 2.0)
    assert queue.worst(0, 0)[2] == math.inf
    assert queue.lacking(0, 0, 10.0 + 1e-9) == 1
    assert queue.lacking(0, 0, 5.0) == 2
    assert queue.fitting(0, 0, 30.0) == pytest.approx(0.5)  # M/M/1 at load 1/2 waits as long as a session


@pytest.mark.parametrize("seed", range(5))
def test_plan_and_verify_count_the_same_relief(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cars = rng.gamma(1.0, 4.0, 24)
    kwh = cars * rng.uniform(10, 60, 24)
    queue = FastQueues(np.array([0]), np.array([2]), np.array([40.0]), kwh[None, None], cars[None, None])
    assert queue.lacking(0, 0, 8.0) == _lacking(2, kwh / 40.0, cars, 8.0)


@pytest.fixture(scope="module")
def held():
    """Plan the toy once with a target that binds."""
    return planned(chargers__peak_waits=asked()), read_run(written(chargers__peak_waits=asked()))


def test_the_target_binds_is_held_and_costs_money(held) -> None:
    plan, run = held
    loose = planned(chargers__peak_waits=LOOSE)
    before, after = (one.evidence.waits.query("day == 'golden-week'") for one in (loose, plan))
    assert before["wait_minutes"].max() > 0.2
    assert after["wait_minutes"].max() <= 0.2 * (1 + 1e-6)
    assert plan.headline.investment_chargers_cost > loose.headline.investment_chargers_cost
    assert run_faults(run) == []


def test_energy_goes_another_way_before_a_charger_is_added() -> None:
    """TS-1 has half an hour's wait; its users reach other fast chargers, so a minute costs nothing at all."""
    rule = asked(max_minutes=1.0, relief_minutes=1.0)
    loose, plan = planned(chargers__peak_waits=LOOSE), planned(chargers__peak_waits=rule)
    before, after = (one.evidence.waits.query("day == 'golden-week'") for one in (loose, plan))
    assert before["wait_minutes"].max() > 1.0 >= after["wait_minutes"].max()
    kinds = [name for name in plan.layers.sites if name.startswith("n_")]
    assert plan.layers.sites[kinds].equals(loose.layers.sites[kinds])
    assert plan.headline.unmet_kwh_day == pytest.approx(loose.headline.unmet_kwh_day)
    assert run_faults(read_run(written(chargers__peak_waits=rule))) == []


def test_slow_chargers_that_fill_all_bays_for_the_count_yield_to_fast_ones(held) -> None:
    """TS-1 has 12 bays, and 11 slow chargers stand there only for the target; energy is not given back."""
    before, after = (one.layers.sites.set_index("site_id").loc["TS-1"] for one in (planned(), held[0]))
    assert (before["chargers"], before["n_ac7"], before["bays"]) == (12, 11, 12)
    assert after["chargers"] == 12
    assert after["fast_chargers"] > before["fast_chargers"]
    assert after["served_kwh_day"] >= before["served_kwh_day"]
    assert held[0].headline.chargers_new_total == planned().headline.chargers_new_total


def test_a_target_that_does_not_bind_changes_no_charger() -> None:
    loose = planned(chargers__peak_waits=LOOSE)
    plain = planned(chargers__peak_waits={})
    kinds = [name for name in plain.layers.sites if name.startswith("n_")]
    assert loose.layers.sites[kinds].equals(plain.layers.sites[kinds])
    assert plain.evidence.waits.empty
    assert "relief_chargers" not in plain.headline


def test_a_plan_that_judges_no_waits_tells_of_none() -> None:
    run = read_run(written(chargers__peak_waits={}))
    assert run_faults(run) == []
    told = dataclasses.replace(run.headline, relief_chargers=3)
    assert any("relief_chargers" in fault for fault in run_faults(spoilt(run, "headline", told)))


def test_what_other_days_lack_is_told_as_relief() -> None:
    plan = planned(chargers__peak_waits=LOOSE)
    waits = plan.evidence.waits
    lacks = waits[waits["relief_chargers"] > 0]
    assert (lacks["day"] != "workday").all()
    assert ((waits["wait_minutes"] > waits["target_minutes"]) == (waits["relief_chargers"] > 0)).all()
    assert plan.headline.relief_chargers == lacks.groupby("day")["relief_chargers"].sum().max()
    assert len(wait_sections(plan)) == 2


def test_the_simulation_lays_out_the_same_queues(held) -> None:
    """Its formula's wait of each site and hour is the table's, so both speak of the same cars."""
    plan = held[0]
    told = simulate_plan(plan, "workday", profiles_of("tianjin"), (1,)).sites
    areas = told.set_index(["site_id", "hour"])["erlang_minutes"]
    alone = plan.layers.sites.query("n_ac7 == 0")["site_id"]  # where slow chargers stand it tells of both
    waits = plan.evidence.waits
    rows = waits[(waits["day"] == "workday") & waits["site_id"].isin(alone)]
    assert len(rows) > 0
    for row in rows.to_dict("records"):
        assert areas.loc[row["site_id"], row["hour"]] == pytest.approx(row["wait_minutes"], abs=1e-6)


@pytest.mark.parametrize("column", ["wait_minutes", "wait_p95", "load_erlang", "relief_chargers", "hour"])
def test_a_changed_wait_is_caught(held, column: str) -> None:
    run = held[1]
    table = run.evidence.waits.copy()
    table.loc[table.index[-1], column] += 1
    faults = run_faults(spoilt(run, "evidence.waits", table))
    assert any("waits.csv" in fault and column in fault for fault in faults), faults


def test_a_tighter_target_than_the_plan_was_made_for_is_caught(held) -> None:
    tight = toy_scenario(chargers__peak_waits=asked(max_minutes=0.01))
    faults = run_faults(dataclasses.replace(held[1], scenario=tight))
    assert any("waits.csv" in fault and "at most 0.01" in fault for fault in faults), faults


def test_a_target_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ScenarioError, match="max_minutes"):
        toy_scenario(chargers__peak_waits=asked(max_minutes=5.0))
    with pytest.raises(ScenarioError, match="golden"):
        planned(chargers__peak_waits=asked(day="golden"))


def test_more_chargers_wait_less() -> None:
    assert all(mean_wait(n + 1, 1.0, 30.0) < mean_wait(n, 1.0, 30.0) for n in range(2, 9))
