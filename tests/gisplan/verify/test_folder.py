"""A run folder is checked from its files alone: files, tables, figures and certificates."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio
import pytest

from gisplan.tables.format import read_manifest, run_files, update_manifest
from gisplan.verify.files import manifest_faults
from gisplan.verify.folder import guarded, judge_folder
from gisplan.version import __version__
from tests.gisplan.spoilt_runs import (
    Held,
    caught,
    change_csv,
    change_layer,
    change_part,
    file_faults,
    folder_faults,
    more,
    run_faults,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan
    from optimize.certificate import Certificate

    Change = Callable[[Any], Any]


def test_a_clean_run_has_no_fault(toy_run: Path) -> None:
    assert folder_faults(toy_run) == []


def test_missing_files_are_all_named(folder: Path) -> None:
    (folder / "evidence.gpkg").unlink()
    (folder / "schedule.csv").unlink()
    faults = file_faults(folder)
    assert faults[:2] == [
        f"{name}: is missing, the manifest has it" for name in ("evidence.gpkg", "schedule.csv")
    ]
    update_manifest(folder, run_files(folder))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["evidence.gpkg"], manifest["files"]["schedule.csv"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "missing evidence.gpkg, schedule.csv" in file_faults(folder)[0]


@pytest.mark.parametrize("name", ["plan.json", "certificate.json", "plan.gpkg"])
def test_a_damaged_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("{", encoding="utf-8")
    assert any("cannot be read back" in fault and name in fault for fault in file_faults(folder))


def test_an_edit_in_the_geopackage_is_caught(folder: Path) -> None:
    sites = pyogrio.read_dataframe(folder / "plan.gpkg", layer="sites")
    edited = more("site_id", "PP-1", n_ac7=1)(sites)
    pyogrio.write_dataframe(edited, folder / "plan.gpkg", layer="sites", driver="GPKG", append=False)
    assert any("site PP-1: chargers" in fault for fault in folder_faults(folder))


def test_an_edit_in_the_evidence_is_caught(folder: Path) -> None:
    flows = pyogrio.read_dataframe(folder / "evidence.gpkg", layer="assignment")
    flows["kwh_day"] *= 2
    pyogrio.write_dataframe(flows, folder / "evidence.gpkg", layer="assignment", driver="GPKG", append=False)
    assert any("evidence.gpkg assignment gives" in fault for fault in folder_faults(folder))


def test_an_edit_in_sites_csv_is_caught(folder: Path) -> None:
    table = pd.read_csv(folder / "sites.csv", encoding="utf-8-sig", dtype={"adcode": str})
    more("site_id", "PP-1", n_ac7=1)(table).to_csv(folder / "sites.csv", index=False, encoding="utf-8-sig")
    assert any("PP-1: n_ac7" in fault and "sites.csv" in fault for fault in folder_faults(folder))


def test_a_tighter_scenario_is_not_met(folder: Path) -> None:
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8").replace("target = 150", "target = 9000")
    path.write_text(text, encoding="utf-8")
    assert any(fault.startswith("chargers.target: ") for fault in folder_faults(folder))


def _manifest(folder: Path, **changes: Any) -> None:
    """Change what the manifest says; None takes a key away."""
    path = folder / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({key: value for key, value in said.items() if value is not None}))


@pytest.mark.parametrize("key", ["scenario", "drawn"])
def test_a_manifest_without_a_key_is_a_fault_and_no_traceback(folder: Path, key: str) -> None:
    _manifest(folder, **{key: None})
    assert f"manifest.json: {key} is missing" in file_faults(folder)


def test_a_run_of_another_version_says_what_is_not_compared(folder: Path) -> None:
    _manifest(folder, version="0.0.1")
    assert any("0.0.1" in note.en and "not made again" in note.en for note in judge_folder(folder).notes)


def test_pages_that_tell_of_another_version_give_the_manifest_away(folder: Path) -> None:
    (folder / "report.html").write_text(f"gisplan {__version__} · 2026-11-29", encoding="utf-8")
    update_manifest(folder, ["report.html"])
    assert file_faults(folder) == []
    _manifest(folder, version="0.0.1")
    assert "manifest.json: version 0.0.1, report.html was made by another" in file_faults(folder)


@pytest.mark.parametrize("drawn", ["tiles", "against", "by hand"])
def test_a_manifest_that_tells_falsely_how_pages_are_drawn_is_a_fault(folder: Path, drawn: str) -> None:
    (folder / "index.html").write_text(f"gisplan {__version__} · img-src data: blob:;", encoding="utf-8")
    update_manifest(folder, ["index.html"])
    assert file_faults(folder) == []
    _manifest(folder, drawn=drawn)
    assert any(fault.startswith(f"manifest.json: drawn {drawn}") for fault in file_faults(folder))


@pytest.mark.parametrize("fault", [OSError, MemoryError, ImportError, AssertionError])
def test_a_fault_of_the_machine_or_of_gisplan_is_none_of_the_run(clean: Plan, fault: type[Exception]) -> None:
    def check(_: Plan) -> Iterator[str]:
        raise fault
        yield

    with pytest.raises(fault):
        list(guarded("cost", check, clean))


HEADLINE: dict[str, Any] = {
    "chargers_new_total": 151,
    "sites_total": 3,
    "chargers_by_district": {"120101": 1},
    "chargers_by_category": {},
    "chargers_by_access": {},
    "chargers_by_type": {"ac7": 150},
    "hydrogen_stations_new": 11,
    "hydrogen_stations_cumulative": 11,
    "hydrogen_by_ownership": {"commercial": 3, "captive": 0},
    "investment_cost": 1.0,
    "investment_chargers_cost": 1.0,
    "investment_hydrogen_cost": 1.0,
    "covered_people_share": 0.5,
    "served_energy_share": 1.0,
    "unmet_kwh_day": 0.0,
    "energy_kwh_day": 1.0,
    "expressway_service_areas_covered_share": 0.5,
    "hydrogen_served_kg_day": 1.0,
    "overall_status": "heuristic",
    "draft": True,
    "missed_stages": ["siting"],
}


@pytest.mark.parametrize("key", HEADLINE)
def test_a_figure_of_plan_json(run: Held, key: str) -> None:
    change_part(run, f"headline.{key}", lambda _: HEADLINE[key])
    caught(run, f"plan.json {key}")


def test_sites_csv_edited(run: Held) -> None:
    change_csv(run, "sites.csv", more("site_id", "PP-1", n_ac7=1))
    caught(run, "sites.csv PP-1: n_ac7", "plan.gpkg has")


def test_sites_csv_shortened(run: Held) -> None:
    change_csv(run, "sites.csv", lambda f: f[f["site_id"] != "PP-1"])
    caught(run, "sites.csv: row PP-1 stands 0 times, 1 are due")


def test_districts_csv_edited(run: Held) -> None:
    change_csv(run, "districts.csv", more("adcode", "120101", chargers=1))
    caught(run, "districts.csv 120101: chargers", "plan.gpkg has")


def test_the_schedule_edited(run: Held) -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["site_id"] == "PP-6", "count"] += 1
        return frame

    change_csv(run, "schedule.csv", change)
    caught(run, "site PP-6:", "schedule.csv has")


def test_a_schedule_beyond_the_horizon(run: Held) -> None:
    change_csv(run, "schedule.csv", lambda f: f.assign(year=2031))
    caught(run, "built after the horizon 2027")


def test_a_schedule_with_a_site_of_its_own(run: Held) -> None:
    change_csv(run, "schedule.csv", lambda f: f.assign(site_id=f["site_id"].replace("PP-6", "XX-6")))
    caught(run, "schedule.csv site XX-6:", "is missing in plan.gpkg")


def certificate(run: Held, stage: str, **values: Any) -> None:
    def change(rows: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
        first = next(row for row in rows if row.stage.startswith(stage))
        return tuple(dataclasses.replace(row, **values) if row is first else row for row in rows)

    change_part(run, "certificates", change)


def test_optimal_with_a_gap(run: Held) -> None:
    certificate(run, "siting", status="optimal", objective=90.0, bound=100.0, gap=10 / 90)
    caught(run, "certificate siting: called optimal at a gap of 0.111")


def test_a_gap_that_its_figures_do_not_give(run: Held) -> None:
    certificate(run, "siting", status="feasible", objective=90.0, bound=100.0, gap=0.001)
    caught(run, "certificate siting: gap 0.001, its figures", "give 0.111")


def test_a_bound_on_the_wrong_side(run: Held) -> None:
    certificate(run, "siting", status="feasible", objective=100.0, bound=90.0, gap=0.1)
    caught(run, "certificate siting: the bound 90.0 is on the wrong side of 100.0")


def test_a_claim_without_a_bound(run: Held) -> None:
    certificate(run, "siting", status="feasible", bound=None, gap=None)
    caught(run, "certificate siting: feasible without objective or bound")


def test_an_objective_that_the_layers_do_not_show(run: Held) -> None:
    certificate(run, "sizing: cost", objective=1.0, bound=1.0, gap=0.0, status="optimal")
    caught(run, "certificate sizing: cost: objective 1.0, the layers give")


def test_no_certificate_at_all(run: Held) -> None:
    change_part(run, "certificates", lambda _: ())
    caught(run, "no certificate at all")


@pytest.mark.parametrize(
    ("layer", "column"),
    [("sites", "n_ac7"), ("stations", "size_kg_day"), ("demand", "population"), ("corridors", "max_gap_km")],
)
def test_a_layer_without_a_column_is_a_fault_and_no_traceback(run: Held, layer: str, column: str) -> None:
    change_layer(run, layer, lambda frame: frame.drop(columns=column))
    assert run_faults(run.run) == [f"plan.gpkg {layer}: column {column} is missing"]


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        (
            "schedule.csv",
            lambda frame: frame.drop(columns="count"),
            ("cannot be checked", "schedule.csv schedule", "KeyError", "count"),
        ),
        (
            "verification.csv",
            lambda frame: frame.assign(due="many"),
            ("verification.csv", "due many", "the schedule gives"),
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_a_fault_and_no_traceback(
    run: Held, table: str, change: Change, words: tuple[str, ...]
) -> None:
    change_csv(run, table, change)
    caught(run, *words)


def test_the_files_are_held_to_the_manifest_that_was_read(folder: Path) -> None:
    manifest = read_manifest(folder)
    (folder / "manifest.json").unlink()
    assert manifest_faults(folder, manifest) == ([], [])


def test_a_certificate_keeps_the_message_of_what_it_proves(folder: Path) -> None:
    path = folder / "certificate.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    del rows[0]["proven_said"]
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert "certificate.json 0: proven_said is missing" in file_faults(folder)
