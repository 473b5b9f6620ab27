"""Every shipped scenario plans, on a piece of its region or coarse cells, and its run folder verifies.

With ``GISPLAN_WHOLE_PROVINCES=1`` the pieces are the whole regions, which takes some minutes each.
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan.pipeline import make_plan
from gisplan.resources import region_folder
from gisplan.runs.folder import write_plan
from gisplan.scenario.loading import load_scenario
from gisplan.verify.folder import judge_folder
from gisplan_data import data_folder
from tests.end_to_end.pieces import fitted
from tests.gisplan.planned import write_data

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PIECES = {
    # scenario: districts kept, changes that fit targets and limits to the piece
    "guangdong-2025": (
        ("440605", "440606", "445302", "442000"),
        ["chargers.target=76001", "coverage.max_new_sites=1200", "hydrogen.target=3"],
    ),
    "beijing-2020": (
        ("110105", "110112", "110115", "110119"),
        ["chargers.target=6000", "coverage.max_new_sites=300", "hydrogen.target=3"],
    ),
    "tianjin-2030": (
        ("120101", "120113", "120114"),
        ["chargers.target=8000", "coverage.max_new_sites=300", "hydrogen.target=3"],
    ),
    "jingjinji-corridors": (
        ("110115", "120114", "120116", "131003", "130209"),
        ["chargers.target=1500", "hydrogen.target=3"],
    ),
}
SEVERAL_CITIES = ("guangdong-2025", "jingjinji-corridors")
WHOLE = {"tianjin-2020": ["demand.coefficients.cell_fine_m=1500", "solver.work=20"]}


def changes_of(name: str, place: Path) -> list[str]:
    """Give the settings that fit a scenario to the piece of its region, or to coarse cells."""
    if name in WHOLE:
        return WHOLE[name]
    if os.environ.get("GISPLAN_WHOLE_PROVINCES") == "1":
        return []
    return fitted(name, *PIECES[name], place)


@pytest.mark.parametrize("name", [*PIECES, *WHOLE])
def test_a_shipped_scenario_plans_and_its_run_verifies(name: str, tmp_path: Path) -> None:
    quick = ["solver.work=8", "solver.gap=0.05", "demand.compare_spread=none"]
    scenario = load_scenario(name, [*quick, *changes_of(name, tmp_path)])
    plan = make_plan(scenario)
    head = plan.headline
    assert head["chargers_above_target"] >= 0
    assert head["hydrogen_stations_new"] == scenario.hydrogen.new_target
    assert head["expressway_service_areas_covered_share"] == 1.0
    if name in WHOLE:  # a piece cuts its roads
        assert head["corridors_verdict"].get("not met", 0) == 0
    assert set(plan.clauses["verdict"]) <= {"met", "not met", "partly", "not assessable", "context"}
    assert len(plan.clauses) > 5
    # Pages of one city are those of the main job; several cities have their own.
    put = write_plan if name in SEVERAL_CITIES else write_data
    assert judge_folder(put(plan, tmp_path / "run")).faults == []


def test_the_stock_of_guangdong_is_judged_by_public_chargers_that_stand() -> None:
    chargers = load_scenario("guangdong-2025").chargers
    assert (chargers.count, chargers.kinds) == ("stock", ("public",))
    assert chargers.target == 150_001  # more than 150,000
    assert chargers.new_target == chargers.target - chargers.existing_count


@pytest.mark.parametrize(
    ("region", "districts", "people"),
    [("guangdong", 124, 126_012_510), ("beijing", 16, 21_893_095), ("jingjinji", 199, 110_369_339)],
)
def test_the_people_of_a_region_are_those_of_the_census(region: str, districts: int, people: int) -> None:
    table = pd.read_csv(data_folder() / "regions" / region / "districts.csv", dtype={"adcode": str})
    assert len(table) == districts
    assert int(table["population"].sum()) == people
    assert set(table["population_tag"]) <= {"press", "memory", "modelled", "official"}
    assert table["population_source"].str.len().min() > 10
    codes = tomllib.loads((region_folder(region) / "region.toml").read_text(encoding="utf-8"))["adcodes"]
    assert sorted(codes) == sorted(table["adcode"])


def test_the_cities_of_guangdong_sum_to_its_bulletin() -> None:
    table = pd.read_csv(data_folder() / "regions" / "guangdong" / "districts.csv", dtype={"adcode": str})
    city = table.groupby(table["adcode"].str[:4])["population"].sum()
    assert len(city) == 21
    assert city["4401"] == 18_676_605
    assert city["4406"] == 9_498_863
    # The zone of Shenzhen inside Shanwei's polygon lives where it stands.
    assert city["4403"] + 65_663 == 17_560_061
