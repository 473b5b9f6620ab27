"""A planner's own register, by path, gives its clause table; a wrong one is told in the author's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from gisplan.clauses.evaluation import clause_facts, evaluate_clauses
from gisplan.clauses.quantities.registry import QUANTITIES
from gisplan.clauses.registers import checked_registers
from gisplan.cli.app import app
from gisplan.scenario.loading import load_scenario, scenario_toml
from gisplan_errors import ScenarioError
from tests.gisplan.planned import write_data

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from layers.results import PlanLayers


@pytest.fixture
def example(root: Path, tmp_path: Path) -> Path:
    """Give a scenario beside a copy of the documented example register."""
    text = (root / "docs" / "policies_example.toml").read_text(encoding="utf-8")
    (tmp_path / "my-policy.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text('extends = "tianjin-2027"\nname = "own"\npolicy = "./my-policy.toml"\n', encoding="utf-8")
    return path


def test_the_documented_example_judges_a_plan(
    example: Path, layers: PlanLayers, candidates: gpd.GeoDataFrame
) -> None:
    rows = evaluate_clauses(clause_facts(load_scenario(example), layers, candidates)).set_index("id")
    assert rows["verdict"].to_dict() == {
        "XX1-1": "met",  # 78 public chargers against 70
        "XX1-2": "not met",  # no public charger near a logistics park
        "XX1-3": "met",  # 22 DC against 10, 152 AC
        "XX1-4": "partly",
        "XX1-5": "not assessable",
        "XX1-6": "context",
    }
    assert "a survey of users" in rows.loc["XX1-5", "evidence_en"]
    assert "connection records" in rows.loc["XX1-4", "evidence_en"]


def test_the_path_of_a_policy_is_kept_whole_in_the_resolved_scenario(example: Path, tmp_path: Path) -> None:
    scenario = load_scenario(example)
    assert scenario.policy == ((tmp_path / "my-policy.toml").resolve().as_posix(),)
    elsewhere = tmp_path / "runs" / "scenario.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(scenario_toml(scenario), encoding="utf-8")
    assert load_scenario(elsewhere).policy == scenario.policy


def test_own_clauses_stand_beside_shipped_ones(example: Path) -> None:
    mixed = load_scenario(example, ['policy=["tianjin-2023", "tianjin-2018"]'])
    assert len(checked_registers(mixed.policy).clause) == 104


CLAUSE = """
name = "own"
[documents.D]
title = "某文件"
issuer = "某机关"
issued = "2024"
tag = "modelled"
"""
HEAD = """
[[clause]]
id = "X1-1"
document = "D"
clause = "一"
kind = "target"
strength = "info"
text = "某"
"""


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (
            'check = "new_charger >= 1"',
            "clause X1-1: check 'new_charger >= 1': no quantity 'new_charger'. Did you",
        ),
        ('check = "new_chargers >= target"', "names target, and the clause has none"),
        ('check = "__import__(1) >= 1"', "no quantity '__import__'"),
        ("target = 1", "needs a check, a context, or settled_by"),
        ('context = "zones"\ncheck = "new_chargers >= 1"', "has a check and a context"),
        ('check = "new_chargers >= 1"\nat_most = "partly"', "needs settled_by"),
        ('context = "zones"\nstrenght = "info"', "clause X1-1 strenght"),
        ('context = "gossip"', "clause X1-1 context"),
    ],
)
def test_a_wrong_clause_is_named_by_its_id(tmp_path: Path, clause: str, said: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"{CLAUSE}\n{HEAD}{clause}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        checked_registers([str(path)])
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_wrong_register_is_told_in_the_readers_language(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    both = HEAD.replace("X1-1", "X1-2") + 'check = "(new_chargers) >= 1 >= 0"\n'
    path.write_text(f'{CLAUSE}\n{HEAD}check = "new_charger >= 1"\n{both}', encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        checked_registers([str(path)])
    first, *faults = error.value.said("zh").splitlines()
    assert first == f"{path}：条款文件无效。"
    assert "clause X1-1：核对式'new_charger >= 1'：没有量'new_charger'。 是否指new_chargers？" in faults[0]
    assert "clause X1-2：核对式'(new_chargers) >= 1 >= 0'：比较了两边以上。" in faults[1]


def test_a_document_that_was_read_must_be_quoted(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f'{CLAUSE.replace("modelled", "text")}\n{HEAD}context = "zones"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="needs fragments to find it by"):
        checked_registers([str(path)])


def test_registers_that_share_an_id_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    head = HEAD.replace("X1-1", "TJ15-01")
    path.write_text(f'{CLAUSE}\n{head}context = "zones"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="clause TJ15-01 is in tianjin-2023 and in own"):
        checked_registers(["tianjin-2023", str(path)])


def test_a_missing_policy_file_is_told_with_what_ships(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="tianjin-2018"):
        checked_registers([str(tmp_path / "none.toml")])


def test_the_guide_lists_every_quantity(root: Path) -> None:
    guide = (root / "docs" / "policies.md").read_text(encoding="utf-8")
    assert [name for name in QUANTITIES if f"| `{name}`" not in guide] == []


def printed(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["clauses", *arguments])
    return done.exit_code, done.output


def test_the_command_lists_a_scenario_a_register_and_a_run(plan: Plan, tmp_path: Path, example: Path) -> None:
    code, out = printed("tianjin-2027", "--kind", "target")
    assert (code, "TJ17-01" in out, "TJ15-02" in out) == (0, True, False)
    assert "GD21-1" in printed("guangdong-2020", "--document", "广东省")[1]
    assert "XX1-3" in printed(str(example))[1]
    assert "XX1-3" in printed(str(example.parent / "my-policy.toml"))[1]
    folder = write_data(plan, tmp_path / "run")
    code, out = printed(str(folder), "--verdict", "not assessable", "--json")
    assert code == 0
    assert '"id": "TJ15-11"' in out
    assert '"id": "TJ15-01"' not in out
    assert "new_chargers" in printed("--quantities")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no such scenario"),
        (["tianjin-2027", "--kind", "gossip"], "Known are"),
        (["tianjin-2027", "--verdict", "met"], "Name a run folder"),
        (["."], "is not a run folder"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_do(arguments: list[str], said: str) -> None:
    code, out = printed(*arguments)
    assert code == 2
    assert said in " ".join(out.split())
