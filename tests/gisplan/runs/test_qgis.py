"""A run and a region open in QGIS as planners read them: layers, legend, choices, a print layout."""

from __future__ import annotations

import dataclasses
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.image import imread

from gisplan.runs.qgis import region_for_qgis, run_for_qgis
from gisplan.scenario.loading import load_scenario
from gisplan.tables.registry import LAYERS, tables_in
from gisplan_catalogue import catalogue
from layers.files.layers import read_frame
from layers.qgis.folder import LOOKS
from layers.store import open_store
from layers.templates.words import words_of
from tests.gisplan.planned import written
from tests.gisplan.toy import toy_region
from tests.headless import in_qgis


@pytest.fixture(scope="module")
def of_run(tmp_path_factory):
    return run_for_qgis(written(), tmp_path_factory.mktemp("qgis") / "run")[0]


@pytest.fixture(scope="module")
def of_region(tmp_path_factory):
    return region_for_qgis(toy_region(), tmp_path_factory.mktemp("qgis") / "region")[0]


def project_of(path):
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own text


def test_every_layer_of_a_run_has_a_look_and_a_title():
    assert {table.name for table in tables_in(LAYERS)} == set(LOOKS)
    assert all(
        {f"page-layer_{name}" for name in LOOKS} <= catalogue(one).entries.keys() for one in ("zh", "en")
    )


def test_a_project_names_nothing_but_the_geopackage_beside_it(of_run):
    sources = {one.text for one in project_of(of_run).iter("datasource")}
    assert {source.partition("|")[0] for source in sources} == {"./plan.gpkg"}
    assert {"./plan.gpkg|layername=sites", "./plan.gpkg|layername=demand"} <= sources
    text = ET.tostring(project_of(of_run), encoding="unicode")
    assert str(of_run.parent) not in text
    assert "http" not in text.replace("http://mrcc.com", "")


def test_the_same_run_gives_the_same_project(of_run, tmp_path):
    again = run_for_qgis(written(), tmp_path / "again")[0]
    assert again.read_bytes() == of_run.read_bytes()


def test_a_title_with_markup_is_text(monkeypatch, tmp_path):
    scenario = load_scenario(written() / "scenario.toml")
    title = {"title_zh": '<b>&"', "title_en": "]]>"}
    monkeypatch.setattr("gisplan.runs.qgis.load_scenario", lambda _: scenario.model_copy(update=title))
    project = run_for_qgis(written(), tmp_path / "run")[0]
    assert project_of(project).find("title").text == '<b>&" ]]>'


def test_a_region_is_exported_with_candidates_that_a_store_takes_back(of_region):
    path = of_region.with_suffix(".gpkg")
    store = open_store(f"{path}#sites")
    assert [one.who for one in store.log()] == ["gisplan"]
    assert store.diff() == []
    assert len(read_frame(path, "sites")) == len(toy_region().sites)


def test_what_a_layer_of_its_own_tells_to_stand_is_not_exported_among_the_candidates(tmp_path):
    region = toy_region()
    region = dataclasses.replace(region, standing=region.sites.iloc[[0]])
    project, _ = region_for_qgis(region, tmp_path / "region")
    there = set(read_frame(project.with_suffix(".gpkg"), "sites")["site_id"])
    assert there == set(region.sites["site_id"].iloc[1:])


def test_qgis_opens_a_run_with_its_legend_and_prints_it(of_run, tmp_path):
    picture = tmp_path / "layout.png"
    told = in_qgis(of_run, "--picture", picture)
    assert (told["read"], told["error"], told["crs"]) == (True, "", "EPSG:4548")
    assert told["title"] == "玩具市 Toy city"
    layers = told["layers"]
    assert all(layer["valid"] and layer["rows"] for layer in layers.values())
    assert layers["sites"]["aliases"]["bays"] == "车位 Bays"
    assert layers["sites"]["choices"]["status"]["excluded"] == "排除 Excluded"
    assert layers["demand"]["renderer"] == "graduatedSymbol"
    assert layers["sites"]["renderer"] == "categorizedSymbol"
    assert layers["districts"]["labels"]
    assert told["order"][0] == "加氢站 Hydrogen stations"
    assert {"title", "map", "scale", "north", "legend", "sources"} <= {*told["items"]}
    assert told["exported"]
    pixels = imread(picture)[..., :3]
    drawn = (np.abs(pixels - 1.0) > 0.1).any(axis=2)
    high, wide = drawn.shape
    page = {
        "title": drawn[: high // 10, : wide // 2],
        "map": drawn[high // 4 : high * 3 // 4, wide // 10 : wide * 6 // 10],
        "legend": drawn[high // 8 : high // 2, wide * 3 // 4 :],
        "scale": drawn[high * 8 // 10 : high * 86 // 100, wide // 20 : wide // 4],
        "sources": drawn[high * 9 // 10 :, : wide // 3],
    }
    assert {name: bool(part.mean() > 0.003) for name, part in page.items()} == dict.fromkeys(page, True)


def test_the_form_of_a_region_in_qgis_has_choices_defaults_and_limits(of_region):
    told = in_qgis(of_region)
    sites = told["layers"]["sites"]
    assert set(sites["choices"]["category"]) == set(words_of("sites", "category"))
    assert sites["rules"]["bays"] == '"bays" IS NULL OR ("bays" >= 0)'
    assert sites["defaults"]["status"] == "'candidate'"
    assert sites["defaults"]["site_id"].startswith("'NEW-'")
