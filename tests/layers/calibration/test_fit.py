"""A fit finds the truth it was drawn from, judges no cell by its own stations, and says what a list lacks."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.calibration.agreement import agreement, both_agreements, cells_that_touch
from layers.calibration.exponents import fit_counts, fit_people
from layers.calibration.file import calibration_text
from layers.calibration.fit import (
    FOLDS,
    Calibration,
    Observed,
    _crossed,
    calibrate,
    folds_of,
    observe,
    placed_stations,
)
from layers.demand.cells import lay_land
from layers.demand.evidence import EVIDENCE
from layers.demand.intensity import charging_stations
from layers.demand.reading import read_demand_parameters
from tests.layers.figures import DATA, PARAMETERS

if TYPE_CHECKING:
    from pathlib import Path

    from layers.demand.cells import Land

CRS = "EPSG:4548"
WEST, SOUTH, SIDE = 460_000.0, 4_300_000.0, 40_000.0


def test_exponents_and_level_of_counts_are_recovered() -> None:
    random = np.random.default_rng(1)
    features, area = random.uniform(0, 4, (8000, 3)), random.uniform(0.2, 1.0, 8000)
    mean = area * 0.05 * np.exp(features @ [0.8, 0.0, 0.3])
    counts = random.poisson(mean * random.gamma(1.0, 1.0, 8000)).astype(float)
    fit = fit_counts(features, counts, area)
    assert fit.exponents == pytest.approx([0.8, 0.0, 0.3], abs=0.06)
    assert fit.level == pytest.approx(0.05, rel=0.15)


def test_a_thing_that_tells_against_is_never_given_a_negative_exponent() -> None:
    random = np.random.default_rng(2)
    features = random.uniform(0, 4, (2000, 2))
    counts = random.poisson(np.exp(features @ [0.5, -0.7])).astype(float)
    assert fit_counts(features, counts, np.ones(2000)).exponents.min() == 0.0


def test_exponents_of_people_are_recovered_from_whole_districts() -> None:
    random = np.random.default_rng(3)
    district = np.repeat(np.arange(80), 100)
    features = random.uniform(0, 3, (8000, 2)) * random.uniform(0.2, 1.0, (80, 2))[district]
    people = np.bincount(district, 20.0 * np.exp(features @ [1.1, 0.4]))
    fit = fit_people(features, np.ones(8000), district, people)
    assert fit.exponents == pytest.approx([1.1, 0.4], abs=0.02)
    assert fit.level == pytest.approx(20.0, rel=0.05)


def ground(*, named: bool = True) -> Land:
    """Lay a region of four districts of 40 km, with streets in all of them, or in the western two."""
    random = np.random.default_rng(7)
    squares = [(0, 0), (0, 1), (1, 0), (1, 1)]
    districts = gpd.GeoDataFrame(
        {
            "adcode": ["110101", "110102", "110111", "110112"],
            "tier": ["central", "ring", "outer", "outer"],
            "population": [3_000_000, 900_000, 500_000, 200_000],
            "population_as_of": "2020-11-01",
        },
        geometry=[
            shapely.box(WEST + i * SIDE, SOUTH + j * SIDE, WEST + (i + 1) * SIDE, SOUTH + (j + 1) * SIDE)
            for i, j in squares
        ],
        crs=CRS,
    )
    towns = random.uniform(0, 2 * SIDE, (60, 2))
    places = gpd.GeoDataFrame(
        {"name_zh": [str(k) for k in range(60)], "kind": "settlement"},
        geometry=gpd.points_from_xy(WEST + towns[:, 0], SOUTH + towns[:, 1]),
        crs=CRS,
    )
    spots = np.repeat(towns, 40, axis=0) + random.normal(0, 3000, (2400, 2))
    spots = spots if named else spots[spots[:, 0] < SIDE]
    counts = pd.DataFrame({name: random.poisson(1.5, len(spots)) for name in EVIDENCE}, dtype=float)
    evidence = gpd.GeoDataFrame(
        counts, geometry=gpd.points_from_xy(WEST + spots[:, 0], SOUTH + spots[:, 1]), crs=CRS
    )
    return lay_land(districts, places, crs=CRS, parameters=PARAMETERS, evidence=evidence)


def drawn(land: Land, seed: int = 11) -> gpd.GeoDataFrame:
    """Draw stations from the shipped model."""
    people = land.people(PARAMETERS, "settlements")
    area = land.pieces["area_m2"].to_numpy()
    expected = charging_stations(land.densities, people, area, PARAMETERS)
    counts = np.random.default_rng(seed).poisson(expected)
    spots = land.pieces.geometry.representative_point().array[counts > 0]
    return gpd.GeoDataFrame({"count": counts[counts > 0]}, geometry=spots, crs=CRS)


@pytest.fixture(scope="module")
def land() -> Land:
    return ground()


def test_a_region_whose_stations_the_model_drew_is_told_to_agree(land: Land) -> None:
    made = calibrate(land, drawn(land), PARAMETERS, source="drawn", as_of="2026")
    assert made.figures["charging_major"].value == pytest.approx(PARAMETERS.value("charging_major"), abs=0.25)
    rows = made.agreement.set_index(["model", "over"])
    assert rows.loc[("charging", "cells"), "spearman"] > rows.loc[("people", "cells"), "spearman"]
    assert (
        rows.loc[("charging", "cells"), "spearman"] <= rows.loc[("charging_seen", "cells"), "spearman"] + 0.02
    )
    assert set(rows.index.get_level_values(0)) >= {"charging", "plain", "people", "people_area"}
    assert made.stations == drawn(land)["count"].sum()
    assert made.people_districts == 0  # four districts are too few: the shipped exponents stay
    assert not any(name.startswith("people_") for name in made.figures)


def test_no_block_is_judged_by_a_fit_that_saw_its_stations(land: Land) -> None:
    pieces = land.pieces
    spots = pieces.geometry.representative_point().to_crs(4326)
    where = pd.DataFrame({"lon": spots.x, "lat": spots.y})
    area = pieces["area_m2"].to_numpy() / 1e6
    stations = placed_stations(drawn(land), land.districts.to_crs(4326))
    x = np.log1p(land.densities[["major", "bus"]].to_numpy())
    known = np.ones(len(x), dtype=bool)
    seen = observe(where, area, stations)
    assert len(np.unique(folds_of(seen.block, 0))) == FOLDS
    _, before = _crossed(x, area, seen, known)
    # a hundredfold of the stations in one block moves what is expected anywhere but there
    block = seen.block[int(seen.counts.argmax())]
    mine = seen.block == block
    crowded = replace(seen, counts=np.where(mine, seen.counts * 100.0, seen.counts))
    _, after = _crossed(x, area, crowded, known)
    inside = mine[seen.cell]
    for old, new in zip(before, after, strict=True):
        assert np.array_equal(old[inside], new[inside])
        assert not np.allclose(old[~inside], new[~inside])


def test_stations_near_a_block_that_is_left_out_are_not_learnt_from_where_that_is_asked() -> None:
    # cells of a kilometre in two rows of blocks; a crowd stands in the cell beside the border of two of them
    side = np.arange(200)
    lon, lat = 116.0 + (side + 0.5) / 100, np.full(200, 0.005)
    block = np.repeat(np.arange(10), 20)
    counts = np.ones(200)
    cell, ones = np.arange(200), np.ones(200)
    x, known = np.log1p(np.column_stack([side % 7, side % 3]).astype(float)), np.ones(200, dtype=bool)
    border = int(np.flatnonzero(np.diff(folds_of(block, 0)))[0])
    crowded = np.where(cell == border, 300.0, counts)
    for apart_km, moved in ((0.0, True), (3.0, False)):
        before, after = (
            _crossed(x, ones, Observed(cell, ones, told, block, lon, lat), known, apart_km)[1][0]
            for told in (counts, crowded)
        )
        assert np.allclose(before[border + 1], after[border + 1]) != moved


def test_the_folds_of_a_block_are_those_of_all_its_cells(land: Land) -> None:
    block = np.repeat(np.arange(20), 9)
    for round_ in range(3):
        folds = pd.Series(folds_of(block, round_)).groupby(block)
        assert (folds.min() == folds.max()).all()


def test_a_district_without_names_takes_the_second_model() -> None:
    half = ground(named=False)
    east = half.pieces["adcode"].isin(["110111", "110112"]).to_numpy()
    assert half.densities.loc[east].isna().all(axis=None)
    assert half.densities.loc[~east].notna().all(axis=None)
    people = half.people(PARAMETERS, "settlements")
    area = half.pieces["area_m2"].to_numpy()
    stations = charging_stations(half.densities, people, area, PARAMETERS)
    alone = half.without_names()
    plain = charging_stations(half.densities * np.nan, people, area, PARAMETERS)
    assert stations[east] == pytest.approx(plain[east])
    assert not np.allclose(stations[~east], plain[~east])
    assert people[east] == pytest.approx(alone.people(PARAMETERS, "settlements")[east])


def test_people_that_are_not_known_are_not_taken_for_none(land: Land) -> None:
    people = np.full(len(land.pieces), np.nan)
    stations = charging_stations(land.densities, people, land.pieces["area_m2"].to_numpy(), PARAMETERS)
    assert np.isnan(stations).all()


def test_counts_that_are_written_as_text_are_counted_the_same(land: Land) -> None:
    numbers = drawn(land)
    texts = numbers.assign(count=numbers["count"].astype(str))
    one, other = (calibrate(land, table, PARAMETERS, source="s", as_of="2026") for table in (numbers, texts))
    assert (one.stations, one.left_out) == (other.stations, other.left_out)


def test_names_move_people_within_a_district_only() -> None:
    both = ground()
    with_names, without = (one.people(PARAMETERS, "settlements") for one in (both, both.without_names()))
    assert not np.allclose(with_names, without)
    codes = both.pieces["adcode"].to_numpy()
    for code, people in zip(both.districts["adcode"], both.districts["population"], strict=True):
        assert with_names[codes == code].sum() == people == without[codes == code].sum()


def test_a_written_calibration_is_read_again(tmp_path: Path, land: Land) -> None:
    made = calibrate(land, drawn(land), PARAMETERS, source='a "list"', as_of="2026")
    path = tmp_path / "calibration.toml"
    path.write_text(calibration_text(made, "four"), encoding="utf-8")
    read = read_demand_parameters(DATA / "rules" / "demand.toml", path)
    assert {name: read[name] for name in made.figures} == dict(made.figures)
    fit = tomllib.loads(path.read_text(encoding="utf-8"))["fit"]
    assert fit["stations"] == made.stations
    assert len(fit["agreement"]) == len(made.agreement)


def test_the_shipped_calibration_is_as_gisplan_writes_one() -> None:
    path = DATA / "rules" / "calibration.toml"
    text = path.read_text(encoding="utf-8")
    fit = tomllib.loads(text)["fit"]
    agreement, region = pd.DataFrame(fit.pop("agreement")), fit.pop("region")
    figures = {name: row for name, row in PARAMETERS.items() if f"[{name}]\n" in text}
    nothing = {"residuals": pd.DataFrame(), "left_out": 0}
    assert text == calibration_text(Calibration(figures, agreement, **nothing, **fit), region)


@pytest.mark.parametrize("count", [0, 1.5, -2, "some"])
def test_a_count_that_is_none_is_named_by_row(land: Land, count: object) -> None:
    stations = drawn(land).reset_index(drop=True)
    stations["count"] = stations["count"].astype(object)
    stations.loc[4, "count"] = count
    with pytest.raises(LayerError, match=r"stations: one row has .*: 5;"):
        calibrate(land, stations, PARAMETERS, source="s", as_of="2026")


def test_too_few_stations_are_told_before_any_fit(land: Land) -> None:
    with pytest.raises(LayerError, match="at least 100"):
        calibrate(land, drawn(land).iloc[:5], PARAMETERS, source="s", as_of="2026")


def test_agreement_by_hand() -> None:
    alike = agreement(np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0]))
    assert (alike.number, alike.spearman) == (3, pytest.approx(1.0))
    assert alike.factor == pytest.approx(1.0)
    assert np.isnan(alike.top_tenth)
    assert agreement(np.array([3.0, 1.0]), np.array([1.0, 1.0])).factor == pytest.approx(2.0)
    many = np.arange(100.0)
    assert agreement(many, many).top_tenth == 1.0
    assert agreement(many, -many + 99).top_tenth == 0.0
    assert agreement(np.ones(5), np.arange(5.0)).spearman == 0.0


def test_every_cell_that_touches_counts_the_empty_too() -> None:
    land = shapely.box(117.01, 39.01, 117.14, 39.04)
    assert list(cells_that_touch(land)) == [(2340, 780), (2341, 780), (2342, 780)]
    districts = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[land], crs=4326)
    values = pd.DataFrame({"lon": [117.02, 117.06], "lat": 39.02, "adcode": "1", "model": [2.0, 1.0]})
    real = pd.DataFrame({"lon": [117.02], "lat": [39.02], "adcode": ["1"], "count": [7.0]})
    rows = both_agreements(values, real, districts).set_index("over")
    assert rows.loc["cells", "number"] == 3
    assert rows.loc["districts", "number"] == 1
