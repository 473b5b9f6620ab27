"""Scenarios from before types said whom they serve: refused with what to do, and rewritten."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from gisplan.resources import data_folder
from gisplan.scenario.loading import load_scenario
from gisplan.scenario.old_types import with_serving_types
from gisplan_errors import ScenarioError

TODAY: dict[str, Any] = tomllib.loads(
    (data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8")
)


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
    was["delivery"]["connector_standards"] = {
        "by_type": standards,
        "source": "s",
        "tag": "memory",
        "as_of": "2025",
    }
    return was


def test_a_whole_scenario_is_rewritten_to_todays() -> None:
    was = old()
    before = copy.deepcopy(was)
    assert with_serving_types(was) == TODAY
    assert was == before
    assert with_serving_types(TODAY) == TODAY


def test_one_that_extends_another_takes_its_types_along_where_groups_differ() -> None:
    change = {"extends": "tianjin-2027", "service": {"taxi": {"needs_fast": False, "nearest": 3}}}
    new = with_serving_types(change, TODAY)
    assert new["service"] == {"taxi": {"nearest": 3}}
    serves = {kind["id"]: kind["serves"] for kind in new["chargers"]["types"]}
    assert "taxi" in serves["ac7"]
    assert "bus" not in serves["ac7"]
    assert "bus" in serves["dc60"]
    quiet = {"extends": "tianjin-2027", "chargers": {"target": 9}}
    assert with_serving_types(quiet, TODAY) == quiet


def test_types_of_its_own_serve_the_groups_of_the_scenario_it_extends() -> None:
    kinds = old()["chargers"]["types"][:2]
    new = with_serving_types({"extends": "tianjin-2027", "chargers": {"types": kinds}}, TODAY)
    assert [kind["serves"] for kind in new["chargers"]["types"]] == [
        kind["serves"] for kind in TODAY["chargers"]["types"][:2]
    ]
    assert [kind["connector_standard"] for kind in new["chargers"]["types"]] == [
        "GB/T 20234.2",
        "GB/T 20234.3",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("service.taxi.needs_fast: is serves", "[service.taxi]\nneeds_fast = true\n"),
        (
            "delivery.connector_standards: is connector_standard",
            '[delivery.connector_standards]\nby_type = { ac7 = "x" }\n',
        ),
    ],
)
def test_old_keys_are_refused_with_the_new_one_and_what_to_do(tmp_path: Any, text: str, told: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "tianjin-2027"\n{told}', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert text in str(caught.value)
    assert "[[chargers.types]]" in str(caught.value)


def test_a_type_that_says_fast_is_refused_with_what_to_do(tmp_path: Any) -> None:
    path = tmp_path / "own.toml"
    whole = (data_folder() / "scenarios" / "tianjin-2027.toml").read_text(encoding="utf-8")
    path.write_text(whole.replace('id = "dc60"', 'id = "dc60"\nfast = true'), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"chargers\.types\.dc60\.fast: is serves"):
        load_scenario(path)
