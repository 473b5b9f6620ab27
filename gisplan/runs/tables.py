"""The tables of a plan as plain frames, and writing them so that a spreadsheet opens them safely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.tables.registry import CSV, SHEET, csv_parts, tables_in
from layers.results import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.tables.registry import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DECIMALS = 6


def plan_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Give every table of a plan by file name (without ending), rows in a fixed order.

    Tables of delivery that the plan lacks, as before it is judged, and tables that its scenario does not ask
    for are left out.
    """
    return {
        table.name: _made(table, plan)
        for table in tables_in(CSV, SHEET)
        if (table.name in plan.delivery or table not in csv_parts("delivery"))
        and not (table.absent and table.of(plan).empty)
    }


def _made(table: Table, plan: Plan) -> pd.DataFrame:
    frame = table.of(plan)
    if not hasattr(frame, "geometry"):
        return frame
    key = table.key[0]
    return points_table(frame, key) if set(SHAPES[table.name]) == {"Point"} else flat_table(frame, key)


def points_table(layer: gpd.GeoDataFrame, key: str) -> pd.DataFrame:
    """Give a point layer as a table with ``lon`` and ``lat`` (degrees, WGS84), sorted by its key."""
    table = flat_table(layer, key)
    ordered = layer.sort_values(key, kind="stable")
    table.insert(1, "lon", ordered.geometry.x.round(_DECIMALS).to_numpy())
    table.insert(2, "lat", ordered.geometry.y.round(_DECIMALS).to_numpy())
    return table


def flat_table(layer: gpd.GeoDataFrame, key: str) -> pd.DataFrame:
    """Give a layer's columns without its geometry, sorted by its key."""
    ordered = layer.sort_values(key, kind="stable").reset_index(drop=True)
    return pd.DataFrame(ordered.drop(columns=ordered.geometry.name))


def guarded(value: Any) -> Any:  # noqa: ANN401 - a cell is of any kind
    """Keep a text cell from running as a formula in a spreadsheet.

    Numbers stay; a text that starts like a formula (also after blanks, and in full width) gets an
    apostrophe before it; control characters that would break the row are turned into blanks.
    """
    if not isinstance(value, str):
        return value
    clean = value if value.isprintable() else "".join(mark if mark.isprintable() else " " for mark in value)
    return f"'{clean}" if value.startswith(_FORMULA) or clean.lstrip().startswith(_FORMULA) else clean


def guarded_frame(table: pd.DataFrame) -> pd.DataFrame:
    """Guard every text cell and every header of a table, see :func:`guarded`."""
    safe = table.copy()
    for column in safe.columns:
        values = safe[column]
        if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
            safe[column] = values.astype(object).map(guarded, na_action="ignore")
    safe.columns = [guarded(str(column)) for column in safe.columns]
    return safe


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 with byte order mark, which a spreadsheet reads as Chinese text.

    Numbers keep ten significant digits, so that the same plan gives the same bytes on every run; an
    infinite number is left empty, as a missing one is.
    """
    safe = guarded_frame(table).replace([np.inf, -np.inf], np.nan)
    safe.to_csv(path, index=False, encoding="utf-8-sig", float_format="%.10g", lineterminator="\n")
