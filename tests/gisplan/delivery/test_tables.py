"""Permits, platform records, verification, pilots, bodies and zones of the small plan."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan.access.nearness import within
from gisplan.clauses.evaluation import clause_facts, evaluate_clauses
from gisplan.delivery.bodies import bodies_table, renamed_bodies
from gisplan.delivery.facilities import pilot_table
from gisplan.delivery.metrology import verification_table
from gisplan.delivery.permits import permit_rules, permit_table
from gisplan.delivery.platform import platform_table
from gisplan.delivery.zones import zone_table
from gisplan.policies.registers import load_registers
from gisplan.scenario.loading import load_scenario
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers

REGISTER = load_registers(["tianjin-2023", "tianjin-2018"])


def test_a_private_pile_takes_the_one_window_and_nothing_else(layers: PlanLayers) -> None:
    table = permit_table(layers.sites, layers.stations, permit_rules())
    assert table.loc[table["site_id"] == "RS-1", "kind"].tolist() == ["one-window"]
    assert set(table.loc[table["site_id"] == "PP-1", "permit"]) == {"filing", "grid_connection"}


def test_a_station_waits_only_where_a_law_says_so(layers: PlanLayers) -> None:
    table = permit_table(layers.sites, layers.stations, permit_rules()).set_index(["site_id", "permit"])
    station = table.loc["FS-1"]
    assert station.loc["construction", "requires"] == "planning;fire_review"
    assert "建筑法" in station.loc["construction", "law"]
    assert station.loc["construction", "round"] == 2
    assert set(station.drop("construction")["round"]) == {1}
    assert set(station["received_by"]) == {"滨海新区人民政府"}


def test_what_is_filed_follows_who_governs_the_point(layers: PlanLayers) -> None:
    sites = layers.sites.assign(authority=["天津港保税区管委会", *layers.sites["authority"][1:]])
    table = permit_table(sites, layers.stations, permit_rules())
    filed = table[(table["site_id"] == "PP-1") & (table["kind"] == "filing")]
    assert filed["authority"].tolist() == ["天津港保税区管委会"]
    assert filed["adcode"].tolist() == ["120101"]


def test_a_shared_parcel_has_one_bundle_of_both_projects(layers: PlanLayers) -> None:
    sites = layers.sites.assign(site_id=["FS-1", *layers.sites["site_id"][1:]], functions="charging;hydrogen")
    table = permit_table(sites, layers.stations, permit_rules())
    shared = table[table["bundle_id"] == "FS-1"]
    assert set(shared["project"]) == {"charging", "hydrogen"}
    assert (shared["permit"] == "filing").sum() == 2


def test_a_swap_site_asks_for_no_fire_review_before_it_builds(layers: PlanLayers) -> None:
    sites = layers.sites.assign(functions=["charging;swap", *["charging"] * 4])
    table = permit_table(sites, layers.stations, permit_rules())
    swap = table[(table["site_id"] == "PP-1") & (table["project"] == "swap")].set_index("permit")
    assert "fire_review" not in swap.index
    assert swap.loc["construction", "requires"] == "planning"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('requires = ["nothing"]', "not in the table"),
        ('requires = ["b"]', "in a circle"),
        ('kind = "party"', "permit.0.kind"),
        ("[", "not valid TOML"),
    ],
)
def test_a_table_of_permits_that_cannot_hold_is_refused(tmp_path: Path, change: str, said: str) -> None:
    rest = 'functions = ["charging"]\naccess = ["public"]\nauthority = "site"\n'
    rest += 'source = "t"\ntag = "memory"\nas_of = "2026"\n'
    kind = "" if "kind" in change else 'kind = "filing"\n'
    first = f'[[permit]]\nid = "a"\nname_zh = "甲"\nname_en = "A"\n{kind}{rest}{change}\n'
    second = f'[[permit]]\nid = "b"\nname_zh = "乙"\nname_en = "B"\nkind = "filing"\nrequires = ["a"]\n{rest}'
    path = tmp_path / "permits.toml"
    path.write_text(first + second, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        permit_rules(path)


def test_platform_records_carry_counts_power_and_standard(scenario: Scenario, layers: PlanLayers) -> None:
    table = platform_table(layers.sites, layers.districts, scenario.chargers.types).set_index("site_id")
    row = table.loc["PP-1"]
    assert (row["ac_chargers"], row["dc_chargers"]) == (60, 8)
    assert row["connectors"] == 60 + 8 * 2
    assert row["total_kw"] == 60 * 7 + 8 * 120
    assert row["max_kw"] == 120
    assert row["connector_standard"] == "GB/T 20234.2；GB/T 20234.3"
    assert (row["district_zh"], row["category_zh"]) == ("和平区", "公共停车场")
    assert table["complete"].all()
    assert table["interoperable"].tolist() == [
        False,
        True,
        False,
        True,
        True,
    ]  # LP-1, PP-1, RS-1, SA-1E, SA-1W


def test_a_connector_without_a_national_standard_is_not_interoperable(layers: PlanLayers) -> None:
    own = load_scenario("tianjin-2027", ["chargers.types.dc120.connector_standard=own"])
    table = platform_table(layers.sites, layers.districts, own.chargers.types).set_index("site_id")
    assert not table.loc["PP-1", "interoperable"]
    assert table.loc["PP-1", "chargers_of_standard"] == 60


def test_a_record_without_an_authority_is_not_complete(scenario: Scenario, layers: PlanLayers) -> None:
    sites = layers.sites.assign(authority=["", *layers.sites["authority"][1:]])
    table = platform_table(sites, layers.districts, scenario.chargers.types)
    assert table.set_index("site_id")["complete"].to_dict()["PP-1"] is False


def test_verifications_return_every_cycle(scenario: Scenario) -> None:
    schedule = pd.DataFrame({"year": [2024, 2025, 2027], "site_id": ["a", "a", "b"], "count": [10, 20, 40]})
    access = pd.Series({"a": "public", "b": "public"})
    table = verification_table(schedule, access, scenario.delivery).set_index("year")
    assert table["first"].to_dict() == {2024: 10, 2025: 20, 2026: 0, 2027: 40, 2028: 0, 2029: 0, 2030: 0}
    # Cycle of three years: those of 2024 return in 2027 and 2030, of 2025 in 2028, of 2027 in 2030.
    assert table["periodic"].to_dict() == {2024: 0, 2025: 0, 2026: 0, 2027: 10, 2028: 20, 2029: 0, 2030: 50}
    assert table["due"].tolist() == [10, 20, 0, 50, 20, 0, 50]
    assert table["gap"].isna().all()


def test_the_capacity_binds_in_the_busiest_year(scenario: Scenario) -> None:
    capacity = '{value=45,unit="chargers/year",source="t",tag="modelled",as_of="2026"}'
    tight = load_scenario("tianjin-2027", [f"delivery.verification_capacity={capacity}"]).delivery
    schedule = pd.DataFrame({"year": [2024, 2027], "site_id": ["a", "a"], "count": [10, 40]})
    table = verification_table(schedule, pd.Series({"a": "public"}), tight, standing=6).set_index("year")
    assert table.loc[2027, "due"] == 40 + 10 + 2
    assert table.loc[2027, "gap"] == 7
    assert table.loc[2024, "gap"] == 0


def test_private_chargers_are_not_verified(scenario: Scenario) -> None:
    schedule = pd.DataFrame({"year": [2024], "site_id": ["a"], "count": [10]})
    assert verification_table(schedule, pd.Series({"a": "private"}), scenario.delivery).empty


def test_a_pilot_stands_in_its_districts_or_falls_short(scenario: Scenario, layers: PlanLayers) -> None:
    asked = {"sites": 5, "place": "", "adcodes": ("120116", "120111")}
    wireless = scenario.delivery.pilots[0].model_copy(update=asked)
    table = pilot_table(layers.sites, [wireless], layers.places, 5000.0)
    assert table["site_id"].tolist() == ["SA-1E", "SA-1W"]
    assert set(table["asked"]) == {5}


def test_former_names_of_bodies_are_merged_and_districts_get_their_totals(plan: Plan) -> None:
    table = plan.delivery["bodies"].set_index("body")
    assert table.loc["市规划资源局", "as_written"] == "市规划资源局；市规划局"
    assert "N24-01" in table.loc["市科技局", "clauses"]
    assert "市科委" not in table.index
    row = table.loc["和平区人民政府"]
    assert (row["chargers"], row["stations"], row["filings"]) == (158, 1, 2)  # PP-1 and HH-1; RS-1 is private
    assert row["level"] == "district"
    assert "TJ17-10" in row["clauses"]


def test_a_short_name_of_a_zone_counts_for_its_full_one(layers: PlanLayers) -> None:
    sites = layers.sites.assign(authority="东疆综合保税区管委会")
    permits = permit_table(sites, layers.stations.iloc[:0], permit_rules())
    table = bodies_table(REGISTER, sites, layers.stations, layers.districts, permits, renamed_bodies())
    filed = table.set_index("body")["filings"]
    assert filed["天津东疆综合保税区管委会"] == 4
    assert "东疆综合保税区管委会" not in filed.index


def test_zones_count_in_their_place_or_in_their_district(layers: PlanLayers) -> None:
    table = zone_table(REGISTER, layers, 3_000.0).set_index(["zone", "clause"])
    binhai = table.loc[("滨海新区", "TJ09-01")]
    assert (binhai["sites"], binhai["chargers"], binhai["stations"]) == (3, 16, 1)
    station = table.loc[
        ("天津站", "TJ05-03")
    ]  # a circle of 3 km: PP-1 at 2.3 km, RS-1 at 1.9 km, HH-1 at 2.1 km
    assert (station["place"], station["sites"], station["stations"]) == ("天津站", 2, 1)
    assert station["role_zh"] == "车联网应用示范"
    assert table.loc[("蓟州区", "TJL1-01"), "districts_zh"] == ""  # the small plan has no such district


def test_a_zone_reaches_what_its_authority_runs_elsewhere(layers: PlanLayers) -> None:
    run = layers.places.assign(
        name_zh="空港经济区", authority="天津港保税区管委会", authority_radius_m=2_500.0
    )
    table = zone_table(REGISTER, dataclasses.replace(layers, places=run), 100.0).set_index(["zone", "clause"])
    row = table.loc[("保税区", "TJ09-03")]
    assert (row["place"], row["radius_m"], row["stations"]) == ("空港经济区", 2_500.0, 1)


def test_the_1_3_n_layout_names_its_districts_once() -> None:
    layout = [zone for zone in REGISTER.zone if zone.clause == "TJL1-01"]
    assert [zone.name for zone in layout] == [
        "滨海新区",
        "西青区",
        "东丽区",
        "武清区",
        "北辰区",
        "静海区",
        "宁河区",
        "宝坻区",
        "蓟州区",
    ]
    assert len({zone.adcodes for zone in layout}) == 9


def test_nearness_is_geodesic(layers: PlanLayers) -> None:
    places, sites = layers.places, layers.sites[layers.sites["site_id"] == "PP-1"]
    assert within(places, sites, 2_400.0).tolist() == [True]
    assert within(places, sites, 2_200.0).tolist() == [False]
    assert within(places.iloc[:0], sites, 1.0).size == 0


def test_every_table_of_delivery_is_written(plan: Plan, tmp_path: Path) -> None:
    from gisplan.runs.folder import write_plan

    folder = write_plan(plan, tmp_path / "run", drawn=False)
    for name in plan.delivery:
        raw = (folder / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), name
    platform = pd.read_csv(folder / "platform.csv", encoding="utf-8-sig", dtype={"adcode": str})
    assert platform["adcode"].tolist() == ["120116", "120101", "120101", "120116", "120116"]


def test_swap_and_methanol_facilities_are_counted_and_filed(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    other = pd.DataFrame(
        {
            "kind": ["swap_truck", "methanol"],
            "site_id": ["FS-1", "FS-9"],
            "name_zh": ["加油站一", "加油站九"],
            "category": "fuel_station",
            "adcode": "120116",
            "authority": "滨海新区人民政府",
        }
    )
    facts = clause_facts(scenario, layers, candidates, other=other)
    counts = facts.facilities.set_index("kind")["count"]
    assert (counts["swap"], counts["methanol"]) == (1, 1)
    filed = facts.permits[facts.permits["permit"] == "filing"]
    assert set(filed["project"]) == {"charging", "hydrogen", "swap", "methanol"}
    rows = evaluate_clauses(facts).set_index("id")
    assert rows.loc["TJ15-07", "verdict"] == "met"
    assert rows.loc["TJ17-08", "achieved_value"] == 2  # hydrogen and swap at FS-1; FS-9 is no candidate here
