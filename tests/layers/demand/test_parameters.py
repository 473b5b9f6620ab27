"""Every figure is labelled, replaceable by name, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gisplan_errors import LayerError, ScenarioError
from layers.demand.parameters import TAGS, Coefficient
from layers.demand.reading import read_demand_parameters, region_parameters
from maps.words.text import tidy
from tests.layers.figures import DATA, PARAMETERS, USUAL

if TYPE_CHECKING:
    from pathlib import Path

    from layers.demand.parameters import DemandParameters

TABLE = (DATA / "rules" / "demand.toml").read_text(encoding="utf-8")
CALIBRATION = DATA / "rules" / "calibration.toml"
TWO_TIERS = """
[core]
name_zh = "核心区"
name_en = "Core"
role = "central"
[fringe]
name_zh = "外围"
name_en = "Fringe"
role = "outer"
"""
SURVEY = 'unit = "share", source = "parking survey", tag = "official", as_of = "2026" }'


def region(folder: Path, figures: str = "") -> DemandParameters:
    """Give the figures of a region of two own tiers with its own ``demand.toml``."""
    (folder / "tiers.toml").write_text(TWO_TIERS, encoding="utf-8")
    (folder / "demand.toml").write_text(figures, encoding="utf-8")
    return region_parameters(folder, USUAL)


@pytest.mark.parametrize("figures", [USUAL, PARAMETERS], ids=["shipped", "tianjin"])
def test_every_figure_has_unit_source_tag_and_date(figures: DemandParameters) -> None:
    rows = figures.rows()
    assert len({row["name"] for row in rows}) == len(rows) >= 85
    assert all(row[key] for row in rows for key in ("unit", "source", "tag", "as_of"))
    assert {row["tag"] for row in rows} <= set(TAGS)
    assert [
        row["name"] for row in rows if tidy(row["source"]) != row["source"]
    ] == []  # pages cut a longer one


def test_fleet_shares_keep_the_clause() -> None:
    assert USUAL.value("sanitation_ev_share_new") >= 0.80
    assert USUAL.value("logistics_ev_share_new") >= 0.80


@pytest.mark.parametrize("key", ["value", "unit", "source", "tag", "as_of"])
def test_a_figure_that_does_not_say_all_is_refused(tmp_path: Path, key: str) -> None:
    parts = {"value": "1", "unit": '"m"', "source": '"s"', "tag": '"memory"', "as_of": '"2026"'}
    del parts[key]
    row = ", ".join(f"{name} = {value}" for name, value in parts.items())
    path = tmp_path / "demand.toml"
    path.write_text(f"{TABLE}\nnew_figure = {{ {row} }}\n", encoding="utf-8")
    with pytest.raises(LayerError, match=rf"demand\.toml: new_figure: {key} is missing"):
        read_demand_parameters(path, CALIBRATION)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            'value = 1, unit = "m", source = " ", tag = "memory", as_of = "2026"',
            "source = ' '; expected text",
        ),
        (
            'value = 1, unit = "m", source = "s", tag = "guess", as_of = "2026"',
            "tag 'guess'; expected one of",
        ),
        (
            'value = 1, unit = "m", source = "s", tag = "memory", as_of = "May"',
            "as_of = 'May'; expected a year",
        ),
        (
            'value = "1", unit = "m", source = "s", tag = "memory", as_of = "2026"',
            "value = '1'; expected a number",
        ),
        ('value = 1, unti = "m", source = "s", tag = "memory", as_of = "2026"', "key 'unti' unknown"),
        ('value = -1, unit = "m", source = "s", tag = "memory", as_of = "2026"', "expected at least 0"),
        (
            'value = 1, unit = "m", source = "s", tag = "memory", as_of = "2026", tier = "port"',
            "tier 'port'; expected one of central, ring, outer",
        ),
        (
            'value = 1, unit = "m", source = "s", tag = "memory", as_of = "2026", tier = "ring"',
            "expected a name that ends in _ring",
        ),
    ],
)
def test_a_bad_figure_is_named_with_its_file(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "demand.toml"
    path.write_text(f"{TABLE}\nnew_figure = {{ {row} }}\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"demand\.toml") as caught:
        read_demand_parameters(path, CALIBRATION)
    assert said in str(caught.value)
    assert "new_figure" in str(caught.value)


def test_a_replaced_number_no_longer_claims_its_source() -> None:
    after = USUAL.replace(car_km_per_year=10_000)
    assert after.value("car_km_per_year") == 10_000
    assert after["car_km_per_year"].unit == USUAL["car_km_per_year"].unit
    assert "set by the user" in after["car_km_per_year"].source
    assert USUAL.value("car_km_per_year") != 10_000


def test_a_whole_coefficient_replaces_source_too() -> None:
    survey = Coefficient(0.5, "share", "parking survey", "official", "2026")
    after = USUAL.replace(own_bay_share_ring=survey)["own_bay_share_ring"]
    assert (after.value, after.source, after.tag) == (0.5, "parking survey", "official")


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'nev_stock_horizon'"):
        USUAL.replace(nev_stock_horizont=1)
    with pytest.raises(ScenarioError, match="did you mean 'taxi_new'"):
        USUAL.value("taxis_new")


def test_a_tier_that_the_region_does_not_name_is_refused_with_those_it_has(tmp_path: Path) -> None:
    own = region(tmp_path)
    with pytest.raises(ScenarioError, match="tier 'binhai' is unknown; the region's tiers are core, fringe"):
        own.replace(own_bay_share_binhai=0.5)
    with pytest.raises(LayerError, match=r"demand\.toml: .*tier 'port' is unknown"):
        region(tmp_path, "own_bay_share_port = { value = 0.5, " + SURVEY)
    with pytest.raises(LayerError, match="tier 'outer' is unknown; the region's tiers are core, fringe"):
        own.of_tier("own_bay_share", "outer")


def test_a_tier_takes_the_figures_of_its_role_until_it_has_its_own(tmp_path: Path) -> None:
    assert region(tmp_path).of_tier("own_bay_share", "core") == USUAL.value("own_bay_share_central")
    own = region(tmp_path, "own_bay_share_core = { value = 0.11, " + SURVEY)
    assert own.of_tier("own_bay_share", "core") == 0.11
    assert own.of_tier("own_bay_share", "fringe") == USUAL.value("own_bay_share_outer")
    assert own.mixture("fringe") == USUAL.mixture("outer")
    assert own.core == ("core",)
    mixed = own.replace(spread_work_core=0.2)
    assert mixed.mixture("core") == USUAL.mixture("central") | {"work": 0.2}


def test_a_region_replaces_figures_by_name_and_keeps_their_unit(tmp_path: Path) -> None:
    own = region(tmp_path, "private_share = { value = 0.5, " + SURVEY)
    assert (own.value("private_share"), own["private_share"].source) == (0.5, "parking survey")
    with pytest.raises(LayerError, match="taxi_new: unit 'share'; the model takes 'vehicles'"):
        region(tmp_path, "taxi_new = { value = 0.5, " + SURVEY)
    with pytest.raises(LayerError, match=r"demand\.toml: private_share: source is missing"):
        region(tmp_path, 'private_share = { value = 0.5, unit = "share", tag = "memory", as_of = "2026" }')


def test_a_figure_of_a_new_tier_stands_beside_those_of_the_other_tiers() -> None:
    own = PARAMETERS.replace(own_bay_share_binhai=0.6)
    names = [name for name, _ in own.items()]
    assert names.index("own_bay_share_binhai") == names.index("own_bay_share_outer") + 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("home_energy_share", 85.0),
        ("bus_new", -1.0),
        ("car_kwh_per_km", float("nan")),
        ("charging_efficiency", 0.0),
        ("taxi_new", True),
    ],
)
def test_values_out_of_range_are_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ScenarioError, match=name):
        USUAL.replace(**{name: value})


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(ScenarioError, match="demand") as caught:
        USUAL.replace(taxi_new=-1.0, bus_new=-1.0)
    assert "taxi_new" in str(caught.value)
    assert "bus_new" in str(caught.value)
