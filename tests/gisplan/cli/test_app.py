"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import dataclasses
import logging
import os
import signal
import subprocess
import sys
import time
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gisplan.cli import console
from gisplan.cli.app import app
from gisplan.tables.format import is_run_folder
from gisplan_errors import InfeasiblePlan, NetworkError, SolverFailed
from gisplan_words import message
from optimize.certificate import certify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan

RUNNER = CliRunner()


def _raising(error: BaseException) -> Callable[..., Any]:
    def make_plan(_scenario: object, *, progress: Callable[[str], None], **_: object) -> None:
        progress(message("progress-page", name="siting"))
        raise error

    return make_plan


def test_plan_writes_the_folder_and_names_the_map(plan: Plan, pipeline: Any, tmp_path: Path) -> None:
    seen = []

    def make_plan(scenario: Any, *, progress: Callable[[str], None], **_: object) -> Plan:
        seen.append(scenario)
        progress(message("progress-page", name="siting"))
        return plan

    pipeline(make_plan)
    out = tmp_path / "run"
    answer = RUNNER.invoke(app, ["plan", "--out", str(out), "--set", "chargers.target=60000"])
    assert answer.exit_code == 0, answer.stderr
    assert seen[0].chargers.target == 60000
    assert answer.stdout.splitlines()[-1] == str(out / "index.html")
    assert "siting" in answer.stderr
    assert "New chargers: 174 (target 50,000)" in answer.stdout
    assert "Proof of siting: proven within 0.67 % of the best possible" in answer.stdout
    assert is_run_folder(out)


@pytest.mark.parametrize(("bound", "part"), [(4600.0, "siting (gap 2.3 %)"), (None, "siting (no proof)")])
def test_a_plan_that_misses_the_gap_asked_is_written_whole_and_ends_with_6(
    bound: float | None, part: str, plan: Plan, pipeline: Any, tmp_path: Path
) -> None:
    effort = {"solver": "highs", "version": "1", "seconds": 1.0, "limit": 15.0, "proven": "people covered"}
    missed = dataclasses.replace(plan, certificates=(certify("siting", "max", 4500.0, bound, **effort),))
    pipeline(lambda _scenario, **_: missed)
    out = tmp_path / "run"
    answer = RUNNER.invoke(app, ["plan", "--out", str(out)])
    assert answer.exit_code == 6
    assert is_run_folder(out)
    assert answer.stdout.splitlines()[-1] == str(out / "index.html")
    assert part in answer.stderr
    assert "solver.work" in answer.stderr
    assert "1 %" in answer.stderr


def test_the_help_of_plan_tells_of_exit_code_6() -> None:
    assert "Exit code 6" in RUNNER.invoke(app, ["plan", "--help"]).stdout


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
        (MemoryError(), 2),
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


def test_chinese_is_written_where_the_streams_are_plain_ascii() -> None:
    # the streams alone: a C locale stops an interpreter whose own path is no ASCII, before gisplan is read
    plain = {"PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "gisplan.cli", "--language", "zh", "clauses", "tianjin-2027"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **plain}, check=False)
    assert done.returncode == 0, done.stderr
    assert "条款" in done.stdout.decode("utf-8")


SLEEPER = """
import signal, sys, time, types
from gisplan_words import message
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell makes it deaf
def make_plan(scenario, *, progress, models):
    progress(message("progress-page", name="sleeping"))
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
