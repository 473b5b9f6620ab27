"""Layer ``standing``: what stands as its owner knows it, with dates, kept apart from the sites by key."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gisplan_errors import LayerError
from layers.files.layers import fill_defaults
from layers.importing.as_layer import as_layer
from layers.lint.checking import lint_layer
from layers.sites.standing import (
    ASSUMED,
    as_sites,
    by_year,
    charges,
    gives_stock,
    read_standing,
    sells_hydrogen,
    standing_of,
    stands,
    with_standing,
)
from tests.gisplan.standing_city import BARE, FUEL, FULL, FUTURE, GONE, standing_layer
from tests.gisplan.toy import CRS, at, toy_region, with_sites


def test_a_file_is_read_with_what_it_knows_and_nothing_else(tmp_path) -> None:
    inside, outside = (
        gpd.GeoSeries([at(*spot)], crs=CRS).to_crs(4326).iloc[0] for spot in ((2, 2), (90, 90))
    )
    table = pd.DataFrame(
        {
            "site_id": ["B", "A", "C"],
            "name_zh": ["乙", "甲", "丙"],
            "access": "public",
            "chargers": [4, np.nan, 1],
            "since": ["2020-05", "", "2019"],
            "origin": "survey",
            "source": "test",
            "lon": [inside.x, inside.x + 0.01, outside.x],
            "lat": [inside.y, inside.y, outside.y],
        }
    )
    table.to_csv(tmp_path / "standing.csv", index=False)
    region = toy_region()
    layer, away = read_standing(
        tmp_path / "standing.csv", districts=region.districts, places=region.places, crs=region.crs
    )
    assert away == 1
    assert layer["site_id"].tolist() == ["A", "B"]
    assert layer["since"].tolist() == ["undated", "2020-05"]
    assert layer["category"].tolist() == ["public_parking"] * 2
    assert layer[ASSUMED].all()
    assert np.isnan(layer.loc[0, ["chargers", "kw", "bays", "grid_kw"]].astype(float)).all()


def test_a_cell_of_an_aggregated_export_stands_at_a_point_inside(tmp_path) -> None:
    cell = gpd.GeoSeries([at(2, 2).buffer(400)], crs=CRS)
    frame = gpd.GeoDataFrame(
        {
            "site_id": ["CELL"],
            "name_zh": ["网格"],
            "access": ["public"],
            "stations": [7],
            "chargers": [120],
            "origin": ["official"],
            "source": ["test"],
        },
        geometry=cell,
    )
    frame.to_file(tmp_path / "standing.gpkg", layer="standing")
    region = toy_region()
    layer, _ = read_standing(
        tmp_path / "standing.gpkg", districts=region.districts, places=region.places, crs=region.crs
    )
    assert layer.geometry.iloc[0].distance(at(2, 2)) < 400
    assert layer.loc[0, ["stations", "chargers"]].tolist() == [7, 120]


def test_one_key_in_both_layers_is_refused_with_both_rows() -> None:
    layer = standing_layer({**FULL, "site_id": "PP-1"})
    with pytest.raises(LayerError, match=r"row 1 \(PP-1 已建PP-1\).*a row of layer sites, \d+ \(点位PP-1\)"):
        with_standing(toy_region().sites, layer, file="standing.csv")


def test_dates_say_what_stands_at_the_end_of_a_year() -> None:
    rows = standing_layer(BARE, FUTURE, GONE)
    assert rows["site_id"].tolist() == ["ST-BARE", "ST-GONE", "ST-LATE"]
    assert by_year(rows, 2025).tolist() == [True, True, False]
    assert by_year(rows, 2026).tolist() == [True, False, False]
    assert by_year(rows, 2035).tolist() == [True, False, True]


def test_hydrogen_and_charging_are_told_apart() -> None:
    rows = standing_layer(BARE, FUEL)
    assert charges(rows).tolist() == [True, False]
    assert sells_hydrogen(rows).tolist() == [False, True]
    assert gives_stock(rows)
    assert not gives_stock(rows[rows["site_id"] == "ST-H2"])
    assert as_sites(rows)["allows"].tolist() == ["charging", "hydrogen"]


def test_sites_where_something_stands_are_read_into_it() -> None:
    sites = with_sites(toy_region(), PP_1={"status": "existing"}, PP_2={"existing_chargers": 6}).sites
    rows = standing_of(sites, standing_layer(BARE).iloc[:0]).set_index("site_id")
    assert set(rows.index) == {"PP-1", "PP-2"} == set(sites["site_id"][stands(sites)])
    assert rows.loc["PP-2", "chargers"] == 6
    assert np.isnan(rows.loc["PP-1", "chargers"])


def test_the_lint_names_more_chargers_than_bays() -> None:
    frame = fill_defaults(
        standing_layer({**FULL, "bays": 12}).drop(columns=["adcode", "authority", ASSUMED]), "standing"
    )
    assert [fault.rule for fault in lint_layer(frame, "standing")] == ["chargers_over_bays"]
    assert lint_layer(standing_layer(BARE).drop(columns=["adcode", "authority", ASSUMED]), "standing") == []


def test_an_import_writes_no_kind_of_place_that_its_file_does_not_tell() -> None:
    told = standing_layer({**BARE, "category": "park"}, FULL).drop(columns=["adcode", "authority", ASSUMED])
    told.loc[told["site_id"] == "ST-FULL", "category"] = None
    some, _ = as_layer(told, "standing")
    assert some.set_index("site_id")["category"].to_dict() == {"ST-BARE": "park", "ST-FULL": ""}
    none, said = as_layer(told.drop(columns="category"), "standing")
    assert "category" not in none
    assert not any("category" in one.en for one in said)
    assert lint_layer(some, "standing") == []
