"""A region's layers leave as what an analyst edits, modelled rows too, and come back as they were."""

from __future__ import annotations

import shutil

import pytest
from geopandas.testing import assert_geodataframe_equal
from typer.testing import CliRunner

from gisplan.cli.console import speak
from gisplan.cli.layers.app import layers_app
from gisplan.cli.layers.exports import EDITABLE
from layers.region.loading import load_region
from layers.schema.contracts import SCHEMAS
from layers.store import open_store
from tests.layers.figures import PARAMETERS

HEPING = 'name = "heping"\nname_zh = "和平"\nname_en = "Heping"\nadcodes = ["120101"]\ncrs = "EPSG:4548"\n'


@pytest.fixture
def run():
    runner = CliRunner()
    yield lambda *words: runner.invoke(layers_app, [str(word) for word in words])
    speak("en")


@pytest.fixture
def heping(tmp_path, root):
    """Give the folder of a region of one district, whose candidates are modelled."""
    folder = tmp_path / "heping"
    folder.mkdir()
    for name in ("districts.csv", "places.csv", "hydrogen_supply.csv"):
        shutil.copy(root / "data" / "regions" / "tianjin" / name, folder)
    (folder / "region.toml").write_text(HEPING, encoding="utf-8")
    return folder


def test_modelled_candidates_are_exported_as_a_layer_that_gives_the_same_sites(run, heping, tmp_path):
    modelled = load_region(heping, demand=PARAMETERS).sites.sort_values("site_id", ignore_index=True)
    out = tmp_path / "sites.gpkg"
    done = run("export", heping, "--out", out)
    assert done.exit_code == 0, done.output
    assert f"{len(modelled)} of them modelled" in done.output
    assert [(one.who, one.added) for one in open_store(str(out)).log()] == [("gisplan", len(modelled))]
    shutil.move(out, heping / "sites.gpkg")
    again = load_region(heping, demand=PARAMETERS).sites
    assert_geodataframe_equal(again, modelled, check_less_precise=True)


@pytest.mark.parametrize("layer", sorted({*EDITABLE} - {"sites"}))
def test_every_layer_that_is_exported_is_read_again_in_the_regions_folder(run, heping, root, layer):
    shipped = (root / "data" / "regions" / "tianjin" / "corridors.csv").read_text(encoding="utf-8")
    (heping / "corridors.csv").write_text("".join(shipped.splitlines(keepends=True)[:2]), encoding="utf-8")
    before = getattr(load_region(heping, demand=PARAMETERS), layer)
    out = heping / f"{layer}.gpkg"
    done = run("export", heping, "--out", out, "--layer", layer)
    assert done.exit_code == 0, done.output
    edited = open_store(str(out), layer).read().frame.assign(source="edited")
    open_store(str(out), layer).save(edited, who="me", why="test")
    again = getattr(load_region(heping, demand=PARAMETERS), layer)
    key = list(SCHEMAS[layer].key)
    due, found = (one.sort_values(key, ignore_index=True) for one in (before.assign(source="edited"), again))
    assert len(found)
    assert_geodataframe_equal(found, due, check_less_precise=True)


def test_an_export_overwrites_nothing_and_says_what_it_needs(run, heping, tmp_path):
    out = tmp_path / "sites.gpkg"
    out.write_text("mine")
    for words, told in (
        (("--out", out), "exists"),
        ((), "--out sites.gpkg"),
        (("--out", tmp_path / "new.gpkg", "--layer", "flows"), "layer 'flows' is not known"),
        (("--out", tmp_path / "new.gpkg", "--layer", "hydrogen_supply"), "is not known"),
    ):
        done = run("export", heping, *words)
        assert done.exit_code == 2
        assert told in done.output
    assert out.read_text() == "mine"
