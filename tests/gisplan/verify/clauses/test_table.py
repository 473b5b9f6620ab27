"""Clauses and zones are caught when they ask, count or conclude what registers and layers do not give."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.clauses.quantities.lookup import QUANTITIES
from gisplan.verify.clauses.table import ASKED, COUNTED, JUDGED
from gisplan.verify.clauses.zones import COLUMNS
from gisplan.verify.run.inputs import register_of
from tests.gisplan.spoilt_runs import caught_by, change_csv, change_layer, put_any

if TYPE_CHECKING:
    from tests.gisplan.spoilt_runs import Held


def clause(name: str, **values: Any) -> Any:
    return put_any("id", name, **values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (clause("TJ15-01", target_value=140.0), ("TJ15-01: target_value 140.0, the register has 50000",)),
        (clause("TJ15-01", target="140 台"), ("TJ15-01: target 140 台, its value is 50000",)),
        (clause("TJ15-01", achieved="151 台"), ("TJ15-01: achieved 151 台, its value is 150",)),
        (clause("TJ15-01", verdict="met"), ("TJ15-01: verdict met, its figures give not met",)),
        (clause("TJ15-01", achieved_value=151.0), ("TJ15-01: achieved_value 151", "the run gives 150")),
        (clause("TJ15-01", evidence_figure=151.0), ("TJ15-01: evidence_figure 151, the run gives 150",)),
        (clause("TJ15-01", evidence_rows=19), ("TJ15-01: evidence_rows 19, 20 are looked at",)),
        (
            clause("TJ15-01", evidence_layer="stations"),
            ("TJ15-01: evidence_layer stations", "looks at sites"),
        ),
        (clause("TJ15-01", check="new_chargers >= 1"), ("TJ15-01: check", "the register has new_chargers")),
        (clause("TJ15-01", year=2030), ("TJ15-01: year 2030", "the register has 2027")),
        (clause("TJ15-01", strength="info"), ("TJ15-01: strength info, the register has",)),
        (clause("TJ15-01", clause_zh="别的话"), ("TJ15-01: clause_zh 别的话",)),
        (clause("TJ15-01", headline=False), ("TJ15-01: headline False, the register has True",)),
        (clause("TJ15-01", verdict_zh="达到"), ("TJ15-01", "is called", "elsewhere")),
        (clause("TJ15-12", verdict="met"), ("TJ15-12: verdict met, its figures give partly",)),
        (clause("TJ15-14", verdict="met"), ("TJ15-14: verdict met", "without a check it is context")),
        (clause("TJ15-11", verdict="met"), ("TJ15-11: verdict met, its figures give not assessable",)),
        (clause("TJ15-06", verdict="partly"), ("TJ15-06: verdict partly, its figures give not met",)),
        (clause("TJ17-03", achieved_value=0.5), ("TJ17-03: achieved_value 0.5", "the run gives")),
        (clause("N25-3", assumption="none"), ("N25-3", "lacks the note")),
        (clause("TJ17-07", evidence_figure=1.0), ("TJ17-07: evidence_figure 1.0, the run gives None",)),
        (lambda frame: frame[frame["id"] != "N24-02"], ("clause N24-02 is missing",)),
        (clause("N24-02", id="N99-1"), ("clause N99-1 is in no register",)),
    ],
)
def test_a_clause_that_says_something_else(run: Held, change: Any, words: tuple[str, ...]) -> None:
    change_csv(run, "clauses.csv", change)
    caught_by(run, "clause", "clauses.csv", *words)


@pytest.mark.parametrize("column", [*ASKED, *JUDGED])
def test_a_clause_table_without_a_column(run: Held, column: str) -> None:
    change_csv(run, "clauses.csv", lambda frame: frame.drop(columns=column))
    caught_by(run, "clause", f"clauses.csv: column {column} is missing")


@pytest.mark.parametrize(
    ("layer", "change", "words"),
    [
        (
            "stations",
            lambda frame: frame.assign(integrated=False),
            "N24-04: achieved_value 3.0, the run gives 0",
        ),
        ("stations", lambda frame: frame.assign(pressure_mpa=50.0), "N25-3: evidence_figure 1"),
        ("demand", lambda frame: frame.assign(kwh_bus=0.0), "A63-3: achieved_value 4.0, the run gives 3"),
        ("demand", lambda frame: frame.assign(covered=frame.index > 0), "A3-03: achieved_value 1.0"),
        ("hydrogen_supply", lambda frame: frame.assign(kind="electrolysis"), "N25-1: achieved_value 2.0"),
        ("hydrogen_supply", lambda frame: frame.assign(name_zh="", name_en="Lingang, Nangang"), "TJ17-03"),
        ("candidates", lambda frame: frame[frame["site_id"] != "SA-1N"], "TJ15-03: evidence_figure 4"),
    ],
)
def test_a_layer_that_gives_a_clause_another_figure(run: Held, layer: str, change: Any, words: str) -> None:
    change_layer(run, layer, change)
    caught_by(run, "clause", words)


def test_every_quantity_of_the_planner_is_counted_again() -> None:
    assert sorted(QUANTITIES.keys() - COUNTED.keys()) == []


def test_a_zone_table_with_a_row_less(run: Held) -> None:
    change_csv(run, "zones.csv", lambda frame: frame.iloc[:-1])
    caught_by(run, "zone", "zones.csv: 61 zones, the registers name 62")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sites", 12, ("静海区 has sites 12, the layers give 11",)),
        ("chargers", 99, ("静海区 has chargers 99, the layers give 98",)),
        ("stations", 3, ("静海区 has stations 3, the layers give 2",)),
        ("districts_zh", "和平区", ("静海区", "has districts_zh 和平区, due is 静海区")),
        ("adcodes", "120101", ("静海区", "has adcodes 120101, due is 120118")),
        ("role_zh", "别的", ("静海区", "has role_zh 别的")),
        ("document", "别的", ("静海区", "has document 别的")),
        ("clause", "TJ15-01", ("静海区", "has clause TJ15-01")),
        ("radius_m", 5000.0, ("静海区", "has radius_m 5000.0, due is None")),
    ],
)
def test_a_zone_that_says_something_else(run: Held, column: str, value: Any, words: tuple[str, ...]) -> None:
    def change(frame: Any) -> Any:
        frame = frame.astype({column: object})
        frame.loc[frame.index[frame["zone"] == "静海区"][0], column] = value
        return frame

    change_csv(run, "zones.csv", change)
    caught_by(run, "zone", "zones.csv", *words)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_zone_table_without_a_column(run: Held, column: str) -> None:
    change_csv(run, "zones.csv", lambda frame: frame.drop(columns=column))
    caught_by(run, "zone", f"zones.csv: column {column} is missing")


def test_a_zone_around_a_place_counts_what_its_circle_holds(run: Held) -> None:
    change_layer(run, "places", lambda frame: frame.assign(name_zh="天津站"))
    caught_by(run, "zone", "zones.csv: 天津站 (TJ05-03) has place nan, due is 天津站")
    caught_by(run, "zone", "zones.csv: 天津站 has sites 0, the layers give")


def test_a_register_of_another_sum_judges_nothing(run: Held) -> None:
    other = {"path": "policies/tianjin-2023.toml", "sha256": "0"}
    run.run = dataclasses.replace(run.run, inputs=[*run.run.inputs, other])
    assert register_of(run.run) is None
    change_csv(run, "clauses.csv", clause("TJ15-01", achieved="151 台"))
    caught_by(run, "clause", "TJ15-01: achieved 151 台, its value is 150")
