"""Every command and snippet of README and docs/ runs, and ends as the text says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from functools import partial
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from gisplan import pipeline
from gisplan.cli.app import app
from gisplan.explain import explanation
from gisplan.resources import calibration_file, demand_file, scenario_names
from gisplan.runs.folder import write_plan
from gisplan.scenario.loading import load_scenario
from gisplan.sweep import running
from gisplan.sweep.items import items_of
from gisplan.sweep.regret import future_scenarios
from gisplan.sweep.running import CACHE_FROM
from gisplan.sweep.spec import load_sweep
from gisplan_errors import GisplanError
from layers.demand.reading import read_demand_parameters, region_parameters
from tests.end_to_end.documents import (
    ROOT,
    Block,
    Command,
    blocks,
    code_in_text,
    commands,
    indented_blocks,
    page_blocks,
)
from tests.end_to_end.own_region import gisplan as run_gisplan
from tests.end_to_end.reader import plan_run, write_files, write_standing
from tests.gisplan.planned import planned
from tests.gisplan.toy import toy_region, toy_scenario

WHOLE = os.environ.get("GISPLAN_ALL_DOCUMENTS") == "1"
WHY_NOT_WHOLE = "plans or explains a whole city, minutes of processor time; GISPLAN_ALL_DOCUMENTS=1 runs it"
LONG = ("plan", "explain")
"""Commands that solve: of a shipped scenario they run up to the solver, and whole in a test of their own.

So do sweeps, whose file starts from a shipped scenario.
"""
SWEEPS = "docs/scenarios.md"
"""Page whose snippets are files of sweeps, not scenarios: the first one whole, the others parts of it."""

NOT_RUN = {
    ("README.md", "scenario.toml ─► Scenario"): "a diagram",
    (
        "docs/analysts.md",
        "gisplan edit tianjin",
    ): "it serves until it is interrupted; tests/gisplan/editor run it",
    ("docs/architecture.md", "graph TD"): "a picture, written by docs/architecture.py",
    ("docs/charging.md", "(investment - subsidy)"): "a formula",
    ("docs/layers.md", "gisplan calibrate wuhan"): "it takes stations that the reader knows",
    ("docs/models.md", "Maximal covering with adequacy"): "formulas, written by docs/models.py",
    ("docs/models.md", "Covering with equity among areas"): "formulas, written by docs/models.py",
    ("docs/models.md", "Mean access, weighted mean"): "formulas, written by docs/models.py",
    ("docs/models.md", "The siting, transport and supply"): "formulas, written by docs/models.py",
    ("docs/models.md", "One PuLP model over charging"): "formulas, written by docs/models.py",
    ("docs/models.md", "Capacitated maximal covering"): "formulas, written by docs/models.py",
    ("docs/models.md", "The sizing model"): "formulas, written by docs/models.py",
    ("docs/models.md", "The multi-period model"): "formulas, written by docs/models.py",
    (
        "docs/models.md",
        "The model that chooses among hydrogen sitings",
    ): "formulas, written by docs/models.py",
    ("docs/models.md", "Flow refuelling at least cost"): "formulas, written by docs/models.py",
    ("docs/models.md", "Functions on parcels"): "formulas, written by docs/models.py",
    ("docs/trust.md", "gisplan verify --bounds RUN"): "RUN stands for a run of the reader's",
    ("docs/trust.md", "gisplan sign RUN"): "it takes a key of the reader's",
}
"""Blocks of language ``text`` or ``mermaid`` by page and first words, and why nothing of them can run."""

PAPERS: set[str] = set()
"""Commands that wrote the papers of the reader's run already: they take half a minute."""

RUN = {"bash", "console", "python", "toml", "json"}


def is_long(command: Command) -> bool:
    """Tell whether a command plans or explains a shipped scenario, or sweeps over one."""
    words = shlex.split(command.text)
    return is_sweep(command) or (words[0] == "gisplan" and words[1] in LONG and words[2] in scenario_names())


def is_sweep(command: Command) -> bool:
    """Tell whether a command plans the items of a sweep."""
    return command.text.startswith("gisplan sweep ")


SHELL = blocks("bash", "console")
# Whole, all but those that hand their items to a cluster of the reader's.
LONG_ONES = [
    (block, one)
    for block in SHELL
    for one in commands(block)
    if is_long(one) and "--scheduler" not in one.text
]
SNIPPETS = blocks("toml")
SWEEP_SNIPPETS = [one for one in SNIPPETS if one.page == SWEEPS]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the files that the guides presuppose."""
    rasterio = pytest.importorskip("rasterio", reason="rasterio is missing: pip install 'gisplan[raster]'")
    home = tmp_path_factory.mktemp("reader")
    write_files(home, rasterio)
    (home / "prices.toml").write_text(SWEEP_SNIPPETS[0].text, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def reader_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plan the run that the documents call `runs/mine`: three districts of Tianjin, drawn."""
    return plan_run(tmp_path_factory.mktemp("mine"))


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no run that is planned here: the reader's is drawn, and other tests draw."""
    if not WHOLE:
        for holder in ("gisplan", "gisplan.runs.folder", "gisplan.progress.rolling"):
            monkeypatch.setattr(f"{holder}.write_plan", partial(write_plan, drawn=False))


@pytest.fixture
def home(
    request: pytest.FixtureRequest, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give a reader's folder for one block, and go there: own files, and the runs that the block reads."""
    block: Block = request.getfixturevalue("block")
    home = tmp_path / "home"
    shutil.copytree(inputs, home)
    if "wuhan" in block.text and "region new" not in block.text:
        outline = ["--boundary", home / "boundary.geojson", "--crs", "EPSG:32650", "--out", home / "wuhan"]
        run_gisplan("region", "new", "wuhan", *outline)
        shutil.copy(home / "roads.parquet", home / "wuhan")
        shutil.copy(home / "sites.csv", home / "wuhan")
    for name in ("mine", "last", "other"):
        if f"runs/{name}" in block.text:
            shutil.copytree(request.getfixturevalue("reader_run"), home / "runs" / name)
    if "standing.gpkg" in block.text and "--out standing.gpkg" not in block.text:
        of_run = home / "runs" / "mine" / "sites.csv"  # a planner's layer is of the place that is planned
        sites = pd.read_csv(of_run if of_run.is_file() else home / "sites.csv", encoding="utf-8-sig")
        write_standing(home, sites)
    monkeypatch.chdir(home)
    return home


def ended(command: Command) -> tuple[int, str]:
    """Run a command where the reader stands, and give its exit code and what it printed."""
    words = shlex.split(command.text)
    if words[0] == "gisplan":
        done = CliRunner().invoke(app, words[1:])
        return done.exit_code, done.output
    if words[0] == "make":
        words, where = ["make", "--dry-run", *words[1:]], ROOT
    else:
        assert words[0] == "cp", f"{words[0]}: no program that the tests know"
        where = Path()
    plain = subprocess.run(words, cwd=where, capture_output=True, text=True, check=False)
    return plain.returncode, plain.stdout + plain.stderr


def at_the_solver(command: Command, place: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a command up to its first solver; give the fault, or nothing when it came there."""
    reached = []

    def stop(*_words: object, **_options: object) -> None:
        reached.append(command)
        raise typer.Exit

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "make_plan", stop)
        patched.setattr(explanation, "explain", stop)
        patched.setattr(running, "local_pool", stop)  # a sweep solves in the processes of its pool
        patched.setattr(running, "dask_pool", stop)
        patched.chdir(place)
        code, said = ended(command)
    return "" if reached and code == 0 else f"{command.text}: exit code {code} before the solver\n{said}"


def fault(command: Command) -> str:
    """Run a command whole; give how it differs from the text, or nothing."""
    if command.text in PAPERS:
        return ""
    PAPERS.update({command.text} if "--papers" in command.text else ())
    code, said = ended(command)
    if code != command.exit_code:
        return f"{command.text}: exit code {code}, but the text says {command.exit_code}\n{said[-2000:]}"
    if "What it takes: gisplan" in said:  # a wrong option ends with 2 as well
        return f"{command.text}: is not understood\n{said}"
    missing = [line for line in command.output if line not in said]
    return f"{command.text}: does not print {missing}\n{said[-2000:]}" if missing else ""


@pytest.mark.slow
@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.name)
def test_every_command_ends_as_the_text_says(
    block: Block, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    told = [
        at_the_solver(one, home if is_sweep(one) else elsewhere, monkeypatch) if is_long(one) else fault(one)
        for one in commands(block)
    ]
    assert commands(block)
    assert not [one for one in told if one]


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE, reason=WHY_NOT_WHOLE)
@pytest.mark.parametrize(("block", "command"), LONG_ONES, ids=lambda one: getattr(one, "text", "")[:70])
def test_a_long_command_ends_as_the_text_says(
    block: Block, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_FROM, str(tmp_path / "kept"))
    (tmp_path / "prices.toml").write_text(SWEEP_SNIPPETS[0].text, encoding="utf-8")
    assert not fault(command)


@pytest.mark.slow
@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.name)
def test_every_python_snippet_runs(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario is the text's; the plan is the toy city's unless all documents are asked for."""
    if not WHOLE:
        monkeypatch.setattr(pipeline, "make_plan", toy_plan)
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    exec(compile(block.text, block.name, "exec"), known)  # noqa: S102 - the snippet is ours


def toy_plan(_scenario: object, constrain: Any = None) -> Any:
    """Plan the toy city, with the constraints of a snippet."""
    return (
        planned()
        if constrain is None
        else pipeline.plan_region(toy_scenario(), toy_region(), constrain=constrain)
    )


FIGURES = "# demand.toml of a region with a tier oldtown"
"""First line of a snippet that is part of a region's folder, not of a scenario."""


def test_the_figures_of_an_own_region_are_read(tmp_path: Path) -> None:
    (block,) = (one for one in SNIPPETS if one.lines[0] == FIGURES)
    tier = '[oldtown]\nname_zh = "老城"\nname_en = "Old town"\nrole = "central"\n'
    (tmp_path / "tiers.toml").write_text(tier, encoding="utf-8")
    (tmp_path / "demand.toml").write_text(block.text, encoding="utf-8")
    own = region_parameters(tmp_path, read_demand_parameters(demand_file(), calibration_file()))
    assert own.value("taxi_new") == 4000
    assert own.of_tier("own_bay_share", "oldtown") == 0.2


@pytest.mark.parametrize("block", SWEEP_SNIPPETS, ids=lambda block: block.name)
def test_every_snippet_of_a_sweep_is_one_or_part_of_it(block: Block, tmp_path: Path) -> None:
    """Its settings are those of a scenario, every item is another plan, and every future another one."""
    whole, file = SWEEP_SNIPPETS[0], tmp_path / "prices.toml"
    parts = [] if block == whole else [block.text]
    file.write_text("\n".join([whole.text, *parts]), encoding="utf-8")
    sweep = load_sweep(file)
    items, futures = items_of(sweep), future_scenarios(sweep)
    assert not [item.fault for item in items if item.fault]
    assert len({item.key for item in items}) == len(items) > 1
    assert all(one != other for one, other in combinations(futures.values(), 2))
    if parts:
        file.write_text(whole.text, encoding="utf-8")
        assert sweep != load_sweep(file)


@pytest.mark.parametrize(
    "block",
    [one for one in SNIPPETS if one.lines[0] != FIGURES and one not in SWEEP_SNIPPETS],
    ids=lambda block: block.name,
)
def test_every_toml_snippet_is_part_of_a_scenario(block: Block, tmp_path: Path) -> None:
    shutil.copy(ROOT / "docs" / "policies_example.toml", tmp_path / "my-policy.toml")
    (tmp_path / "mine.toml").write_text(f'extends = "tianjin-2027"\n{block.text}\n', encoding="utf-8")
    changed = load_scenario(tmp_path / "mine.toml")
    assert changed != load_scenario("tianjin-2027") or "tianjin-2023" in block.text


def test_every_block_is_run_or_says_why_not() -> None:
    left = {(block.page, block.lines[0]): block for block in blocks() if block.language not in RUN}
    known = {
        place: reason
        for place in left
        for (page, words), reason in NOT_RUN.items()
        if place[0] == page and place[1].startswith(words) and left[place].language in {"text", "mermaid"}
    }
    assert not [block.name for place, block in left.items() if place not in known]
    assert len(known) == len(NOT_RUN), "a reason stands for a block that is gone"


def test_no_code_hides_in_an_indented_block() -> None:
    assert not indented_blocks()


@pytest.mark.parametrize(("page", "code"), code_in_text("gisplan "), ids=lambda text: text[:60])
def test_every_command_in_running_text_has_its_words_and_options(page: str, code: str) -> None:
    command: Any = typer.main.get_command(app)
    words = shlex.split(code)[1:]
    while hasattr(command, "commands") and words:
        assert words[0] in command.commands, f"{page}: {code}"
        command = command.commands[words.pop(0)]
    assert {word for word in words if word.startswith("--")} <= options_of(command), f"{page}: {code}"


def options_of(command: Any) -> set[str]:
    """Give the options of a command and of all commands below it."""
    own = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return own.union(*(options_of(below) for below in getattr(command, "commands", {}).values()))


def test_every_option_in_running_text_is_one() -> None:
    known = options_of(typer.main.get_command(app))
    assert not [(page, code) for page, code in code_in_text("--") if code.split()[0] not in known]


@pytest.mark.parametrize(("page", "code"), code_in_text("--set "), ids=lambda text: text[:60])
def test_every_setting_in_running_text_is_one(page: str, code: str) -> None:
    setting = code.removeprefix("--set ")
    if setting == "region=path":
        setting = f"region={ROOT / 'data' / 'regions' / 'tianjin'}"
    load_scenario("tianjin-2027-phased", [setting])


@pytest.mark.parametrize(("page", "code"), code_in_text("make "), ids=lambda text: text)
def test_every_target_of_make_in_running_text_is_one(page: str, code: str) -> None:
    assert ended(Command(code, 0))[0] == 0


@pytest.mark.parametrize(("page", "code"), code_in_text("python "), ids=lambda text: text[:60])
def test_every_script_in_running_text_is_there(page: str, code: str) -> None:
    _, script, *rest = shlex.split(code)
    assert find_spec(rest[0]) if script == "-m" else (ROOT / script).is_file()


@pytest.mark.slow
def test_a_run_has_every_file_that_readme_lists(installed_run: Any) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("## What you get")[2].partition("```")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(named) > 20
    assert not [
        name for name in named if not list(installed_run.folder.glob(name.replace("<adcode>", "12*")))
    ]


def test_readme_names_every_exit_code() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8").replace("\n", " ").partition("Exit codes:")[2]
    said = {int(part.split()[0]) for part in told.partition(".")[0].split(",")}
    ways: list[type[GisplanError]] = [GisplanError]
    for kind in ways:
        ways += kind.__subclasses__()
    assert said == {0, 130, *(kind.exit_code for kind in ways)}


def test_a_command_that_ends_or_prints_otherwise_is_told() -> None:
    lines = [
        "$ gisplan regions   # exits 3",
        "$ gisplan regions",
        "Atlantis",
        "$ gisplan regions --all # exits 2",
    ]
    (block,) = page_blocks("a.md", "\n".join(["```console", *lines, "```"]))
    wrong_code, wrong_output, wrong_option = commands(block)
    assert "exit code 0, but the text says 3" in fault(wrong_code)
    assert "does not print ['Atlantis']" in fault(wrong_output)
    assert "is not understood" in fault(wrong_option)


def test_a_setting_that_is_none_is_told_before_the_solver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Command("gisplan plan tianjin-2027 --set chargers.targets=1", 0)
    assert "unknown key" in at_the_solver(wrong, tmp_path, monkeypatch)


def test_a_sweep_of_an_unknown_sample_is_told_before_the_solver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prices.toml").write_text('scenario = "tianjin-2027"\n[gird]\n', encoding="utf-8")
    assert "gird" in at_the_solver(Command("gisplan sweep prices.toml", 0), tmp_path, monkeypatch)
