"""Loading a region: its modelled layers, its settings and tables, and what a bad one is told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gisplan_errors import LayerError
from layers.files.layers import write_layer
from layers.hydrogen.supply import read_hydrogen_existing, read_hydrogen_supply
from layers.region.loading import load_region
from layers.region.settings import read_settings
from layers.schema.checking import SCHEMAS, check_layer
from tests.layers.figures import PARAMETERS


def test_tianjin_holds_every_layer_in_one_projected_crs(tianjin):
    assert (tianjin.name_zh, tianjin.crs) == ("天津市", "EPSG:4548")
    for name in ("districts", "demand", "sites", "corridors", "hydrogen_supply", "places"):
        layer = getattr(tianjin, name)
        assert layer.crs.to_epsg() == 4548, name
        assert list(layer.columns) == [*SCHEMAS[name].columns, "geometry"], name
        check_layer(layer, name)
    assert tianjin.protected is None  # not known, so setbacks are not assessed


def test_cells_are_as_many_as_the_plan_counts_on_and_keep_the_people(tianjin):
    assert 10_000 <= len(tianjin.demand) <= 25_000
    people = tianjin.demand.groupby("adcode")["population"].sum()
    assert people.to_dict() == tianjin.districts.set_index("adcode")["population"].to_dict()


def test_provenance_counts_every_row_once(tianjin):
    rows = tianjin.provenance.groupby("layer")["rows"].sum()
    assert rows["sites"] == len(tianjin.sites)
    assert rows["demand"] == len(tianjin.demand)
    sites = tianjin.provenance[tianjin.provenance["layer"] == "sites"].set_index("origin")
    assert set(sites.index) == {"memory", "modelled", "osm"}
    assert (sites["verified_share"] == 0).all()
    assert tianjin.provenance["verified_share"].between(0, 1).all()


def test_supply_is_that_of_the_three_sources(tianjin):
    supply = tianjin.hydrogen_supply.set_index("supply_id")
    assert supply.loc["LINGANG", "capacity_kg_day"] == pytest.approx(7_000_000 / 365)
    assert supply.loc["PETROCHEM", "capacity_kg_day"] == pytest.approx(2_250_000 / 365)
    assert supply.loc["NANGANG", "capacity_tag"] == "modelled"
    assert set(supply["cost_tag"]) == {"modelled"}


def test_standing_hydrogen_stations_are_dated_records_with_one_place(tianjin):
    records = tianjin.hydrogen_existing.set_index("record")
    assert records["located"].sum() == 1
    assert records.loc["RONGCHENG-2021", "captive"] == 1
    assert records.loc["REPORTED-2024-05", "stations"] == 12
    assert records.loc["REPORTED-2024-05", "includes"] == "RONGCHENG-2021"


def test_flows_join_known_places(tianjin):
    names = set(tianjin.places["name_zh"])
    assert set(tianjin.flows["origin_id"]) <= names
    beyond = ~tianjin.flows["destination_id"].isin(names)
    assert tianjin.flows.loc[~beyond, "distance_km"].between(10, 120).all()
    # Pairs that reach beyond the city are those for which the range of a truck matters.
    assert tianjin.flows.loc[beyond, "distance_km"].between(60, 320).all()
    assert beyond.any()
    assert not tianjin.flows["verified"].any()


def test_a_small_region_needs_no_roads_fuel_counts_or_flows(heping):
    region = load_region(heping, demand=PARAMETERS)
    assert set(region.sites["adcode"]) == {"120101"}
    assert region.corridors.empty
    assert region.flows.empty
    assert region.hydrogen_existing.empty
    assert not region.sites["category"].isin(["fuel_station", "expressway_service_area"]).any()


def test_progress_is_told(heping):
    lines = []
    load_region(heping, demand=PARAMETERS, progress=lines.append)
    assert any("sites" in str(line) for line in lines)


@pytest.mark.parametrize("name", ["region.toml", "districts.csv", "places.csv", "hydrogen_supply.csv"])
def test_a_missing_file_is_named(heping, name):
    (heping / name).unlink()
    with pytest.raises(LayerError, match=rf"{name}: no such file"):
        load_region(heping, demand=PARAMETERS)


def test_region_toml_names_its_faults(heping):
    (heping / "region.toml").write_text('name = "x"\ncolour = "red"\n', encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read_settings(heping)
    assert "'adcodes' missing" in str(caught.value)
    assert "'colour' unknown" in str(caught.value)
    (heping / "region.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(LayerError, match="not valid TOML"):
        read_settings(heping)


def test_bad_hydrogen_tables_are_named(tmp_path, tianjin_folder):
    path = tmp_path / "hydrogen_existing.csv"
    table = pd.read_csv(tianjin_folder / path.name)
    table.assign(stations=-1).to_csv(path, index=False)
    with pytest.raises(LayerError, match="'RONGCHENG-2021': stations -1"):
        read_hydrogen_existing(path)
    table.assign(lon=None).to_csv(path, index=False)
    with pytest.raises(LayerError, match="located, but lon or lat"):
        read_hydrogen_existing(path)
    supply = tmp_path / "hydrogen_supply.csv"
    pd.read_csv(tianjin_folder / supply.name).assign(capacity_t_year=-5).to_csv(supply, index=False)
    with pytest.raises(LayerError, match="column capacity_t_year: value"):
        read_hydrogen_supply(supply, crs="EPSG:4548")


def test_a_raster_of_people_in_the_folder_spreads_them(heping):
    rasterio = pytest.importorskip("rasterio", reason="rasterio is missing: pip install 'gisplan[raster]'")
    people = np.zeros((60, 60), dtype="float32")
    people[:, 30:] = 100.0  # nobody west of 117.195 E
    with rasterio.open(
        heping / "population.tif", "w", driver="GTiff", height=60, width=60, count=1, dtype="float32",
        crs="EPSG:4326", transform=rasterio.Affine(0.001, 0, 117.165, 0, -0.001, 39.15),
    ) as sink:  # fmt: skip
        sink.write(people, 1)
    modelled = load_region(heping, demand=PARAMETERS)
    counted = load_region(heping, demand=PARAMETERS, spread="raster")
    assert counted.demand["cell_id"].tolist() == modelled.demand["cell_id"].tolist()
    assert counted.demand["population"].sum() == pytest.approx(355_000)
    west = counted.demand.to_crs(4326).geometry.bounds["maxx"] < 117.195
    assert west.any()
    assert counted.demand.loc[west, "population"].sum() == 0
    assert modelled.demand.loc[west, "population"].sum() > 0


def test_the_raster_spread_without_a_raster_says_so(heping):
    with pytest.raises(LayerError, match="needs population_raster"):
        load_region(heping, demand=PARAMETERS, spread="raster")


def test_modelled_sites_stay_where_they_are_whatever_stands_or_is_guessed_to(heping):
    """The demand changes with what stands; a site that moved with it could be held against no other plan."""
    usual = load_region(heping, demand=PARAMETERS)
    less = PARAMETERS.replace(existing_public_share=0.05, existing_fleet_share=0.4)
    guessed = load_region(heping, demand=less, drawn_by=PARAMETERS)
    row = {"site_id": "S-1", "name_zh": "已建站", "access": "public", "types": "dc60:4", "origin": "survey"}
    layer = gpd.GeoDataFrame(
        pd.DataFrame([{**row, "source": "own survey"}]),
        geometry=gpd.points_from_xy([117.19], [39.12]),
        crs=4326,
    )
    write_layer(layer, heping / "standing.gpkg", "standing")
    standing = load_region(heping, demand=PARAMETERS, drawn_by=PARAMETERS)
    for region in (guessed, standing):
        assert region.demand["ev_kwh_day"].sum() != pytest.approx(usual.demand["ev_kwh_day"].sum())
        own = region.sites[region.sites["site_id"] != "S-1"]
        assert own["site_id"].tolist() == usual.sites["site_id"].tolist()
        assert own.geometry.geom_equals(usual.sites.geometry).all()
    assert "S-1" in set(standing.sites["site_id"])
