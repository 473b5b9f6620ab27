"""What every charger stands for: hand-solved sites, rules that keep chargers, and ways of energy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gisplan.planning.chargers.others import filled_up
from gisplan.results.count import kept_by, spare_chargers
from gisplan.results.count_tables import energy_ways
from gisplan.tables.count import NOTHING, TARGET
from optimize.sizing.layout import couple
from optimize.sizing.subsets import Floor, Share
from tests.gisplan.planned import planned
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.optimize.sizing_cases import index, two_sites

ROWS = index(0, 1)
NONE = np.zeros((2, 2))


def spare(problem, counts, load) -> list[list[int]]:
    found = spare_chargers(problem, np.array(counts), problem.capacity_kwh, NONE, np.array(load))
    return found.tolist()


def test_the_dearest_chargers_go_first_and_fast_users_keep_theirs() -> None:
    # slow ones give 10, fast ones 100 kWh/day; of 45 drawn at site 0 none need fast ones, at site 1 five do
    problem = two_sites()
    assert spare(problem, [[5, 1], [5, 1]], [[45.0, 45.0], [0.0, 5.0]]) == [[0, 1], [5, 0]]


def test_what_stands_already_serves_first_so_that_more_can_go() -> None:
    problem = two_sites()
    load = np.array([[45.0, 0.0], [0.0, 0.0]])
    old = np.array([[30.0, 0.0], [0.0, 0.0]])
    found = spare_chargers(problem, np.array([[5, 0], [0, 0]]), problem.capacity_kwh, old, load)
    assert found.tolist() == [[3, 0], [0, 0]]


def kept(problem, counts, gone):
    keys = [["least"] * 2, ["fast"] * 2]
    found, _ = kept_by(problem, np.array(counts), np.array(gone), keys, couple(problem))
    return {key: each.tolist() for key, each in found.items()}


def test_a_site_keeps_its_own_least_then_floors_then_shares_then_the_target() -> None:
    problem = replace(
        two_sites(),
        min_chargers=index(1, 0),
        target=6,
        floors=(Floor("category residential", index(1), ROWS, 2.0),),
        shares=(Share("access public", ROWS, index(1), ROWS, ROWS, 0.25),),
    )
    # nothing is needed by energy: 3 slow and 2 fast at site 0, 2 slow at site 1; a share of 1/4 must be fast
    assert kept(problem, [[3, 2], [2, 0]], [[3, 2], [2, 0]]) == {
        "least": [[1, 0], [0, 0]],
        "chargers.category_floors.counts.residential": [[0, 0], [2, 0]],
        # one of four; with two more for the target it is one of six, and one more has to be fast
        "chargers.access_shares.bands.public.lower": [[0, 2], [0, 0]],
        TARGET: [[2, 0], [0, 0]],
    }


def test_without_rules_a_spare_charger_is_kept_by_nothing() -> None:
    assert kept(two_sites(), [[2, 0], [0, 0]], [[1, 0], [0, 0]]) == {NOTHING: [[1, 0], [0, 0]]}


def test_fillers_are_the_cheapest_where_use_is_highest_and_stop_where_nothing_fits() -> None:
    problem = replace(two_sites(), bays=index(3, 9))
    counts = np.array([[1, 0], [1, 0]])
    # site 0 is used at 90 %, then at 45 %, then at 30 %; site 1 at 40 %, then at 20 %
    filled = filled_up(problem, counts, np.array([9.0, 4.0]), 5)
    assert filled.tolist() == [[3, 0], [2, 0]]
    assert filled_up(problem, counts, np.array([9.0, 0.0]), 50).tolist() == [[3, 0], [1, 0]]


def test_energy_is_summed_by_group_and_way_and_a_way_at_an_edge_is_within() -> None:
    flows = pd.DataFrame(
        {"group": "home", "metres": [0.0, 500.0, 501.0, 9000.0], "kwh_day": [1.0, 2.0, 3.0, 4.0]}
    )
    table = energy_ways(flows, ("home", "taxi"))
    assert table["from_m"].tolist() == [0.0, 500.0, 8000.0]
    assert table["kwh_day"].tolist() == [3.0, 3.0, 4.0]
    assert table["share"].tolist() == pytest.approx([0.3, 0.3, 0.4])
    assert np.isnan(table["to_m"].iloc[-1])


@pytest.fixture(scope="module")
def plan():
    return planned()


def test_every_spare_charger_of_a_site_names_what_keeps_it(plan) -> None:
    for spare_here, text in zip(
        plan.layers.sites["chargers_spare"], plan.layers.sites["kept_by"], strict=True
    ):
        named = [int(part.rsplit(" ", 1)[1]) for part in text.split("; ") if part]
        assert sum(named) == spare_here


def test_the_plans_beside_a_plan_serve_as_much_at_less_and_their_bounds_hold(plan) -> None:
    rows = plan.count["count_plans"].set_index("plan")
    served = rows.loc["plan", "served_kwh_day"]
    assert (rows["served_kwh_day"] >= served * (1 - 1.01e-4)).all()
    assert rows.loc["energy", "investment_cost"] <= rows.loc["plan", "investment_cost"]
    assert rows.loc["fewest", "chargers"] <= rows.loc["energy", "chargers"] <= rows.loc["target", "chargers"]
    assert rows.loc["fewest", "chargers_bound"] <= rows.loc["fewest", "chargers"]
    assert rows.loc["energy", "cost_bound"] <= rows.loc["energy", "investment_cost"]
    assert rows.loc["target", "chargers"] == plan.scenario.chargers.target


FORGED = {
    "a spare charger less": ("sites", "chargers_spare", lambda value: value - 1, "chargers_spare"),
    "another rule": (
        "sites",
        "kept_by",
        lambda text: text.replace("chargers.target", "chargers.goal"),
        "kept_by",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_site_is_caught(clean, name: str) -> None:
    table, column, change, told = FORGED[name]
    frame = getattr(clean.layers, table).copy()
    frame[column] = frame[column].map(change)
    found = run_faults(spoilt(clean, f"layers.{table}", frame))
    assert any(told in fault for fault in found)
