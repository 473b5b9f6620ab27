"""The verdict of every clause follows from the layers, and changes when they do."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan.clauses.evaluation import amount, clause_facts, evaluate_clauses
from gisplan.clauses.quantities.lookup import look_up
from gisplan.policies.registers import load_register
from gisplan.scenario.loading import load_scenario
from gisplan_errors import ScenarioError
from gisplan_stored import read

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers


def verdicts_of(scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> pd.DataFrame:
    return evaluate_clauses(clause_facts(scenario, layers, candidates))


@pytest.fixture
def verdicts(scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> pd.DataFrame:
    return verdicts_of(scenario, layers, candidates).set_index("id")


def test_every_clause_of_the_documents_has_a_row_and_its_evidence(verdicts: pd.DataFrame) -> None:
    assert len(verdicts) == 104
    assert verdicts["evidence_zh"].str.len().min() > 5
    assert verdicts["evidence_en"].str.len().min() > 5


def test_a_run_keeps_its_evidence_as_a_message_for_further_languages(verdicts: pd.DataFrame) -> None:
    for row in verdicts.to_dict("records"):
        evidence = read(json.loads(row["evidence"]))
        assert (evidence.zh, evidence.en) == (row["evidence_zh"], row["evidence_en"])


def test_charger_count_is_judged_by_the_policys_target_not_the_scenarios(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    modest = load_scenario("tianjin-2027", ["chargers.target=100"])
    row = verdicts_of(modest, layers, candidates).set_index("id").loc["TJ15-01"]
    assert row["verdict"] == "not met"
    assert (row["target_value"], row["achieved_value"], row["flow_or_stock"]) == (50000, 174, "flow")


def test_charger_count_met(scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    sites = layers.sites.assign(chargers=layers.sites["chargers"] * 300, n_ac7=layers.sites["n_ac7"] * 300)
    sites["n_dc120"] *= 300
    rich = dataclasses.replace(layers, sites=sites)
    assert verdicts_of(scenario, rich, candidates).set_index("id").loc["TJ15-01", "verdict"] == "met"


def test_service_areas_are_met_on_an_unverified_inventory(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["N24-02"]
    assert row["verdict"] == "met"
    assert "None of them is verified" in row["evidence_en"]
    assert "inventory" in row["assumption_en"]
    assert re.search(r"[\u4e00-\u9fff]", row["assumption_zh"])


def test_one_direction_without_chargers_is_only_partly_met(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    one = dataclasses.replace(layers, sites=layers.sites[layers.sites["site_id"] != "SA-1W"])
    row = verdicts_of(scenario, one, candidates).set_index("id").loc["TJ15-03"]
    assert (row["verdict"], row["achieved_value"]) == ("partly", 0.5)


def test_slow_chargers_do_not_make_a_service_area_fast(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    slow = dataclasses.replace(layers, sites=layers.sites.assign(fast_chargers=0))
    rows = verdicts_of(scenario, slow, candidates).set_index("id")
    assert rows.loc["TJ15-03", "verdict"] == "met"
    assert rows.loc["N24-02", "verdict"] == "not met"


def test_no_layer_is_not_assessable_never_met(verdicts: pd.DataFrame) -> None:
    assert verdicts.loc["TJ15-04", "verdict"] == "not assessable"
    assert pd.isna(verdicts.loc["TJ15-04", "achieved_value"])


def test_hub_counts_when_a_public_site_is_in_its_catchment(verdicts: pd.DataFrame) -> None:
    # TH-9 lies 170 m from the public car park PP-1; a private pile nearer than that would not count.
    assert verdicts.loc["TJ15-05", "verdict"] == "met"


def test_hub_far_from_public_chargers_is_not_met(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    only_private = dataclasses.replace(layers, sites=layers.sites[layers.sites["access"] != "public"])
    assert (
        verdicts_of(scenario, only_private, candidates).set_index("id").loc["TJ15-05", "verdict"] == "not met"
    )


def test_logistics_park_needs_public_chargers_and_truck_power(
    verdicts: pd.DataFrame, scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    # LP-1 has 120 kW itself, LP-9 lies 27 km away: one of two with truck power, none with a public charger.
    row = verdicts.loc["TJ15-06"]
    assert (row["verdict"], row["achieved_value"]) == ("not met", 0.0)
    assert "1 of 2 logistics park sites have chargers of at least 120 kW" in row["evidence_en"]
    opened = layers.sites.assign(access=layers.sites["access"].replace("dedicated", "public"))
    public = dataclasses.replace(layers, sites=opened)
    assert verdicts_of(scenario, public, candidates).set_index("id").loc["TJ15-06", "verdict"] == "partly"


def test_coverage_counts_judged_people(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["N24-01"]
    assert row["achieved_value"] == pytest.approx(4500 / 5000)
    assert row["verdict"] == "partly"


def test_mean_distance_scenario_does_not_claim_the_2_km_clause(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    tiered = load_scenario("tianjin-2027-tiered")
    assert (
        verdicts_of(tiered, layers, candidates).set_index("id").loc["N24-01", "verdict"] == "not assessable"
    )


def test_a_wider_radius_does_not_claim_the_2_km_clause(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    wide = load_scenario("tianjin-2027", ["coverage.profiles.seed-2km.radius_m.binhai.rural=3000"])
    assert verdicts_of(wide, layers, candidates).set_index("id").loc["N24-01", "verdict"] == "not assessable"


def test_what_opens_after_the_clauses_year_does_not_count(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    late = dataclasses.replace(
        layers,
        sites=layers.sites.assign(year=[2030, 2027, 2027, 2027, 2027]),
        stations=layers.stations.assign(year=2028),
    )
    rows = verdicts_of(scenario, late, candidates).set_index("id")
    assert rows.loc["TJ15-01", "achieved_value"] == 174 - 68
    assert rows.loc["TJ17-01", "achieved_value"] == 12


def test_the_charger_clause_counts_all_kinds(layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    public = load_scenario("tianjin-2027", ['chargers.kinds=["public"]'])
    assert verdicts_of(public, layers, candidates).set_index("id").loc["TJ15-01", "achieved_value"] == 174


def test_station_clause_states_both_counts(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["TJ17-01"]
    assert row["achieved_value"] == 14
    assert "2 new; 12 more stood" in row["evidence_en"]
    assert "rests on the reported number" in row["assumption_en"]


def test_stations_not_met_without_the_reported_ones(layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    early = load_scenario("tianjin-2027", ["hydrogen.existing_on=2023-09-12"])
    row = verdicts_of(early, layers, candidates).set_index("id").loc["TJ17-01"]
    assert (row["verdict"], row["achieved_value"]) == ("not met", 3)


def test_supply_above_capacity_is_not_met(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    links = layers.supply_links.assign(kg_day=[20000.0, 300.0])
    over = dataclasses.replace(layers, supply_links=links)
    facts = clause_facts(scenario, over, candidates)
    found = look_up(facts, facts.register.row("N44-2"), "sources_overdrawn", ())
    assert found.value == 1
    assert "临港副产氢超过能力" in found.evidence.zh


def test_delivered_cost_is_the_weighted_mean_and_claims_no_fall(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["TJ17-04"]
    assert row["achieved_value"] == pytest.approx((600 * 30 + 300 * 32) / 900, abs=0.01)
    assert row["verdict"] == "not assessable"


def test_both_named_districts_need_a_station(verdicts: pd.DataFrame) -> None:
    assert (verdicts.loc["N24-06", "verdict"], verdicts.loc["N24-06", "achieved_value"]) == ("partly", 1)


def test_unknown_operator_is_not_assessable(verdicts: pd.DataFrame) -> None:
    assert verdicts.loc["TJ17-07", "verdict"] == "not assessable"


def test_known_operator_counts(scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame) -> None:
    known = candidates.assign(operator="中国石化销售")
    assert verdicts_of(scenario, layers, known).set_index("id").loc["TJ17-07", "verdict"] == "met"


def test_site_without_authority_is_only_partly_filed(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    sites = layers.sites.assign(authority=["", *layers.sites["authority"][1:]])
    lost = dataclasses.replace(layers, sites=sites)
    assert verdicts_of(scenario, lost, candidates).set_index("id").loc["TJ17-10", "verdict"] == "partly"


def test_a_plan_without_new_stations_is_judged_without_failing(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    empty = dataclasses.replace(
        layers, stations=layers.stations.iloc[:0], supply_links=layers.supply_links.iloc[:0]
    )
    rows = verdicts_of(load_scenario("tianjin-2027-cumulative"), empty, candidates).set_index("id")
    assert rows.loc["TJ17-01", "verdict"] == "met"
    assert set(rows.loc[["TJ17-02", "TJ17-03", "TJ17-05", "N24-06"], "verdict"]) == {"not assessable"}


def test_amounts_are_written_for_readers() -> None:
    assert amount(50000, "chargers").zh == "50,000 台"
    assert amount(0.9549, "share").zh == "95.5 %"
    assert amount(0.9549, "share", 0.955).zh == "95.4 %"
    assert amount(30.67, "CNY/kg").zh == "30.7 元/千克"
    assert amount(2, "districts").zh == "2 个区"
    assert amount(None, "share").zh == "—"


def test_register_quotes_the_documents() -> None:
    register = load_register("tianjin-2023")
    assert len(register.row("TJ15-14").bodies) == 9
    assert register.documents[register.row("TJ17-01").document].issued == "2023-09-12"


def test_unknown_register_names_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="tianjin-2023"):
        load_register("guangzhou-2025")


def test_a_verdict_on_people_from_memory_or_a_model_says_so(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    def rows(*tags: str) -> pd.DataFrame:
        districts = layers.districts.assign(population_tag=list(tags))
        loose = dataclasses.replace(layers, districts=districts)
        return verdicts_of(scenario, loose, candidates).set_index("id")

    people = layers.districts["population"]
    share = people.iloc[0] / people.sum()
    told = rows("memory", "press")
    on_people = told["evidence_layer"].str.contains("demand")
    assert on_people.any()
    on_people &= told["evidence_figure"].notna()
    assert (
        told.loc[on_people, "evidence_en"]
        .str.contains(f"1 district with {int(share * 100)} % of the people from memory")
        .all()
    )
    assert told.loc[on_people, "evidence_zh"].str.contains("人口.*凭记忆", regex=True).all()
    assert told.loc[on_people, "assumption_en"].str.contains("from memory").all()
    asked = told["check"].fillna("").str.contains("public_capacity_ratio")
    counted = (told["evidence_layer"] == "sites") & ~asked
    assert not told.loc[counted, "evidence_en"].str.contains("populations").any()
    assert rows("press", "modelled")["assumption_en"].str.contains("of the people modelled").any()
    assert not rows("press", "press")["evidence_en"].str.contains("Rests on populations").any()


@pytest.mark.parametrize(("unit", "verdict"), [("CNY/kg", "met"), ("EUR/kg", "not assessable")])
def test_a_clause_in_another_currency_is_not_judged(
    scenario: Scenario, layers: PlanLayers, candidates: gpd.GeoDataFrame, unit: str, verdict: str
) -> None:
    facts = clause_facts(scenario, layers, candidates)
    asked = next(clause for clause in facts.register.clause if clause.id == "TJ17-04")
    changed = {"unit": unit, "check": "delivered_hydrogen_cost <= target", "target": 1e6}
    register = facts.register.model_copy(update={"clause": (asked.model_copy(update=changed),)})
    row = evaluate_clauses(dataclasses.replace(facts, register=register)).iloc[0]
    assert row["verdict"] == verdict
    assert ("nothing is converted" in row["evidence_en"]) == (verdict == "not assessable")
    assert row["target"] == f"1,000,000.0 {'元' if unit == 'CNY/kg' else '欧元'}/千克"


def test_each_verdict_says_what_it_rests_on(verdicts: pd.DataFrame) -> None:
    table = verdicts
    judged = table["verdict"].isin(["met", "not met", "partly"])
    assert set(table.loc[~judged, "ground"]) == {""}
    assert (
        table.loc["TJ15-03", "ground"] == "required"
    )  # every service area opens because the scenario says so
    assert (
        table.loc["TJ15-03", "required_by"] == "coverage.required_categories.min_fast.expressway_service_area"
    )
    assert table.loc["TJ15-10", "ground"] == "written"  # the scenario's types all have the national connector
    assert table.loc["N24-01", "ground"] == "shown"  # people within 2 km: a plan may fail it
    assert table.loc["TJ15-06", ["verdict", "ground"]].tolist() == ["not met", "shown"]  # no truck power
    assert table.loc["TJ15-03", "ground_zh"] == "情景所要求"


def test_a_demand_that_the_scenario_drops_is_no_longer_its_ground(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    free = load_scenario("tianjin-2027", ["coverage.required_categories.min_fast.expressway_service_area=0"])
    table = verdicts_of(free, layers, candidates).set_index("id")
    assert (table.loc["TJ15-03", "verdict"], table.loc["TJ15-03", "ground"]) == ("met", "shown")
    fewer = load_scenario("tianjin-2027", ["chargers.target=40000"])
    table = verdicts_of(fewer, layers, candidates).set_index("id")
    assert table.loc["TJ15-01", "ground"] == "shown"  # 40,000 do not require the clause's 50,000


def test_a_target_of_one_kind_requires_only_counts_of_that_kind(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    public = load_scenario("tianjin-2027", ['chargers.kinds=["public"]'])
    table = verdicts_of(public, layers, candidates).set_index("id")
    assert table.loc["TJ15-01", "ground"] == "required"  # who builds 50,000 public ones has 50,000 in all
    assert table.loc["TJ15-02", "ground"] == "shown"


def test_what_a_clause_wants_earlier_is_not_required_by_a_target_at_the_end(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    later = load_scenario("tianjin-2027", ["horizon=2030"])
    table = verdicts_of(later, layers, candidates).set_index("id")
    assert table.loc[["TJ15-01", "TJ17-01", "N24-06"], "ground"].tolist() == ["shown", "shown", "required"]


def test_a_stock_that_the_scenario_asks_for_is_its_own_demand(
    layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    facts = clause_facts(load_scenario("guangdong-2025"), layers, candidates)
    asking = next(row for row in facts.register.clause if "public_chargers_in_all" in row.check)
    assert look_up(facts, asking, "public_chargers_in_all", ()).ground == "required"
