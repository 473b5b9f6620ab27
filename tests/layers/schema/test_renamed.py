"""Columns of an older gisplan are refused by the name of today, by the reader and by lint."""

import pandas as pd
import pytest

from gisplan_data import data_folder
from gisplan_errors import LayerError
from layers.hydrogen.supply import read_hydrogen_supply
from layers.lint.checking import lint_layer
from layers.schema.checking import check_layer

CRS = "EPSG:4548"
SHIPPED = data_folder() / "regions" / "tianjin" / "hydrogen_supply.csv"


def test_the_reader_names_the_column_of_today_and_calls_none_missing(tmp_path):
    path = tmp_path / "hydrogen_supply.csv"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(",cost_kg", ",cost_cny_kg"), encoding="utf-8")
    with pytest.raises(LayerError) as error:
        read_hydrogen_supply(path, crs=CRS)
    assert str(error.value) == (
        f"{path}: layer hydrogen_supply: column 'cost_cny_kg' unknown; it is 'cost_kg' today: "
        "rename the column"
    )


def test_lint_names_the_column_of_today_and_calls_none_missing():
    old = read_hydrogen_supply(SHIPPED, crs=CRS).rename(columns={"cost_kg": "cost_cny_kg"})
    faults = [fault for fault in lint_layer(old, "hydrogen_supply") if "column" in fault.rule]
    assert [(fault.rule, fault.column) for fault in faults] == [("unknown_column", "cost_cny_kg")]
    assert "it is 'cost_kg' today" in str(faults[0])


def test_an_old_name_of_another_layer_is_only_unknown():
    with pytest.raises(LayerError) as error:
        check_layer(pd.DataFrame({"origin_id": ["a"], "cost_cny_kg": [1.0]}), "flows")
    assert "column 'cost_cny_kg' unknown" in str(error.value)
    assert "today" not in str(error.value)
