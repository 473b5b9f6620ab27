"""Scenarios: what is read is what is meant, and nothing can change it afterwards."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.resources import policy_file, region_folder, region_names, scenario_names
from gisplan.results.assumptions import scenario_assumptions
from gisplan.scenario.loading import load_scenario, scenario_from, scenario_toml
from gisplan_data import data_folder
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.scenario.schema import Scenario


@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenario_loads_and_survives_its_own_toml(name: str) -> None:
    read = load_scenario(name)
    assert read.name == name
    assert scenario_from(tomllib.loads(scenario_toml(read)), origin="copy") == read


def test_these_scenarios_ship_and_no_other() -> None:
    assert scenario_names() == [
        "beijing-2020",
        "guangdong-2025",
        "jingjinji-corridors",
        "tianjin-2020",
        "tianjin-2027",
        "tianjin-2027-cumulative",
        "tianjin-2027-freight",
        "tianjin-2027-integrated",
        "tianjin-2027-phased",
        "tianjin-2027-supply-cut",
        "tianjin-2027-tiered",
        "tianjin-2030",
        "tianjin-2035-hydrogen",
    ]


def test_no_scenario_owes_its_plan_to_a_seed_of_its_own() -> None:
    assert {load_scenario(name).seed for name in scenario_names()} == {1}


def test_default_asks_what_the_clauses_ask(scenario: Scenario) -> None:
    assert (scenario.chargers.target, scenario.hydrogen.target, scenario.hydrogen.new_target) == (
        50000,
        11,
        11,
    )
    assert scenario.coverage.active.judged_tiers == ("central", "binhai")


def test_cumulative_subtracts_the_latest_report_up_to_its_date() -> None:
    assert load_scenario("tianjin-2027-cumulative").hydrogen.new_target == 0
    early = load_scenario("tianjin-2027-cumulative", ["hydrogen.existing_on=2023-09-12"])
    assert (early.hydrogen.existing_count, early.hydrogen.new_target) == (1, 10)
    before = load_scenario("tianjin-2027-cumulative", ["hydrogen.existing_on=2020-01-01"])
    assert before.hydrogen.new_target == 11


def test_cost_of_a_charger_adds_works_and_grid(scenario: Scenario) -> None:
    kind = scenario.chargers.type_of("dc120")
    assert kind.cost("central") == pytest.approx(65000 * (1 + 0.375 + 0.375))
    assert kind.cost("low") < kind.cost("central") < kind.cost("high")


def test_capacity_is_power_times_hours_times_use(scenario: Scenario) -> None:
    assert scenario.chargers.type_of("ac7").capacity_kwh_day("private") == pytest.approx(7 * 24 * 0.06)


def test_scenario_cannot_be_changed(scenario: Scenario) -> None:
    with pytest.raises(pydantic.ValidationError):
        scenario.chargers.target = 1
    with pytest.raises(TypeError):
        scenario.coverage.profiles["new"] = scenario.coverage.active  # type: ignore[index]
    assert isinstance(scenario.chargers.types, tuple)


def test_set_changes_a_plain_value() -> None:
    assert load_scenario("tianjin-2027", ["chargers.target=60000"]).chargers.target == 60000


def test_set_on_a_figure_keeps_its_tag_and_tells_its_source() -> None:
    before = load_scenario("tianjin-2027").coverage.threshold
    after = load_scenario("tianjin-2027", ["coverage.threshold=0.9"]).coverage.threshold
    assert (after.value, after.tag, after.unit) == (0.9, before.tag, before.unit)
    assert after.source == "set on the command line"


def test_set_reaches_a_row_by_its_id() -> None:
    changed = load_scenario("tianjin-2027", ["chargers.types.dc120.power_kw=160"])
    assert changed.chargers.type_of("dc120").power_kw == 160


def test_set_reaches_a_year_by_its_number_also_where_the_file_sets_no_such_key() -> None:
    years = ["phasing.years.2025.budget=150_000_000", "phasing.years.2026.weight=2.0"]
    before = load_scenario("tianjin-2027-phased").phasing
    after = load_scenario("tianjin-2027-phased", years).phasing
    assert before is not None
    assert after is not None
    assert [row.budget for row in after.years] == [2.8e8, 1.5e8, 2.8e8, 2.8e8]
    assert [row.weight for row in after.years] == [1.0, 1.0, 2.0, 1.0]
    assert after.years[0] == before.years[0]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("phasing.years.2023.budget=1", "unknown key 'phasing.years.2023.budget'"),
        ("phasing.years.2025.budgets=1", "Did you mean 'phasing.years.2025.budget'"),
        ("phasing.years.2025.budget=-1", "phasing.years.2025.budget = -1"),
    ],
)
def test_set_of_a_wrong_year_key_or_value_is_refused_by_its_year(setting: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(words)):
        load_scenario("tianjin-2027-phased", [setting])


def test_set_takes_text_tables_and_lists() -> None:
    changed = load_scenario(
        "tianjin-2027",
        ["coverage.profile=tj-2018-tiered", 'hydrogen.served_districts=["120116"]', "costs.budget=5e9"],
    )
    assert changed.coverage.profile == "tj-2018-tiered"
    assert changed.hydrogen.served_districts == ("120116",)
    assert changed.costs.budget == 5e9
    assert load_scenario("tianjin-2027", ["costs.budget=5000000000"]).costs.budget == 5e9


def test_the_last_of_two_settings_holds() -> None:
    assert load_scenario("tianjin-2027", ["chargers.target=1", "chargers.target=2"]).chargers.target == 2


def test_demand_coefficient_by_name() -> None:
    changed = load_scenario("tianjin-2027", ["demand.coefficients.nev_stock_base=300000"])
    coefficient = changed.demand.parameters(changed.region)["nev_stock_base"]
    assert (coefficient.value, coefficient.unit) == (300000, "vehicles")
    assert coefficient.source == "set on the command line"


def test_extends_takes_the_rest_from_the_base(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "tianjin-2027"\nname = "own"\n[chargers]\ntarget = 7\n', encoding="utf-8")
    more = tmp_path / "more.toml"
    more.write_text('extends = "own.toml"\nname = "more"\n', encoding="utf-8")
    assert load_scenario(more).chargers.target == 7
    assert load_scenario(more).hydrogen.target == 11


def test_byte_order_mark_is_read(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "tianjin-2027"\nname = "own"\n', encoding="utf-8-sig")
    assert load_scenario(own).name == "own"


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=100))
def test_any_title_survives_its_toml(title: str) -> None:
    table = load_scenario("tianjin-2027").model_dump(exclude_none=True)
    table["title_en"] = title
    read = scenario_from(table, origin="test")
    assert scenario_from(tomllib.loads(scenario_toml(read)), origin="copy").title_en == title


def test_every_assumption_names_its_source(scenario: Scenario) -> None:
    frame = scenario_assumptions(scenario)
    assert list(frame.columns) == ["name", "value", "unit", "source", "tag", "as_of"]
    assert frame["name"].is_unique
    assert frame[["unit", "source", "tag", "as_of"]].ne("").all(axis=None)
    assert frame.set_index("name").loc["coverage.threshold", "value"] == 0.95
    assert "chargers.types.dc120.power_kw" in set(frame["name"])


def test_resources_name_what_ships() -> None:
    assert "tianjin" in region_names()
    assert (region_folder("tianjin") / "districts.csv").is_file()
    assert policy_file("tianjin-2023").is_relative_to(data_folder())
    with pytest.raises(ScenarioError, match="tianjin"):
        region_folder("nanjing")


def test_a_bad_value_that_was_set_is_not_laid_to_the_file_alone() -> None:
    with pytest.raises(ScenarioError, match=r"tianjin-2027\.toml --set chargers\.target=-5: "):
        load_scenario("tianjin-2027", ["chargers.target=-5"])
