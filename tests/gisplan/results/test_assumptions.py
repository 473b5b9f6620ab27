"""The list of assumptions holds every figure that a plan rests on, each with source and tag."""

from __future__ import annotations

import pytest

from gisplan import load_scenario
from gisplan.policies.registers import load_registers
from gisplan.resources import region_folder, scenario_names
from gisplan.results.assumptions import (
    COLUMNS,
    demand_assumptions,
    policy_assumptions,
    scenario_assumptions,
    screening_assumptions,
)
from gisplan.results.inputs import policy_records
from layers.region.folders import region_outline

TAGS = {"text", "press", "memory", "modelled", "official"}


@pytest.mark.parametrize(
    "table",
    [scenario_assumptions(load_scenario("tianjin-2027")), screening_assumptions()],
    ids=["scenario", "rules"],
)
def test_every_figure_has_a_source_a_tag_and_its_own_name(table) -> None:
    assert table.columns.tolist() == COLUMNS
    assert len(table) > 20
    assert not table[["name", "source", "tag", "as_of"]].isna().any().any()
    assert (table["source"].str.len() > 0).all()
    assert set(table["tag"]) <= TAGS
    assert table["name"].is_unique


def test_screening_figures_name_rule_and_class() -> None:
    names = set(screening_assumptions()["name"])
    assert "screening.joint_class_oil.joint.I" in names


def test_a_changed_value_is_listed_with_where_it_was_set() -> None:
    changed = scenario_assumptions(load_scenario("tianjin-2027", ["coverage.detour=1.4"]))
    row = changed.set_index("name").loc["coverage.detour"]
    assert row["value"] == pytest.approx(1.4)
    assert "command line" in row["source"]


def test_figures_of_the_registers_are_listed_with_their_source() -> None:
    rows = policy_assumptions(load_registers(["tianjin-2023", "tianjin-2018"])).set_index("name")
    assert rows.loc["policy.truck_kw", ["value", "unit", "tag"]].tolist() == [120.0, "kW", "modelled"]
    assert rows.loc["policy.radius_m", "tag"] == "text"


def test_registers_are_recorded_with_the_documents_they_quote() -> None:
    (record,) = policy_records(["tianjin-2023"])
    assert (record["path"], record["rows"], len(record["sha256"])) == ("policies/tianjin-2023.toml", 56, 64)
    assert all(len(sha) == 64 for sha in record["documents"].values())


@pytest.mark.parametrize("name", scenario_names())
def test_no_figure_is_told_in_a_unit_that_it_has_not(name: str) -> None:
    table = scenario_assumptions(load_scenario(name)).set_index("name")
    assert table.index[table["unit"] == ""].tolist() == []
    assert table.index[table["unit"].eq("share") & (table["value"] > 1)].tolist() == []


def test_the_unit_of_a_figure_in_a_table_is_that_of_its_key() -> None:
    units = scenario_assumptions(load_scenario("tianjin-2027")).set_index("name")["unit"]
    assert units["service.taxi.radius_m"] == "m"
    assert units["service.taxi.nearest"] == "sites"
    assert units["parcels.bay_m2.bus_depot"] == "m²"
    assert units["hydrogen.freight.vehicles.hydrogen_truck_49t.range_km"] == "km"
    assert units["coverage.required_categories.min_fast.transport_hub"] == "chargers"
    assert units["chargers.types.dc60.max_utilisation.public"] == "share"


def test_a_figure_of_a_tier_is_listed_where_no_census_stands_in_for_it() -> None:
    scenario = load_scenario("tianjin-2027")
    figures = scenario.demand.parameters(scenario.region)
    districts = region_outline(region_folder("tianjin")).districts
    listed = set(demand_assumptions(figures, districts)["name"])
    usual = {f"demand.{name}" for name, _ in figures.items()}
    tiers = {name for name in usual if name.startswith(("demand.cars_index_", "demand.own_bay_share_"))}
    assert usual - listed == tiers
    assert {"demand.own_bay_lift", "demand.private_share"} <= listed
    own = load_scenario("tianjin-2027", ["demand.coefficients.own_bay_share_central=0.4"])
    listed = set(demand_assumptions(own.demand.parameters(own.region), districts)["name"])
    assert tiers & listed == {"demand.own_bay_share_central"}
