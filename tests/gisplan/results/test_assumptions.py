"""The list of assumptions holds every figure that a plan rests on, each with source and tag."""

from __future__ import annotations

import pytest

from gisplan import load_scenario
from gisplan.policies.registers import load_registers
from gisplan.results.assumptions import (
    COLUMNS,
    policy_assumptions,
    scenario_assumptions,
    screening_assumptions,
)
from gisplan.results.inputs import policy_records

TAGS = {"text", "press", "memory", "modelled", "official"}


@pytest.mark.parametrize(
    "table",
    [scenario_assumptions(load_scenario("tianjin-2027")), screening_assumptions()],
    ids=["scenario", "rules"],
)
def test_every_figure_has_a_source_a_tag_and_its_own_name(table) -> None:
    assert table.columns.tolist() == COLUMNS
    assert len(table) > 20
    assert not table[["name", "source", "tag", "as_of"]].isna().any().any()
    assert (table["source"].str.len() > 0).all()
    assert set(table["tag"]) <= TAGS
    assert table["name"].is_unique


def test_screening_figures_name_rule_and_class() -> None:
    names = set(screening_assumptions()["name"])
    assert "screening.joint_class_oil.joint.I" in names


def test_a_changed_value_is_listed_with_where_it_was_set() -> None:
    changed = scenario_assumptions(load_scenario("tianjin-2027", ["coverage.detour=1.4"]))
    row = changed.set_index("name").loc["coverage.detour"]
    assert row["value"] == pytest.approx(1.4)
    assert "command line" in row["source"]


def test_figures_of_the_registers_are_listed_with_their_source() -> None:
    rows = policy_assumptions(load_registers(["tianjin-2023", "tianjin-2018"])).set_index("name")
    assert rows.loc["policy.truck_kw", ["value", "unit", "tag"]].tolist() == [120.0, "kW", "modelled"]
    assert rows.loc["policy.radius_m", "tag"] == "text"


def test_registers_are_recorded_with_the_documents_they_quote() -> None:
    (record,) = policy_records(["tianjin-2023"])
    assert (record["path"], record["rows"], len(record["sha256"])) == ("policies/tianjin-2023.toml", 56, 64)
    assert all(len(sha) == 64 for sha in record["documents"].values())
