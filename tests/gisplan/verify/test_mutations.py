"""No value of a run can be changed alone: random mutations, and one of each kind that once went unseen."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

import gisplan
from gisplan.runs import beside as room
from gisplan.runs import drawn as drawing
from gisplan.runs import judging
from gisplan.runs.drawn import CORE, _unlike_zip, draw
from gisplan.runs.judging import judge_run
from gisplan.runs.reading import redraw
from gisplan.runs.remade.faults import remade_faults
from gisplan.runs.report import write_run_report
from gisplan.scenario.loading import scenario_toml
from gisplan.tables.format import update_manifest, write_manifest
from gisplan.verify.coverage.corridors import corridor_faults
from tests.gisplan.planned import planned
from tests.gisplan.spoilt_runs import (
    caught,
    change_csv,
    change_layer,
    change_part,
    in_english,
    more,
    put,
    put_any,
    whole_faults,
)
from tests.gisplan.verify.mutations import Held as Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.runs.beside import Part
    from tests.gisplan.spoilt_runs import Held

SAMPLE, SEED = 30, 20261129
"""A sample of what the benchmark of mutations takes a thousand of."""

LEAST = 0.9
"""Share caught on the toy, whose inputs lie nowhere: what only they could tell goes unseen there."""

MOST_VAGUE = 0.02
"""Share caught by a fault that names another row or table than the one that was changed, at most."""


@pytest.mark.slow
def test_a_sample_of_mutations_is_caught_without_a_traceback(toy_run: Path, tmp_path: Path) -> None:
    whole = Whole(toy_run, tmp_path)
    answers = []
    for mutation in whole.mutations(SAMPLE, SEED):
        answers.append(whole.judged(mutation))
        whole.restore()
    unseen = [str(one.mutation) for one in answers if not one.fault]
    assert [one.fault for one in answers if one.traceback] == []
    assert len(unseen) <= SAMPLE * (1 - LEAST), unseen
    vague = [f"{one.mutation}: {one.fault}" for one in answers if one.fault and not one.named]
    assert len(vague) <= SAMPLE * MOST_VAGUE, vague


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("schedule.csv", lambda frame: frame.assign(authority="x"), ("schedule.csv", "BD-1", "authority x")),
        ("phases.csv", put_any("year", 2027, chargers_target=149), ("phases.csv 2027: chargers_target 149",)),
        ("phases.csv", more("year", 2027, hydrogen_cost=7.0), ("phases.csv 2027: hydrogen_cost",)),
        ("permits.csv", lambda frame: frame.iloc[[0, *range(len(frame))]], ("permits.csv: site_id", "twice")),
        ("permits.csv", lambda frame: frame.iloc[1:], ("permits.csv: row", "stands 0 times")),
        ("platform.csv", put_any("site_id", "TH-1", max_kw=6.0), ("platform.csv TH-1: max_kw 6",)),
        ("bodies.csv", lambda frame: frame.assign(filings=99), ("bodies.csv", "filings 99")),
        ("hydrogen_screening.csv", put_any("site_id", "FS-3", class_500="IV"), ("FS-3: class_500 IV",)),
        ("hydrogen_screening.csv", put_any("site_id", "FS-3", adcode="1"), ("FS-3: adcode 1",)),
        ("tradeoff.csv", lambda frame: frame.iloc[[0, *range(len(frame))]], ("tradeoff.csv", "twice")),
        ("tradeoff.csv", more("kind", "plan", bound=500.0), ("tradeoff.csv plan: bound",)),
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
    assert any("verdict" in fault for fault in in_english(corridor_faults(run.run)))
    change_layer(run, "corridors", lambda frame: frame.assign(ends="not assessed", verdict="not assessed"))
    assert not [
        fault for fault in in_english(corridor_faults(run.run)) if "verdict" in fault or "called" in fault
    ]


def test_a_stretch_that_ends_where_the_road_does_bears_the_name_of_that_end(run: Held) -> None:
    change_layer(run, "sites", lambda frame: frame[frame["road_ref"].isna() | (frame["road_ref"] == "")])
    ends = {"gap_from_km": 0.0, "gap_to_km": run.run.layers.corridors["length_km"]}
    named = {"gap_from_zh": "本市路段端点", "gap_to_zh": "别处服务区"}
    change_layer(run, "corridors", lambda frame: frame.assign(**ends, **named))
    faults = [fault for fault in in_english(corridor_faults(run.run)) if "_zh" in fault]
    assert len(faults) == len(run.run.layers.corridors)
    assert all("gap_to_zh 别处服务区" in fault for fault in faults)


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
    faults = in_english(remade_faults(run.run))
    assert any(all(word in fault for word in words) for fault in faults), faults


def test_the_unit_of_a_figure_is_that_of_its_key(run: Held) -> None:
    change_csv(run, "assumptions.csv", put_any("name", "service.taxi.radius_m", unit="share"))
    assert any("service.taxi.radius_m: unit share" in fault for fault in in_english(remade_faults(run.run)))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a whole run, pages, report and workbook included; what is due of it is drawn once a scenario."""
    due: dict[tuple[str, ...], dict[str, bytes]] = {}

    def once(plan: Plan, out: Path, parts: Collection[Part], language: str | None) -> dict[str, bytes]:
        key = (scenario_toml(plan.scenario), *parts, str(language))
        if key not in due:
            due[key] = draw(plan, out, parts, language)
        return {**due[key]}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw", once)
        yield gisplan.write_plan(planned(), tmp_path_factory.mktemp("drawn") / "run")


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
        return whole_faults(drawn)
    finally:
        path.write_bytes(before)
        manifest.write_bytes(summed)


@pytest.mark.slow
def test_a_whole_run_holds_and_its_pages_cannot_be_changed(drawn: Path) -> None:
    assert whole_faults(drawn) == []
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
        plain = whole_faults(drawn)
        write_manifest(drawn, json.loads(summed)["scenario"])
        forged = whole_faults(drawn)
    finally:
        (drawn / "notes.txt").unlink()
        (drawn / "report.html").write_bytes(report)
        (drawn / "manifest.json").write_bytes(summed)
    assert {"notes.txt: was added after the run", "report.html: is missing, the manifest has it"} <= {*plain}
    assert {"notes.txt: is no file that gisplan writes", "report.html: is missing, gisplan writes it"} <= {
        *forged
    }


def test_pages_against_another_run_bear_a_mark_that_a_manifest_cannot_replace(
    drawn: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(drawn, tmp_path / "run")
    redraw(own, against=drawn)
    assert whole_faults(own) == []
    summed = (drawn / "manifest.json").read_bytes()
    write_manifest(drawn, json.loads(summed)["scenario"], drawn="against")
    try:
        faults = whole_faults(drawn)
    finally:
        (drawn / "manifest.json").write_bytes(summed)
    assert any("drawn against, map.html has none" in fault for fault in faults), faults


def test_reports_of_a_district_are_made_again(drawn: Path) -> None:
    summed = (drawn / "manifest.json").read_bytes()
    pages = write_run_report(drawn, adcode="120101")
    stray = drawn / "report-999999.html"
    try:
        assert whole_faults(drawn) == []
        pages[1].unlink()
        stray.write_bytes(pages[0].read_bytes())
        pages[0].write_text(pages[0].read_text(encoding="utf-8").replace("<title>", "<title>!"))
        write_manifest(drawn, json.loads(summed)["scenario"])
        faults = whole_faults(drawn)
    finally:
        for path in (*pages, stray):
            path.unlink(missing_ok=True)
        (drawn / "manifest.json").write_bytes(summed)
    assert [fault.partition(":")[0] for fault in faults] == ["report-120101.html", "report-999999.html"]


@pytest.mark.parametrize(
    ("name", "change", "faults"),
    [
        ("report.docx", (b"<dcterms:modified ", b"<dcterms:moved "), 1),
        ("workbook.xlsx", (b"</dc:creator>", b"!</dc:creator>"), 1),
        ("workbook.xlsx", (b"Z</dcterms:modified>", b"</dcterms:modified>"), 0),
    ],
)
def test_properties_of_an_office_file_are_compared_but_for_their_times(
    drawn: Path, name: str, change: tuple[bytes, bytes], faults: int
) -> None:
    due = (drawn / name).read_bytes()
    said = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(due)) as before, zipfile.ZipFile(said, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            assert part != CORE or change[0] in data
            after.writestr(part, data.replace(*change) if part == CORE else data)
    assert len([*_unlike_zip(name, said.getvalue(), due)]) == faults


def test_the_public_face_makes_the_checks_of_the_command(drawn: Path) -> None:
    before, summed = (drawn / "report.html").read_bytes(), (drawn / "manifest.json").read_bytes()
    (drawn / "report.html").write_bytes(before.replace(b"<title>", b"<title>!", 1))
    update_manifest(drawn, ["report.html"])
    try:
        assert any(fault.startswith("report.html: line") for fault in gisplan.verify_folder(drawn))
    finally:
        (drawn / "report.html").write_bytes(before)
        (drawn / "manifest.json").write_bytes(summed)


def test_a_run_of_another_version_is_not_held_to_what_this_one_makes(
    drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "__version__", "99.0")
    monkeypatch.setattr("gisplan.runs.remade.faults.remade_faults", lambda _: pytest.fail("made again"))
    assert whole_faults(drawn) == []


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """Draw even the toy in a process beside, and give the processes."""
    monkeypatch.setattr(room, "LARGE_BYTES", 0)
    begun: list[subprocess.Popen[str]] = []

    def popen(*words: Any, **how: Any) -> subprocess.Popen[str]:
        begun.append(subprocess.Popen(*words, **how))
        return begun[-1]

    monkeypatch.setattr(room, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": popen}))
    return begun


def test_a_module_beside_the_caller_is_none_of_gisplan(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: list[subprocess.Popen[str]]
) -> None:
    (tmp_path / "openpyxl.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    with room.Beside.begin(drawn, ("report",)) as process:
        assert process.answer() == ([], ["report.docx", "report.html"])
    assert [one.returncode for one in beside] == [0]


@pytest.mark.parametrize("way", [KeyboardInterrupt, MemoryError])
def test_the_process_beside_ends_on_every_way_out(
    drawn: Path,
    monkeypatch: pytest.MonkeyPatch,
    beside: list[subprocess.Popen[str]],
    way: type[BaseException],
) -> None:
    def fails(_: Path) -> None:
        raise way

    monkeypatch.setattr("gisplan.verify.folder.judge_folder", fails)
    with pytest.raises(way):
        judge_run(drawn)
    assert [one.returncode for one in beside] == [-signal.SIGKILL]


@pytest.mark.parametrize("name", ["assignment", "hydrogen_assignment"])
def test_a_way_that_is_a_hundredth_of_a_metre_too_long_is_seen(run: Held, name: str) -> None:
    change_part(run, f"evidence.{name}", lambda frame: frame.assign(metres=frame["metres"] + 0.01))
    caught(run, f"evidence.gpkg {name}", "metres")


def test_a_cells_way_to_a_site_is_named_by_its_column(run: Held) -> None:
    change_layer(run, "demand", lambda frame: frame.assign(nearest_public_m=frame["nearest_public_m"] + 0.01))
    caught(run, "plan.gpkg demand cell C", "nearest_public_m", "measured again")


def test_a_way_to_ones_own_pile_has_no_length(run: Held) -> None:
    rows = run.run.evidence.assignment
    assert (rows["metres"] == 0).any()
    change_part(
        run, "evidence.assignment", lambda frame: frame.assign(metres=frame["metres"].replace(0, 1.5))
    )
    caught(run, "evidence.gpkg assignment", "metres 1.500, its way has 0.000")
