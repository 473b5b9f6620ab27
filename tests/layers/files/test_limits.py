"""A small file that claims a table of any size is refused before it is parsed, with what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
import pytest

from gisplan_errors import LayerError
from layers.corridors import read_corridors
from layers.files.limits import LIMITS, TableLimits, check_csv
from layers.files.reading import read_csv, read_parquet
from layers.importing.files import import_file
from tests.child import peak_and_answer

if TYPE_CHECKING:
    from pathlib import Path

MB = 1 << 20


def far_cell(path: Path, cell: str = "XFD1048576") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["site_id", "lon", "lat"])
    sheet.append(["A-1", 117.2, 39.1])
    sheet[cell] = "x"
    book.save(path)
    return path


def test_a_cell_at_the_far_end_of_a_sheet_makes_no_table(tmp_path: Path) -> None:
    path = far_cell(tmp_path / "sites.xlsx")
    assert path.stat().st_size < 20_000
    took, said = peak_and_answer("import_file(path)", path)
    assert "sites.xlsx: holds 16,384 columns; at most 2,000" in said
    assert took < 100
    with pytest.raises(LayerError, match=r"100,000 rows by 520 columns \(rows times columns\)"):
        import_file(far_cell(tmp_path / "b.xlsx", "SZ100000"))


def test_blank_rows_below_a_table_are_no_fault(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["site_id", "lon", "lat"], ["0012", 117.2, 39.1]):
        sheet.append(row)
    sheet["C20000"].number_format = "0.00"
    book.save(tmp_path / "sites.xlsx")
    frame = import_file(tmp_path / "sites.xlsx")
    assert frame["site_id"].tolist() == ["0012"]


def test_entities_that_multiply_are_refused_as_a_damaged_workbook(tmp_path: Path) -> None:
    far_cell(tmp_path / "a.xlsx", "D3")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
    with ZipFile(tmp_path / "a.xlsx") as good, ZipFile(tmp_path / "b.xlsx", "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            text = good.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = bomb + text.replace("<v>117.2</v>", "<v>&e11;</v>")
            bad.writestr(name, text)
    with pytest.raises(LayerError, match=r"b\.xlsx: cannot be read as \.xlsx"):
        import_file(tmp_path / "b.xlsx")


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(",".join(f"c{n}" for n in range(10**6)) + "\n" + "," * 999_999 + "\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"holds 1,000,000 columns; at most 2,000|characters in one row"):
        import_file(path)


@pytest.mark.parametrize("quote", ["", '"'])
def test_one_cell_of_200_mb_is_refused(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "sites.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"site_id,lon,lat\n{quote}")
        for _ in range(200):
            file.write("x" * (MB - 1) + ("\n" if quote else "x"))
        file.write(f"{quote},117,39\n")
    took, said = peak_and_answer("import_file(path)", path)
    assert re.search(r"characters in one (cell|row); at most", said)
    assert took < 100


def test_few_bytes_that_claim_many_cells_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join("abcdefghij") + "\n" + "1\n" * 50, encoding="utf-8")
    with pytest.raises(LayerError, match=r"41 rows by 10 columns \(rows times columns\); at most 400 cells"):
        check_csv(path, "utf-8", TableLimits(cells=400))


def test_parquet_says_its_extent_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    zeros = pd.Series(0, index=range(LIMITS.cells + 1), dtype="int8")
    zeros.to_frame("a").to_parquet(path, index=False)
    assert path.stat().st_size < MB
    with pytest.raises(LayerError, match="rows by 1 column "):
        read_parquet(path)


def test_quotes_and_line_ends_within_cells_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('name,lon\n"a ""b""\nc, d",1\n5" pipe,2\n', encoding="utf-8")
    assert read_csv(path)["name"].tolist() == ['a "b"\nc, d', '5" pipe']


def test_an_encoding_that_nobody_knows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("site_id,lon,lat\n1,117,39\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"a\.csv: encoding 'klingon' is not known"):
        import_file(path, encoding="klingon")


@pytest.mark.parametrize("content", [b"", b'road_ref,points\n"G1,x\n', b"road_ref\n\xff\xfe\n"])
def test_a_damaged_table_of_a_region_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "corridors.csv"
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"corridors\.csv: cannot be read as \.csv"):
        read_corridors(path, crs="EPSG:4548")
