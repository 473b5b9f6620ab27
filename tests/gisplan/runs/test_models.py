"""The models of a plan: each decision has its PuLP problem, and other solvers read what is written."""

from __future__ import annotations

import csv
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.pipeline import plan_region
from gisplan.planning.models import distinct
from gisplan.runs.models import COLUMNS, INDEX, ModelFolder
from gisplan_errors import ScenarioError
from optimize import stages
from optimize.names import decoded
from optimize.sizing.problem import SizingProblem
from optimize.sizing.use import USE_STAGE
from optimize.solvers.apart import HiGHS_APART
from optimize.solvers.cbc import find_cbc
from tests.gisplan.planned import planned
from tests.gisplan.planning.hydrogen.test_facilities import swap
from tests.gisplan.planning.test_phases import QUICK, phasing
from tests.gisplan.toy import figure, toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path

    import pulp

WAYS: dict[str, dict[str, Any]] = {
    "as it ships": {},
    "equity among districts": {"coverage__equity": "worst-district", "coverage__adequacy": 0.0},
    "a bounded Gini": {"coverage__equity": "gini", "coverage__max_gini": figure(0.3)},
    "mean distances": {"coverage__profile": "tj-2018-tiered"},
    "years": {**QUICK, "phasing": phasing()},
    "facilities": {**QUICK, "facilities": {"swap_truck": swap()}},
}


@pytest.fixture
def assigned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], pulp.LpProblem]]:
    """Note the stages of each decision, and the PuLP problem that its answer was written into."""
    seen: list[tuple[list[str], pulp.LpProblem]] = []
    real_evaluate, real_written = stages.evaluate, stages._written

    def evaluate(given: Any, *, late: bool) -> None:
        before = len(problems)
        real_evaluate(given, late=late)
        assert len(problems) == before + bool(given)
        seen.extend(([one.certificate.stage for one in given], problem) for problem in problems[before:])

    problems: list[pulp.LpProblem] = []

    def written(stage: Any) -> Any:
        problems.append(stage.builder.problem())
        return real_written(stage)

    monkeypatch.setattr(stages, "evaluate", evaluate)
    monkeypatch.setattr(stages, "_written", written)
    return seen


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the names of the problems that PuLP was asked to solve."""
    names: list[str] = []
    real = HiGHS_APART.actualSolve

    def solve(self: HiGHS_APART, lp: pulp.LpProblem) -> int:
        names.append(lp.name)
        return real(self, lp)

    monkeypatch.setattr(HiGHS_APART, "actualSolve", solve)
    return names


def plan_of(changes: dict[str, Any], **more: Any) -> Any:
    swapping = {"allows": "charging;swap;methanol;hydrogen"}
    region = with_sites(toy_region(), FS_1=swapping, FS_2=swapping, FS_3=swapping)
    return plan_region(toy_scenario(**changes), region, **more)


def undecided(plan: Any, assigned: list[tuple[list[str], pulp.LpProblem]]) -> set[str]:
    """List the stages of a plan that no PuLP problem was assigned the answer of.

    The plan as a whole is none, and plans beside it decide nothing.
    """
    known = {stage for told, _ in assigned for stage in told}
    # a facility's stage is called by its kind
    return {
        one.stage
        for one in plan.certificates
        if one.stage != "plan" and not one.stage.startswith("count: ")
        if one.stage not in known and not (one.stage.endswith(" served") and "capacitated MCLP" in known)
    }


@pytest.mark.parametrize("way", WAYS)
def test_every_decision_of_a_plan_stands_in_its_pulp_problem(
    way: str, assigned: list[tuple[list[str], pulp.LpProblem]]
) -> None:
    plan = plan_of(WAYS[way])
    assert not undecided(plan, assigned)
    for told, problem in assigned:
        assert problem.valid(1e-5), told


def test_a_decision_without_its_problem_is_noticed(
    assigned: list[tuple[list[str], pulp.LpProblem]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: a sizing that names no problem is missing."""
    monkeypatch.setattr(SizingProblem, "stages_by", "")
    plan = plan_of(QUICK)
    sizing = {one.stage for one in plan.certificates if "sizing" in one.stage} - {USE_STAGE}
    assert undecided(plan, assigned) == sizing


def test_a_default_run_solves_its_decisions_through_pulp(solved: list[str]) -> None:
    plan_of(QUICK)
    assert {"sizing", "hydrogen_served", "hydrogen_cost"} <= set(solved)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the models of a phased toy with facilities."""
    models = ModelFolder(tmp_path_factory.mktemp("models") / "new")
    models.check()
    plan_of({**QUICK, "phasing": phasing(), "facilities": {"swap_truck": swap()}}, models=models)
    return models.folder


def index(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / INDEX).open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def test_the_index_lists_every_file_and_its_size(folder: Path) -> None:
    lines = index(folder)
    assert list(lines) == [
        "siting",
        "hydrogen_served",
        "hydrogen_cost",
        "hydrogen_tie_spare",
        "facilities_swap_truck",
        "sizing_unmet",
        "sizing_cost",
        "phasing",
    ]
    files = {f"{name}.{kind}" for name in lines for kind in ("lp", "mps")}
    assert {path.name for path in folder.iterdir()} == files | {INDEX}
    for name, line in lines.items():
        assert tuple(line) == COLUMNS
        text = (folder / f"{name}.lp").read_text(encoding="utf-8")
        assert ("Maximize" in text) == (line["sense"] == "max")
        mps = (folder / f"{name}.mps").read_text(encoding="utf-8")
        rows = mps.split("ROWS\n")[1].split("COLUMNS\n")[0].splitlines()
        assert len(rows) - 1 == int(line["rows"])


def test_names_are_keys_of_the_region(folder: Path) -> None:
    """Each column of chargers decodes to a site and a type of the scenario."""
    text = (folder / "sizing_cost.mps").read_text(encoding="utf-8").split("COLUMNS\n")[1].split("RHS\n")[0]
    names = {decoded(line.split()[0]) for line in text.splitlines() if "MARKER" not in line}
    sites = set(toy_region().sites["site_id"])
    types = set(toy_scenario().chargers.type_ids)
    chargers = [name.keys for name in names if name.block == "chargers"]
    assert chargers
    assert all(site in sites and kind in types for site, kind in chargers)
    cells = set(toy_region().demand["cell_id"])
    assert all(
        name.keys[0].rsplit(" ", 1)[0] in cells and name.keys[1] in sites
        for name in names
        if name.block == "flow"
    )


@pytest.mark.parametrize("kind", ["lp", "mps"])
@pytest.mark.parametrize("name", ["siting", "hydrogen_served", "hydrogen_cost", "facilities_swap_truck"])
def test_cbc_finds_in_a_written_file_what_the_certificate_proves(
    folder: Path, name: str, kind: str, tmp_path: Path
) -> None:
    cbc = find_cbc()
    assert cbc is not None
    line, answer = index(folder)[name], tmp_path / "answer.txt"
    command = [cbc, str(folder / f"{name}.{kind}"), "-sec", "60", "-solve", "-solu", str(answer)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "invalid" not in said.lower()
    head = answer.read_text(encoding="utf-8").splitlines()[0]
    assert head.startswith("Optimal")
    sign = -1.0 if kind == "mps" and line["sense"] == "max" else 1.0
    told = float(line["factor"]) * sign * float(head.split()[-1]) + float(line["constant"])
    low, high = sorted([float(line["objective"]), float(line["bound"])])
    assert low - 1e-5 * abs(low) <= told <= high + 1e-5 * abs(high)


def test_a_folder_with_something_in_it_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is not empty"):
        ModelFolder(tmp_path).check()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(ScenarioError, match="is no folder"):
        ModelFolder(tmp_path / "mine.txt").check()


def test_plan_refuses_a_taken_folder_before_it_plans(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").touch()
    out = tmp_path / "run"
    answer = CliRunner().invoke(app, ["plan", "--out", str(out), "--write-models", str(taken)])
    assert answer.exit_code == 2
    assert "--write-models" in answer.stderr
    assert not out.exists()


def test_models_change_no_plan(folder: Path) -> None:
    """The plan that is told of its models is the one that is not."""
    assert folder.is_dir()
    plan = plan_region(toy_scenario(), toy_region(), models=lambda *_given, **_named: None)
    assert plan.headline == planned().headline


def test_keys_that_stand_twice_are_told_apart() -> None:
    assert distinct(["a", "b", "a", 1]) == ["a #1", "b", "a #2", "1"]
