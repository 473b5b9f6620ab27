"""One process at a time writes a run folder; a killed one leaves nothing, and a reader always finds a run."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gisplan.runs import replacing as room
from gisplan.runs.replacing import claimed, free_folder, replacing
from gisplan.tables.format import is_run_folder, write_manifest
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys, time
from pathlib import Path
from gisplan.tables.format import write_manifest
from gisplan.runs.replacing import claimed, replacing
out, how = Path(sys.argv[1]), sys.argv[2]
if how == "plans":
    with claimed(out, force=True):
        print("ready", flush=True)
        time.sleep(60)
if how == "writes":
    with replacing(out, force=True) as folder:
        write_manifest(folder, "half")
        (folder / "half.txt").write_text("half")
        print("ready", flush=True)
        time.sleep(60)
number = 0
while not out.with_name("enough").exists():
    number += 1
    with replacing(out, force=True) as folder:
        (folder / "number.txt").write_text(str(number))
        write_manifest(folder, "loop")
    if number == 1:
        print("ready", flush=True)
"""


def write(out: Path, text: str, *, force: bool = False) -> None:
    with replacing(out, force=force) as folder:
        (folder / "text.txt").write_text(text, encoding="utf-8")
        write_manifest(folder, "test")


@contextmanager
def writer(out: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", WRITER, str(out), how]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("how", ["plans", "writes"])
def test_a_second_plan_into_a_folder_is_refused_and_a_killed_one_is_swept(tmp_path: Path, how: str) -> None:
    out = tmp_path / "run"
    write(out, "first")
    with writer(out, how) as process:
        with pytest.raises(ScenarioError, match="another gisplan plan is writing this folder"):
            write(out, "second", force=True)
        assert free_folder(tmp_path, "run").name == "run-2"
        assert (out / "text.txt").read_text(encoding="utf-8") == "first"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (out / "text.txt").read_text(encoding="utf-8") == "first"
    write(out, "third", force=True)
    assert (out / "text.txt").read_text(encoding="utf-8") == "third"
    assert list(tmp_path.iterdir()) == [out]


def test_a_first_run_that_was_killed_while_its_pages_were_drawn_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "run"
    with writer(out, "writes") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    write(out, "second")
    assert list(tmp_path.iterdir()) == [out]


def test_an_earlier_run_that_was_half_deleted_is_not_taken_for_one_with_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    write(out, "first")

    def killed(folder: Path, **_: object) -> None:
        (folder / "text.txt").unlink(missing_ok=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(room.shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            write(out, "second", force=True)
    write(out, "third", force=True)
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_only_claimed_is_not_given_as_free(tmp_path: Path) -> None:
    with writer(tmp_path / "run", "plans"):
        assert free_folder(tmp_path, "run").name == "run-2"


@pytest.mark.skipif(sys.platform != "linux", reason="two folders change places at once: run on Linux")
def test_there_is_a_run_at_every_moment(tmp_path: Path) -> None:
    out = tmp_path / "run"
    seen = set()
    with writer(out, "loops") as process:
        while len(seen) < 50:  # runs that came one after the other, each looked for while the next is written
            assert (out / "manifest.json").is_file()
            seen.add((out / "number.txt").read_text(encoding="utf-8"))
            assert process.poll() is None
        (tmp_path / "enough").touch()
        assert process.wait() == 0


def test_a_run_that_was_killed_between_two_names_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_exchanged", lambda *_: False)  # a system that cannot exchange
    out = tmp_path / "run"
    write(out, "first")
    out.rename(tmp_path / ".run.old")
    with claimed(out, force=True):
        assert (out / "text.txt").read_text(encoding="utf-8") == "first"
    write(out, "second", force=True)
    assert (out / "text.txt").read_text(encoding="utf-8") == "second"
    assert list(tmp_path.iterdir()) == [out]


def test_edits_that_a_killed_plan_had_put_aside_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "run"
    write(out, "first")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    out.rename(tmp_path / ".run.new")  # exchanged, then killed before it was kept
    write(out, "second")
    assert (tmp_path / "run-kept" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert is_run_folder(out)


def test_a_folder_that_somebody_makes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "run"

    def slow_plan() -> None:
        with replacing(out, force=True) as folder:
            write_manifest(folder, "test")
            out.mkdir()
            (out / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(ScenarioError, match="not a run folder"):
        slow_plan()
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [out]
