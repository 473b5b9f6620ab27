"""The main job as a user runs it: Tianjin 2027 from the installed wheel, elsewhere, on coarse cells."""

from __future__ import annotations

import json
import subprocess

import geopandas as gpd
import pandas as pd
import pytest

pytestmark = pytest.mark.slow

FILES = [
    "scenario.toml", "inputs.json", "plan.gpkg", "sites.csv", "districts.csv", "schedule.csv", "clauses.csv",
    "certificate.json", "plan.json", "index.html", "map.html", "report.docx", "report.html",
]  # fmt: skip
LAYERS = {"sites", "stations", "demand", "districts", "corridors", "coverage"}
ADCODES = [*(f"1201{k:02d}" for k in range(1, 7)), *(f"1201{k}" for k in range(10, 20))]


@pytest.fixture(scope="module")
def headline(installed_run):
    return json.loads((installed_run.folder / "plan.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sites(installed_run):
    return gpd.read_file(installed_run.folder / "plan.gpkg", layer="sites")


def test_the_wheel_is_typed_and_carries_the_data(installed_run):
    names = set(installed_run.files)
    assert {f"{name}/py.typed" for name in ("gisplan", "layers", "optimize", "maps")} <= names
    assert {
        "gisplan_arrays.py",
        "gisplan_errors.py",
        "gisplan_erlang.py",
        "gisplan_files.py",
        "gisplan_kept.py",
        "gisplan_catalogue.py",
        "gisplan_numbers.py",
        "gisplan_stored.py",
        "gisplan_progress.py",
        "gisplan_words.py",
        "gisplan/data/scenarios/tianjin-2027.toml",
        "gisplan/data/regions/tianjin/region.toml",
    } <= names
    assert any(name.endswith(".dist-info/sboms/gisplan.cdx.json") for name in names)
    assert not {name for name in names if name.startswith(("tests/", "runs/", "docs/"))}


def test_the_log_ends_with_the_path_of_the_map(installed_run):
    assert str(installed_run.folder / "index.html") in installed_run.log.replace("\n", "")


def test_the_run_folder_holds_every_file(installed_run):
    folder = installed_run.folder
    assert [name for name in FILES if not (folder / name).is_file()] == []
    assert sorted(path.stem for path in (folder / "districts").glob("*.html")) == ADCODES
    assert set(gpd.list_layers(folder / "plan.gpkg")["name"]) >= LAYERS
    assert (folder / "sites.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not list(folder.parent.glob(f".{folder.name}-*"))


def test_the_targets_are_reached_and_the_limit_on_sites_binds(headline):
    assert headline["chargers_new_total"] >= 50_000
    assert headline["hydrogen_stations_new"] == 11
    assert headline["hydrogen_stations_cumulative"] == 11 + headline["hydrogen_stations_existing"]
    assert min(headline["hydrogen_by_ownership"].values()) >= 1
    assert headline["sites_public"] == headline["max_new_sites"] + 1  # one stands
    assert 0.8 < headline["covered_people_share"] < 1.0
    assert 0.8 < headline["served_energy_share"] < 1.0
    assert headline["expressway_service_areas_covered_share"] == 1.0
    assert headline["expressway_service_areas_unverified"] > 0


def test_the_headline_sums_are_those_of_the_layers(headline, sites, installed_run):
    assert headline["chargers_new_total"] == sites["chargers"].sum()
    for key, column in (("district", "adcode"), ("category", "category"), ("access", "access")):
        assert headline[f"chargers_by_{key}"] == sites.groupby(column)["chargers"].sum().to_dict()
    assert headline["chargers_by_type"] == {
        name.removeprefix("n_"): int(sites[name].sum()) for name in sites.columns if name.startswith("n_")
    }
    stations = gpd.read_file(installed_run.folder / "plan.gpkg", layer="stations")
    spent = sites["investment_cost"].sum() + stations["investment_cost"].sum()
    assert headline["investment_cost"] == pytest.approx(spent)
    table = pd.read_csv(installed_run.folder / "sites.csv", encoding="utf-8-sig")
    assert table["chargers"].sum() == headline["chargers_new_total"]


def test_every_certificate_claims_what_its_figures_say(installed_run):
    stages = json.loads((installed_run.folder / "certificate.json").read_text(encoding="utf-8"))
    assert len(stages) >= 5
    for stage in stages:
        assert stage["status"] in {"optimal", "feasible", "heuristic"}
        if stage["bound"] is not None:
            gap = abs(stage["objective"] - stage["bound"]) / max(abs(stage["objective"]), 1e-9)
            assert stage["gap"] == pytest.approx(gap, abs=1e-9)
            assert stage["status"] != "optimal" or gap <= 1e-6


def test_the_run_verifies_from_its_files_alone(installed_run):
    done = subprocess.run(
        [installed_run.python.with_name("gisplan"), "verify", installed_run.folder],
        cwd=installed_run.cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_page_names_an_address_to_load(installed_run):
    for page in [*installed_run.folder.glob("*.html"), *installed_run.folder.glob("districts/*.html")]:
        text = page.read_text(encoding="utf-8")
        assert 'src="http' not in text, page.name
        assert "@import" not in text, page.name
