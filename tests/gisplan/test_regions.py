"""A scenario speaks of its region's own tiers, and its figures come after the region's."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from gisplan.regions import usual_parameters
from gisplan.scenario.loading import load_scenario, scenario_from, scenario_toml
from gisplan_errors import LayerError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.scenario.schema import Scenario

TIERS = """
[core]
name_zh = "核心区"
name_en = "Core"
role = "central"
[fringe]
name_zh = "外围"
name_en = "Fringe"
role = "outer"
"""
FIGURES = """
taxi_new = { value = 70, unit = "vehicles", source = "taxi office", tag = "official", as_of = "2026" }
bus_new = { value = 30, unit = "vehicles", source = "bus company", tag = "official", as_of = "2026" }
own_bay_share_core = { value = 0.1, unit = "share", source = "survey", tag = "official", as_of = "2026" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a region of two own tiers; only what a scenario reads of it."""
    region = tmp_path / "wuhan"
    region.mkdir()
    (region / "region.toml").write_text('name = "wuhan"\n', encoding="utf-8")
    (region / "tiers.toml").write_text(TIERS, encoding="utf-8")
    (region / "demand.toml").write_text(FIGURES, encoding="utf-8")
    return region


def own(folder: Path, text: str = "") -> Scenario:
    path = folder.parent / "own.toml"
    path.write_text(f'extends = "tianjin-2027"\nname = "own"\nregion = "wuhan"\n{text}', encoding="utf-8")
    return load_scenario(path)


def test_the_scenario_comes_after_the_region_and_the_region_after_the_shipped_table(folder: Path) -> None:
    scenario = own(folder, "[demand.coefficients]\ntaxi_new = 5\n")
    figures, usual = scenario.demand.parameters(scenario.region), usual_parameters()
    assert (figures.value("taxi_new"), figures["taxi_new"].source) == (5, "set in the scenario")
    assert (figures.value("bus_new"), figures["bus_new"].source) == (30, "bus company")
    assert figures.value("logistics_new") == usual.value("logistics_new")
    assert usual.value("bus_new") != 30


def test_a_scenario_replaces_a_figure_of_an_own_tier(folder: Path) -> None:
    told = 'own_bay_share_fringe = { value = 0.9, source = "count", as_of = "2026" }'
    scenario = own(folder, f"[demand.coefficients]\n{told}\n")
    figures = scenario.demand.parameters(scenario.region)
    assert (figures.of_tier("own_bay_share", "core"), figures.of_tier("own_bay_share", "fringe")) == (
        0.1,
        0.9,
    )
    assert figures["own_bay_share_fringe"].unit == "share"


def test_a_figure_of_a_tier_that_the_region_lacks_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="tier 'binhai' is unknown; the region's tiers are core, fringe"):
        own(folder, "[demand.coefficients]\nown_bay_share_binhai = 0.5\n")


def test_a_profile_that_names_none_of_the_tiers_holds_by_their_role(folder: Path) -> None:
    profile = own(folder).coverage.active
    assert profile.judged_tiers == ("central", "binhai", "core")
    assert profile.radius_m["core"] == profile.radius_m["central"]
    assert "fringe" not in profile.radius_m
    assert profile.allocation_radius_m["fringe"] == profile.allocation_radius_m["outer"]


def test_a_profile_that_names_an_own_tier_is_kept(folder: Path) -> None:
    text = """[coverage.profiles.seed-2km]
    allocation_radius_m.core = { urban = 1000, rural = 1500 }
    """
    profile = own(folder, text).coverage.active
    assert (profile.allocation_radius_m["core"].urban, profile.judged_tiers) == (1000, ("central", "binhai"))


def test_a_resolved_scenario_reads_back_without_its_region(folder: Path) -> None:
    scenario = own(folder, "[demand.coefficients]\nown_bay_share_fringe = 0.9\n")
    table = tomllib.loads(scenario_toml(scenario))
    (folder / "region.toml").unlink()
    assert scenario_from(table, origin="copy") == scenario


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("radius_m.bimhai = { urban = 1, rural = 2 }", "radius_m: tier 'bimhai' is unknown"),
        ("allocation_radius_m.cor = { urban = 1, rural = 2 }", "did you mean 'core'?"),
        (
            'judged_tiers = ["central", "rim"]\nradius_m.rim = { urban = 1, rural = 2 }',
            "tier 'rim' is unknown",
        ),
        ("radius_m.core = { urban = 1, rural = 2 }", "allocation_radius_m: tier 'core' is missing"),
    ],
)
def test_a_profile_of_an_unknown_tier_is_refused_with_the_tiers_there_are(
    folder: Path, text: str, said: str
) -> None:
    with pytest.raises(ScenarioError, match=r"coverage\.profiles\.seed-2km") as caught:
        own(folder, f"[coverage.profiles.seed-2km]\n{text}\n")
    assert said in str(caught.value)
    assert "missing" in said or "the region's tiers are core, fringe" in str(caught.value)


def test_a_faulty_file_of_the_region_is_named(folder: Path) -> None:
    (folder / "demand.toml").write_text(FIGURES.replace('source = "survey", ', ""), encoding="utf-8")
    with pytest.raises(LayerError, match=r"demand\.toml: own_bay_share_core: source is missing"):
        own(folder)
