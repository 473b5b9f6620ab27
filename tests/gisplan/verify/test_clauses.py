"""Clauses and zones are caught when they ask, count or conclude what registers and layers do not give."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.verify.clauses import clause_faults
from gisplan.verify.run.inputs import register_of
from tests.gisplan.spoilt_runs import caught_by, change_csv, change_layer, put_any

if TYPE_CHECKING:
    from tests.gisplan.spoilt_runs import Held


def clause(name: str, **values: Any) -> Any:
    return put_any("id", name, **values)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("TJ15-01", "target_value", 140.0),
        ("TJ15-01", "target", "140 台"),
        ("TJ15-01", "achieved", "151 台"),
        ("TJ15-01", "verdict", "met"),
        ("TJ15-01", "achieved_value", 151.0),
        ("TJ15-01", "evidence_figure", 151.0),
        ("TJ15-01", "evidence_rows", 19),
        ("TJ15-01", "evidence_layer", "stations"),
        ("TJ15-01", "evidence_zh", "方案新增151台。"),
        ("TJ15-01", "check", "new_chargers >= 1"),
        ("TJ15-01", "year", 2030),
        ("TJ15-01", "strength", "info"),
        ("TJ15-01", "clause_zh", "别的话"),
        ("TJ15-01", "headline", False),
        ("TJ15-01", "verdict_zh", "达到"),
        ("TJ15-12", "verdict", "met"),
        ("TJ15-14", "verdict", "met"),
        ("TJ15-11", "verdict", "met"),
        ("TJ15-06", "verdict", "partly"),
        ("TJ17-03", "achieved_value", 0.5),
        ("N25-3", "assumption_en", "none"),
        ("TJ17-07", "evidence_figure", 1.0),
    ],
)
def test_a_clause_that_says_something_else(run: Held, name: str, column: str, value: Any) -> None:
    change_csv(run, "clauses.csv", clause(name, **{column: value}))
    caught_by(run, "clause", f"clauses.csv {name}: {column} {value}, due is")


def test_a_clause_that_is_missing_and_one_that_no_register_has(run: Held) -> None:
    change_csv(run, "clauses.csv", clause("N24-02", id="N99-1"))
    caught_by(run, "clause", "clauses.csv: row N24-02 stands 0 times, 1 are due")
    caught_by(run, "clause", "clauses.csv: row N99-1 stands 1 times, 0 are due")


@pytest.mark.parametrize(
    "column", ["id", "document", "target", "achieved_value", "verdict", "evidence_en", "assumption_en"]
)
def test_a_clause_table_without_a_column(run: Held, column: str) -> None:
    change_csv(run, "clauses.csv", lambda frame: frame.drop(columns=column))
    caught_by(run, "clause", f"clauses.csv: column {column} is missing")


@pytest.mark.parametrize(
    ("layer", "change", "words"),
    [
        (
            "energy_facilities",
            lambda frame: frame.assign(functions="fuel"),
            "N24-04: achieved_value 3.0, due is 0",
        ),
        ("stations", lambda frame: frame.assign(pressure_mpa=50.0), "N25-3: evidence_figure 1"),
        ("demand", lambda frame: frame.assign(kwh_bus=0.0), "A63-3: achieved_value 4.0, due is 3"),
        ("demand", lambda frame: frame.assign(covered=frame.index > 0), "A3-03: achieved_value 1.0"),
        ("hydrogen_supply", lambda frame: frame.assign(kind="electrolysis"), "N25-1: achieved_value 2.0"),
        ("candidates", lambda frame: frame[frame["site_id"] != "SA-1N"], "TJ15-03: evidence_figure 4"),
    ],
)
def test_a_layer_that_gives_a_clause_another_figure(run: Held, layer: str, change: Any, words: str) -> None:
    change_layer(run, layer, change)
    caught_by(run, "clause", words)


def test_a_zone_table_with_a_row_less(run: Held) -> None:
    change_csv(run, "zones.csv", lambda frame: frame[frame["zone"] != "静海区"])
    caught_by(run, "clause", "zones.csv: row 静海区", "stands 0 times, 1 are due")


@pytest.mark.parametrize(
    ("column", "value", "due"),
    [
        ("sites", 12, "11"),
        ("chargers", 99, ""),  # what the search found for the district
        ("stations", 3, "2"),
        ("districts_zh", "和平区", "静海区"),
        ("adcodes", "120101", "120118"),
        ("role_zh", "别的", ""),
        ("document", "别的", ""),
        ("radius_m", 5000.0, "nan"),
    ],
)
def test_a_zone_that_says_something_else(run: Held, column: str, value: Any, due: str) -> None:
    before = ""

    def change(frame: Any) -> Any:
        nonlocal before
        row = frame.index[frame["zone"] == "静海区"][0]
        before = due or str(frame.loc[row, column])
        return frame.astype({column: object}).assign(
            **{column: frame[column].mask(frame.index == row, value)}
        )

    change_csv(run, "zones.csv", change)
    caught_by(run, "clause", "zones.csv 静海区", f"{column} {value}, due is {before}")


@pytest.mark.parametrize("column", ["zone", "sites", "radius_m", "note"])
def test_a_zone_table_without_a_column(run: Held, column: str) -> None:
    change_csv(run, "zones.csv", lambda frame: frame.drop(columns=column))
    caught_by(run, "clause", f"zones.csv: column {column} is missing")


def test_a_zone_around_a_place_counts_what_its_circle_holds(run: Held) -> None:
    change_layer(run, "places", lambda frame: frame.assign(name_zh="天津站"))
    caught_by(run, "clause", "zones.csv 天津站 TJ05-03: place nan, due is 天津站")
    caught_by(run, "clause", "zones.csv 天津站 TJ05-03: sites 0, due is")


def test_a_register_of_another_sum_judges_nothing(run: Held) -> None:
    other = {"path": "policies/tianjin-2023.toml", "sha256": "0"}
    run.run = dataclasses.replace(run.run, inputs=[*run.run.inputs, other])
    assert register_of(run.run) is None
    change_csv(run, "clauses.csv", clause("TJ15-01", achieved="151 台"))
    assert not list(clause_faults(run.run))


def test_a_run_of_another_version_is_held_to_its_figures_and_not_to_its_words(run: Held) -> None:
    run.run = dataclasses.replace(run.run, version="0.0.1")
    change_csv(run, "clauses.csv", clause("TJ15-01", evidence_en="said in other words"))
    assert not list(clause_faults(run.run))
    change_csv(run, "clauses.csv", clause("TJ15-01", achieved_value=151.0))
    caught_by(run, "clause", "TJ15-01: achieved_value 151.0, due is 150")


def test_layers_that_no_clause_can_be_judged_by_are_one_fault(run: Held) -> None:
    change_layer(run, "sites", lambda frame: frame.drop(columns="access"))
    caught_by(run, "clause", "clauses.csv: cannot be made from the layers of this run", "access")
