"""A population raster gives the pattern, the census the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.demand.cells import build_demand
from layers.demand.raster import raster_sums, reconcile
from tests.layers.figures import PARAMETERS

if TYPE_CHECKING:
    from pathlib import Path

rasterio = pytest.importorskip("rasterio", reason="rasterio is missing: pip install 'gisplan[raster]'")
pytest.importorskip("exactextract", reason="exactextract is missing: pip install 'gisplan[raster]'")

CRS = "EPSG:4548"
WEST, SOUTH = 500_000.0, 4_320_000.0
NODATA = -99_999.0


def write(
    path: Path,
    pixels: list[list[float]],
    crs: str | None = CRS,
    bands: int = 1,
    dtype: str = "float32",
    **other: Any,
) -> Path:
    values = np.array(pixels, dtype=dtype)
    north = SOUTH + 1000.0 * values.shape[0]
    given = {"transform": rasterio.Affine(1000, 0, WEST, 0, -1000, north), "nodata": NODATA} | other
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=bands,
        dtype=dtype, crs=crs, **given,
    ) as sink:  # fmt: skip
        for band in range(bands):
            sink.write(values, band + 1)
    return path


def land(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(WEST + w, SOUTH + s, WEST + e, SOUTH + n) for w, s, e, n in boxes]
    return gpd.GeoDataFrame({"adcode": [str(k) for k in range(len(boxes))]}, geometry=shapes, crs=CRS)


def test_pixels_on_an_edge_count_by_their_share(tmp_path: Path) -> None:
    raster = write(tmp_path / "people.tif", [[10, 20], [40, 80]])
    sums = raster_sums(raster, land((0, 0, 1000, 1000), (500, 0, 1500, 2000), (0, 0, 2000, 2000)))
    assert sums.tolist() == pytest.approx([40, 75, 150])


def test_nodata_and_land_outside_count_nothing(tmp_path: Path) -> None:
    raster = write(tmp_path / "people.tif", [[NODATA, 20]])
    assert raster_sums(raster, land((0, 0, 2000, 1000), (9000, 0, 9500, 500))).tolist() == [20, 0]


def test_a_raster_in_degrees_is_met_in_its_own_crs(tmp_path: Path) -> None:
    path = tmp_path / "people.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=20, width=20, count=1, dtype="float32", crs="EPSG:4326",
        transform=rasterio.Affine(0.01, 0, 116.95, 0, -0.01, 39.15),
    ) as sink:  # fmt: skip
        sink.write(np.full((20, 20), 5.0, dtype="float32"), 1)
    square = land((2000, 2000, 4000, 4000))
    degrees = square.to_crs("EPSG:4326").geometry.item().area
    assert raster_sums(path, square).item() == pytest.approx(5.0 * degrees / 0.0001, rel=1e-3)


def test_census_totals_are_exact_and_factors_told() -> None:
    districts = pd.DataFrame({"adcode": ["a", "b"], "population": [1001, 30]})
    people, factors = reconcile(np.array([1.0, 3.0, 20.0, 40.0]), pd.Series(["a", "a", "b", "b"]), districts)
    assert people[:2].sum() == 1001
    assert people[2:].tolist() == [10, 20]
    assert factors.to_dict() == {"a": 250.25, "b": 0.5}


def test_districts_the_raster_misses_are_all_named() -> None:
    districts = pd.DataFrame({"adcode": ["a", "b", "c"], "population": [5, 5, 5]})
    with pytest.raises(LayerError, match="districts b, c"):
        reconcile(np.array([1.0, 0.0]), pd.Series(["a", "b"]), districts)


def test_faulty_rasters_are_named(tmp_path: Path) -> None:
    square = land((0, 0, 1000, 1000))
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(LayerError, match=r"text\.tif: is no \.tif file"):
        raster_sums(tmp_path / "text.tif", square)
    with pytest.raises(LayerError, match="2 bands"):
        raster_sums(write(tmp_path / "two.tif", [[1]], bands=2), square)
    with pytest.raises(LayerError, match="no CRS"):
        raster_sums(write(tmp_path / "bare.tif", [[1]], crs=None), square)
    with pytest.raises(LayerError, match="negative people in 2 pixels, least -5"):
        raster_sums(write(tmp_path / "minus.tif", [[-5, -1, 9]]), land((0, 0, 3000, 1000)))


@pytest.mark.parametrize(("east", "north"), [(1, 1), (-1, 1), (-1, -1), (1, -1)])
def test_rows_and_columns_may_run_either_way(tmp_path: Path, east: int, north: int) -> None:
    """Four pixels, of which the north-west one has 10 people, however the file runs."""
    pixels = np.array([[10, 20], [40, 80]])[::north, ::east]
    corner = (WEST if east > 0 else WEST + 2000, SOUTH + 2000 if north > 0 else SOUTH)
    turned = rasterio.Affine(1000 * east, 0, corner[0], 0, -1000 * north, corner[1])
    raster = write(tmp_path / "people.tif", pixels.tolist(), transform=turned)
    pieces = land(
        (0, 1000, 1000, 2000), (1000, 1000, 2000, 2000), (0, 0, 1000, 1000), (1500, 500, 9000, 9000)
    )
    assert raster_sums(raster, pieces).tolist() == pytest.approx([10, 20, 40, 0.25 * 80 + 0.5 * 20])


def test_a_raster_at_a_slant_is_refused(tmp_path: Path) -> None:
    turned = rasterio.Affine(1000, 200, WEST, 200, -1000, SOUTH + 2000)
    raster = write(tmp_path / "slant.tif", [[1, 1], [1, 1]], transform=turned)
    with pytest.raises(LayerError, match=r"at a slant.*gdalwarp"):
        raster_sums(raster, land((0, 0, 1000, 1000)))


@pytest.mark.parametrize(
    ("odd", "dtype", "told"),
    [
        (-99_999, "float32", "-99999"),
        (np.finfo("float32").max, "float32", "3.402823466e\\+38"),
        (-3.4e38, "float64", "-3.4e\\+38"),
        (255, "uint8", "255"),
        (65_535, "uint16", "65535"),
        (99_999, "float32", "99999"),
        (2**31 - 1, "int32", "2147483647"),
    ],
)
def test_nodata_that_is_not_declared_is_found_by_the_distribution(
    tmp_path: Path, odd: float, dtype: str, told: str
) -> None:
    pixels = np.arange(36.0).reshape(6, 6)
    pixels[:2] = odd
    raster = write(tmp_path / "people.tif", pixels.tolist(), dtype=dtype, nodata=None)
    with pytest.raises(LayerError, match=rf"{told} in 12 pixels looks like a nodata value"):
        raster_sums(raster, land((0, 0, 6000, 6000)))
    told_of = write(tmp_path / "declared.tif", pixels.tolist(), dtype=dtype, nodata=odd)
    assert raster_sums(told_of, land((0, 0, 6000, 6000))).item() == pytest.approx(sum(range(12, 36)))


def test_a_dense_city_in_small_numbers_is_no_nodata(tmp_path: Path) -> None:
    """Whole people in bytes, up to the largest byte: many pixels lie close below the two at the top."""
    pixels = [[*range(200, 210)], [*range(240, 250)], [255, 255, 9, 3, 0, 0, 0, 0, 0, 0]]
    raster = write(tmp_path / "people.tif", pixels, dtype="uint8", nodata=None)
    assert raster_sums(raster, land((0, 0, 10_000, 3000))).item() == pytest.approx(sum(map(sum, pixels)))


def test_scaled_pixels_are_people(tmp_path: Path) -> None:
    raster = write(tmp_path / "people.tif", [[1, 2]], dtype="int16", nodata=-1)
    with rasterio.open(raster, "r+") as sink:
        sink.scales, sink.offsets = (10.0,), (5.0,)
    assert raster_sums(raster, land((0, 0, 1000, 1000), (1000, 0, 2000, 1000))).tolist() == [15, 25]


def test_demand_follows_the_raster(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8))
    pixels[2, 3] = 9000.0
    raster = write(tmp_path / "people.tif", pixels.tolist())
    districts = land((0, 0, 8000, 8000)).assign(tier="outer", population=12_345)
    nowhere = gpd.GeoDataFrame({"name_zh": [], "kind": []}, geometry=[], crs=CRS)
    options = {"crs": CRS, "parameters": PARAMETERS, "population_raster": raster}
    demand = build_demand(districts, nowhere, None, spread="raster", **options)
    assert demand["population"].sum() == 12_345
    full = demand[demand["population"] > 0]
    assert full["cell_m"].tolist() == [500] * 4
    assert full.total_bounds.tolist() == [WEST + 3000, SOUTH + 5000, WEST + 4000, SOUTH + 6000]
    other = build_demand(districts, nowhere, None, spread="zones", **options)
    assert other["cell_id"].tolist() == demand["cell_id"].tolist()


def test_raster_spread_without_a_raster_is_refused() -> None:
    districts = land((0, 0, 8000, 8000)).assign(tier="outer", population=1)
    nowhere = gpd.GeoDataFrame({"name_zh": [], "kind": []}, geometry=[], crs=CRS)
    with pytest.raises(LayerError, match="population_raster"):
        build_demand(districts, nowhere, None, crs=CRS, parameters=PARAMETERS, spread="raster")
