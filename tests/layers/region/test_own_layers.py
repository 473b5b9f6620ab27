"""Files of a planner in place of modelled layers: what they replace, and what a bad one is told."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gisplan_errors import CrsError, LayerError
from layers.files.layers import SUFFIXES, read_layer, write_layer
from layers.region.facts import region_service_areas
from layers.region.loading import load_region
from layers.schema.checking import SCHEMAS
from layers.sites.reading import read_sites
from tests.layers.figures import PARAMETERS


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
