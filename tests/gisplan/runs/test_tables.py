"""Tables open in a spreadsheet as text and numbers, never as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.runs.tables import guarded, guarded_frame, plan_tables, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1+1",
        '=HYPERLINK("http://x")',
        "\x00=1",
    ],
)
def test_formula_is_guarded(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["和平区", "A=1", "12-3", "G25", ""])
def test_plain_text_stays(text: str) -> None:
    assert guarded(text) == text


def test_numbers_stay_numbers() -> None:
    assert guarded(-1.5) == -1.5


@given(st.text(max_size=30))
def test_no_text_ever_starts_a_formula_or_breaks_a_row(text: str) -> None:
    safe = guarded(text)
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert safe.isprintable()


def test_headers_are_guarded_too() -> None:
    assert list(guarded_frame(pd.DataFrame({"=x": [1]})).columns) == ["'=x"]


def test_csv_has_bom_and_survives_the_way_back(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    write_csv(plan_tables(plan)["sites"], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(path, encoding="utf-8-sig", dtype={"adcode": str})
    assert back["site_id"].tolist() == sorted(plan.layers.sites["site_id"])
    assert int(back["chargers"].sum()) == 174
    assert back.loc[0, "lon"] == pytest.approx(117.7)


def test_rows_do_not_depend_on_the_order_of_the_layer(plan: Plan) -> None:
    from gisplan.runs.tables import points_table

    mixed = plan.layers.sites.iloc[::-1]
    pd.testing.assert_frame_equal(points_table(mixed, "site_id"), plan_tables(plan)["sites"])


def test_infinite_is_empty_not_a_word(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_csv(pd.DataFrame({"a": [np.inf, 1.0], "b": ["x", None]}), path)
    assert path.read_text(encoding="utf-8-sig") == "a,b\n,x\n1,\n"


def test_float_noise_does_not_change_the_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    write_csv(pd.DataFrame({"a": [0.1 + 0.2]}), first)
    write_csv(pd.DataFrame({"a": [0.3]}), second)
    assert first.read_bytes() == second.read_bytes()
