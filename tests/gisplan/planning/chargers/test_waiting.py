"""Waits at chargers: Erlang's formula, what a target leaves of a site, and a plan that holds it."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.pipeline import plan_region
from gisplan.planning.chargers import waiting as waiting_module
from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.chargers.sizing import size_sites
from gisplan.planning.chargers.waiting import (
    group_kwh_day,
    session_minutes,
    size_to_wait,
    used_share,
    waiting_tables,
)
from gisplan.verify.run.reading import read_run
from gisplan_erlang import late_share, mean_wait, most_load, waiting_share
from gisplan_errors import ScenarioError, SolverFailed
from optimize.sizing.flow import Pools
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import figure, toy_region, toy_scenario

TARGET = {
    "access": ["public"],
    "types": ["dc60", "dc120", "dc240", "dc480"],
    "max_minutes": figure(5.0, "minutes"),
    "session_kwh": figure(30.0, "kWh"),
    "session_power_share": figure(0.5, "share of rated power"),
    "peak_hour_share": figure(0.1, "share of a day's energy"),
}


def test_one_charger_is_the_textbook_queue() -> None:
    """M/M/1 at load 0.5: half of the drivers wait, on average as long as a session."""
    assert waiting_share(1, 0.5) == pytest.approx(0.5)
    assert mean_wait(1, 0.5, 20.0) == pytest.approx(20.0)
    assert late_share(1, 0.5, 20.0, 20.0) == pytest.approx(0.5 * math.exp(-0.5))


def test_two_chargers_by_hand() -> None:
    """C(2, 1) = (1/2 · 2) / (1 + 1 + 1) = 1/3, and a third of a session of 30 min is waited on average."""
    assert waiting_share(2, 1.0) == pytest.approx(1 / 3)
    assert mean_wait(2, 1.0, 30.0) == pytest.approx(10.0)
    assert mean_wait(2, 2.0, 30.0) == math.inf


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 60),
    wait=st.floats(0.5, 60.0),
    service=st.floats(3.0, 200.0),
    late=st.none() | st.floats(0.01, 0.9),
)
def test_the_largest_load_is_just_within_the_target(
    n: int, wait: float, service: float, late: float | None
) -> None:
    def within(load: float) -> bool:
        if late is None:
            return mean_wait(n, load, service) <= wait
        return late_share(n, load, service, wait) <= late

    load = most_load(n, service, wait, late)
    assert within(load * (1 - 1e-9))
    assert not within(load * (1 + 1e-6) + 1e-9)
    # together they carry more than apart
    assert most_load(n + 1, service, wait, late) / (n + 1) >= load / n - 1e-9


def test_energy_of_a_group_from_the_target() -> None:
    """60 kW at half power: 30 kWh take an hour. One charger that may be waited for 60 min carries 0.5 erlang,
    so 15 kWh in the busiest hour, which is a tenth of the day: 150 kWh."""
    scenario = toy_scenario(chargers__waiting={**TARGET, "max_minutes": figure(60.0, "minutes")})
    rule, kind = scenario.chargers.waiting, scenario.chargers.type_of("dc60")
    assert session_minutes(kind, rule) == pytest.approx(60.0)
    assert group_kwh_day(1, kind, rule) == pytest.approx(150.0)
    assert group_kwh_day(2, kind, rule) > 300.0


def test_tables_follow_the_numbers_where_the_target_is_asked() -> None:
    scenario = toy_scenario(chargers__waiting=TARGET)
    flat = charger_tables(toy_region().sites, scenario, home_kwh_day=5.0)
    counts = np.zeros_like(flat.capacity_kwh, dtype=np.int64)
    counts[0, 1] = 8
    tables = waiting_tables(flat, toy_region().sites, scenario, counts)
    rule, kind = scenario.chargers.waiting, scenario.chargers.type_of("dc60")
    assert tables.capacity_kwh[0, 1] == pytest.approx(group_kwh_day(8, kind, rule) / 8)
    assert tables.capacity_kwh[1, 1] == pytest.approx(group_kwh_day(1, kind, rule))
    private = (toy_region().sites["access"] != "public").to_numpy()
    assert (tables.capacity_kwh[private] == flat.capacity_kwh[private]).all()
    assert (tables.capacity_kwh[:, 0] == flat.capacity_kwh[:, 0]).all()


def test_energy_is_spread_evenly_unless_fast_demand_asks_more() -> None:
    able = np.array([[100.0, 300.0], [100.0, 300.0]])
    pools = Pools.of(np.array([[True, True], [False, True]]))
    used = used_share(able, pools, np.array([[200.0, 0.0], [0.0, 200.0]]))
    assert used[0] == pytest.approx([0.5, 0.5])
    assert used[1] == pytest.approx([0.0, 2 / 3])


@pytest.fixture(scope="module")
def waited():
    """Plan the toy under the target once."""
    return planned(chargers__waiting=TARGET), read_run(written(chargers__waiting=TARGET))


def test_the_plan_holds_the_target_and_passes_its_own_check(waited) -> None:
    plan, run = waited
    waits = plan.layers.sites["wait_minutes"]
    assert waits.notna().any()
    assert waits.max() <= 5.0 + 1e-6
    assert plan.headline["wait_minutes_longest"] == pytest.approx(waits.max())
    assert run_faults(run) == []


def test_the_target_binds_and_costs_money(waited) -> None:
    """Without the target small groups of fast chargers are used beyond what a wait of 5 minutes allows.

    Large groups may deliver more within it than `max_utilisation` allows, so the energy is not what it costs.
    """
    plan = planned()
    counts = plan.layers.sites.set_index("site_id")
    scenario = toy_scenario(chargers__waiting=TARGET)
    rule = scenario.chargers.waiting
    single = counts.query("access == 'public' and n_dc120 == 0 and n_dc240 == 0 and n_ac7 == 0")
    able = single["n_dc60"].map(lambda n: group_kwh_day(int(n), scenario.chargers.type_of("dc60"), rule))
    assert (single["served_kwh_day"] > able).any()
    held = waited[0].headline
    assert held["investment_chargers_cost"] > 1.01 * plan.headline["investment_chargers_cost"]


def test_fewer_chargers_of_an_earlier_year_deliver_less_each() -> None:
    """By 2026 fewer chargers stand together: what each delivers within the target is that of its own year."""
    said = {"source": "test", "tag": "modelled", "as_of": "2026"}
    years = (
        {"year": 2026, "demand_share": 0.9, "chargers_share": 0.5, "max_new_chargers": 60, **said},
        {"year": 2027, "demand_share": 1.0, **said},
    )
    asked = {"phasing": {"years": years}, "chargers__target": 100, "solver__gap": 0.002}
    plan, loose = planned(chargers__waiting=TARGET, **asked), planned(**asked)
    served = [one.phases.set_index("year")["served_kwh_day"][2026] for one in (plan, loose)]
    assert served[0] < served[1]
    run = read_run(written(chargers__waiting=TARGET, **asked))
    assert run_faults(run) == []
    flows = run.evidence.phase_assignment
    more = flows.assign(kwh_day=flows["kwh_day"] * 1.2)
    faults = run_faults(spoilt(run, "evidence.phase_assignment", more))
    assert any("2026" in fault and "can give" in fault for fault in faults), faults


def test_unmet_energy_is_certified_against_the_largest_sites(waited) -> None:
    unmet = next(c for c in waited[0].certificates if "unmet" in c.stage)
    assert unmet.objective == pytest.approx(waited[0].headline["unmet_kwh_day"], abs=1e-3)
    assert unmet.bound <= unmet.objective + 1e-9
    assert "largest" in str(unmet.proven)


@pytest.mark.parametrize(
    ("column", "words"),
    [("wait_minutes", "wait_minutes"), ("late_share", "late_share"), ("n_dc60", "mean wait")],
)
def test_a_changed_wait_is_caught(waited, column: str, words: str) -> None:
    run = waited[1]
    sites = run.layers.sites.copy()
    busy = sites["served_kwh_day"].where(sites["wait_minutes"] > 0).idxmax()
    site = sites.loc[busy, "site_id"]
    here = sites["site_id"] == site
    sites.loc[here, column] = 1 if column == "n_dc60" else 0.0
    if column == "n_dc60":
        sites.loc[here, ["n_dc120", "n_dc240", "n_dc480"]] = 0
    spoiled = spoilt(run, "layers.sites", sites)
    faults = run_faults(spoiled)
    assert any(f"site {site}" in fault and words in fault for fault in faults), faults


def test_a_tighter_target_than_the_plan_was_made_for_is_caught(waited) -> None:
    tight = toy_scenario(chargers__waiting={**TARGET, "max_minutes": figure(0.5, "minutes")})
    faults = run_faults(dataclasses.replace(waited[1], scenario=tight))
    assert any("busiest hour" in fault and "at most 0.5" in fault for fault in faults), faults


def test_a_share_of_late_drivers_may_be_the_target() -> None:
    rule = {**TARGET, "max_minutes": figure(10.0, "minutes"), "late_share": figure(0.1, "share")}
    plan = planned(chargers__waiting=rule)
    assert 0 < plan.layers.sites["late_share"].max() <= 0.1 + 1e-6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"types": ["dc9"]}, "unknown name 'dc9'"),
        ({"max_minutes": figure(0.0, "minutes")}, "greater than 0"),
        ({"peak_hour_share": figure(0.01, "share")}, "outside 0.0416667 to 1"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        toy_scenario(chargers__waiting={**TARGET, **change})


def test_a_second_round_without_an_answer_leaves_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first round's chargers stand, and what their groups cannot deliver is taken back."""
    scenario, region = toy_scenario(chargers__waiting=TARGET), toy_region()
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    opened = np.flatnonzero(region.sites["site_id"].isin(["PP-1", "PP-5", "TH-1", "SA-1N", "SA-2N"]))
    asked = toy_scenario(
        chargers__waiting=TARGET,
        chargers__target=40,
        chargers__district_floor_share=0.0,
        chargers__category_floors__counts={},
        chargers__access_shares__bands={},
    )
    rounds = []

    def once(*args: object, **options: object):
        rounds.append(args)
        if len(rounds) == 2:
            raise SolverFailed("no answer in time")
        return size_sites(*args, **options)

    monkeypatch.setattr("gisplan.planning.chargers.waiting.size_sites", once)
    sized, delivers = size_to_wait(region, asked, tables, opened)
    able = (sized.sizing.counts * delivers.capacity_kwh[sized.sites]).sum(axis=1)
    pairs = sized.problem.pairs
    served = np.bincount(pairs.indices, weights=sized.sizing.flow, minlength=pairs.n_sites)
    assert len(rounds) == 2
    assert (served <= able + 1e-6).all()
    assert sized.sizing.certificates[0].objective == pytest.approx(sized.sizing.unmet.sum())


def test_a_third_round_holds_more_where_groups_came_out_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told falls from round to round, and of the answers the one that leaves least unmet stands."""
    told: list[np.ndarray] = []
    unmet: list[float] = []
    hold = waiting_module._held_round

    def seen(sized, tables, sites, scenario):
        out = hold(sized, tables, sites, scenario)
        unmet.append(float(out[0].sizing.unmet.sum()))
        return out

    def sizing(region, scenario, tables, *rest, **options):
        told.append(tables.capacity_kwh.copy())
        return size_sites(region, scenario, tables, *rest, **options)

    monkeypatch.setattr(waiting_module, "_held_round", seen)
    monkeypatch.setattr(waiting_module, "size_sites", sizing)
    monkeypatch.setattr(waiting_module, "ENERGY_SLACK", -1.0)
    plan = plan_region(toy_scenario(chargers__waiting=TARGET, solver__gap=0.05), toy_region())
    assert len(told) == len(unmet) == 3
    assert (told[2] <= told[1] + 1e-9).all()
    assert (told[1] <= told[0] + 1e-9).all()
    assert plan.headline["unmet_kwh_day"] == pytest.approx(min(unmet))
