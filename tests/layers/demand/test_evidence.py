"""Names around a place: counted, told by row when they are wrong, and as dense wherever they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.demand.evidence import EVIDENCE, density_at, named_districts, read_evidence
from tests.layers.figures import DATA

if TYPE_CHECKING:
    from pathlib import Path


def table(**changes: object) -> pd.DataFrame:
    row = {"lon": 117.2, "lat": 39.1} | dict.fromkeys(EVIDENCE, 0) | {"bus": 3} | changes
    return pd.DataFrame([row])


def test_a_lone_name_is_a_gaussian_kernel() -> None:
    at = np.array([[0.0, 0.0], [1000.0, 0.0], [0.0, 2000.0], [9000.0, 0.0]])
    found = density_at(at, np.array([[0.0, 0.0]]), np.array([2.0]), 1000.0)
    peak = 2.0 / (2.0 * np.pi)  # per km²
    assert found == pytest.approx(peak * np.exp([0.0, -0.5, -2.0, -50.0]), abs=0.06 * peak)
    assert found[3] == 0.0


def test_density_sums_to_the_names() -> None:
    x, y = (
        part.ravel() for part in np.meshgrid(np.arange(-8000, 8000, 250.0), np.arange(-8000, 8000, 250.0))
    )
    points = np.array([[130.0, -77.0], [-1210.0, 940.0]])
    found = density_at(np.column_stack([x, y]), points, np.array([1.0, 4.0]), 1000.0)
    assert found.sum() * 0.25**2 == pytest.approx(5.0, rel=1e-2)


def test_a_place_has_the_same_density_whatever_is_read_with_it() -> None:
    random = np.random.default_rng(5)
    points, weights = random.uniform(0, 20_000, (60, 2)), random.integers(1, 5, 60).astype(float)
    near, all_ = random.uniform(4000, 9000, (20, 2)), random.uniform(-30_000, 50_000, (200, 2))
    alone = density_at(near, points, weights, 1000.0)
    together = density_at(np.vstack([near, all_]), points, weights, 1000.0)[:20]
    assert together == pytest.approx(alone, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "told"), [({"bus": -1}, "bus = -1"), ({"hub": "many"}, "hub"), ({"lon": 270.0}, "lon = 270")]
)
def test_what_is_no_count_is_named_by_row(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    path = tmp_path / "evidence.csv"
    pd.concat([table(), table(**changes)]).to_csv(path, index=False)
    with pytest.raises(LayerError, match=rf"evidence\.csv: row 3: .*{told.split(' = ', maxsplit=1)[0]}"):
        read_evidence(path)


def test_a_table_that_lacks_a_class_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.csv"
    table().drop(columns="major").to_csv(path, index=False)
    with pytest.raises(LayerError, match="major"):
        read_evidence(path)


def test_a_district_is_named_where_a_row_lies_in_it() -> None:
    districts = gpd.GeoDataFrame(
        {"adcode": ["a", "b"]}, geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs="EPSG:4548"
    )
    rows = gpd.GeoDataFrame(geometry=gpd.points_from_xy([12.0, 40.0], [3.0, 3.0]), crs="EPSG:4548")
    assert named_districts(rows, districts) == ["b"]


@pytest.mark.parametrize("region", ["tianjin", "beijing", "jingjinji"])
def test_shipped_names_can_be_read(region: str) -> None:
    shipped = read_evidence(DATA / "regions" / region / "evidence.csv")
    assert len(shipped) > 10_000
    assert (shipped[list(EVIDENCE)].sum() > 0).all()
