"""The report's sections on freight, shared parcels and facilities, and on stations that sell little."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from gisplan.plan.record import Evidence
from gisplan.report.city import report_sections
from gisplan.report.hydrogen import hydrogen_sections
from gisplan.report.sections import stations_section
from gisplan_words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Section

FREIGHT = pd.DataFrame(
    {
        "origin": ["天津港", "天津港", "天津港"],
        "destination": ["石家庄市", "唐山市", "北京市"],
        "trips_day": [20.0, 30.0, 50.0],
        "km_one_way": [367.0, 120.0, 170.0],
        "range_km": 400.0,
        "refuellable": [False, True, True],
        "refuelled": [False, False, True],
        "range_needed_km": [550.0, 240.0, 200.0],
        "reason_zh": ["距石家庄市最近的候选点在275公里外", "沿途没有规划站", ""],
    }
)
PARCELS = pd.DataFrame(
    {
        "site_id": ["FS-1", "BD-1"],
        "name_zh": ["加油站一", "场站一"],
        "functions": ["fuel;charging;hydrogen", "hydrogen"],
        "integrated": [True, False],
        "area_m2": [5000.0, 6000.0],
        "left_m2": [1200.0, 4000.0],
        "usable_kw": [800.0, 640.0],
        "left_kw": [100.0, 600.0],
    }
)


def evidence(**tables: pd.DataFrame) -> Evidence:
    names = [one.name for one in dataclasses.fields(Evidence)]
    return Evidence(**{name: tables.get(name, pd.DataFrame()) for name in names})


def section(tables: dict[str, pd.DataFrame], title: str) -> Section:
    return next(one for one in hydrogen_sections(evidence(**tables), "CNY") if one.title.en == title)


def rows(told: Section, language: str = "zh") -> list[tuple[str, ...]]:
    assert told.table is not None
    return [tuple(say(cell, language) for cell in row) for row in told.table.rows]


def test_pairs_that_run_dry_are_listed_with_why_and_the_refuelled_are_not() -> None:
    told = section({"freight": FREIGHT}, "Freight that is not refuelled")
    assert [row[0] for row in rows(told)] == ["天津港—唐山市", "天津港—石家庄市"]  # most trips first
    assert rows(told)[1][4:] == ("550.0 公里", "不可行", "距石家庄市最近的候选点在275公里外")
    assert rows(told, "en")[0][5] == "by candidates"
    assert "每日100车次" in told.paragraphs[0].zh
    assert "可保障80车次，规划站保障50车次" in told.paragraphs[0].zh


def test_parcels_are_told_by_function_and_integrated_ones_counted() -> None:
    told = section({"parcels": PARCELS}, "Parcels of integrated stations")
    assert rows(told)[0][2:5] == ("加油、充电、加氢", "5,000 平方米", "1,200 平方米")
    assert "共1处" in told.paragraphs[0].zh


def test_facilities_stand_with_what_they_serve() -> None:
    table = pd.DataFrame(
        [
            {
                "kind": "swap",
                "kind_zh": "重卡换电站",
                "kind_en": "Truck swap",
                "site_id": "FS-1",
                "name_zh": "加油站一",
                "category": "fuel_station",
                "served_day": 82.5,
                "capacity_day": 168.0,
                "investment_cost": 8e6,
                "verified": False,
            }
        ]
    )
    told = section({"facilities": table}, "Swap, methanol, integrated")
    assert rows(told)[0][4:6] == ("82", "168")
    assert rows(told)[0][7] == "未核实"


def test_tables_without_rows_make_no_section() -> None:
    assert hydrogen_sections(evidence(), "CNY") == []
    assert hydrogen_sections(evidence(freight=FREIGHT.iloc[:0], parcels=PARCELS.iloc[:0]), "CNY") == []


def test_the_report_of_a_plan_carries_its_freight(plan: Plan, changed: Callable[..., Plan]) -> None:
    dry = changed(evidence=dataclasses.replace(plan.evidence, freight=FREIGHT))
    titles = [one.title.en for one in report_sections(dry)]
    assert titles.index("Freight that is not refuelled") == titles.index("Hydrogen stations") + 1


def test_a_station_that_sells_little_of_its_size_is_named(plan: Plan) -> None:
    stations = plan.layers.stations
    little = stations.assign(served_kg_day=0.1 * stations["size_kg_day"])
    assert stations["name_en"].iloc[0] in stations_section(little, "CNY").paragraphs[1].en
    full = stations.assign(served_kg_day=stations["size_kg_day"])
    assert len(stations_section(full, "CNY").paragraphs) == 1


def test_integrated_stations_that_a_rule_stops_are_told_with_it() -> None:
    rows = {
        "station": [1, 2], "site_id": ["FS-1", ""], "name_zh": ["一", ""], "name_en": ["One", ""],
        "standing": ["fuel", ""], "new": ["charging;methanol", ""], "investment_cost": [2.5e6, 0.0],
        "rule_zh": ["", "用地：不足"], "rule_en": ["", "Land: too little"],
    }  # fmt: skip
    (section,) = hydrogen_sections(evidence(integrated=pd.DataFrame(rows)), "CNY")
    assert section.table is not None
    assert "Standing: 1 of 2;" in section.notes[0].en
    assert [str(say(row[-1], "en")) for row in section.table.rows] == ["", "Land: too little"]
