"""No constraint of the plan is without a golden LP file and a test in which breaking it is caught.

Every row block of the models that make a plan is listed with the tests that spoil a run in its sense. A new
block fails here until it has both.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gisplan import test_replaced as replaced
from tests.gisplan.planning import test_phases as phases
from tests.gisplan.planning.chargers import test_waiting as waiting
from tests.gisplan.planning.siting import test_corridor_rules as corridor_rules
from tests.gisplan.planning.siting import test_rules as siting_rules
from tests.gisplan.results import test_costs as costs
from tests.gisplan.results import test_equity as equity
from tests.gisplan.scenario.sections import test_charger_rules as rules
from tests.gisplan.verify.charging import test_energy as energy
from tests.gisplan.verify.charging import test_sites as sites
from tests.gisplan.verify.hydrogen import test_spoilt_stations as spoilt_stations
from tests.gisplan.verify.hydrogen import test_stations as stations
from tests.optimize.hydrogen.test_model import FAMILIES as HYDROGEN
from tests.optimize.siting.test_fair import FAMILIES as SITING
from tests.optimize.sizing.test_golden import FAMILIES as SIZING
from tests.optimize.years.test_phasing import TIES

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "optimize" / "golden"

DEFINES = {
    "sizing.pool_load": "sums the flows of a site's users; pool_capacity bounds it",
    "sizing.class_count": "sums the chargers of a class; coupling bounds it",
    "sizing.unmet_held": "holds the first stage's answer; the certificate's objective is checked",
    "sizing.opened": "links a site that may close to its chargers; open_least and open_fast bound it",
    "sizing.step_order": "orders equal transformer steps; grid bounds the load",
    "siting.cover": "links covered people to open sites; the covered flags are checked",
    "siting.share": "sums the people of a district; worst and gini judge them",
    "siting.above": "is half of an absolute difference in gini",
    "siting.below": "is half of an absolute difference in gini",
    "siting.tied": "keeps a share from being lowered on paper; the true Gini is checked",
    "siting.once": "assigns a row once; the nearest distance is checked",
    "siting.if_open": "assigns to open sites only; the nearest distance is checked",
    "siting.zone_mean": "defines the excess over a zone's mean, which is minimised, not bounded",
    "siting.excess_held": "holds the first stage's answer",
    "hydrogen.cover": "is implied by size and demand; it tightens the relaxation",
    "hydrogen.link": "is implied by size and demand; it tightens the relaxation",
    "hydrogen.hold": "holds the first stage's answer",
    "hydrogen.one": "gives a site one size; the layer has one row a site, checked by its key",
}
"""Blocks that only define, link or repeat, and what checks their sense instead."""

CAUGHT = {
    "sizing.energy": (energy.test_more_energy_than_the_cell_asks, sites.CELLS["unmet energy hidden"]),
    "sizing.pool_capacity": (
        *(energy.test_energy_over_the_capacity_of_a_site, energy.test_one_vehicle_to_a_private_pile),
        energy.test_energy_of_groups_over_what_their_types_give,
    ),
    "sizing.chargers": (
        sites.SITES["too few chargers at an open site"],
        rules.CORRUPTIONS["a site too large"],
        rules.test_more_piles_than_cars_of_a_shared_cell_are_caught,
    ),
    "sizing.bays": (
        sites.SITES["bays of two-bay chargers exceeded"],
        rules.CORRUPTIONS["a parcel too small"],
    ),
    "sizing.stock": (replaced.test_verify_holds_what_is_replaced_to_what_stands,),
    "sizing.grid": (
        sites.SITES["grid exceeded"],
        sites.SITES["a feed painted on"],
        sites.SITES["a headroom painted on"],
    ),
    "sizing.min_fast": (
        sites.SITES["a service area with too few fast chargers"],
        rules.CORRUPTIONS["a service area below its share"],
    ),
    "sizing.open_least": (phases.test_a_site_that_opens_too_small,),
    "sizing.open_fast": (sites.SITES["a service area with too few fast chargers"],),
    "sizing.open_sites": (sites.test_more_sites_than_the_limit,),
    "sizing.coupling": (
        *(
            sites.SITES["target missed"],
            sites.SITES["category floor broken"],
            sites.SITES["category share broken"],
            sites.test_a_district_floor,
        ),
        *(
            sites.test_an_access_share,
            rules.CORRUPTIONS["a bound by authority"],
            rules.CORRUPTIONS["a share by district"],
        ),
    ),
    "sizing.budget": (sites.test_a_budget,),
    "siting.count": (sites.test_more_sites_than_the_limit,),
    "siting.need": (
        corridor_rules.test_a_gap_that_a_shut_candidate_could_close_is_caught,
        sites.SITES["category floor broken"],
    ),
    "siting.apart": (siting_rules.test_a_site_moved_too_near_is_caught,),
    "siting.worst": (equity.test_a_worse_district_than_certified_is_caught,),
    "siting.gini": (equity.test_a_bound_on_the_gini_that_the_plan_breaks_is_caught,),
    "phasing.nested": (phases.test_a_charger_that_is_taken_away_again,),
    "phasing.year_new": (phases.test_a_year_that_breaks_its_bound,),
    "phasing.year_spent": (phases.test_a_year_that_breaks_its_bound,),
    "phasing.year_sites": (phases.test_a_year_that_breaks_its_bound,),
    "hydrogen.required": (sites.SITES["a required site closed"],),
    "hydrogen.target": (spoilt_stations.test_a_station_removed,),
    "hydrogen.owner0": (spoilt_stations.test_the_wrong_ownership,),
    "hydrogen.owner1": (spoilt_stations.test_the_wrong_ownership,),
    "hydrogen.group0": (spoilt_stations.test_a_served_district_without_a_station,),
    "hydrogen.demand": (spoilt_stations.test_more_hydrogen_than_the_cell_asks,),
    "hydrogen.use": (spoilt_stations.test_a_station_that_sells_less_than_is_asked,),
    "hydrogen.size": (spoilt_stations.test_a_station_over_its_size,),
    "hydrogen.deliver": (spoilt_stations.test_hydrogen_that_is_sold_but_not_bought,),
    "hydrogen.source": (spoilt_stations.test_supply_over_the_capacity_of_a_source,),
    "hydrogen.pressure": (stations.test_each_corruption_is_caught,),
    "hydrogen.arc": (stations.test_each_corruption_is_caught,),
    "hydrogen.trips": (stations.test_a_scenario_that_asks_more_is_caught,),
    "hydrogen.onsite": (stations.test_each_corruption_is_caught,),
}
"""Blocks that a plan must keep, with the tests, or the cases of a test, that break them."""

RULES = {
    "waiting target": (
        waiting.test_a_changed_wait_is_caught,
        waiting.test_a_tighter_target_than_the_plan_was_made_for_is_caught,
    ),
    "cost of a kWh": (costs.test_a_changed_cost_is_caught, costs.test_a_changed_headline_is_caught),
    "access by district": (equity.test_a_changed_access_of_a_district_is_caught,),
    "ends beyond the border": (corridor_rules.test_a_changed_corridor_is_caught,),
    "radius of a service group": (energy.test_energy_beyond_the_radius,),
    "home piles in their cell": (energy.test_home_energy_outside_the_own_compound,),
    "types that a category rules out": (sites.SITES["a type that the category rules out"],),
    "excluded sites": (sites.SITES["an excluded site equipped"],),
}
"""What no row says (arrays and candidates hold it), and the tests that break it."""


def blocks() -> set[str]:
    names = {f"sizing.{name}" for name in SIZING} | {f"phasing.{name}" for name in TIES}
    names |= {f"siting.{name}" for family in SITING.values() for name in family}
    return names | {f"hydrogen.{name}" for name in HYDROGEN}


def test_every_row_block_is_listed_once() -> None:
    assert set(DEFINES) | set(CAUGHT) == blocks()
    assert not set(DEFINES) & set(CAUGHT)


@pytest.mark.parametrize("block", sorted({**CAUGHT, **RULES}))
def test_what_breaks_it_is_a_test_or_a_case_of_one(block: str) -> None:
    for one in {**CAUGHT, **RULES}[block]:
        assert callable(one) or isinstance(one, tuple), one


@pytest.mark.parametrize("block", sorted(blocks()))
def test_its_rows_stand_in_a_golden_file(block: str) -> None:
    model, name = block.split(".")
    row = re.compile(rf"^{name}(_[\w]+)?:", re.MULTILINE)
    files = [path for path in GOLDEN.glob(f"{model}*.lp") if row.search(path.read_text(encoding="utf-8"))]
    assert files, f"no golden file {model}*.lp holds a row of {name}"
