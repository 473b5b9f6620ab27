"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from contextvars import copy_context
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import docx
import pytest
from typer.testing import CliRunner

from gisplan.cli import console
from gisplan.cli.app import app
from gisplan.runs import folder as run_folder
from gisplan.runs.manifest import touched_files
from gisplan.tables.format import is_run_folder
from gisplan_errors import InfeasiblePlan, NetworkError, SolverFailed
from gisplan_words import message, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan

RUNNER = CliRunner()


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Put a function in the place of the real pipeline, and leave the slow maps and reports out."""
    for step in ("_write_pages", "_write_reports"):
        monkeypatch.setattr(run_folder, step, lambda _plan, _folder: None)
    monkeypatch.setattr("gisplan.cli.plans.explained", lambda error, _scenario, *, tell: error)  # noqa: ARG005

    def stand_in(function: Callable[..., Any]) -> None:
        monkeypatch.setitem(sys.modules, "gisplan.pipeline", SimpleNamespace(make_plan=function))

    return stand_in


def _raising(error: BaseException) -> Callable[..., Any]:
    def make_plan(_scenario: object, *, progress: Callable[[str], None]) -> None:
        progress("siting")
        raise error

    return make_plan


def test_plan_writes_the_folder_and_names_the_map(plan: Plan, pipeline: Any, tmp_path: Path) -> None:
    seen = []

    def make_plan(scenario: Any, *, progress: Callable[[str], None]) -> Plan:
        seen.append(scenario)
        progress("siting")
        return plan

    pipeline(make_plan)
    out = tmp_path / "run"
    answer = RUNNER.invoke(app, ["plan", "--out", str(out), "--set", "chargers.target=60000"])
    assert answer.exit_code == 0, answer.stderr
    assert seen[0].chargers.target == 60000
    assert answer.stdout.splitlines()[-1] == str(out / "index.html")
    assert "siting" in answer.stderr
    assert "New chargers: 174 (target 50,000)" in answer.stdout
    assert "Proof of siting: proven within 2.3 % of the best possible" in answer.stdout
    assert is_run_folder(out)


def test_quiet_prints_the_folder_only(plan: Plan, pipeline: Any, tmp_path: Path) -> None:
    pipeline(_warning_of_a_font(plan))
    answer = RUNNER.invoke(app, ["plan", "--quiet", "--out", str(tmp_path / "run")])
    assert (answer.stdout, answer.stderr) == (f"{tmp_path / 'run'}\n", "")


def test_warning_is_heard_unless_quiet(
    plan: Plan, pipeline: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline(_warning_of_a_font(plan))
    RUNNER.invoke(app, ["plan", "--quiet", "--out", str(tmp_path / "quiet")])
    assert not caplog.messages
    RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "run")])
    assert caplog.messages == ["no font has 㐂"]


def _warning_of_a_font(plan: Plan) -> Callable[..., Plan]:
    def make_plan(_scenario: object, **_: object) -> Plan:
        logging.getLogger("maps.pictures.fonts").warning("no font has 㐂")
        return plan

    return make_plan


def test_without_out_runs_are_numbered(
    plan: Plan, pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline(lambda _scenario, **_: plan)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert RUNNER.invoke(app, ["plan", "-q"]).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["tianjin-2027", "tianjin-2027-2"]


def test_same_command_with_force_runs_again(plan: Plan, pipeline: Any, tmp_path: Path) -> None:
    pipeline(lambda _scenario, **_: plan)
    command = ["plan", "--out", str(tmp_path / "run"), "--force"]
    assert [RUNNER.invoke(app, command).exit_code for _ in range(2)] == [0, 0]


def test_existing_run_is_refused_before_any_work(plan: Plan, pipeline: Any, tmp_path: Path) -> None:
    pipeline(lambda _scenario, **_: plan)
    RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "run")])
    pipeline(_raising(AssertionError("planned for nothing")))
    answer = RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "run")])
    assert answer.exit_code == 2
    assert "--force" in answer.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InfeasiblePlan("district 和平区: floor 900, room for 400"), 3),
        (SolverFailed("highs stopped without an answer"), 4),
        (NetworkError("no answer"), 2),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device", "plan.gpkg"), 2),
        (ZeroDivisionError("division by zero"), 1),
    ],
)
def test_errors_end_with_their_code_and_leave_nothing(
    error: BaseException, code: int, pipeline: Any, tmp_path: Path
) -> None:
    pipeline(_raising(error))
    answer = RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "run")])
    assert answer.exit_code == code
    assert "Traceback" not in answer.output
    assert list(tmp_path.iterdir()) == []


def test_message_with_brackets_is_printed_as_it_is(pipeline: Any, tmp_path: Path) -> None:
    pipeline(_raising(InfeasiblePlan("[demand] [bold]x[/bold]")))
    assert "[demand] [bold]x[/bold]" in RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "r")]).stderr


def test_debug_shows_the_traceback_and_keeps_the_code(pipeline: Any, tmp_path: Path) -> None:
    pipeline(_raising(InfeasiblePlan("no")))
    answer = RUNNER.invoke(app, ["plan", "--debug", "--out", str(tmp_path / "run")])
    assert answer.exit_code == 3
    assert "Traceback" in answer.stderr


@pytest.mark.parametrize(("faults", "code"), [([], 0), (["site PP-1: 9 chargers, 8 bays"], 5)])
def test_verify_tells_every_fault(
    faults: list[str], code: int, plan: Plan, pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline(lambda _scenario, **_: plan)
    out = run_folder.write_plan(plan, tmp_path / "run")
    monkeypatch.setitem(
        sys.modules, "gisplan.verify.folder", SimpleNamespace(verify_folder=lambda _folder: faults)
    )
    answer = RUNNER.invoke(app, ["verify", str(out)])
    assert answer.exit_code == code
    assert all(fault in answer.stderr for fault in faults)


@pytest.fixture
def run(plan: Plan, pipeline: Any, tmp_path: Path) -> Path:
    """Give a run folder of the small plan."""
    pipeline(lambda _scenario, **_: plan)
    return run_folder.write_plan(plan, tmp_path / "run")


@pytest.fixture
def many_faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    faults = [f"site PP-{at}: 9 chargers, 8 bays" for at in range(120)]
    monkeypatch.setitem(
        sys.modules, "gisplan.verify.folder", SimpleNamespace(verify_folder=lambda _folder: faults)
    )
    return faults


def test_verify_prints_fifty_faults_and_how_many_more(run: Path, many_faults: list[str]) -> None:
    answer = RUNNER.invoke(app, ["verify", str(run)])
    assert answer.exit_code == 5
    lines = answer.stderr.splitlines()
    assert "120 constraints" in lines[0]
    assert lines[1:51] == [f"  {fault}" for fault in many_faults[:50]]
    assert lines[51:] == ["  … and 70 more; --json prints all of them."]


def test_verify_gives_all_faults_as_json(run: Path, many_faults: list[str]) -> None:
    answer = RUNNER.invoke(app, ["verify", str(run), "--json"])
    assert answer.exit_code == 5
    told = json.loads(answer.stdout)
    assert told == {"folder": str(run), "holds": False, "count": 120, "faults": many_faults}
    many_faults.clear()
    answer = RUNNER.invoke(app, ["verify", str(run), "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["holds"] is True


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a stand-in for the drawing of pages, and give what it was told."""
    calls: list[dict[str, Any]] = []

    def write_pages(folder: Path, layers: Any, facts: Any, *, against: Any, tiles: Any) -> list[Path]:
        calls.append({"layers": layers, "facts": facts, "against": against, "tiles": tiles})
        (folder / "districts").mkdir()
        pages = [folder / "index.html", folder / "districts" / "120101.html"]
        for page in pages:
            page.write_text("page", encoding="utf-8")
        return pages

    monkeypatch.setitem(sys.modules, "maps.page.writing", SimpleNamespace(write_pages=write_pages))
    return calls


def test_map_draws_again_and_the_run_stays_untouched(
    run: Path, plan: Plan, drawn: list[dict[str, Any]]
) -> None:
    answer = RUNNER.invoke(app, ["map", str(run)])
    assert answer.exit_code == 0, answer.stderr
    assert (run / "districts" / "120101.html").is_file()
    assert touched_files(run) == []
    layers, facts = drawn[0]["layers"], drawn[0]["facts"]
    assert int(layers.sites["chargers"].sum()) == 174
    assert facts.title.zh == plan.scenario.title_zh
    assert facts.clauses["id"].tolist() == plan.clauses["id"].tolist()
    assert facts.certificates[0]["status"] == "feasible"
    assert (drawn[0]["against"], drawn[0]["tiles"]) == (None, None)


def test_map_against_another_run(
    run: Path, plan: Plan, changed: Callable[..., Plan], drawn: list[dict[str, Any]], tmp_path: Path
) -> None:
    fewer = dataclasses.replace(plan.layers, sites=plan.layers.sites.iloc[:2])
    before = run_folder.write_plan(changed(layers=fewer), tmp_path / "before")
    assert RUNNER.invoke(app, ["map", str(run), "--against", str(before)]).exit_code == 0
    assert len(drawn[0]["against"].sites) == 2
    assert len(drawn[0]["layers"].sites) == 5
    assert touched_files(before) == []


def test_map_against_a_folder_that_is_no_run(run: Path, drawn: list[dict[str, Any]], tmp_path: Path) -> None:
    answer = RUNNER.invoke(app, ["map", str(run), "--against", str(tmp_path / "none")])
    assert answer.exit_code == 2
    assert "none: is not a run folder" in answer.stderr
    assert drawn == []


def test_map_over_tiles(run: Path, drawn: list[dict[str, Any]]) -> None:
    plain = "https://tiles.example.org/{z}/{x}/{y}.png"
    shifted = "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
    for url in (plain, shifted):
        assert RUNNER.invoke(app, ["map", str(run), "--tiles", url]).exit_code == 0
    assert [call["tiles"].datum for call in drawn] == ["wgs84", "gcj02"]
    assert (drawn[0]["tiles"].url, drawn[0]["tiles"].attribution) == (plain, "tiles.example.org")


@pytest.mark.parametrize("url", ["http://x.org/{z}/{x}/{y}", "https://x.org/tiles", "https://[x/{z}{x}{y}"])
def test_an_address_that_is_none_of_tiles(url: str, run: Path, drawn: list[dict[str, Any]]) -> None:
    answer = RUNNER.invoke(app, ["map", str(run), "--tiles", url])
    assert answer.exit_code == 2
    assert "--tiles" in answer.stderr
    assert drawn == []


def test_report_of_a_run_stands_in_its_folder(run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run)])
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.split() == [str(run / "report.html"), str(run / "report.docx")]
    assert "174 台" in (run / "report.html").read_text(encoding="utf-8")
    assert touched_files(run) == []
    assert RUNNER.invoke(app, ["report", str(run)]).exit_code == 0


def test_a_report_read_back_says_what_the_plan_said(run: Path, plan: Plan) -> None:
    from gisplan.plan.reading import read_plan
    from gisplan.report.city import report_sections
    from gisplan.report.district import district_sections

    made, back = plan, read_plan(run)
    for before, after in (
        (report_sections(made), report_sections(back)),
        (district_sections(made, "120116"), district_sections(back, "120116")),
    ):
        for one, other in zip(before, after, strict=True):
            assert one.title == other.title
            assert one.paragraphs == other.paragraphs, one.title.en
            for language in ("zh", "en"):
                assert cells(one, language) == cells(other, language), one.title.en


def cells(section: Any, language: str) -> list[list[str]]:
    """Say the rows of a section's table in a language."""
    rows = () if section.table is None else section.table.rows
    return [[say(cell, language) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("zh", "新增充电桩：174 台（目标 50,000 台）", "[A-Za-z]{8}"),
        ("en", "New chargers: 174 (target 50,000)", "[一-龥]"),
    ],
)
def test_the_summary_of_a_plan_is_in_the_language_of_the_console(
    plan: Plan, capsys: pytest.CaptureFixture[str], language: str, first: str, other: str
) -> None:
    def summary() -> None:
        console.speak(language)
        console.print_summary(plan)

    copy_context().run(summary)
    said = capsys.readouterr().out
    assert said.splitlines()[0] == first
    assert not re.search(other, said)


def test_report_of_a_district(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "binhai.docx"
    answer = RUNNER.invoke(app, ["report", str(run), "--district", "120116", "--out", str(out)])
    assert answer.exit_code == 0, answer.stderr
    page = out.with_suffix(".html").read_text(encoding="utf-8")
    assert "SA-1E" in page
    assert "PP-1" not in page
    titles = [p.text for p in docx.Document(str(out)).paragraphs if p.style.name == "Title"]
    assert titles[0].endswith("：滨海新区")
    assert not (run / "report-120116.html").exists()


def test_report_of_an_unknown_district_names_the_known(run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run), "--district", "110101"])
    assert answer.exit_code == 2
    assert "120101 和平区, 120116 滨海新区" in answer.stderr
    assert touched_files(run) == []


def test_a_report_that_was_edited_is_kept(run: Path) -> None:
    RUNNER.invoke(app, ["report", str(run)])
    (run / "report.docx").write_bytes(b"edited")
    answer = RUNNER.invoke(app, ["report", str(run)])
    assert answer.exit_code == 2
    assert "--force" in answer.stderr
    assert (run / "report.docx").read_bytes() == b"edited"
    assert RUNNER.invoke(app, ["report", str(run), "--force"]).exit_code == 0
    assert (run / "report.docx").read_bytes() != b"edited"


@pytest.mark.parametrize("out", ["report.pdf", "nowhere/report.docx", "."])
def test_a_report_file_that_cannot_be(out: str, run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run), "--out", str(run / out)])
    assert answer.exit_code == 2
    assert "--out" in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--language", "zh", "verify", "none"],
        ["verify", "none", "--language", "zh"],
        ["verify", "--language=zh", "none"],
    ],
)
def test_the_language_stands_before_or_after_the_command(words: list[str]) -> None:
    answer = RUNNER.invoke(app, words)
    assert answer.exit_code == 2
    assert "不是 gisplan 的运行文件夹" in answer.stderr


def test_an_unknown_language_after_a_command_is_refused_by_name() -> None:
    answer = RUNNER.invoke(app, ["regions", "--language", "xx"])
    assert answer.exit_code == 2
    assert "--language 'xx'" in answer.stderr
    assert RUNNER.invoke(app, ["regions", "--language"]).exit_code == 2


def test_lists() -> None:
    assert "tianjin-2027-cumulative" in RUNNER.invoke(app, ["scenarios"]).stdout
    names = [line.split("\t")[0] for line in RUNNER.invoke(app, ["regions"]).stdout.splitlines()]
    assert names == ["beijing", "guangdong", "jingjinji", "tianjin"]


def test_help_and_version_as_a_program(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gisplan.cli", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert run("--version").stdout.startswith("gisplan ")
    bad = run("plan", "--set", "chargers.targt=1")
    assert bad.returncode == 2
    assert "Did you mean 'chargers.target'?" in bad.stderr
    assert run("plan", "--nonsense").returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows differ: run on Linux or macOS")
def test_a_reader_that_leaves_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "gisplan.cli", "scenarios"]
    try:
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)
    assert done.stderr == ""


SLEEPER = """
import signal, sys, time, types
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell makes it deaf
def make_plan(scenario, *, progress):
    progress("sleeping")
    time.sleep(60)
sys.modules["gisplan.pipeline"] = types.SimpleNamespace(make_plan=make_plan)
from gisplan.cli import main
sys.argv = ["gisplan", "plan", "--out", sys.argv[1]]
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Windows differ: run on Linux or macOS")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_the_run_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLEEPER, str(tmp_path / "run")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "sleeping" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(0.1)
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted" in told
    assert list(tmp_path.iterdir()) == []


def test_a_solver_left_behind_changes_no_exit_code(tmp_path: Path) -> None:
    """A thread that never stops would keep a plain end of the interpreter waiting for it."""
    script = tmp_path / "left.py"
    script.write_text(
        "import sys, threading, time\n"
        "from gisplan.cli import main\n"
        "from gisplan.cli.app import SOLVER_THREAD\n"
        "threading.Thread(target=time.sleep, args=(600,), name=SOLVER_THREAD).start()\n"
        "sys.argv = ['gisplan', 'verify', 'nowhere']\n"
        "main()\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    assert ended.returncode == 2
    assert "nowhere" in ended.stderr


@pytest.mark.parametrize(
    ("language", "line"), [("zh", "区域：加载tianjin"), ("en", "region: loading tianjin")]
)
def test_progress_is_told_in_the_language_of_the_console(
    language: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> None:
        console.speak(language)
        console.teller(quiet=False)(message("planning-loading", region="tianjin"))

    copy_context().run(told)
    assert capsys.readouterr().err.rstrip().endswith(f" s  {line}")
