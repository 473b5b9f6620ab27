"""No constraint of the plan is without a golden LP file and a test in which breaking it is caught.

Every row block of the models that make a plan is listed with the tests that spoil a run in its sense. A new
block fails here until it has both.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
    "siting.budget": "is not used by a plan: siting has no budget of its own",
    "hydrogen.cover": "is implied by size and demand; it tightens the relaxation",
    "hydrogen.link": "is implied by size and demand; it tightens the relaxation",
    "hydrogen.hold": "holds the first stage's answer",
    "hydrogen.one": "gives a site one size; the layer has one row a site, checked by its key",
}
"""Blocks that only define, link or repeat, and what checks their sense instead."""

CAUGHT = {
    "sizing.energy": ("test_more_energy_than_the_cell_asks", "unmet energy hidden"),
    "sizing.pool_capacity": (
        *("test_energy_over_the_capacity_of_a_site", "test_one_vehicle_to_a_private_pile"),
        "test_energy_of_groups_over_what_their_types_give",
    ),
    "sizing.chargers": ("too few chargers at an open site", "a site too large", "shared_cell_are_caught"),
    "sizing.bays": ("bays of two-bay chargers exceeded", "a parcel too small"),
    "sizing.grid": ("grid exceeded", "a feed painted on", "a headroom painted on"),
    "sizing.min_fast": ("a service area with too few fast chargers", "a service area below its share"),
    "sizing.open_least": ("test_a_site_that_opens_too_small",),
    "sizing.open_fast": ("a service area with too few fast chargers",),
    "sizing.open_sites": ("test_more_sites_than_the_limit",),
    "sizing.coupling": (
        *("target missed", "category floor broken", "category share broken", "test_a_district_floor"),
        *("test_an_access_share", "a bound by authority", "a share by district"),
    ),
    "sizing.budget": ("test_a_budget",),
    "siting.count": ("test_more_sites_than_the_limit",),
    "siting.need": ("test_a_gap_that_a_shut_candidate_could_close_is_caught", "category floor broken"),
    "siting.apart": ("test_a_site_moved_too_near_is_caught",),
    "siting.worst": ("test_a_worse_district_than_certified_is_caught",),
    "siting.gini": ("test_a_bound_on_the_gini_that_the_plan_breaks_is_caught",),
    "phasing.nested": ("test_a_charger_that_is_taken_away_again",),
    "phasing.year_new": ("test_a_year_that_breaks_its_bound",),
    "phasing.year_spent": ("test_a_year_that_breaks_its_bound",),
    "phasing.year_sites": ("test_a_year_that_breaks_its_bound",),
    "hydrogen.required": ("a required site closed",),
    "hydrogen.target": ("test_a_station_removed",),
    "hydrogen.owner0": ("test_the_wrong_ownership",),
    "hydrogen.owner1": ("test_the_wrong_ownership",),
    "hydrogen.group0": ("test_a_served_district_without_a_station",),
    "hydrogen.demand": ("test_more_hydrogen_than_the_cell_asks",),
    "hydrogen.use": ("test_a_station_that_sells_less_than_is_asked",),
    "hydrogen.size": ("test_a_station_over_its_size",),
    "hydrogen.deliver": ("test_hydrogen_that_is_sold_but_not_bought",),
    "hydrogen.source": ("test_supply_over_the_capacity_of_a_source",),
    "hydrogen.pressure": ("test_each_corruption_is_caught",),
    "hydrogen.arc": ("test_each_corruption_is_caught",),
    "hydrogen.trips": ("test_a_scenario_that_asks_more_is_caught",),
    "hydrogen.onsite": ("test_each_corruption_is_caught",),
}
"""Blocks that a plan must keep, with the names of the tests, or of their cases, that break them."""

RULES = {
    "waiting target": ("test_a_changed_wait_is_caught", "test_a_tighter_target_than_the_plan_was_made_for"),
    "cost of a kWh": ("test_a_changed_cost_is_caught", "test_a_changed_headline_is_caught"),
    "access by district": ("test_a_changed_access_of_a_district_is_caught",),
    "ends beyond the border": ("test_a_changed_corridor_is_caught",),
    "standing chargers": ("test_a_changed_guess_is_caught",),
    "radius of a service group": ("test_energy_beyond_the_radius",),
    "home piles in their cell": ("test_home_energy_outside_the_own_compound",),
    "types that a category rules out": ("a type that the category rules out",),
    "excluded sites": ("an excluded site equipped",),
}
"""What no row says (arrays and candidates hold it), and the tests that break it."""


def blocks() -> set[str]:
    names = {f"sizing.{name}" for name in SIZING} | {f"phasing.{name}" for name in TIES}
    names |= {f"siting.{name}" for family in SITING.values() for name in family}
    return names | {f"hydrogen.{name}" for name in HYDROGEN}


def written_tests() -> str:
    own = Path(__file__).resolve()
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((TESTS / "gisplan").rglob("test_*.py"))
        if path.resolve() != own
    )


def test_every_row_block_is_listed_once() -> None:
    assert set(DEFINES) | set(CAUGHT) == blocks()
    assert not set(DEFINES) & set(CAUGHT)


@pytest.mark.parametrize("block", sorted({**CAUGHT, **RULES}))
def test_breaking_it_is_caught_in_a_test(block: str) -> None:
    text = written_tests()
    lost = [name for name in {**CAUGHT, **RULES}[block] if name not in text]
    assert not lost, f"{block}: no test or case is named {lost}"


@pytest.mark.parametrize("block", sorted(blocks()))
def test_its_rows_stand_in_a_golden_file(block: str) -> None:
    model, name = block.split(".")
    row = re.compile(rf"^{name}(_[\w]+)?:", re.MULTILINE)
    files = [path for path in GOLDEN.glob(f"{model}*.lp") if row.search(path.read_text(encoding="utf-8"))]
    assert files, f"no golden file {model}*.lp holds a row of {name}"
