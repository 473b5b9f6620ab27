"""The command that fits a region's demand to stations: what it says, writes and refuses."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.cli.console import speak
from gisplan.regions import parameters_of
from gisplan_data import data_folder
from gisplan_errors import LayerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def run() -> Iterator[Callable[..., Result]]:
    yield lambda *words: CliRunner().invoke(app, ["calibrate", *map(str, words)])
    speak("en")


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    """Write stations thick round the middle of Tianjin and thin elsewhere."""
    random = np.random.default_rng(3)
    near = random.normal([117.2, 39.12], [0.1, 0.08], (400, 2))
    far = random.uniform([116.9, 38.8], [117.6, 39.9], (200, 2))
    rows = [f"{lon:.4f},{lat:.4f},{1 + place % 3}" for place, (lon, lat) in enumerate(np.vstack([near, far]))]
    path = tmp_path / "stations.csv"
    path.write_text("\n".join(["lon,lat,count", *rows, "121.5,31.2,4"]), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_fit_is_told_written_and_used_by_a_region_that_names_it(
    run: Callable[..., Result], stations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "calibration.toml"
    done = run("tianjin", "--stations", stations, "--out", out, "--source", "own list", "--as-of", "2026")
    assert done.exit_code == 0, done.output
    assert "with names, blocks left out\tcells of 0.05°" in done.output
    assert "people × area\tdistricts\t16" in done.output
    written = tomllib.loads(out.read_text(encoding="utf-8"))
    assert written["charging_people"]["source"].endswith("charging stations: own list")
    assert {"stations", "agreement"} <= set(written["fit"])
    region = shutil.copytree(data_folder() / "regions" / "tianjin", tmp_path / "region")
    shutil.copy(out, region / "fitted.toml")
    settings = region / "region.toml"
    settings.write_text('calibration = "fitted.toml"\n' + settings.read_text("utf-8"), encoding="utf-8")
    held = parameters_of(str(region))
    assert held.value("charging_people") == written["charging_people"]["value"]
    assert held.value("people_major") == parameters_of("tianjin").value("people_major")
    again = run("tianjin", "--stations", stations, "--out", out)
    assert again.exit_code == 2
    assert str(out) in again.output


def test_a_calibration_that_is_not_there_is_named(tmp_path: Path) -> None:
    region = shutil.copytree(data_folder() / "regions" / "tianjin", tmp_path / "region")
    settings = region / "region.toml"
    settings.write_text('calibration = "fitted.toml"\n' + settings.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(LayerError, match=r"fitted\.toml"):
        parameters_of(str(region))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("lon,lat,count\n117.2,39.1,0\n", "whole number of at least 1: 1"),
        ("lon,lat\n117.2,39.1\n117.3,39.2\n", "at least 100"),
        ("name\na\n", "lon"),
    ],
)
def test_a_list_that_is_no_good_gets_one_message(
    run: Callable[..., Result], tmp_path: Path, table: str, told: str
) -> None:
    path = tmp_path / "stations.csv"
    path.write_text(table, encoding="utf-8")
    done = run("tianjin", "--stations", path)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_shipped_figures_say_that_they_agree_better_than_people_alone() -> None:
    table = tomllib.loads((data_folder() / "rules" / "calibration.toml").read_text(encoding="utf-8"))["fit"]
    rows = {(row["model"], row["over"]): row for row in table["agreement"]}
    assert rows["charging", "cells"]["spearman"] >= 0.80 > rows["people", "cells"]["spearman"]
    assert rows["charging", "districts"]["spearman"] >= 0.90 > rows["people", "districts"]["spearman"]
