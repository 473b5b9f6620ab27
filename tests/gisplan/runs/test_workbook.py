"""The workbook keeps numbers numbers, codes text, and says its units."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from gisplan.clauses.evaluation import VERDICTS
from gisplan.runs.readable import reader_of
from gisplan.runs.tables import plan_tables
from gisplan.runs.workbook import cell, cells, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan


def test_every_table_is_a_sheet_with_typed_cells(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    write_workbook(plan, path)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == len(plan_tables(plan))
    sheet = book["充电站点"]
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    assert first["行政区划代码"] == "120116"
    assert first["充电桩"] == 6
    assert first["已核实"] == "否"
    assert first["道路编号"] is None
    assert first["投资（元）"] == 2 * 4000 + 4 * 113750
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.endswith(str(sheet.max_row))


def test_no_cell_is_a_formula(plan: Plan, changed: Callable[..., Plan], tmp_path: Path) -> None:
    sites = plan.layers.sites.assign(name_zh='=HYPERLINK("http://x")')
    path = tmp_path / "workbook.xlsx"
    write_workbook(changed(layers=dataclasses.replace(plan.layers, sites=sites)), path)
    kinds = {c.data_type for row in openpyxl.load_workbook(path)["充电站点"].iter_rows() for c in row}
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
        values = column.tolist()
        one_by_one = [cell(value) for value in values]
        assert cells(values) == one_by_one
        assert [type(value) for value in cells(values)] == [type(value) for value in one_by_one]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("stations", "delivered_cost_kg", ("到站成本（元/千克）", "Delivered cost (CNY/kg)")),
        ("freight", "km_one_way", ("单程（公里）", "One way (km)")),
        ("sites", "n_dc60", ("充电桩 60 kW 直流桩", "Chargers 60 kW DC")),
        ("sites", "year", ("建设年份", "Year")),
        ("sites", "name_zh", ("名称", "Name")),
        ("districts", "covered_share", ("公共充电覆盖率", "Covered share")),
        ("sites", "my_own_kw", ("my_own_kw", "my_own_kw")),
    ],
)
def test_header_says_label_and_unit_in_the_language(
    plan: Plan, table: str, column: str, said: tuple[str, str]
) -> None:
    assert tuple(reader_of(plan, one).header(table, column) for one in ("zh", "en")) == said


def sheets(plan: Plan, path: Path, language: str) -> dict[str, list[dict[str, object]]]:
    write_workbook(plan, path, language)
    found = {}
    for sheet in openpyxl.load_workbook(path):
        assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("A2", "A1")
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_codes_are_words_of_the_reader_and_one_language_stands_in_the_headers(
    plan: Plan, tmp_path: Path
) -> None:
    zh, en = (sheets(plan, tmp_path / f"{one}.xlsx", one) for one in ("zh", "en"))
    assert {row["开放方式"] for row in zh["充电站点"]} <= {"公共", "专用", "私人"}
    assert {row["Access"] for row in en["Charging sites"]} <= {"Public", "Dedicated", "Private"}
    assert {row["结论"] for row in zh["政策条款"]} <= {str(said.zh) for said in VERDICTS.values()}
    chinese = re.compile("[\u3400-\u9fff]")
    heads = {head for rows in en.values() for row in rows[:1] for head in row}
    assert [head for head in heads if chinese.search(head)] == []
    heads = {head for rows in zh.values() for row in rows[:1] for head in row}
    assert [head for head in heads if not chinese.search(head) and "_" in head] == []
    assert not any("（中文）" in head or "（英文）" in head for head in heads)


def test_numbers_are_rounded_as_pages_show_them_and_shares_are_per_cents(
    plan: Plan, changed: Callable[..., Plan], tmp_path: Path
) -> None:
    sites = plan.layers.sites.assign(kw=123.456, utilisation=0.12345678)
    write_workbook(changed(layers=dataclasses.replace(plan.layers, sites=sites)), tmp_path / "plan.xlsx")
    head, first = list(openpyxl.load_workbook(tmp_path / "plan.xlsx")["充电站点"].iter_rows(max_row=2))
    cells = {title.value: cell for title, cell in zip(head, first, strict=True)}
    assert cells["总功率（千瓦）"].value == 123
    assert cells["利用率"].value == 0.123
    assert cells["利用率"].number_format == "0.0%"


def test_the_properties_of_the_workbook_are_ours(plan: Plan, tmp_path: Path) -> None:
    write_workbook(plan, tmp_path / "plan.xlsx")
    own = openpyxl.load_workbook(tmp_path / "plan.xlsx").properties
    assert own.creator.startswith("gisplan ")
    assert own.title == plan.scenario.title_zh
