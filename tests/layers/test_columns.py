"""The registry of columns is complete, says each thing once, and refuses what it does not know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gisplan_errors import LayerError
from layers.columns import FIELDS, UNITS, columns, find_column, read_columns
from layers.dictionary import data_dictionary
from layers.results import COLUMNS
from layers.schema.checking import SCHEMAS

ROOT = Path(__file__).parents[2]
HEAD = ",".join(FIELDS)


def test_every_column_of_a_contract_has_a_row() -> None:
    asked = [(layer, name) for layer, schema in SCHEMAS.items() for name in schema.columns]
    asked += [(layer, name) for layer, names in COLUMNS.items() for name in names]
    assert [pair for pair in asked if find_column(*pair) is None] == []


def test_a_page_calls_a_column_by_one_label_in_every_table() -> None:
    labels: dict[str, set[tuple[str, str]]] = {}
    for table in columns().values():
        for column in table.values():
            if {"popup", "table"} & set(column.shows):
                labels.setdefault(column.name, set()).add((column.label_zh, column.label_en))
    assert {name: said for name, said in labels.items() if len(said) > 1} == {}


def test_every_column_is_described_in_one_line_of_both_languages() -> None:
    bare = [
        f"{column.table}.{column.name}"
        for own in columns().values()
        for column in own.values()
        if not all(
            text.strip()
            and "\n" not in text
            and len(text) <= 130
            and text not in {column.label_zh, column.label_en}
            for text in (column.description_zh, column.description_en)
        )
    ]
    assert bare == []


def test_every_unit_is_used() -> None:
    assert {column.unit for table in columns().values() for column in table.values()} == set(UNITS)


def test_a_member_of_a_family_has_its_own_label() -> None:
    column = find_column("demand", "kwh_bus")
    assert column is not None
    assert "公交" in column.label_zh
    assert column.unit == "kWh/day"
    assert find_column("demand", "kwh_") is None
    near = find_column("candidates", "near_school_m")
    assert near is not None
    assert near.label_en == "Distance to school"
    assert find_column("candidates", "near_school") is None
    assert find_column("districts", "kwh_bus") is None


def test_shows_may_be_limited_to_some_tables() -> None:
    found = read_columns([HEAD, "a;b,kw,功率,Power,kW,0,popup:a;report,,"])
    assert found["a"]["kw"].shows == ("popup", "report")
    assert found["b"]["kw"].shows == ("report",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,kw,,Power,kW,0,,,"], r"row 2 \(kw\): label_zh is empty"),
        (["a,kw,功率,Power,kw,0,,,"], "unit 'kw' is not known"),
        (["a,kw,功率,Power,kW,one,,,"], "decimals 'one'"),
        (["a,kw,功率,Power,kW,0,poster,,"], "shows 'poster' is not known"),
        (["a,kw,功率,Power,kW,0,popup:b,,"], "shows popup of b, which does not hold it"),
        (["a,kw,功率,Power,kW,0,,,", "b;a,kw,功,P,kW,0,,,"], r"row 3 \(kw\): a has this column twice"),
        (["a,kw,功率,Power,kW,0,,,", "a,kva,功率,Power,kW,0,,,"], r"a\.kw has the same alias"),
    ],
)
def test_a_faulty_row_is_named(rows: list[str], said: str) -> None:
    with pytest.raises(LayerError, match=said):
        read_columns([HEAD, *rows])


def test_reading_it_loads_no_frames() -> None:
    code = "import sys, layers.columns as c; c.columns(); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_the_data_dictionary_is_written_from_the_registry() -> None:
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == data_dictionary(), "run: python -m layers.dictionary > docs/data-dictionary.md"


def test_every_unit_that_pages_hand_the_script_has_a_form() -> None:
    from gisplan_numbers import UNITS
    from maps.data.contents import written_as

    popups = [c for table in columns().values() for c in table.values() if "popup" in c.shows]
    assert {written_as(column) for column in popups} <= set(UNITS)
    unlike = {c.unit for c in popups if written_as(c) in {"count", "one"}}
    assert unlike == {"", "per 10,000 people"}
