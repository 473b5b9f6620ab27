"""Scenarios from before types said whom they serve: refused with what to do, and rewritten."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from gisplan.scenario.loading import load_scenario
from gisplan.scenario.upgrade import upgraded
from gisplan_errors import ScenarioError
from gisplan_files import data_folder, toml_text

TEXT = (data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8")
TODAY: dict[str, Any] = tomllib.loads(TEXT)


def old() -> dict[str, Any]:
    """Give today's scenario as it was written before."""
    was = copy.deepcopy(TODAY)
    standards = {}
    for kind in was["chargers"]["types"]:
        standards[kind["id"]] = kind.pop("connector_standard")
        kind["fast"] = kind["current"] == "DC"
        del kind["serves"]
    for name, group in was["service"].items():
        group["needs_fast"] = name in {"corridor", "taxi", "bus", "freight"}
    was["delivery"]["connector_standards"] = {"by_type": standards, "source": "s", "tag": "memory"}
    return was


def rewritten(table: dict[str, Any]) -> dict[str, Any]:
    return tomllib.loads(upgraded(toml_text(table))[0])


def test_a_whole_scenario_is_rewritten_to_todays() -> None:
    assert rewritten(old()) == TODAY
    assert upgraded(TEXT) == (TEXT, [])


def test_one_that_extends_another_says_of_its_types_what_differs() -> None:
    text = 'extends = "tianjin-2027"\n[service.taxi]\nneeds_fast = false # slow is enough\nnearest = 3\n'
    new = tomllib.loads(upgraded(text)[0])
    assert new["service"] == {"taxi": {"nearest": 3}}
    (kind,) = new["chargers"]["types"]
    assert kind["id"] == "ac7"
    assert set(kind["serves"]) == {"home", "neighbourhood", "daytime", "taxi"}


def test_a_rewritten_file_is_planned_on(tmp_path: Any) -> None:
    path = tmp_path / "own.toml"
    text = 'extends = "tianjin-2020"\n[service.taxi]\nneeds_fast = false\n[delivery.connector_standards]\n'
    path.write_text(upgraded(f'{text}by_type = {{ dc60 = "own" }}\n')[0], encoding="utf-8")
    chargers = load_scenario(path).chargers
    assert "taxi" in chargers.type_of("ac7").serves
    assert chargers.type_of("dc60").connector_standard == "own"
    assert chargers.type_of("dc120").connector_standard == "GB/T 20234.3"


def test_types_of_its_own_serve_the_groups_of_the_scenario_it_extends() -> None:
    new = rewritten({"extends": "tianjin-2020", "chargers": {"types": old()["chargers"]["types"][:2]}})
    was = TODAY["chargers"]["types"][:2]
    assert [kind["serves"] for kind in new["chargers"]["types"]] == [kind["serves"] for kind in was]


def test_a_file_whose_types_stand_in_another_file_says_what_to_do_there() -> None:
    with pytest.raises(ScenarioError, match=r"this file extends: name there in serves .*\(taxi\)"):
        upgraded('extends = "base.toml"\n[service.taxi]\nneeds_fast = false\n')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[service.taxi]\nneeds_fast = true", r"service\.taxi\.needs_fast: is .*serves \(name the group"),
        ("[[chargers.types]]\nid = 'dc60'\nfast = true", r"chargers\.types\.dc60\.fast: is .*serves"),
        (
            "[delivery.connector_standards]\nby_type = { ac7 = 'x' }",
            r"delivery\.connector_standards: is chargers\.types\.\*\.connector_standard today",
        ),
    ],
)
def test_old_keys_are_refused_with_the_new_one_and_what_to_do(tmp_path: Any, text: str, told: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "tianjin-2027"\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=told) as caught:
        load_scenario(path)
    assert f"gisplan scenario upgrade {path}" in str(caught.value)
