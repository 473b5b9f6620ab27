"""The table of names in a run: copied as it is, held to inputs.json, and drawn without the region at hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan.plan.reading import read_plan
from gisplan.runs.drawn import copy_faults
from gisplan.runs.folder import write_plan
from gisplan.runs.judging import judge_run
from gisplan.runs.reading import redraw
from gisplan_files import sha256_of
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "name_zh,kind,also,lon,lat,more\r\n南京路,primary,,117.19,39.12,117.2 39.11\r\n"
NAMED = {
    "layer": "names",
    "origin": "osm",
    "rows": 1,
    "verified_share": 0.0,
    "source": "© OpenStreetMap contributors",
    "as_of": "2026",
}


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a run of the toy whose region had names, drawn and bare; the region's own file is gone."""
    folder = tmp_path_factory.mktemp("names")
    table = folder / "region" / "names.csv"
    table.parent.mkdir()
    table.write_bytes(ROWS.encode())
    record = {"path": "regions/toy/names.csv", "rows": 1, "sha256": sha256_of(table)}
    plan = planned()
    provenance = pd.concat([plan.provenance, pd.DataFrame([NAMED])], ignore_index=True)
    made = replace(plan, names=table, inputs=[record, *plan.inputs], provenance=provenance)
    for name in ("drawn", "bare"):
        write_plan(made, folder / name, drawn=name == "drawn")
    shutil.rmtree(table.parent)
    return folder


@pytest.fixture
def run(named: Path, tmp_path: Path) -> Path:
    return shutil.copytree(named / "drawn", tmp_path / "run")


@pytest.fixture
def bare(named: Path, tmp_path: Path) -> Path:
    return shutil.copytree(named / "bare", tmp_path / "run")


def names_faults(run: Path) -> list[str]:
    """Give the sentences that name the table beside what the manifest tells of any file."""
    faults = [fault for fault in judge_run(run).faults if str(fault.figures.get("where")) == "names.csv"]
    return [fault.code for fault in faults if not fault.code.endswith(("added", "changed", "missing"))]


def test_a_run_holds_the_table_byte_by_byte_and_its_pages_carry_it(run: Path) -> None:
    assert (run / "names.csv").read_bytes() == ROWS.encode()
    assert read_plan(run).names == run / "names.csv"
    assert "南京路" in (run / "map.html").read_text(encoding="utf-8")


def test_a_run_is_verified_and_drawn_again_without_its_region(run: Path) -> None:
    before = (run / "map.html").read_bytes()
    faults = [str(fault) for fault in judge_run(run).faults]
    # the toy goes by the name of a shipped region, whose files it does not have
    assert [fault for fault in faults if not fault.startswith("inputs.json")] == []
    redraw(run)
    assert (run / "map.html").read_bytes() == before


def test_another_table_of_names_is_told(bare: Path) -> None:
    (bare / "names.csv").write_text(ROWS.replace("南京路", "北京路"), encoding="utf-8")
    assert names_faults(bare) == ["check-differs"]


def test_a_spoilt_table_of_names_is_told_without_a_traceback(bare: Path) -> None:
    (bare / "names.csv").write_bytes(b"\xff\xfe,")
    assert names_faults(bare) == ["check-differs"]
    assert not [fault for fault in judge_run(bare).faults if "Traceback" in str(fault)]


def test_a_run_holds_the_outlines_of_water_that_went_in(tmp_path: Path) -> None:
    water = tmp_path / "water.geojson"
    water.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    record = {"path": "regions/toy/water.geojson", "rows": None, "sha256": sha256_of(water)}
    plan = replace(planned(), water=water, inputs=[record, *planned().inputs])
    run = write_plan(plan, tmp_path / "run", drawn=False)
    assert read_plan(run).water == run / "water.geojson"
    assert [*copy_faults(run, plan)] == []
    (run / "water.geojson").write_text("{}", encoding="utf-8")
    assert [one.code for one in copy_faults(run, plan)] == ["check-differs"]
    (run / "water.geojson").unlink()
    assert [one.code for one in copy_faults(run, plan)] == ["check-file-unwritten"]


def test_a_missing_table_of_names_is_told(bare: Path) -> None:
    (bare / "names.csv").unlink()
    assert names_faults(bare) == ["check-file-unwritten"]


def test_a_table_of_names_that_no_input_was_is_told(bare: Path, tmp_path: Path) -> None:
    plain = write_plan(planned(), tmp_path / "plain", drawn=False)
    assert not (plain / "names.csv").exists()
    shutil.copy(bare / "names.csv", plain)
    assert names_faults(plain) == ["check-file-strange"]
