"""A run folder is whole or not there, and never takes the place of somebody's files."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest

from gisplan.runs import folder as run_folder
from gisplan.runs.folder import write_plan
from gisplan.runs.reading import read_layers
from gisplan.runs.replacing import check_target, claimed, free_folder
from gisplan.scenario.loading import load_scenario
from gisplan.tables.format import FORMAT, is_run_folder, touched_files, write_json
from gisplan.verify.run.reading import read_run
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan

pytestmark = pytest.mark.usefixtures("_no_pages")

WANTED = {
    "scenario.toml",
    "inputs.json",
    "plan.gpkg",
    "evidence.gpkg",
    "sites.csv",
    "stations.csv",
    "districts.csv",
    "schedule.csv",
    "clauses.csv",
    "certificate.json",
    "plan.json",
    "report.docx",
    "report.html",
    "manifest.json",
    "workbook.xlsx",
}


REPORTS = run_folder._write_reports


@pytest.fixture
def _no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave maps and reports out: they have their own tests, and take seconds."""
    for step in ("_write_pages", "_write_reports"):
        monkeypatch.setattr(run_folder, step, lambda _plan, _folder: None)


def test_every_file_is_there_and_in_the_manifest(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_folder, "_write_reports", REPORTS)
    out = write_plan(plan, tmp_path / "run")
    assert {path.name for path in out.iterdir()} >= WANTED
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in out.iterdir()} - {"manifest.json"}
    told = manifest["files"]["sites.csv"]
    assert told == hashlib.sha256((out / "sites.csv").read_bytes()).hexdigest()
    assert list(tmp_path.iterdir()) == [out]


def test_layers_and_evidence_read_back(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    sites = pyogrio.read_dataframe(out / "plan.gpkg", layer="sites")
    assert int(sites["chargers"].sum()) == 174
    assert sites.crs.to_epsg() == 4326
    names = {name for name, _ in pyogrio.list_layers(out / "plan.gpkg")}
    assert names == set(plan.layers.frames())
    assignment = pyogrio.read_dataframe(out / "evidence.gpkg", layer="assignment")
    assert assignment["kwh_day"].tolist() == [900.0]


def test_empty_layers_are_written_with_their_columns(
    plan: Plan, changed: Callable[..., Plan], tmp_path: Path
) -> None:
    import dataclasses

    layers = dataclasses.replace(
        plan.layers, stations=plan.layers.stations.iloc[:0], supply_links=plan.layers.supply_links.iloc[:0]
    )
    out = write_plan(changed(layers=layers), tmp_path / "run")
    assert len(pyogrio.read_dataframe(out / "plan.gpkg", layer="supply_links")) == 0


def test_scenario_reads_back_the_same(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    assert load_scenario(out / "scenario.toml") == plan.scenario


def test_certificates_are_a_list_with_every_field(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    (stage,) = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
    assert stage["status"] == "feasible"
    assert set(stage) >= {
        "stage",
        "status",
        "objective",
        "bound",
        "gap",
        "solver",
        "version",
        "seconds",
        "limit",
        "proven",
    }


def test_same_plan_gives_the_same_tables(plan: Plan, tmp_path: Path) -> None:
    one, two = write_plan(plan, tmp_path / "one"), write_plan(plan, tmp_path / "two")
    for name in ("sites.csv", "districts.csv", "schedule.csv", "clauses.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("step", ["_write_data", "_write_reports", "write_manifest"])
def test_interrupted_writing_leaves_nothing(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(run_folder, step, stop)
    with pytest.raises(error):
        write_plan(plan, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_interrupted_replacing_keeps_the_earlier_run(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write_plan(plan, tmp_path / "run")
    before = (out / "manifest.json").read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_folder, "_write_reports", stop)
    with pytest.raises(KeyboardInterrupt):
        write_plan(plan, out, force=True)
    assert (out / "manifest.json").read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_earlier_run_is_refused_without_force(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    with pytest.raises(ScenarioError, match="--force"):
        write_plan(plan, out)


def test_force_replaces_an_untouched_run(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    write_plan(plan, out, force=True)
    assert list(tmp_path.iterdir()) == [out]


def test_force_keeps_a_run_with_changes(plan: Plan, tmp_path: Path) -> None:
    out = write_plan(plan, tmp_path / "run")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with (out / "sites.csv").open("a", encoding="utf-8") as stream:
        stream.write("changed\n")
    assert touched_files(out) == {"notes.txt": "added", "sites.csv": "changed"}
    write_plan(plan, out, force=True)
    assert (tmp_path / "run-kept" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (out / "notes.txt").exists()


def test_a_folder_of_somebody_else_is_never_touched(plan: Plan, tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="not a run folder"):
        write_plan(plan, out, force=True)
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_a_manifest_of_another_program_is_no_run_folder(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"generator": "other"}', encoding="utf-8")
    assert not is_run_folder(tmp_path)
    (tmp_path / "manifest.json").write_text("[1", encoding="utf-8")
    assert not is_run_folder(tmp_path)


@pytest.mark.parametrize(
    ("found", "words"),
    [(None, "older: make it again with gisplan scenario upgrade"), (FORMAT + 1, "newer: update gisplan")],
)
def test_a_run_of_another_format_is_named_with_what_to_do(
    plan: Plan, tmp_path: Path, found: int | None, words: str
) -> None:
    out = write_plan(plan, tmp_path / "run")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    del manifest["format"]
    write_json(manifest if found is None else {**manifest, "format": found}, out / "manifest.json")
    for read in (read_layers, read_run):
        with pytest.raises(ScenarioError, match=words):
            read(out)
    write_plan(plan, out, force=True)
    assert len(read_layers(out).sites) == len(plan.layers.sites)


def test_empty_folder_may_be_filled(plan: Plan, tmp_path: Path) -> None:
    out = tmp_path / "run"
    out.mkdir()
    assert is_run_folder(write_plan(plan, out))


def test_file_in_the_way(tmp_path: Path) -> None:
    out = tmp_path / "run"
    out.write_text("x", encoding="utf-8")
    with pytest.raises(ScenarioError, match="no folder"):
        check_target(out, force=True)


def test_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with (
        pytest.raises(ScenarioError, match="cannot be written"),
        claimed(tmp_path / "file" / "run", force=False),
    ):
        pass


def test_free_folder_counts_up(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "run").name == "run"
    (tmp_path / "run").mkdir()
    (tmp_path / "run-2").mkdir()
    assert free_folder(tmp_path, "run").name == "run-3"


def test_json_has_no_nan(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json({"a": np.float64("nan"), "b": np.int64(3), "c": [np.inf, "区"]}, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": None, "b": 3, "c": [None, "区"]}
    assert "区" in path.read_text(encoding="utf-8")
