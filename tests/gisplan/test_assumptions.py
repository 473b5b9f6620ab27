"""The list of assumptions holds every figure that a plan rests on, each with source and tag."""

from __future__ import annotations

import pytest

from gisplan import load_scenario
from gisplan.assumptions import COLUMNS, scenario_assumptions, screening_assumptions

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
