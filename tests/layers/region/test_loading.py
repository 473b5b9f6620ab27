"""Loading a region: modelled layers, real files in their place, and what a bad file is told."""

from __future__ import annotations

import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import CrsError, LayerError
from layers.files.layers import SUFFIXES, read_layer, write_layer
from layers.hydrogen.supply import read_hydrogen_existing, read_hydrogen_supply
from layers.region.facts import region_service_areas
from layers.region.loading import load_region
from layers.region.settings import read_settings
from layers.schema.checking import SCHEMAS, check_layer
from layers.sites.reading import read_sites
from tests.layers.figures import PARAMETERS

HEPING = """
name = "heping"
name_zh = "和平区"
name_en = "Heping"
crs = "EPSG:4548"
seed = 7
adcodes = ["120101"]
"""


@pytest.fixture
def heping(tmp_path, tianjin_folder):
    """Give the folder of a region of one district without roads and fuel stations."""
    folder = tmp_path / "heping"
    folder.mkdir()
    for name in ("districts.csv", "places.csv", "hydrogen_supply.csv"):
        shutil.copy(tianjin_folder / name, folder)
    (folder / "region.toml").write_text(HEPING, encoding="utf-8")
    return folder


def my_sites(**columns):
    table = {
        "site_id": ["B", "A"], "name_zh": ["乙", "甲"], "category": "public_parking", "access": "public",
        "bays": [3, 4], "grid_kw": [100.0, 90.0], "origin": "survey", "source": "own survey",
    }  # fmt: skip
    return gpd.GeoDataFrame(
        pd.DataFrame(table | columns),
        geometry=gpd.points_from_xy([117.19, 117.195], [39.12, 39.115]),
        crs=4326,
    )


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


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_real_sites_file_replaces_the_modelled_sites(heping, suffix):
    write_layer(my_sites(), heping / f"sites{suffix}", "sites")
    region = load_region(heping, demand=PARAMETERS)
    assert region.sites["site_id"].tolist() == ["A", "B"]
    assert region.sites["adcode"].tolist() == ["120101", "120101"]
    assert region.sites["authority"].tolist() == ["和平区人民政府"] * 2
    assert region.sites["status"].tolist() == ["candidate"] * 2
    sites = region.provenance[region.provenance["layer"] == "sites"]
    assert sites["origin"].tolist() == ["survey"]


def test_an_authority_that_the_file_names_is_kept(heping):
    write_layer(my_sites(authority=["某管委会", ""]), heping / "sites.gpkg", "sites")
    sites = load_region(heping, demand=PARAMETERS).sites.set_index("site_id")
    assert sites["authority"].to_dict() == {"A": "和平区人民政府", "B": "某管委会"}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"bays": [3, -4]}, r"row 2 \(A\), column bays: value -4"),
        ({"adcode": "120102"}, "column adcode: value '120102'; expected '120101'"),
        ({"category": "shop"}, "column category: value 'shop'"),
        ({"site_id": "A"}, "stands twice"),
        ({"name_zh": "<img src=x>"}, "without markup"),
    ],
)
def test_a_bad_sites_file_is_named_with_its_row(heping, columns, said):
    write_layer(my_sites(**columns), heping / "sites.gpkg", "sites")
    with pytest.raises(LayerError, match=said) as caught:
        load_region(heping, demand=PARAMETERS)
    assert "sites.gpkg" in str(caught.value)


def test_a_slip_in_a_heading_is_refused_and_a_column_of_ones_own_is_told_of_and_not_used(heping):
    write_layer(my_sites().rename(columns={"grid_kw": "gird_kw"}), heping / "sites.gpkg", "sites")
    with pytest.raises(LayerError, match="did you mean 'grid_kw'"):
        load_region(heping, demand=PARAMETERS)
    (heping / "sites.gpkg").unlink()
    write_layer(my_sites(photo="a.jpg", 备注="看过"), heping / "sites.gpkg", "sites")
    told = []
    region = load_region(heping, demand=PARAMETERS, progress=told.append)
    assert not {"photo", "备注"} & {*region.sites.columns}
    lines = [line.said("en") for line in told]
    assert [line for line in lines if "photo" in line] == [
        f"{heping / 'sites.gpkg'}: columns that no such layer has are not used: photo, 备注"
    ]


def test_a_sites_file_without_a_needed_column_or_a_place_is_named(heping):
    write_layer(my_sites().drop(columns=["site_id", "bays"]), heping / "sites.gpkg", "sites")
    with pytest.raises(LayerError, match="column 'site_id' missing"):
        load_region(heping, demand=PARAMETERS)
    placeless = my_sites()
    placeless.loc[1, "geometry"] = None
    write_layer(placeless, heping / "sites.gpkg", "sites")
    with pytest.raises(LayerError, match=r"row 2 \(A\), column geometry: value null"):
        load_region(heping, demand=PARAMETERS)


def test_sites_outside_the_region_are_named(heping):
    away = my_sites().set_geometry(gpd.points_from_xy([117.19, 116.0], [39.12, 40.0]), crs=4326)
    write_layer(away, heping / "sites.geojson", "sites")
    with pytest.raises(LayerError, match=r"row 2 \(A\): lies outside all districts"):
        load_region(heping, demand=PARAMETERS)


def test_two_files_of_one_layer_are_refused(heping):
    for suffix in (".gpkg", ".csv"):
        write_layer(my_sites(), heping / f"sites{suffix}", "sites")
    with pytest.raises(LayerError, match=r"sites\.gpkg, sites\.csv; expected one file"):
        load_region(heping, demand=PARAMETERS)


def test_a_real_demand_layer_replaces_the_modelled_one(heping):
    cells = load_region(heping, demand=PARAMETERS).demand
    write_layer(cells.assign(origin="survey"), heping / "demand.parquet", "demand")
    region = load_region(heping, demand=PARAMETERS)
    assert set(region.demand["origin"]) == {"survey"}
    assert region.demand["ev_kwh_day"].sum() == pytest.approx(cells["ev_kwh_day"].sum())


def test_a_file_without_crs_is_refused(heping):
    my_sites().set_crs(None, allow_override=True).to_parquet(heping / "sites.parquet")
    with pytest.raises(CrsError, match="no coordinate reference system"):
        load_region(heping, demand=PARAMETERS)


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


def test_a_planners_service_areas_replace_shipped_ones_by_name_and_the_slots_of_their_roads(tmp_path):
    (tmp_path / "service_areas.csv").write_text(
        "name_zh,name_en,road_ref,lon,lat,origin,source,as_of,verified\n"
        "甲,A,G1,117.1,39.1,memory,m,2020,false\n"
        "乙,B,G1,117.2,39.2,memory,m,2020,false\n"
        "G1 候选点 01,G1 slot 01,G1,117.3,39.3,modelled,m,2020,false\n"
        "G2 候选点 01,G2 slot 01,G2,117.4,39.4,modelled,m,2020,false\n",
        encoding="utf-8",
    )
    own = gpd.GeoDataFrame(
        {"name_zh": ["甲"], "name_en": "A", "road_ref": "G1", "origin": "survey", "source": "own",
         "as_of": "2026", "verified": True},
        geometry=gpd.points_from_xy([117.11], [39.11]), crs=4326,
    )  # fmt: skip
    own.to_file(tmp_path / "service_areas.gpkg", layer="service_areas")
    areas = region_service_areas(tmp_path).set_index("name_zh")
    assert areas["origin"].to_dict() == {"乙": "memory", "G2 候选点 01": "modelled", "甲": "survey"}
    assert areas.loc["甲"].geometry.x == pytest.approx(117.11)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"verified": "maybe"}, "verified"),
        ({"as_of": "some day"}, "as_of"),
        ({"source": ""}, "source"),
        ({"geometry": shapely.box(117.1, 39.1, 117.2, 39.2)}, "Point"),
    ],
)
def test_a_planners_service_area_keeps_the_contract(tmp_path, change, words):
    row = {"name_zh": "甲", "name_en": "A", "road_ref": "G1", "origin": "survey", "source": "own",
           "as_of": "2026", "verified": True, "geometry": shapely.Point(117.1, 39.1)}  # fmt: skip
    own = gpd.GeoDataFrame([row | change], crs=4326)
    own.to_file(tmp_path / "service_areas.gpkg", layer="service_areas")
    with pytest.raises(LayerError, match=rf"service_areas.*row 1.*G1.*{words}"):
        region_service_areas(tmp_path)


def test_a_planners_service_areas_without_a_column_are_told_which(tmp_path):
    own = gpd.GeoDataFrame({"name_zh": ["甲"]}, geometry=gpd.points_from_xy([117.1], [39.1]), crs=4326)
    own.to_file(tmp_path / "service_areas.gpkg", layer="service_areas")
    with pytest.raises(LayerError, match="road_ref"):
        region_service_areas(tmp_path)


def test_notes_of_a_planner_are_left_out_of_every_layer_and_told_once(heping, tianjin):
    """Districts, service areas and what stands as sites, demand and corridors: one rule."""
    one = tianjin.districts[tianjin.districts["adcode"] == "120101"]
    cells = tianjin.demand[tianjin.demand["adcode"] == "120101"]
    spot = one.geometry.representative_point()
    road = tianjin.corridors.iloc[[0]]
    area = {"name_zh": ["甲"], "name_en": "A", "road_ref": road["road_ref"].iloc[0], "origin": "survey",
            "source": "own", "as_of": "2026", "verified": True}  # fmt: skip
    station = {"site_id": ["S"], "name_zh": "甲", "access": "public", "chargers": 4, "origin": "survey",
               "source": "own"}  # fmt: skip
    made = {
        "districts": one,
        "demand": cells,
        "corridors": tianjin.corridors,
        "service_areas": gpd.GeoDataFrame(area, geometry=road.interpolate(0).to_numpy(), crs=one.crs),
        "standing": gpd.GeoDataFrame(station, geometry=spot.to_numpy(), crs=one.crs),
    }
    (heping / "districts.csv").unlink()
    for name, frame in made.items():
        frame.assign(**{f"note {name}": "mine"}).to_file(heping / f"{name}.gpkg", layer=name)
    told = []
    region = load_region(heping, demand=PARAMETERS, progress=lambda line: told.append(line.said("en")))
    for name in made:
        lines = [line for line in told if f"note {name}" in line]
        assert len(lines) == 1, name
        assert f"{name}.gpkg: columns that no such layer has are not used" in lines[0]
    assert "note districts" not in region.districts
    made["districts"].rename(columns={"population": "populaton"}).to_file(
        heping / "districts.gpkg", layer="districts"
    )
    with pytest.raises(LayerError, match=r"'populaton'.*did you mean 'population'"):
        load_region(heping, demand=PARAMETERS)  # a slip is no note


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_a_layer_survives_writing_and_reading(tianjin, tmp_path, suffix):
    path = tmp_path / f"corridors{suffix}"
    write_layer(tianjin.corridors, path, "corridors")
    back = read_layer(path, "corridors", crs="EPSG:4548")
    assert back["name_zh"].tolist() == tianjin.corridors["name_zh"].tolist()
    assert back.geometry.geom_equals_exact(tianjin.corridors.geometry, 0.01).all()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_modelled_sites_survive_writing_and_reading(tianjin, tmp_path, suffix):
    """An analyst starts from them: what is written must load again as it was."""
    path = tmp_path / f"sites{suffix}"
    write_layer(tianjin.sites, path, "sites")
    back = read_sites(path, districts=tianjin.districts, places=tianjin.places, crs=tianjin.crs)
    same = [name for name in SCHEMAS["sites"].columns if name != "chainage_km"]
    assert back[same].equals(tianjin.sites[same])
    assert back["chainage_km"].fillna(-1).to_numpy() == pytest.approx(tianjin.sites["chainage_km"].fillna(-1))
    assert back.distance(tianjin.sites.geometry).max() < 0.01  # m


def test_a_csv_keeps_keys_that_look_like_numbers(heping):
    write_layer(my_sites(site_id=["0012", "0011"], as_of="2026"), heping / "sites.csv", "sites")
    assert load_region(heping, demand=PARAMETERS).sites["site_id"].tolist() == ["0011", "0012"]


def test_files_that_cannot_be_read_are_named(tmp_path):
    broken = tmp_path / "sites.gpkg"
    broken.write_bytes(b"not a GeoPackage")
    with pytest.raises(LayerError, match=r"sites\.gpkg: is no \.gpkg file"):
        read_layer(broken, "sites")
    other = tmp_path / "sites.xyz"
    other.write_text("", encoding="utf-8")
    with pytest.raises(LayerError, match=r"ending '\.xyz' unknown"):
        read_layer(other, "sites")
    with pytest.raises(LayerError, match="no such file"):
        read_layer(tmp_path / "nothing.gpkg", "sites")


def test_a_csv_needs_lon_and_lat(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id,x,y\nA,1,2\n", encoding="utf-8")
    with pytest.raises(LayerError, match="needs columns lon and lat"):
        read_layer(path, "sites")


def test_only_points_are_written_to_csv(tianjin, tmp_path):
    with pytest.raises(LayerError, match="CSV for points only"):
        write_layer(tianjin.corridors, tmp_path / "corridors.csv", "corridors")


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
