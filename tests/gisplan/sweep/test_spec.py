"""The file of a sweep: samples, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gisplan.sweep import load_sweep
from gisplan.sweep.items import as_override, items_of
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.sweep import Sweep


def read(folder: Path, text: str) -> Sweep:
    path = folder / "some.toml"
    path.write_text(f'scenario = "tianjin-2027"\n{text}', "utf-8")
    return load_sweep(path)


def test_a_grid_is_every_combination_the_last_setting_fastest(tmp_path: Path) -> None:
    sweep = read(tmp_path, '[grid]\n"costs.budget" = [1e9, 2e9]\n"chargers.target" = [1, 2, 3]\n')
    assert [tuple(point.values()) for point in sweep.points] == [
        *((1e9, n) for n in (1, 2, 3)),
        *((2e9, n) for n in (1, 2, 3)),
    ]
    assert sweep.parameters == ("costs.budget", "chargers.target")
    assert sweep.name == "some"


def test_a_list_names_its_runs(tmp_path: Path) -> None:
    sweep = read(
        tmp_path, '[[list]]\nname = "low"\n"costs.level" = "low"\n[[list]]\n"costs.level" = "high"\n'
    )
    assert sweep.labels == ("low", "2")
    assert sweep.points == ({"costs.level": "low"}, {"costs.level": "high"})


SOBOL = """[sobol]
points = 8
seed = 3
[sobol.between]
"costs.budget" = [1e9, 3e9]
"chargers.target" = [10, 90]
"""


def test_a_sobol_sample_is_seeded_within_its_bounds_and_balanced(tmp_path: Path) -> None:
    sweep = read(tmp_path, SOBOL)
    assert sweep.points == read(tmp_path, SOBOL).points
    assert sweep.points != read(tmp_path, SOBOL.replace("seed = 3", "seed = 4")).points
    budgets = [point["costs.budget"] for point in sweep.points]
    assert all(1e9 <= one <= 3e9 for one in budgets)
    # of eight points of a net one lies in every eighth
    assert sorted(int((one - 1e9) / 2e9 * 8) for one in budgets) == list(range(8))
    assert all(isinstance(point["chargers.target"], int) for point in sweep.points)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one of grid"),
        ("[grid]\na = [1]\n[[list]]\nb = 1\n", "one of grid"),
        ('strange = 1\n[grid]\n"costs.budget" = [1]\n', "strange"),
        ('[grid]\n"costs.budget" = []\n', "grid.costs.budget"),
        ('[grid]\n"costs.budget" = 7\n', "grid.costs.budget"),
        ('[[list]]\nname = "a"\n[[list]]\nname = "a"\n', "stand twice: a"),
        (SOBOL.replace("points = 8", "points = 6"), "power of two"),
        (SOBOL.replace("seed = 3", "seed = -1"), "seed is -1"),
        (SOBOL.replace("[10, 90]", "[90, 10]"), "sobol.between.chargers.target"),
        (SOBOL.replace("[10, 90]", "7"), "sobol.between.chargers.target"),
        ("set = 3\n[grid]\na = [1]\n", "set: expected a table"),
        ("[grid]\na = " + str(list(range(10_001))), "10,001 runs"),
    ],
)
def test_what_is_no_sweep_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        read(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text("strange = 1\n", "utf-8")
    with pytest.raises(ScenarioError, match=r"(?s)strange.*name the scenario.*one of grid"):
        load_sweep(path)


def test_a_scenario_that_is_not_there_is_told_before_anything_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text('scenario = "tianjin-2072"\n[grid]\n"costs.budget" = [1]\n', "utf-8")
    with pytest.raises(ScenarioError, match="tianjin-2027"):
        load_sweep(path)


@pytest.mark.parametrize("value", [1, 1.5e9, "low", True, [1, 2], 'a = "b"'])
def test_a_setting_is_read_back_as_it_was(value: object) -> None:
    import tomllib

    key, _, raw = as_override("a.b", value).partition("=")
    assert key == "a.b"
    assert tomllib.loads(f"value = {raw}")["value"] == value


def test_items_of_equal_plans_have_one_key_whatever_they_are_called(tmp_path: Path) -> None:
    rows = '[[list]]\nname = "{}"\n"chargers.target" = {}\n'
    one, two, three = items_of(
        read(tmp_path, rows.format("a", 60000) + rows.format("b", 60000) + rows.format("c", 5))
    )
    assert one.key == two.key != three.key
    (alone,) = items_of(read(tmp_path, rows.format("z", 60000)))
    assert alone.key == one.key


def test_another_file_of_standing_stations_is_another_plan(tmp_path: Path) -> None:
    """Its path stands in the scenario, what it holds does not."""
    (tmp_path / "mine.toml").write_text('extends = "tianjin-2027"\nstanding = "own.csv"\n', "utf-8")
    sweep = tmp_path / "some.toml"
    sweep.write_text('scenario = "mine.toml"\n[grid]\n"chargers.target" = [60000]\n', "utf-8")
    keys = []
    for text in ("", "a", "b"):
        if text:
            (tmp_path / "own.csv").write_text(text, "utf-8")
        keys.append(items_of(load_sweep(sweep))[0].key)
    assert len(set(keys)) == 3


def test_a_wrong_setting_is_an_item_with_its_reason_and_others_stand(tmp_path: Path) -> None:
    good, bad = items_of(read(tmp_path, '[grid]\n"chargers.target" = [60000, -5]\n'))
    assert good.fault is None
    assert bad.fault is not None
    assert "chargers.target" in bad.fault.said("en")


def test_a_setting_that_nobody_knows_is_told_with_the_nearest(tmp_path: Path) -> None:
    (bad,) = items_of(read(tmp_path, '[grid]\n"chargers.tarjet" = [60000]\n'))
    assert bad.fault is not None
    assert "chargers.target" in bad.fault.said("en")


def test_runs_stand_side_by_side_so_each_takes_one_thread_unless_it_is_set(tmp_path: Path) -> None:
    (one,) = items_of(read(tmp_path, '[grid]\n"chargers.target" = [60000]\n'))
    assert "threads = 1" in one.toml
    (own,) = items_of(read(tmp_path, 'set = {"solver.threads" = 3}\n[grid]\n"chargers.target" = [60000]\n'))
    assert "threads = 3" in own.toml
