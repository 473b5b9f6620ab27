"""Demand cells on the map of a province: joined above a number, nothing lost, and the page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from maps import write_pages
from maps.data import joined_cells
from maps.data.joined_cells import page_cells

if TYPE_CHECKING:
    from pathlib import Path

SUMS = ["population", "ev_kwh_day", "h2_kg_day", "served_kwh_day", "unmet_kwh_day"]


def test_few_cells_stay_as_they_are(layers: Any) -> None:
    cells, side = page_cells(layers.demand)
    assert cells is layers.demand
    assert side is None


def test_two_cells_of_a_tile_become_one_with_the_mean_way_of_its_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # two cells in one tile of 0.02 degrees, one of another district beside, one far off where nobody lives
    monkeypatch.setattr(joined_cells, "MOST_CELLS", 3)
    corners = [(117.001, 39.001), (117.006, 39.001), (117.011, 39.001), (117.5, 39.5)]
    cells = gpd.GeoDataFrame(
        {
            "adcode": ["120101", "120101", "120102", "120102"],
            "population": [30.0, 10.0, 5.0, 0.0],
            "nearest_public_m": [100.0, 500.0, 900.0, 700.0],
            **{name: [1.0, 2.0, 4.0, 8.0] for name in SUMS[1:]},
        },
        geometry=[shapely.box(x, y, x + 0.005, y + 0.005) for x, y in corners],
        crs=4326,
    )
    joined, side = page_cells(cells)
    rows = joined.sort_values("ev_kwh_day").to_dict("records")
    assert side == pytest.approx(2.2, abs=0.1)
    assert [row["ev_kwh_day"] for row in rows] == [3.0, 4.0, 8.0]
    assert [row["adcode"] for row in rows] == ["120101", "120102", "120102"]
    assert [row["population"] for row in rows] == [40.0, 5.0, 0.0]
    assert [row["nearest_public_m"] for row in rows] == pytest.approx([200.0, 900.0, 700.0])
    assert rows[0]["geometry"].equals(shapely.box(117.001, 39.001, 117.011, 39.006))


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
@pytest.mark.parametrize("most", [250, 60, 1])
def test_joined_cells_keep_every_sum_of_every_district_and_their_ground(
    layers: Any, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(joined_cells, "MOST_CELLS", most)
    cells = layers.demand[np.isfinite(layers.demand["nearest_public_m"])]
    joined, side = page_cells(cells)
    districts = cells["adcode"].nunique()
    assert side is not None
    assert len(joined) <= max(most, districts * 20)
    before, after = (pd.DataFrame(frame).groupby("adcode")[SUMS].sum() for frame in (cells, joined))
    pd.testing.assert_frame_equal(after, before, check_dtype=False)
    assert joined.geometry.is_valid.all()
    assert joined.area.sum() == pytest.approx(cells.area.sum())
    way = (cells["population"] * cells["nearest_public_m"]).sum()
    assert (joined["population"] * joined["nearest_public_m"]).sum() == pytest.approx(way)


def test_a_cell_that_no_site_reaches_leaves_the_mean_of_its_tile(
    layers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined_cells, "MOST_CELLS", 1)
    cells = layers.demand.head(1)
    unreached = cells.assign(nearest_public_m=np.inf)
    two = gpd.GeoDataFrame(pd.concat([cells, unreached], ignore_index=True), crs=4326)
    joined, _ = page_cells(two)
    assert joined["nearest_public_m"].tolist() == pytest.approx(cells["nearest_public_m"].tolist())
    assert page_cells(two.iloc[[1, 1]])[0]["nearest_public_m"].isna().all()


@pytest.mark.browser
def test_the_map_says_that_cells_are_joined_and_a_district_page_keeps_them(
    visit: Any, layers: Any, facts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined_cells, "MOST_CELLS", 100)
    monkeypatch.setattr("maps.page.writing.city_page", lambda *_: "")  # it shows no cells
    write_pages(tmp_path, layers, facts)
    page = visit.open(tmp_path / "map.html")
    page.locator("input[data-layer=demand]").check()
    legend = page.locator("label:has(input[data-layer=demand]) + .legend")
    assert "网格已合并" in legend.inner_text()
    assert page.evaluate("gisplan.layer('demand').rows") <= 100

    code = str(layers.demand["adcode"].iloc[0])
    page = visit.open(tmp_path / "districts" / f"{code}.html")
    own = int((layers.demand["adcode"] == code).sum())
    assert page.evaluate("gisplan.layer('demand').rows") == own
