"""A charger type is one block of TOML: planned, named, verified and recorded without a line of code."""

from __future__ import annotations

import dataclasses
import sqlite3
import tomllib
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from gisplan.report.writing import write_reports
from gisplan.resources import data_folder
from gisplan.results.page_facts import plan_facts
from gisplan.runs.workbook import write_workbook
from gisplan.scenario.loading import load_scenario
from gisplan.verify.run.reading import read_run
from gisplan_errors import ScenarioError
from maps.page.writing import write_pages
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_scenario

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = """
[[chargers.types]]
id = "mcs1000"
name_zh = "1 兆瓦重卡充电桩"
name_en = "1 MW lorry charger"
power_kw = 1000
current = "DC"
serves = ["freight"]
categories = ["logistics_park", "trunk_service_area", "hydrogen_hub"]
connectors = 1
connector_standard = "IEC TS 63379"
bays = 2
max_utilisation = { public = 0.2, dedicated = 0.3, private = 0.1 }
coincidence = { public = 0.5, dedicated = 0.5, private = 0.5 }
equipment_cost = { low = 100000, central = 120000, high = 140000 }
civil_share = { low = 0.25, central = 0.375, high = 0.5 }
grid_share = { low = 0.25, central = 0.375, high = 0.5 }
source = "test"
tag = "modelled"
as_of = "2026"
"""
BLOCKS: list[dict[str, Any]] = tomllib.loads(
    (data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8")
)["chargers"]["types"]
MCS: dict[str, Any] = tomllib.loads(BLOCK)["chargers"]["types"][0]
TYPES = [*BLOCKS, MCS]


@pytest.fixture(scope="module")
def plan() -> Any:
    """Plan the toy city with lorries that a megawatt pays for."""
    return planned("lorries", chargers__types=TYPES)


@pytest.fixture(scope="module")
def folder() -> Path:
    return written("lorries", chargers__types=TYPES)


def test_it_is_planned_where_it_may_stand_and_serves_lorries_alone(plan: Any, folder: Path) -> None:
    sites = plan.layers.sites
    assert sites.loc[sites["n_mcs1000"] > 0, "site_id"].tolist() == ["LP-1"]
    assert (sites["n_mcs1000"] <= sites["fast_chargers"]).all()
    before = planned("lorries")
    assert before.headline["investment_chargers_cost"] > plan.headline["investment_chargers_cost"]
    assert run_faults(read_run(folder)) == []


def test_one_block_is_all_that_a_scenario_of_its_own_needs(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "tianjin-2027"\n{BLOCK}', encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.chargers.type_ids == (*(kind["id"] for kind in BLOCKS), "mcs1000")
    path.write_text(
        'extends = "tianjin-2027"\n[[chargers.types]]\nid = "dc60"\npower_kw = 80', encoding="utf-8"
    )
    changed = load_scenario(path).chargers
    assert changed.type_of("dc60").power_kw == 80
    assert changed.type_ids == tuple(kind["id"] for kind in BLOCKS)
    path.write_text(f'extends = "tianjin-2027"\n{BLOCK}{BLOCK}', encoding="utf-8")
    with pytest.raises(ScenarioError, match="id 'mcs1000' is used by more than one charger type"):
        load_scenario(path)


def test_energy_that_lorries_do_not_take_is_not_served_by_it(folder: Path) -> None:
    """Call the energy of lorries that of taxis: what it gives is then given to nobody it can serve."""
    run = read_run(folder)
    flows = run.evidence.assignment
    flows = flows[(flows["site_id"] != "LP-1") | (flows["group"] != "taxi")]
    other = flows["group"].where(flows["site_id"] != "LP-1", "taxi")
    faults = run_faults(
        dataclasses.replace(
            run, evidence=dataclasses.replace(run.evidence, assignment=flows.assign(group=other))
        )
    )
    assert any("site LP-1: kWh/day served" in fault and "taxi" in fault for fault in faults)


def test_a_site_that_it_may_not_stand_at_is_caught(folder: Path) -> None:
    run = read_run(folder)
    sites = run.layers.sites
    sites = sites.assign(n_mcs1000=sites["n_mcs1000"].where(sites["site_id"] != "PP-1", 1))
    faults = run_faults(spoilt(run, "layers.sites", sites))
    assert "plan.gpkg sites site PP-1: holds mcs1000, which the shares of public_parking rule out" in faults


def test_everything_calls_it_by_its_name_in_the_scenario(plan: Any, folder: Path, tmp_path: Path) -> None:
    facts = plan_facts(plan)
    write_pages(tmp_path, plan.layers, facts)
    write_reports(plan, tmp_path)
    for page in ("map.html", "districts/120118.html", "report.html"):
        text = (tmp_path / page).read_text(encoding="utf-8")
        assert MCS["name_zh"] in text, page
        assert "7 kW 交流桩" in text, page
    write_workbook(plan, tmp_path / "plan.xlsx")
    sheet = load_workbook(tmp_path / "plan.xlsx", read_only=True)["充电站点"]
    heads = [cell.value for cell in next(sheet.iter_rows(max_row=1))]
    assert "充电桩 1 兆瓦重卡充电桩" in heads
    with closing(sqlite3.connect(folder / "plan.gpkg")) as base:
        asked = "SELECT name FROM gpkg_data_columns WHERE table_name = 'sites' AND column_name = 'n_mcs1000'"
        assert base.execute(asked).fetchone() == ("充电桩 1 兆瓦重卡充电桩 Chargers 1 MW lorry charger",)


def test_platform_records_state_its_connector(folder: Path) -> None:
    row = pd.read_csv(folder / "platform.csv", encoding="utf-8-sig").set_index("site_id").loc["LP-1"]
    assert "IEC TS 63379" in row["connector_standard"].split("；")
    assert row["n_mcs1000"] >= 1
    assert row["chargers_of_standard"] == row["chargers"] - row["n_mcs1000"]


def refused(**changes: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        toy_scenario(chargers__types=[*BLOCKS, {**MCS, **changes}])
    return str(caught.value)


def without(key: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        toy_scenario(chargers__types=[*BLOCKS, {name: value for name, value in MCS.items() if name != key}])
    return str(caught.value)


def test_a_category_table_that_omits_it_is_refused_by_name_with_what_to_do() -> None:
    told = without("categories")
    assert "category_type_shares.bands.logistics_park: does not name the type 'mcs1000'" in told
    assert "category_type_shares.bands.residential: does not name the type 'mcs1000'" in told
    assert "Give its band here (upper = 0 keeps it out)" in told
    assert "categories = [...]" in told


def test_its_connector_and_whom_it_serves_are_asked_for() -> None:
    assert "chargers.types.mcs1000.connector_standard: is missing" in without("connector_standard")
    assert "chargers.types.mcs1000.serves: is missing" in without("serves")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"serves": ["lorries"]}, "chargers.types.mcs1000.serves: unknown name 'lorries', known are home"),
        ({"categories": ["port"]}, "types.mcs1000.categories: unknown name 'port'"),
        ({"name_zh": BLOCKS[0]["name_zh"]}, "name_zh '7 kW 交流桩' is used by more than one charger type"),
    ],
)
def test_names_that_nobody_knows_or_that_two_bear_are_refused(changes: dict[str, Any], told: str) -> None:
    assert told in refused(**changes)


def test_a_group_that_no_type_serves_is_refused() -> None:
    types = [{**kind, "serves": [name for name in kind["serves"] if name != "taxi"]} for kind in BLOCKS]
    with pytest.raises(ScenarioError, match=r"service\.taxi: no charger type serves it\. Name it in serves"):
        toy_scenario(chargers__types=types)
