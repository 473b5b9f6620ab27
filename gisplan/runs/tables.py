"""The tables of a plan as plain frames, and writing them so that a spreadsheet opens them safely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan import Plan

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DECIMALS = 6


def plan_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Give every table of a plan by file name (without ending), rows in a fixed order."""
    return {
        "sites": points_table(plan.layers.sites, "site_id"),
        "stations": points_table(plan.layers.stations, "site_id"),
        "districts": flat_table(plan.layers.districts, "adcode"),
        "corridors": flat_table(plan.layers.corridors, "road_ref"),
        "schedule": plan.schedule,
        "phases": plan.phases,
        "clauses": plan.clauses,
        "tradeoff": plan.tradeoff,
        "assumptions": plan.assumptions,
        "provenance": plan.provenance,
        "freight": plan.evidence.freight,
        "parcels": plan.evidence.parcels,
        "energy_facilities": plan.evidence.facilities,
        "hydrogen_screening": plan.evidence.screening,
        **plan.delivery,
    }


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
