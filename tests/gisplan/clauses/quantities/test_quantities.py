"""Every plan quantity, counted by hand on the small plan of five sites, two stations and four cells."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from gisplan.clauses.quantities.facts import Facts
from gisplan.clauses.quantities.lookup import look_up
from gisplan.clauses.quantities.registry import QUANTITIES
from gisplan.policies.registers import load_register, load_registers
from gisplan.scenario.loading import load_scenario
from gisplan_words import say
from tests.gisplan.clauses.test_mutations import integrated_parcels

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers

REGISTER = load_registers(["tianjin-2023", "tianjin-2018"])

# Quantity, arguments, value, whole (None: part of nothing; a value of None: no layer can tell).
BY_HAND: list[tuple[str, tuple[Any, ...], float | None, float | None]] = [
    ("new_chargers", (), 68 + 90 + 6 + 4 + 6, None),
    ("new_chargers", ("public",), 68 + 6 + 4, None),
    ("public_chargers_in_all", (), None, None),
    ("new_chargers_at", ("residential",), 90, None),
    ("new_chargers_at", ("residential", "public"), 0, None),
    ("service_areas_equipped", ("expressway",), 2, 2),
    ("service_areas_equipped", ("expressway", "fast"), 2, 2),
    ("service_areas_equipped", ("trunk",), None, None),
    ("places_served", ("transport_hub", "public"), 1, 1),  # TH-9 lies 170 m from PP-1
    ("places_served", ("logistics_park", "truck"), 1, 2),  # LP-1 itself has 120 kW, LP-9 is 27 km away
    ("places_served", ("logistics_park", "public"), 0, 2),
    ("named_places_served", ("rail_station", "public"), 1, 1),  # 2.3 km from PP-1
    ("named_places_served", ("port", "truck"), None, None),
    ("people_covered", ("central", "binhai"), 4500, 5000),
    ("people_covered", ("central",), 4000, 4000),
    ("people_covered", ("ring",), None, None),  # the scenario does not judge the ring
    ("people_reached", (), 4500, 5000),
    ("zones_within_mean_distance", (), None, None),
    ("corridors_within_gap", (), 1, 1),  # 28 km against 50
    ("public_capacity_ratio", (), 10_320 / (5_160 + 100), None),  # 2,580 kW x 4 h over x 2 h and the unmet
    ("chargers_of_national_standard", (), 174, 174),
    ("districts_scored", (), 2, 2),
    ("stations_in_all", (), 2 + 12, None),
    ("new_stations", (), 2, None),
    ("ownership_kinds", (), 2, 2),
    ("hydrogen_used", (), 900, None),
    ("hydrogen_capacity", (), 29_000, None),
    ("sources_overdrawn", (), 0, None),
    ("purification_at", ("临港", "大港"), 19000, None),
    ("sources_by_transport", ("pipeline",), 0, None),
    ("sources_of_kind", ("by-product",), 2, None),
    ("delivered_hydrogen_cost", (), 30.67, None),  # (600 x 30 + 300 x 32) / 900
    ("hydrogen_demand_served", (), 900, 900),
    ("hydrogen_vehicles", (), 380, None),
    ("stations_on_fuel_land", (), 1, None),
    ("stations_of_operator", ("中国石化",), None, None),
    ("integrated_stations", (), 1, None),
    ("functions_at_fuel_stations", ("hydrogen", "methanol", "swap"), 1, 3),
    ("stations_in", ("120116",), 1, None),
    ("stations_in", ("120100",), 2, None),  # a code of a city stands for all its districts
    ("districts_with_station", ("120116", "120118"), 1, 2),
    ("districts_with_integrated", ("120116", "120101"), 1, 2),
    ("zones_with_station", ("经开区", "保税区"), None, None),
    ("station_pressures", (35, 70), 1, 2),
    ("facility_kinds", ("AC", "DC", "swap"), 2, 3),
    ("facilities", ("AC",), 152, None),
    ("facilities", ("DC",), 22, None),
    ("facilities", ("orderly",), 0, None),
    ("pilots", ("wireless",), 0, 1),  # no place of its zone stands in this region
    ("pilots", ("v2g",), 2, 2),
    ("orderly_chargers", (), 0, 90),
    ("verifications_due", (), 78, None),  # public ones only
    ("verification_capacity", (), None, None),
    ("platform_records_complete", (), 5, 5),
    ("public_sites_interoperable", (), 3, 3),
    ("private_sites_one_window", (), 1, 1),
    ("projects_filed", (), 4 + 2, 6),  # four sites that are not private, two stations
    ("stations_filed", (), 2, 2),
    ("sites_with_one_bundle", (), 7, 7),
    ("unlawful_precedences", (), 0, None),
    ("fleet_electric_share", ("sanitation", "logistics", "postal"), 0.8, None),
    ("fleet_electric_share", ("tram",), None, None),
    ("fleets_in_demand", ("bus", "taxi"), None, None),  # the small plan has no energy by class
]

SILENT = ("hydrogen_capacity", "sources_overdrawn")
"""Quantities that tell only what another one does not, such as the sources that are overdrawn."""


@pytest.fixture
def facts(scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> Facts:
    parcels = integrated_parcels(layers.stations)
    return Facts(scenario, dataclasses.replace(layers, energy_facilities=parcels), candidates, REGISTER)


@pytest.mark.parametrize(("name", "arguments", "value", "whole"), BY_HAND)
def test_counted_by_hand(
    facts: Facts, name: str, arguments: tuple[Any, ...], value: float | None, whole: float | None
) -> None:
    found = look_up(facts, REGISTER.row("TJ15-01"), name, arguments)
    assert say(found.evidence, "zh") != say(found.evidence, "en") or name in SILENT
    if value is None:
        assert found.value is None
    else:
        assert found.value == pytest.approx(value, abs=0.01)
        assert found.whole == whole
        assert found.layer
        assert found.rows > 0 or value == 0


def test_every_quantity_is_counted_by_hand_above() -> None:
    assert {name for name, *_ in BY_HAND} == set(QUANTITIES)


def test_a_tier_that_the_region_does_not_name_is_told_with_those_it_has(facts: Facts) -> None:
    found = look_up(facts, REGISTER.row("TJ15-01"), "people_covered", ("central", "bimhai"))
    assert found.value is None
    assert "bimhai is unknown; the region's tiers are central, ring, outer, binhai" in found.evidence.en
    assert "bimhai" in found.evidence.zh


def test_what_public_chargers_are_asked_rests_on_where_people_live(facts: Facts) -> None:
    row = REGISTER.row("TJ15-01")
    assert look_up(facts, row, "public_capacity_ratio", ()).people
    assert not look_up(facts, row, "new_chargers", ()).people


def test_a_source_is_found_by_any_spelling_of_its_place(facts: Facts) -> None:
    supply = facts.layers.hydrogen_supply.assign(name_zh="")  # only English names are left
    changed = dataclasses.replace(facts, layers=dataclasses.replace(facts.layers, hydrogen_supply=supply))
    found = look_up(
        changed, REGISTER.row("TJ17-03"), "purification_at", ("临港/Lingang", "南港", "大港/Dagang")
    )
    assert found.value == 19000
    assert say(found.evidence, "zh").endswith("缺少南港氢源。缺少大港氢源。")
    assert say(found.evidence, "en").endswith("No source at 南港. No source at Dagang.")


def test_a_figure_that_the_register_lacks_is_named(facts: Facts) -> None:
    bare = dataclasses.replace(facts, register=REGISTER.model_copy(update={"parameters": {}}))
    for name, arguments in (("places_served", ("logistics_park", "truck")), ("people_covered", ("central",))):
        found = look_up(bare, REGISTER.row("TJ15-01"), name, arguments)
        assert found.value is None
        assert "has no parameter" in say(found.evidence, "en")


def test_a_stock_adds_what_stands(layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    scenario = load_scenario("guangdong-2025")
    facts = Facts(scenario, layers, candidates, REGISTER)
    found = look_up(facts, REGISTER.row("TJ15-01"), "public_chargers_in_all", ())
    assert found.value == 78 + scenario.chargers.existing_count
    assert "chargers.existing" in found.assumption


def test_a_schedule_counts_what_stands_by_the_clauses_year(facts: Facts) -> None:
    schedule = pd.DataFrame(
        {
            "year": [2026, 2028, 2026],
            "site_id": ["PP-1", "PP-1", "SA-1E"],
            "type": ["ac7", "dc120", "dc120"],
            "count": [60, 8, 6],
        }
    )
    phased = dataclasses.replace(facts, schedule=schedule)
    clause = REGISTER.row("TJ15-01")  # by 2027
    assert look_up(phased, clause, "new_chargers", ()).value == 66
    assert look_up(phased, clause.model_copy(update={"year": 2028}), "new_chargers", ()).value == 74


def test_mean_distances_are_judged_where_the_scenario_does(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    # Zone of 900 m: (3000 x 300 + 1000 x 800) / 4000 = 425 m; zone of 3 km: (1500 + 9000) / 2 = 5,250 m.
    cells = layers.demand.assign(radius_m=[900.0, 900.0, 3000.0, 3000.0])
    facts = Facts(
        load_scenario("tianjin-2027-tiered"), dataclasses.replace(layers, demand=cells), candidates, REGISTER
    )
    found = look_up(facts, REGISTER.row("A63-1"), "zones_within_mean_distance", ())
    assert (found.value, found.whole) == (1, 2)


@pytest.mark.parametrize("verdict", ["not met", "not assessed"])
def test_a_corridor_counts_only_where_its_gaps_are_known_to_hold(facts: Facts, verdict: str) -> None:
    other = facts.layers.corridors.assign(verdict=verdict)
    changed = dataclasses.replace(facts, layers=dataclasses.replace(facts.layers, corridors=other))
    found = look_up(changed, REGISTER.row("TJ15-01"), "corridors_within_gap", ())
    assert (found.value, found.whole) == (0, 1)


def test_an_unknown_argument_is_not_assessable(facts: Facts) -> None:
    found = look_up(facts, REGISTER.row("TJ15-01"), "facilities", ("teleporter",))
    assert found.value is None
    assert "teleporter" in found.evidence.en


def test_orderly_chargers_follow_the_grid_section(layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    half = load_scenario("tianjin-2027", ["grid.orderly_share=0.5", "grid.orderly_coincidence=0.15"])
    facts = Facts(half, layers, candidates, REGISTER)
    found = look_up(facts, REGISTER.row("TJ15-09"), "orderly_chargers", ())
    assert (found.value, found.whole) == (45, 90)
    assert "32 kW less load" in found.evidence.en  # 45 piles x 7 kW x (0.25 - 0.15) = 31.5


def test_a_pilot_counts_in_its_zone_alone(facts: Facts) -> None:
    zone = gpd.GeoDataFrame(
        {"name_zh": ["滨海高新区海洋片区"], "name_en": ["High-tech"], "kind": ["zone"]},
        geometry=[Point(117.6, 39.0)],
        crs=4326,
    )
    there = dataclasses.replace(facts, layers=dataclasses.replace(facts.layers, places=zone))
    register = load_register("tianjin-2018")
    there = dataclasses.replace(there, register=register)
    found = look_up(there, register.row("A41-1"), "pilots", ("wireless", "滨海高新区"))
    assert (found.value, found.whole, found.ground) == (1, 1, "shown")
    assert list(there.pilots.loc[there.pilots["kind"] == "wireless", "site_id"]) == ["SA-1E"]
    away = dataclasses.replace(
        there,
        layers=dataclasses.replace(
            there.layers, places=zone.assign(geometry=gpd.points_from_xy([118.6], [39.0], crs=4326))
        ),
    )
    assert look_up(away, register.row("A41-1"), "pilots", ("wireless", "滨海高新区")).value == 0


def test_purification_is_that_of_by_product_sources_and_tells_what_is_guessed(facts: Facts) -> None:
    row = REGISTER.row("TJ17-03")
    found = look_up(facts, row, "purification_at", ("临港/Lingang", "南港/Nangang"))
    assert found.value == 29000
    assert "10,000 kg/day of it modelled" in found.evidence.en
    supply = facts.layers.hydrogen_supply.assign(kind=["by-product", "electrolysis"])
    changed = dataclasses.replace(facts, layers=dataclasses.replace(facts.layers, hydrogen_supply=supply))
    assert look_up(changed, row, "purification_at", ("临港/Lingang", "南港/Nangang")).value == 19000


def test_a_project_filed_with_a_zone_is_told_apart(facts: Facts) -> None:
    sites = facts.layers.sites.assign(authority=["某管委会", *facts.layers.sites["authority"][1:]])
    changed = dataclasses.replace(facts, layers=dataclasses.replace(facts.layers, sites=sites))
    found = look_up(changed, REGISTER.row("TJ17-10"), "projects_filed", ())
    assert (found.value, found.whole) == (5, 6)
    assert "某管委会1个" in found.evidence.zh
