"""The arrays of the sizing model say what the scenario says."""

from __future__ import annotations

import numpy as np
import pytest

from gisplan.access.reach import demand_rows
from gisplan.planning.chargers.bounds import charger_floors, charger_shares
from gisplan.planning.chargers.capacity import charger_tables, usable_sites
from gisplan.planning.chargers.sizing import sizing_problem, with_site_names
from gisplan.planning.siting.choice import with_required_categories
from gisplan_errors import InfeasiblePlan
from gisplan_words import listed, message
from optimize.entry import solve
from tests.gisplan.planned import planned
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def built(region=None, **changes):
    """Give the problem over all usable sites, and their keys."""
    scenario = toy_scenario(**changes)
    region = with_required_categories(region or toy_region(), scenario)
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    usable = usable_sites(region, tables, scenario)
    sites = np.flatnonzero(usable)
    problem = sizing_problem(region, scenario, tables, sites, demand_rows(region, scenario, usable))
    return problem, region.sites["site_id"].iloc[sites].tolist()


def test_public_sites_have_a_least_number_and_small_ones_what_fits() -> None:
    small = with_sites(toy_region(), PP_1={"bays": 3}, PP_2={"grid_kw": 5.3})
    problem, names = built(small, chargers__min_chargers_per_site__counts={"public": 4})
    least = dict(zip(names, problem.min_chargers.tolist(), strict=True))
    assert (least["PP-1"], least["PP-2"], least["PP-3"]) == (3, 2, 4)
    assert (least["RS-1"], least["BD-1"]) == (0, 0)


def test_least_fast_chargers_by_required_category() -> None:
    problem, names = built(coverage__required_categories__min_fast={"transport_hub": 2, "logistics_park": 3})
    fast = dict(zip(names, problem.min_fast.tolist(), strict=True))
    assert (fast["TH-1"], fast["LP-1"], fast["SA-1N"], fast["PP-1"]) == (2, 3, 4, 0)


def test_a_rule_that_cannot_be_met_is_called_by_its_name_in_the_readers_language() -> None:
    with pytest.raises(InfeasiblePlan) as refused:
        solve(built(chargers__category_floors__counts={"public_parking": 5000})[0])
    assert "数量界限“公共停车场”：要求至少5000台充电桩" in refused.value.said("zh")


def test_a_compound_has_no_more_piles_than_cars() -> None:
    """Cell C00 asks 40 kWh/day at home and a car takes 5, so eight piles on twelve bays."""
    problem, names = built()
    most = dict(zip(names, problem.max_chargers.tolist(), strict=True))
    assert most["RS-1"] == 8
    assert most["RS-3"] == 4
    assert most["PP-1"] == 40


def test_bays_of_the_types_are_passed_on() -> None:
    assert built()[0].bay_use.tolist() == [1, 1, 2, 2, 2]


def test_floors_of_districts_and_categories() -> None:
    floors = charger_floors(toy_region(), toy_scenario(), np.arange(len(toy_region().sites)))
    least = {floor.name: floor.minimum for floor in floors}
    # 25 cells ask 205 kWh/day each and 32 ask 110, so half of 150 is shared 5125 : 3520.
    assert (least["district 120101"], least["district 120118"]) == (44, 30)
    assert least["category public_parking"] == 20
    parking = next(floor for floor in floors if floor.name == "category public_parking")
    assert toy_region().sites["category"].iloc[parking.sites].unique().tolist() == ["public_parking"]


def test_shares_leave_private_piles_and_small_categories_out() -> None:
    sites = np.arange(len(toy_region().sites))
    shares = {share.name: share for share in charger_shares(toy_region(), toy_scenario(), sites)}
    assert (shares["access public"].lower, shares["access public"].upper) == (0.3, 0.8)
    homes = shares["type ac7 in residential"]
    assert toy_region().sites["access"].iloc[homes.base_sites].unique().tolist() == ["public"]
    assert "type dc120 in hydrogen_hub" not in shares
    every = charger_shares(toy_region(), toy_scenario(chargers__category_type_shares__from_bays=12), sites)
    assert "type dc120 in hydrogen_hub" in {share.name for share in every}


def test_a_bound_at_nothing_or_everything_asks_nothing() -> None:
    bands = {key: {"lower": 0.0, "upper": 1.0} for key in ("ac7", "dc120", "dc240", "dc480")}
    bands["dc60"] = {"lower": 0.2, "upper": 1.0}
    scenario = toy_scenario(chargers__category_type_shares__bands={"public_parking": bands})
    shares = charger_shares(toy_region(), scenario, np.arange(len(toy_region().sites)))
    types = [share for share in shares if share.name.startswith("type")]
    assert [(share.name, share.lower, share.upper) for share in types] == [
        ("type dc60 in public_parking", 0.2, None)
    ]


def test_refusals_name_sites_instead_of_positions() -> None:
    asks = [
        message("optimize-site-room", site=message("optimize-site", site=site), asked=asked, has=3)
        for site, asked in (("0", 4), ("3", 9))
    ]
    said = message("optimize-sizing-min-fast", sites=listed(asks), more="")
    named = with_site_names(said, toy_region().sites)
    assert named.en.startswith("min_fast: site PP-1 点位PP-1 asks 4, has")
    assert "site PP-4 点位PP-4 asks 9" in named.en
    assert "点位PP-1 点位PP-1要求4台" in named.zh


def test_energy_is_that_of_the_cells() -> None:
    problem, _ = built()
    assert problem.energy.sum() == pytest.approx(toy_region().demand["ev_kwh_day"].sum())


def test_a_budget_below_the_least_cost_is_refused_with_the_figures() -> None:
    pattern = r"budget: 1,000, .* at least [\d,]+ \(proven\)"
    with pytest.raises(InfeasiblePlan, match=pattern):
        planned(costs__budget=1000.0)


def test_a_budget_that_pays_for_the_plan_changes_nothing() -> None:
    free = planned()
    spent = free.headline["investment_chargers_cost"]
    bound = planned(costs__budget=spent)
    assert bound.headline["investment_chargers_cost"] == spent
