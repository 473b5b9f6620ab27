"""Old keys: refused by the name of today, and rewritten with nothing else touched."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.scenario.loading import load_scenario
from gisplan.scenario.renamed import renamed_keys
from gisplan.scenario.upgrade import REWRITES, upgrade_file, upgraded
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()

OLD = """\
extends = "tianjin-2027" # the city

[costs]
# what the council gave
budget_cny   = 5_000_000_000   # until 2027

[chargers.economics.electricity_cny_kwh]
public = 0.7

[[hydrogen.sizes]]
kg_day = 500
cost_cny = { low = 1, central = 2, high = 3 }

[facilities]
swap = { "cost_cny" = { value = 1 }, share = 2 }
"""
NEW = """\
extends = "tianjin-2027" # the city

[costs]
# what the council gave
budget   = 5_000_000_000   # until 2027

[chargers.economics.electricity_cost_kwh]
public = 0.7

[[hydrogen.sizes]]
kg_day = 500
cost = { low = 1, central = 2, high = 3 }

[facilities]
swap = { "cost" = { value = 1 }, share = 2 }
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_names_of_keys_change(ending: str) -> None:
    text, told = upgraded(OLD.replace("\n", ending))
    assert text == NEW.replace("\n", ending)
    assert told == [
        "costs.budget_cny → costs.budget",
        "chargers.economics.electricity_cny_kwh → chargers.economics.electricity_cost_kwh",
        "hydrogen.sizes.500.cost_cny → hydrogen.sizes.500.cost",
        "facilities.swap.cost_cny → facilities.swap.cost",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "costs.budget_cny = 5",
        "costs = { budget_cny = 5 }",
        "[ \"costs\" ]\n'budget_cny' = 5",
        "[costs]\nlevel = 'low'\n[grid]\nx = 1\n[costs.more]\ny = 2\n[phasing]\nz = 3\n[hydrogen]\nw = 4\n",
        "[grid.upgrade_cny_kva]\nvalue = 5\n[grid.upgrade_cny_kva.deep.er]\nx = 1\n",
        "hydrogen.sizes = [\n  { kg_day = 1, cost_cny = 2 }, # a\n  { kg_day = 3, cost_cny = 4 },\n]\n",
        'note = """\nbudget_cny = 5\n"""\n[costs]\nbudget_cny = 5\n',
    ],
)
def test_every_way_to_write_a_key_is_known(text: str) -> None:
    def today(value: object, path: tuple[str, ...] = ()) -> object:
        if isinstance(value, list):
            return [today(row, (*path, "*")) for row in value]
        if not isinstance(value, dict):
            return value
        called = {
            key: next((one.now for one in renamed_keys() if one.holds((*path, key))), key) for key in value
        }
        return {called[key]: today(child, (*path, key)) for key, child in value.items()}

    new, _ = upgraded(text)
    assert tomllib.loads(new) == today(tomllib.loads(text))
    assert new.count("\n") == text.count("\n")


def test_a_second_upgrade_changes_nothing() -> None:
    assert upgraded(NEW) == (NEW, [])


def test_the_old_file_is_kept_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OLD, encoding="utf-8")
    assert RUNNER.invoke(app, ["scenario", "upgrade", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == NEW
    kept = tmp_path / "mine.toml.bak"
    assert kept.read_text(encoding="utf-8") == OLD
    again = RUNNER.invoke(app, ["scenario", "upgrade", str(file)])
    assert (again.exit_code, again.stdout.strip()) == (0, f"{file}: is up to date")
    file.write_text(OLD, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.toml\.bak: exists already"):
        upgrade_file(file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "mine.toml.bak"]


def test_another_file_may_take_the_result(tmp_path: Path) -> None:
    file, out = tmp_path / "mine.toml", tmp_path / "today.toml"
    file.write_text(OLD, encoding="utf-8")
    assert RUNNER.invoke(app, ["scenario", "upgrade", str(file), "-o", str(out)]).exit_code == 0
    assert (file.read_text(encoding="utf-8"), out.read_text(encoding="utf-8")) == (OLD, NEW)
    assert RUNNER.invoke(app, ["scenario", "upgrade", str(file), "-o", str(out)]).exit_code == 2


def test_a_key_under_both_names_is_left_to_its_author() -> None:
    with pytest.raises(ScenarioError, match=r"costs\.budget_cny and costs\.budget both stand"):
        upgraded("[costs]\nbudget = 1\nbudget_cny = 2\n")


def test_a_file_with_old_keys_is_refused_by_the_names_of_today(tmp_path: Path) -> None:
    base, file = tmp_path / "base.toml", tmp_path / "mine.toml"
    base.write_text(OLD, encoding="utf-8")
    file.write_text('extends = "base.toml"\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load_scenario(file)
    lines = str(error.value).splitlines()
    assert lines[0] == f"{base}: has keys of an older gisplan."
    assert "  costs.budget_cny: is costs.budget today." in lines
    assert "  hydrogen.sizes.500.cost_cny: is hydrogen.sizes.500.cost today." in lines
    assert lines[-1] == f"Rewrite the file: gisplan scenario upgrade {base}"


@pytest.mark.parametrize(
    ("setting", "now"),
    [
        ("costs.budget_cny=1", "costs.budget"),
        ("service.taxi.needs_fast=true", "serves = .*that can charge the group"),
        ("phasing.years.2025.budget_cny=1", "phasing.years.2025.budget"),
        ("chargers.types.dc120.equipment_cny.low=1", "chargers.types.dc120.equipment_cost.low"),
    ],
)
def test_an_old_setting_is_refused_by_the_name_of_today(setting: str, now: str) -> None:
    with pytest.raises(ScenarioError, match=rf"is {now} today"):
        load_scenario("tianjin-2027-phased", [setting])


BEFORE_SERVES = """\
extends = "tianjin-2027"

# buses by night
[service.bus]
needs_fast = false # 7 kW are enough
nearest = 2

[delivery]
pilots = []
[delivery.connector_standards]
by_type = { ac7 = "GB/T 20234.2" }

[solver]
threads = 1 # ours
"""


def test_a_key_may_become_more_than_another_name_and_comments_stay() -> None:
    text, told = upgraded(BEFORE_SERVES)
    assert (
        told[0]
        == "service.bus.needs_fast → serves = [...] of each of [[chargers.types]] that can charge the group"
    )
    table = tomllib.loads(text)
    serves = {kind["id"]: kind["serves"] for kind in table["chargers"]["types"]}
    assert "bus" in serves["ac7"]
    assert table["service"] == {"bus": {"nearest": 2}}
    for kept in ("# buses by night\n[service.bus]\n", "nearest = 2\n", "[solver]\nthreads = 1 # ours\n"):
        assert kept in text
    assert upgraded(text) == (text, [])


TYPE = """\
[[chargers.types]]
id = "dc60"
current = "DC"
fast = true # as clauses say
power_kw = 60

# the slow one
[[chargers.types]]
id = "ac7"
current = "AC" # one phase
equipment_cny = { low = 1, central = 2, high = 3 }

# the city's figures
[costs]
level = "low"
"""


def test_rows_keep_their_comments_when_they_get_new_keys() -> None:
    text, _ = upgraded(TYPE)
    first, second = tomllib.loads(text)["chargers"]["types"]
    assert first == {"id": "dc60", "current": "DC", "power_kw": 60, "serves": [], "connector_standard": ""}
    assert second["equipment_cost"] == {"low": 1, "central": 2, "high": 3}
    assert 'connector_standard = ""\n\n# the slow one\n[[chargers.types]]\n' in text
    assert 'connector_standard = ""\n\n# the city\'s figures\n[costs]\n' in text
    assert 'current = "AC" # one phase\n' in text


def test_an_old_scenario_below_has_to_be_upgraded_first(tmp_path: Path) -> None:
    base, file = tmp_path / "base.toml", tmp_path / "mine.toml"
    base.write_text(OLD, encoding="utf-8")
    file.write_text('extends = "base.toml"\n[service.bus]\nneeds_fast = true\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"gisplan scenario upgrade {base}"):
        upgrade_file(file)


def test_every_rewrite_that_the_table_names_exists() -> None:
    assert {one.by for one in renamed_keys() if one.by} == set(REWRITES)
