"""Rows of text that do not fit their headings: refused by their row, and nothing is shifted or cut off."""

from __future__ import annotations

import pytest

from gisplan_errors import LayerError
from layers.files.delimited import form_of, read_delimited

HEAD = "site_id,name_zh,bays\n"


def read(folder, text):
    path = folder / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return read_delimited(path, form_of(path, "utf-8"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("A,甲,30,x\nB,乙,40,y\n", r"row 1 \(A\) has 4 cells for 3 headings, the last 'x'"),
        ("A,甲,30\nB,乙,路,40\n", r"row 2 \(B\) has 4 cells for 3 headings, the last '40'"),
        ("A,甲,30,\nB,乙,路,40\n", r"row 2 \(B\) has 4 cells for 3 headings, the last '40'"),
    ],
)
def test_a_row_with_more_cells_than_headings_is_refused_by_its_row(tmp_path, rows, told):
    with pytest.raises(LayerError, match=told):
        read(tmp_path, HEAD + rows)


@pytest.mark.parametrize("rows", ["A,甲,30,\nB,乙,40,\n", "A,甲,30\nB,乙,40,,\n", "A,甲,30,,\n\nB,乙,40\n"])
def test_blank_cells_behind_the_last_heading_shift_nothing(tmp_path, rows):
    table = read(tmp_path, HEAD + rows)
    assert table.to_numpy().tolist() == [["A", "甲", 30], ["B", "乙", 40]]


def test_rows_within_a_quotation_mark_left_open_are_not_lost(tmp_path):
    with pytest.raises(LayerError, match=r"row 1 \(A\), column 'name_zh': the cell holds 1 whole row"):
        read(tmp_path, HEAD + 'A,"甲,30\nB,乙,40\nC,"丙",50\nD,丁,60\n')
    table = read(tmp_path, HEAD + 'A,"甲\n站, 东",30\nB,"乙\n一, 二, 三",40\n')
    assert table["name_zh"].tolist() == ["甲\n站, 东", "乙\n一, 二, 三"]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n \n"])
def test_a_text_without_rows_says_so(tmp_path, text):
    with pytest.raises(LayerError, match="holds no rows"):
        read(tmp_path, text)
