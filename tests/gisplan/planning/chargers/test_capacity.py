"""What a charger and a site can do: types, one vehicle a pile, the lesser of bays and feed."""

from __future__ import annotations

import numpy as np
import pytest

from gisplan.planning.chargers.capacity import (
    allowed_types,
    charger_tables,
    most_chargers,
    nominal_capacity,
    usable_grid_kw,
    usable_sites,
)
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

AC7, DC60, DC120, DC240, DC480 = range(5)


def place(name: str) -> int:
    return int(np.flatnonzero(toy_region().sites["site_id"] == name)[0])


def test_a_pile_at_home_delivers_what_one_car_takes() -> None:
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=5.0)
    assert tables.capacity_kwh[place("RS-1"), AC7] == 5.0
    # 7 kW × 24 h × 15 % in public, 25 % at a depot
    assert tables.capacity_kwh[place("PP-1"), AC7] == pytest.approx(25.2)
    assert tables.capacity_kwh[place("IP-1"), AC7] == pytest.approx(42.0)


def test_a_car_that_takes_more_than_the_pile_gives_changes_nothing() -> None:
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=500.0)
    assert tables.capacity_kwh[place("RS-1"), AC7] == pytest.approx(7 * 24 * 0.06)


def test_load_and_cost_of_one_charger() -> None:
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=5.0)
    assert tables.load_kw[place("PP-1"), DC120] == pytest.approx(72.0)
    assert tables.cost[place("PP-1"), DC120] == pytest.approx(65_000 * 1.75)
    assert tables.bays.tolist() == [1, 1, 2, 2, 2]


def test_homes_have_no_direct_current_and_categories_rule_types_out() -> None:
    allowed = allowed_types(toy_region().sites, toy_scenario())
    assert allowed[place("RS-1")].tolist() == [True, False, False, False, False]
    assert allowed[place("RP-1")].tolist() == [True, True, True, True, False]
    closed = with_sites(toy_region(), FS_1={"allows": "hydrogen"})
    assert not allowed_types(closed.sites, toy_scenario())[place("FS-1")].any()


@pytest.mark.parametrize(
    ("bays", "grid_kw", "most"),
    [(40, 400.0, 40), (3, 400.0, 3), (40, 10.5, 4), (0, 400.0, 0), (40, 0.0, 0), (40, 2.0, 0)],
)
def test_the_lesser_of_bays_and_feed_counts(bays: int, grid_kw: float, most: int) -> None:
    """Four fifths of the feed may be loaded; one 7 kW charger counts 2.1 kW, so 10.5 kW carry four."""
    region = with_sites(toy_region(), PP_1={"bays": bays, "grid_kw": grid_kw})
    tables = charger_tables(region.sites, toy_scenario(), home_kwh_day=5.0)
    assert most_chargers(region.sites, tables, toy_scenario())[place("PP-1")] == most
    assert usable_sites(region, tables, toy_scenario())[place("PP-1")] == (most > 0)


def test_a_site_whose_category_has_only_two_bay_chargers_needs_two_bays() -> None:
    bands = {"ac7": {"upper": 0.0}, "dc60": {"upper": 0.0}, "dc120": {}, "dc240": {}, "dc480": {}}
    scenario = toy_scenario(chargers__category_type_shares__bands={"fuel_station": bands})
    region = with_sites(toy_region(), FS_1={"bays": 1}, FS_2={"bays": 5})
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    most = most_chargers(region.sites, tables, scenario)
    assert (most[place("FS-1")], most[place("FS-2")]) == (0, 2)


def test_excluded_sites_are_not_usable() -> None:
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=5.0)
    assert not usable_sites(toy_region(), tables, toy_scenario())[place("CO-2")]


def test_the_load_limit_of_transformers() -> None:
    feed = usable_grid_kw(toy_region().sites, toy_scenario(chargers__transformer_load_limit=0.5))
    assert feed[place("PP-1")] == 200.0


def test_nominal_capacity_fills_a_site_with_the_middle_of_its_shares() -> None:
    """Half 60 kW and half 120 kW: 1.5 bays and 54 kW a charger, so 320 kW hold 5.93 of them."""
    shares = {key: {"upper": 0.0} for key in ("ac7", "dc240", "dc480")}
    shares |= {key: {"lower": 0.5, "upper": 0.5} for key in ("dc60", "dc120")}
    scenario = toy_scenario(chargers__category_type_shares__bands={"public_parking": shares})
    tables = charger_tables(toy_region().sites, scenario, home_kwh_day=5.0)
    held = nominal_capacity(toy_region().sites, tables, scenario)[place("PP-1")]
    assert held == pytest.approx(320 / 54 * (288 + 576) / 2)
