"""Cars follow the households that have one, own bays the kind of home; a figure given for a tier holds."""

from __future__ import annotations

import dataclasses
import importlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gisplan_errors import LayerError
from layers.demand.homes import figures_not_taken, homes_of, refuse_half_told
from layers.districts.polygons import HOME_FIGURES
from tests.layers.figures import PARAMETERS

CELLS = pd.Series(["2", "1", "2"])
FAMILIES, TIERS = ("cars_index", "own_bay_share"), ("central", "outer")
REGIONS = Path(__file__).parents[3] / "data" / "regions"


def two_districts(**changes: object) -> pd.DataFrame:
    """1: a car in half of 400 households; 2: in a quarter; 1,000 people each."""
    table = {
        "adcode": ["1", "2"],
        "tier": ["central", "outer"],
        "population": [1000, 1000],
        "households": [400, 400],
        "car_share": [0.5, 0.25],
        "lift_share": [0.2, 0.1],
        "yard_share": [0.0, 0.6],
    }
    return pd.DataFrame(table | changes)


def test_cars_follow_the_households_that_have_one() -> None:
    homes = homes_of(CELLS, two_districts(), PARAMETERS)
    # 200 and 100 cars for 1,000 people each: 4/3 and 2/3 of the mean
    np.testing.assert_allclose(homes.cars_index, [2 / 3, 4 / 3, 2 / 3])


def test_own_bays_follow_the_kind_of_home() -> None:
    figures = PARAMETERS.replace(own_bay_yard=1.0, own_bay_lift=0.5, own_bay_walk_up=0.1)
    homes = homes_of(CELLS, two_districts(), figures)
    village, town = 0.6 * 1.0 + 0.1 * 0.5 + 0.3 * 0.1, 0.2 * 0.5 + 0.8 * 0.1
    np.testing.assert_allclose(homes.own_bay, [village, town, village])


def test_a_figure_that_is_given_for_a_tier_holds_for_its_districts() -> None:
    figures = PARAMETERS.replace(cars_index_outer=3.0, own_bay_share_outer=0.9)
    usual, given = (homes_of(CELLS, two_districts(), one) for one in (PARAMETERS, figures))
    np.testing.assert_allclose(given.cars_index, [3.0, usual.cars_index[1], 3.0])
    np.testing.assert_allclose(given.own_bay, [0.9, usual.own_bay[1], 0.9])


def test_without_a_census_the_figures_of_the_tiers_hold() -> None:
    tiers = [PARAMETERS.value(f"cars_index_{tier}") for tier in ("outer", "central", "outer")]
    for districts in (
        two_districts(**dict.fromkeys(HOME_FIGURES)),
        two_districts().drop(columns=[*HOME_FIGURES]),
    ):
        homes = homes_of(CELLS, districts, PARAMETERS)
        np.testing.assert_allclose(homes.cars_index, tiers)
        assert homes.own_bay[1] == PARAMETERS.value("own_bay_share_central")


def test_one_district_without_a_census_takes_those_of_its_tier() -> None:
    blank = {name: [value, None] for name, value in zip(HOME_FIGURES, (400, 0.5, 0.2, 0.0), strict=True)}
    homes = homes_of(CELLS, two_districts(**blank), PARAMETERS)
    np.testing.assert_allclose(homes.cars_index[:2], [PARAMETERS.value("cars_index_outer"), 1.0])


def test_a_figure_that_is_given_for_a_role_holds_for_the_tiers_that_take_it() -> None:
    figures = PARAMETERS.replace(cars_index_ring=3.0)
    homes = homes_of(CELLS, two_districts(tier=["central", "binhai"]), figures)
    np.testing.assert_allclose(homes.cars_index[:2], [3.0, 4 / 3])


@pytest.mark.parametrize(
    ("changes", "given", "taken"),
    [
        ({}, {}, ""),
        (dict.fromkeys(HOME_FIGURES), {}, " ".join(f"{part}_{tier}" for part in FAMILIES for tier in TIERS)),
        ({"population": [1000, 0]}, {}, "cars_index_outer own_bay_share_outer"),
        ({"car_share": [0.0, 0.0]}, {}, "cars_index_central cars_index_outer"),
        ({}, {"cars_index_outer": 3.0}, "cars_index_outer"),
        ({"tier": ["central", "binhai"]}, {"own_bay_share_binhai": 0.5}, "own_bay_share_binhai"),
    ],
)  # fmt: skip
def test_figures_of_tiers_that_a_census_stands_in_for_are_told(
    changes: dict[str, Any], given: dict[str, float], taken: str
) -> None:
    districts, figures = two_districts(**changes), PARAMETERS.replace(**given)
    aside = figures_not_taken(districts, figures)
    families = {name for name, _ in figures.items() if name.startswith(FAMILIES)}
    assert families - aside == set(taken.split())
    assert aside <= families
    # what is left aside moves nothing, what is taken does
    for name in families:
        changed = {**figures.figures, name: dataclasses.replace(figures[name], value=0.123)}
        other = dataclasses.replace(figures, figures=changed)
        same = [
            np.array_equal(one, two)
            for one, two in zip(
                dataclasses.astuple(homes_of(CELLS, districts, figures)),
                dataclasses.astuple(homes_of(CELLS, districts, other)),
                strict=True,
            )
        ]
        assert all(same) == (name in aside), name


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [({"lift_share": [0.2, None]}, "lift_share"), ({"homes_source": ["census", ""]}, "homes_source")],
)
def test_a_census_in_part_or_without_its_source_is_refused(changes: dict[str, Any], lacking: str) -> None:
    said = {"homes_tag": "official", "homes_source": "census", "homes_as_of": "2020"}
    refuse_half_told(two_districts(**said), "districts.csv")
    refuse_half_told(two_districts().drop(columns=[*HOME_FIGURES]), "districts.csv")
    with pytest.raises(LayerError, match=f"districts.csv: district 2: its census of homes lacks {lacking}"):
        refuse_half_told(two_districts(**said | changes), "districts.csv")


@pytest.mark.parametrize("region", ["tianjin", "beijing", "guangdong", "jingjinji"])
def test_people_and_homes_of_the_shipped_regions_are_the_yearbooks(region: str) -> None:
    folder = os.environ.get("GISPLAN_BENCHMARK_DATA")
    if folder is None:
        pytest.skip("no census: set GISPLAN_BENCHMARK_DATA to the folder of the benchmarks")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(REGIONS.parent / "make"))  # scripts that no package holds
        maker = importlib.import_module("census")
    census = maker.read_census(Path(folder, "census2020", "census_county_2020.csv.gz"))
    shipped = pd.read_csv(REGIONS / region / "districts.csv", dtype={"adcode": str})
    pd.testing.assert_frame_equal(maker.written(shipped, census)[shipped.columns], shipped, check_dtype=False)
    provinces = shipped["adcode"].str[:2].unique() + "0000"
    assert shipped["population"].sum() == census.loc[provinces, "人口数_合计"].astype(float).sum()
    zones = (shipped["population_tag"] != "official").sum()
    assert zones == (21 if region == "jingjinji" else 0)
