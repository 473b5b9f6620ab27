"""Sweeps of a small city: one table, whoever plans; gone on with after a kill; failures kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan.compare import compare_runs
from gisplan.sweep import load_sweep, run_sweep
from gisplan.sweep.executors import local_pool, outcomes
from gisplan.sweep.folder import SweepFolder
from gisplan.sweep.working import Task, put_in_place
from gisplan.verify.folder import judge_folder
from gisplan_errors import LayerError, ScenarioError
from tests.gisplan.sweep.city import Here, dies_for_the_odd, make_city

if TYPE_CHECKING:
    from gisplan.sweep.running import Swept

SWEEP = """
name = "few"
scenario = "mine.toml"
[[list]]
name = "as it is"
"chargers.target" = 200
[[list]]
name = "more"
"chargers.target" = 260
[[list]]
name = "the same"
"chargers.target" = 200
[[list]]
name = "too many"
"chargers.target" = 900000
[[list]]
name = "wrong"
"chargers.target" = -1
[[list]]
name = "dear"
"costs.level" = "high"
"""
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city")
    make_city(home)
    (home / "few.toml").write_text(SWEEP, "utf-8")
    return home


@pytest.fixture(scope="module")
def asked() -> Here:
    return Here()


@pytest.fixture(scope="module")
def swept(home: Path, asked: Here) -> Swept:
    return run_sweep(home / "few.toml", home / "here", executor=asked, cache=home / "kept")


def test_every_item_is_a_row_with_its_figures_or_its_reason(swept: Swept) -> None:
    table = swept.table.set_index("label")
    assert table["state"].to_dict() == {
        **dict.fromkeys(("as it is", "more", "the same", "dear"), "done"),
        **dict.fromkeys(("too many", "wrong"), "failed"),
    }
    assert table.loc["more", "chargers_new_total"] >= 260
    assert table.loc["dear", "investment_cost"] > table.loc["as it is", "investment_cost"]
    assert "chargers.target" in table.loc["wrong", "reason_en"]
    assert table.loc["too many", "reason_zh"]
    assert table.loc["as it is", "gap: sizing: cost"] >= 0
    assert swept.failed == 2


def test_equal_inputs_are_planned_once(swept: Swept, asked: Here) -> None:
    keys = swept.table.set_index("label")["key"]
    assert keys["as it is"] == keys["the same"]
    assert len(asked.asked) == len(set(asked.asked)) == 4


def test_what_runs_share_is_computed_once(swept: Swept) -> None:
    """The region and the siting are those of the first run; only its sizing and its cost differ."""
    folder = SweepFolder(swept.folder)
    first, *rest = ({one.label: one for one in swept.items}[name] for name in ("as it is", "dear"))
    assert folder.worked(first.key)["made"]["region"] == 1
    for item in rest:
        worked = folder.worked(item.key)
        assert worked["found"]["region"] == 1
        assert "region" not in worked["made"]
        assert worked["found"]["AdequateCover"] >= 1


def test_the_table_is_tidy_in_both_files(swept: Swept) -> None:
    parquet = pd.read_parquet(swept.folder / "table.parquet")
    csv = pd.read_csv(swept.folder / "table.csv", encoding="utf-8-sig")
    assert parquet["label"].tolist() == csv["label"].tolist() == [item.label for item in swept.items]
    assert parquet.columns.tolist() == csv.columns.tolist()
    pd.testing.assert_frame_equal(parquet.convert_dtypes(), swept.table, check_dtype=False)


def test_every_run_is_a_run_folder_that_holds(swept: Swept) -> None:
    item = next(one for one in swept.items if one.label == "more")
    found = judge_folder(swept.run(item))
    assert found.faults == []
    assert not (swept.run(item) / "index.html").exists()


def test_runs_of_a_sweep_can_be_compared(swept: Swept) -> None:
    first, second = (next(one for one in swept.items if one.label == name) for name in ("as it is", "dear"))
    found = compare_runs(swept.run(first), swept.run(second))
    ((root,),) = found.roots.values()
    assert root.name == "costs.level"


def test_a_sweep_that_stands_asks_for_nothing(home: Path, swept: Swept) -> None:
    nobody = Here()
    again = run_sweep(home / "few.toml", swept.folder, executor=nobody, cache=home / "kept")
    assert nobody.asked == []
    pd.testing.assert_frame_equal(again.table, swept.table)


def test_failures_are_planned_again_when_asked(home: Path, swept: Swept) -> None:
    again = Here()
    run_sweep(home / "few.toml", swept.folder, executor=again, cache=home / "kept", retry=True)
    keys = swept.table.set_index("label")["key"]
    assert again.asked == [keys["too many"]]


def test_processes_give_what_one_after_the_other_gives(home: Path, swept: Swept) -> None:
    """Without kept answers and in another order: the table is the same to the last digit."""
    file = home / "turned.toml"
    head, *rows = SWEEP.split("[[list]]")
    file.write_text("[[list]]".join([head.replace('"few"', '"turned"'), *reversed(rows)]), "utf-8")
    other = run_sweep(file, home / "processes", workers=2, cache=home / "other")
    one, two = (each.table.drop(columns="item").set_index("label").sort_index() for each in (swept, other))
    pd.testing.assert_frame_equal(one, two[one.columns])
    assert one["fingerprint"].notna().sum() == 4


def test_a_folder_of_something_else_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="something else"):
        run_sweep(home / "few.toml", tmp_path, executor=Here(), cache=home / "kept")


def test_a_worker_that_ends_by_itself_is_one_items_failure() -> None:
    tasks = [Task(key, "", drawn=False, cache=None) for key in ("a", "odd", "b", "c")]
    with local_pool(2) as make:
        found = {one.key: one for one in outcomes(tasks, make, at_once=2, do=dies_for_the_odd)}
    assert {key for key, one in found.items() if one.failure is None} == {"a", "b", "c"}
    assert found["odd"].failure is not None
    assert "3 times" in found["odd"].failure.said["en"]


def test_an_archive_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    import io
    import zipfile

    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        file.writestr("../out.txt", "x")
    with pytest.raises(LayerError, match="outside"):
        put_in_place(into.getvalue(), tmp_path / "run")
    assert not (tmp_path / "out.txt").exists()


def test_half_of_an_archive_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    folder = SweepFolder(tmp_path / "sweep")
    sweep = load_sweep(home / "few.toml")
    folder.begin(sweep, [])
    (tmp_path / "sweep" / "runs" / ".abc.part").mkdir()
    (tmp_path / "sweep" / "runs" / ".abc.zip").write_bytes(b"PK")
    folder.begin(sweep, [])
    assert list((tmp_path / "sweep" / "runs").iterdir()) == []


def command(home: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    words = ["sweep", str(home / "few.toml"), "--out", str(out), "--cache", str(home / "killed"), "--quiet"]
    return subprocess.Popen(
        [sys.executable, "-m", "gisplan.cli", *words, *more],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def runs_in(out: Path) -> list[Path]:
    return [path for path in (out / "runs").glob("*") if not path.name.startswith(".")]


def until(true: object, seconds: float = 240.0) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(rest[1]) == pid:
            found.append(int(path.parent.name))
    return found


@pytest.mark.slow
def test_killed_it_leaves_no_worker_and_goes_on_where_it_was(home: Path, swept: Swept) -> None:
    out = home / "killed-sweep"
    first = command(home, out, "--workers", "1")
    until(lambda: runs_in(out))
    workers = children(first.pid)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert workers
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    stood = {path.name: path.stat().st_mtime_ns for path in runs_in(out)}
    assert 0 < len(stood) < 3
    second = command(home, out, "--workers", "1")
    assert second.wait() == 6
    assert stood.items() <= {path.name: path.stat().st_mtime_ns for path in runs_in(out)}.items()
    table = pd.read_parquet(out / "table.parquet").convert_dtypes()
    pd.testing.assert_frame_equal(table, swept.table, check_dtype=False)
    record = json.loads((out / "sweep.json").read_text("utf-8"))
    assert len(record["items"]) == 6


def dask(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_a_cluster_gives_what_this_machine_gives_though_a_worker_is_killed(
    home: Path, swept: Swept, tmp_path: Path
) -> None:
    """A real scheduler and two workers on loopback; one is killed in the middle of an item."""
    place, out = tmp_path / "scheduler.json", tmp_path / "cluster"
    ended = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))]
    try:
        until(place.is_file)
        address = json.loads(place.read_text("utf-8"))["address"]
        for name in ("one", "two"):
            room = [
                "--nthreads",
                "1",
                "--no-nanny",
                "--name",
                name,
                "--local-directory",
                str(tmp_path / name),
            ]
            ended.append(dask("worker", address, *room))
        sweep = command(home, out, "--scheduler", address, "--cache", str(tmp_path / "kept"))
        ended.append(sweep)
        until(lambda: out.is_dir() and runs_in(out))
        ended[1].kill()
        assert sweep.wait(timeout=240) == 6
    finally:
        for one in ended:
            one.kill()
            one.wait()
    table = pd.read_parquet(out / "table.parquet").convert_dtypes()
    pd.testing.assert_frame_equal(table, swept.table, check_dtype=False)


def test_an_address_where_nobody_answers_is_told(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9"):
        run_sweep(home / "few.toml", tmp_path / "out", scheduler="tcp://127.0.0.1:9", cache=tmp_path / "kept")
