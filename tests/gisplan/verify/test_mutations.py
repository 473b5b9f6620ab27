"""No value of a run can be changed alone: random mutations, and one of each kind that once went unseen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from gisplan.runs.judging import judge_run
from gisplan.runs.manifest import write_manifest
from gisplan.runs.remade import remade_faults
from gisplan.verify.corridors import corridor_faults
from tests.gisplan.planned import planned
from tests.gisplan.spoilt_runs import caught, change_csv, change_layer, change_part, more, put, put_any
from tests.gisplan.verify.mutations import Held as Whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gisplan.spoilt_runs import Held

SAMPLE, SEED = 120, 20261129
LEAST = 0.9
"""Share caught on the toy, whose inputs lie nowhere: what only they could tell goes unseen there."""


def test_a_sample_of_mutations_is_caught_without_a_traceback(toy_run: Path, tmp_path: Path) -> None:
    whole = Whole(toy_run, tmp_path)
    answers = []
    for mutation in whole.mutations(SAMPLE, SEED):
        answers.append(whole.judged(mutation))
        whole.restore()
    unseen = [str(one.mutation) for one in answers if not one.fault]
    assert [one.fault for one in answers if one.traceback] == []
    assert len(unseen) <= SAMPLE * (1 - LEAST), unseen


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("schedule.csv", lambda frame: frame.assign(authority="x"), ("schedule.csv", "BD-1", "authority x")),
        ("phases.csv", put_any("year", 2027, chargers_target=149), ("phases.csv 2027: chargers_target 149",)),
        ("phases.csv", more("year", 2027, hydrogen_cost=7.0), ("phases.csv 2027: hydrogen_cost",)),
        ("permits.csv", lambda frame: frame.iloc[[0, *range(len(frame))]], ("permits.csv: row", "stands 2")),
        ("permits.csv", lambda frame: frame.iloc[1:], ("permits.csv: row", "stands 0 times")),
        ("platform.csv", put_any("site_id", "TH-1", max_kw=6.0), ("platform.csv TH-1: max_kw 6",)),
        ("bodies.csv", lambda frame: frame.assign(filings=99), ("bodies.csv", "filings 99")),
        ("hydrogen_screening.csv", put_any("site_id", "FS-3", class_500="IV"), ("FS-3: class_500 IV",)),
        ("hydrogen_screening.csv", put_any("site_id", "FS-3", adcode="1"), ("FS-3: adcode 1",)),
        ("tradeoff.csv", lambda frame: frame.iloc[[0, *range(len(frame))]], ("tradeoff.csv", "twice")),
    ],
)
def test_a_table_that_once_went_unseen(
    run: Held, file: str, change: Callable[[Any], Any], words: tuple[str, ...]
) -> None:
    change_csv(run, file, change)
    caught(run, *words)


def test_a_part_of_a_cells_energy_and_a_way_are_measured_again(run: Held) -> None:
    change_layer(run, "demand", more("cell_id", "C24", kwh_corridor=1.5))
    caught(run, "plan.gpkg demand C24: ev_kwh_day", "kwh_corridor")


def test_a_gap_of_a_ring_is_not_judged_by_verify_either(run: Held) -> None:
    change_layer(run, "corridors", lambda frame: frame.assign(kind="ring"))
    before = run.run.layers.corridors["verdict"].tolist()
    assert set(before) != {"not assessed"}
    assert any("verdict" in fault for fault in corridor_faults(run.run))
    change_layer(run, "corridors", lambda frame: frame.assign(ends="not assessed", verdict="not assessed"))
    assert not [fault for fault in corridor_faults(run.run) if "verdict" in fault or "called" in fault]


@pytest.mark.parametrize("name", ["assignment", "hydrogen_assignment"])
def test_metres_are_those_of_the_way(run: Held, name: str) -> None:
    change_part(run, f"evidence.{name}", lambda frame: frame.assign(metres=frame["metres"] + 3.0))
    caught(run, f"evidence.gpkg {name}", "metres")


def test_a_link_that_is_drawn_elsewhere(run: Held) -> None:
    moved = run.run.layers.supply_links
    moved = moved.set_geometry([shapely.transform(one, lambda xy: xy + 10.0) for one in moved.geometry])
    change_layer(run, "supply_links", lambda _: moved)
    caught(run, "plan.gpkg supply_links", "geometry ends")


@pytest.mark.parametrize(
    ("layer", "change", "words"),
    [
        ("districts", more("adcode", "120101", mean_access_m=1.0), ("districts 120101: mean_access_m",)),
        ("sites", more("site_id", "PP-1", civil_cost=1.0), ("plan.gpkg sites PP-1: civil_cost",)),
        ("stations", put("site_id", "FS-1", supply_shares="x"), ("stations FS-1: supply_shares x",)),
        ("energy_facilities", put("site_id", "FS-1", name_zh="x"), ("FS-1: name_zh x",)),
        (
            "coverage",
            lambda frame: frame.set_geometry(frame.translate(10.0)),
            ("plan.gpkg coverage 120101", "geometry is off"),
        ),
    ],
)
def test_what_follows_is_made_again(
    run: Held, layer: str, change: Callable[[Any], Any], words: tuple[str, ...]
) -> None:
    change_layer(run, layer, change)
    faults = [*remade_faults(run.run)]
    assert any(all(word in fault for word in words) for fault in faults), faults


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a whole run, pages, report and workbook included."""
    from gisplan import write_plan

    return write_plan(planned(), tmp_path_factory.mktemp("drawn") / "run")


def _forged(drawn: Path, name: str, old: str, new: str) -> list[str]:
    """Change one figure of one file, sum the manifest up again, and put all of it back."""
    path, manifest = drawn / name, drawn / "manifest.json"
    before, summed = path.read_bytes(), manifest.read_bytes()
    text = before.decode("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = json.loads(summed)
    write_manifest(drawn, said["scenario"], drawn=said["drawn"])
    try:
        return judge_run(drawn).faults
    finally:
        path.write_bytes(before)
        manifest.write_bytes(summed)


def test_a_whole_run_holds_and_its_pages_cannot_be_changed(drawn: Path) -> None:
    assert judge_run(drawn).faults == []
    fingerprint = json.loads((drawn / "plan.json").read_text(encoding="utf-8"))["fingerprint"]
    faults = _forged(drawn, "index.html", fingerprint, "0000-0000-0000")
    assert any("index.html: line" in fault and "0000-0000-0000" in fault for fault in faults), faults
    faults = _forged(drawn, "scenario.toml", 'title_en = "Toy', 'title_en = "Joy')
    assert any("index.html" in fault and "Joy" in fault for fault in faults), faults


def test_a_file_too_few_or_too_many_is_named(drawn: Path) -> None:
    (drawn / "notes.txt").write_text("mine", encoding="utf-8")
    report = (drawn / "report.html").read_bytes()
    (drawn / "report.html").unlink()
    summed = (drawn / "manifest.json").read_bytes()
    try:
        plain = judge_run(drawn).faults
        write_manifest(drawn, json.loads(summed)["scenario"])
        forged = judge_run(drawn).faults
    finally:
        (drawn / "notes.txt").unlink()
        (drawn / "report.html").write_bytes(report)
        (drawn / "manifest.json").write_bytes(summed)
    assert {"notes.txt: was added after the run", "report.html: is missing, the manifest has it"} <= {*plain}
    assert {"notes.txt: is no file that gisplan writes", "report.html: is missing, gisplan writes it"} <= {
        *forged
    }
