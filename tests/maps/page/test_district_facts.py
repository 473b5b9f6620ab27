"""What a district's page counts: permits, worst-served places, changes against another plan."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import CrsError, LayerError
from layers.results import PlanLayers
from maps.data.contents import cell_km2, common_data
from maps.page.against import Against, with_changes
from maps.page.district import district_frames, district_page, permits
from maps.page.planner import planner_page
from maps.page.worst_places import worst_places


def cells(rows: list[tuple[float, float, float, bool, float | None]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["x", "y", "population", "covered", "nearest_public_m"])
    shapes = shapely.box(frame["x"] - 0.001, frame["y"] - 0.001, frame["x"] + 0.001, frame["y"] + 0.001)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


PLACES = gpd.GeoDataFrame(
    {"name_zh": ["甲镇", "乙镇"], "name_en": ["Jia", "Yi"], "kind": "settlement"},
    geometry=[shapely.Point(117.0, 39.0), shapely.Point(117.5, 39.0)],
    crs=4326,
)


def test_worst_places_weigh_people_by_distance_and_leave_out_the_covered() -> None:
    found = worst_places(
        cells(
            [
                (117.01, 39.0, 100, False, 3000.0),
                (117.02, 39.0, 300, False, 5000.0),
                (117.49, 39.0, 500, False, 1000.0),
                (117.51, 39.0, 9000, True, 900.0),
                (117.03, 39.0, 0, False, 9000.0),
            ],
        ),
        PLACES,
    )
    assert [(row["name"].en, row["people"], row["metres"], row["beyond"]) for row in found] == [
        ("Jia", 400, 4500.0, 0),
        ("Yi", 500, 1000.0, 0),
    ]


def test_people_without_a_known_distance_count_as_the_farthest_and_are_told_apart() -> None:
    found = worst_places(
        cells(
            [(117.0, 39.0, 10, False, None), (117.5, 39.0, 9, False, 4000.0), (117.5, 39.01, 1, False, None)]
        ),
        PLACES,
    )
    assert [(row["name"].en, row["metres"], row["beyond"]) for row in found] == [
        ("Jia", None, 10),
        ("Yi", 4000.0, 1),
    ]


def test_no_cells_or_no_places_give_an_empty_list() -> None:
    some = cells([(117.0, 39.0, 10, False, 5.0)])
    assert worst_places(some.iloc[:0], PLACES) == []
    assert worst_places(some, PLACES.iloc[:0]) == []


def test_permits_count_sites_with_new_chargers_and_stations_per_authority() -> None:
    sites = pd.DataFrame(
        {
            "site_id": ["a", "b", "c"],
            "authority": ["甲局", "乙局", "甲局"],
            "status": ["candidate", "required", "existing"],
            "chargers": [4, 6, 9],
            "kw": [40.0, 60.0, 90.0],
        },
    )
    stations = pd.DataFrame({"authority": ["丙局", "乙局"]})
    counted = {
        row["authority"]: (row["sites"], row["chargers"], row["stations"]) for row in permits(sites, stations)
    }
    assert counted == {"甲局": (2, 13, 0), "乙局": (1, 6, 1), "丙局": (0, 0, 1)}


def test_cell_area_is_right_within_half_a_percent(layers: Any) -> None:
    exact = layers.demand.to_crs(4548).area.to_numpy() / 1e6
    np.testing.assert_allclose(cell_km2(layers.demand), exact, rtol=5e-3)


def test_district_gets_its_own_rows_and_every_row_lands_in_one_district(layers: Any) -> None:
    parts = [district_frames(adcode, layers) for adcode in layers.districts["adcode"]]
    for name in ("sites", "stations", "demand", "coverage"):
        assert sum(len(part[name]) for part in parts) == len(getattr(layers, name))


def test_changes_against_another_plan(layers: Any) -> None:
    before = layers.sites.iloc[:10].copy()
    after = layers.sites.iloc[2:12].copy()
    after.loc[after.index[0], "n_ac7"] += 1
    marked, dropped = with_changes(after, before)
    assert marked["change"].tolist() == ["changed", *["kept"] * 7, *["added"] * 2]
    assert dropped["site_id"].tolist() == before["site_id"].iloc[:2].tolist()


def test_page_shows_changes_when_asked(layers: Any, facts: Any) -> None:
    frames = layers.frames()
    before = PlanLayers(**{**frames, "sites": frames["sites"].iloc[20:]})
    now = PlanLayers(**{**frames, "sites": frames["sites"].iloc[:-15]})
    page = planner_page(now, facts, common_data(now, facts), Against(before, facts), None)
    assert 'id="layer-dropped">{"rows":15' in page


def test_district_without_sites_still_has_a_page(layers: Any, facts: Any) -> None:
    frames = layers.frames()
    sites = frames["sites"][frames["sites"]["adcode"] != "120101"]
    stations = frames["stations"].iloc[:0]
    empty = {**frames, "sites": sites, "stations": stations, "supply_links": frames["supply_links"].iloc[:0]}
    plan = PlanLayers(**empty)
    assert "本区无此项" in district_page("120101", plan, facts, common_data(plan, facts), None)


def test_plan_layers_list_every_fault_at_once(layers: Any) -> None:
    frames = layers.frames()
    sites = frames["sites"].copy()
    sites.loc[sites.index[1], "site_id"] = sites["site_id"].iloc[0]
    sites.loc[sites.index[2], "kw"] = np.nan
    sites.loc[sites.index[3], "n_ac7"] += 5
    coverage = frames["coverage"].assign(state="wet")
    places = frames["places"].drop(columns="kind")
    with pytest.raises(LayerError) as caught:
        PlanLayers(**{**frames, "sites": sites, "coverage": coverage, "places": places})
    message = str(caught.value)
    for part in (
        "sites.site_id: repeated",
        "sites.kw",
        "sites.chargers: not the sum",
        "coverage.state",
        "places: columns missing: kind",
    ):
        assert part in message


def test_plan_layers_refuse_another_crs(layers: Any) -> None:
    frames = layers.frames()
    with pytest.raises(CrsError, match=r"sites \(EPSG:4548\)"):
        PlanLayers(**{**frames, "sites": frames["sites"].to_crs(4548)})
