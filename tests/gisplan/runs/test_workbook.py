"""The workbook keeps numbers numbers, codes text, and says its units."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from gisplan.runs.tables import plan_tables
from gisplan.runs.workbook import cell, cells, header, write_workbook
from tests.gisplan.toy import toy_scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan


def test_every_table_is_a_sheet_with_typed_cells(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    write_workbook(plan, path)
    book = openpyxl.load_workbook(path)
    assert [name.split()[1] for name in book.sheetnames] == list(plan_tables(plan))
    sheet = book["站点 sites"]
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    assert first["行政区划代码 adcode"] == "120116"
    assert first["充电桩 chargers"] == 6
    assert first["已核实 verified"] is False
    assert first["道路编号 road_ref"] is None
    assert first["投资 investment_cost [CNY]"] == 2 * 4000 + 4 * 113750
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.endswith(str(sheet.max_row))


def test_no_cell_is_a_formula(plan: Plan, changed: Callable[..., Plan], tmp_path: Path) -> None:
    sites = plan.layers.sites.assign(name_zh='=HYPERLINK("http://x")')
    path = tmp_path / "workbook.xlsx"
    write_workbook(changed(layers=dataclasses.replace(plan.layers, sites=sites)), path)
    kinds = {c.data_type for row in openpyxl.load_workbook(path)["站点 sites"].iter_rows() for c in row}
    assert "f" not in kinds


@pytest.mark.parametrize("nothing", [None, pd.NA, float("nan"), float("inf"), pd.NaT])
def test_nothing_is_an_empty_cell(nothing: object) -> None:
    assert cell(nothing) is None


def test_a_column_is_kept_as_its_cells_are_one_by_one() -> None:
    columns = [
        pd.Series([1.5, float("nan"), float("inf"), -0.0]),
        pd.Series([1, 2**40, -3]),
        pd.Series([True, False]),
        pd.Series([1, True, "1", "=1+1", "=1+1", None, pd.NA, 2.0], dtype=object),
        pd.Series(["a", None, "a\tb"], dtype="str"),
    ]
    for column in columns:
        one_by_one = [cell(value) for value in column]
        assert cells(column) == one_by_one
        assert [type(value) for value in cells(column)] == [type(value) for value in one_by_one]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("stations", "delivered_cost_kg", "到站成本 delivered_cost_kg [CNY/kg]"),
        ("freight", "km_one_way", "单程 km_one_way [km]"),
        ("sites", "n_dc60", "充电桩 60 kW 直流桩 n_dc60"),
        ("sites", "year", "建设年份 year"),
        ("sites", "my_own_kw", "my_own_kw"),
    ],
)
def test_header_says_label_name_and_unit(table: str, column: str, said: str) -> None:
    assert header(table, column, toy_scenario()) == said
