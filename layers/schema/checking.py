"""What each layer must look like, checked all at once: a user sees every bad row, not the first.

The columns are the contract between layers. pandera checks the table lazily, shapely the geometry; both
lists of faults come in one `LayerError` that names file, layer, row key, column, value and what was
expected.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from gisplan_errors import LayerError
from layers.crs import require_crs
from layers.schema.contracts import SCHEMAS, LayerSchema
from layers.schema.renamed import columns_today
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["MOST_FAULTS", "SCHEMAS", "LayerSchema", "check_layer"]

MOST_FAULTS = 50


def check_layer(
    frame: pd.DataFrame | gpd.GeoDataFrame, layer: str, *, file: str | None = None
) -> gpd.GeoDataFrame:
    """Check a layer against its contract, all rows at once.

    Parameters
    ----------
    frame
        The layer; numbers may come as text.
    layer
        Key of `SCHEMAS`.
    file
        Where the layer comes from, for the message.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with columns in the contract's order and types (a plain frame for tables).

    Raises
    ------
    LayerError
        Listing up to 50 faults, one a line: file, layer, row key, column, value, expected. Among them:
        missing and unknown columns, NaN, negative or infinite numbers, unknown words, duplicate keys,
        markup in a name, null, empty or invalid geometry, and the wrong geometry type.
    CrsError
        If a layer with geometry has no CRS, or its numbers cannot belong to it.
    """
    schema = SCHEMAS[layer]
    where = f"{file}: layer {layer}" if file else f"layer {layer}"
    table = pd.DataFrame(frame)
    if schema.geometry:
        if "geometry" not in table:
            raise LayerError(f"{where}: no geometry; expected {' or '.join(schema.geometry)}")
        require_crs(frame, where)
        table = table.drop(columns="geometry")
    faults = _column_faults(table, schema, where)
    if faults:
        raise LayerError("\n".join(faults))
    table = table[list(schema.columns)].reset_index(drop=True)
    checked, faults = _value_faults(table, schema, where)
    faults += _key_faults(table, schema, where)
    faults += _sum_faults(checked, schema, where) if layer == "demand" and not faults else []
    if schema.geometry:
        faults += _geometry_faults(table, frame["geometry"].to_numpy(), schema, where)
    if faults:
        more = f"\n… and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise LayerError("\n".join(faults[:MOST_FAULTS]) + more)
    if not schema.geometry:
        return checked
    result = frame.reset_index(drop=True)[[*schema.columns, "geometry"]].copy()
    result[list(schema.columns)] = checked
    return result


def _column_faults(table: pd.DataFrame, schema: LayerSchema, where: str) -> list[str]:
    known = list(schema.columns)
    old = columns_today(table.columns, known)
    lacking = [name for name in known if name not in table and name not in old.values()]
    faults = [f"{where}: column {name!r} missing; expected {known}" for name in lacking]
    for name in table.columns:
        if name not in schema.columns:
            near = get_close_matches(str(name), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected among {known}"
            hint = f"it is {old[name]!r} today: rename the column" if name in old else hint
            faults.append(f"{where}: column {name!r} unknown; {hint}")
    return faults


def _row(table: pd.DataFrame, schema: LayerSchema, index: int) -> str:
    key = ", ".join(str(table[name].iloc[index]) for name in schema.key)
    return f"row {index + 1} ({key})"


def _value_faults(table: pd.DataFrame, schema: LayerSchema, where: str) -> tuple[pd.DataFrame, list[str]]:
    """Run pandera over the table; give the table in its types and the faults in row order."""
    try:
        pa.DataFrameSchema(schema.columns).validate(table, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
    else:
        numbers = {name: pd.to_numeric(table[name]) for name, kind in schema.types.items() if kind != "bool"}
        return table.assign(**numbers).astype({**dict.fromkeys(schema.columns, "str"), **schema.types}), []
    faults: dict[tuple[int, str], str] = {}
    for column, check, value, index in cases[["column", "check", "failure_case", "index"]].itertuples(
        index=False
    ):
        expected = "a value, not null" if check == "not_nullable" else check
        text = f"column {column}: value {value!r}; expected {expected}"
        # One fault a value: what is not even text fails the other checks, too.
        faults.setdefault((int(index), str(column)), f"{where}: {_row(table, schema, int(index))}, {text}")
    return table, [faults[place] for place in sorted(faults)]


def _key_faults(table: pd.DataFrame, schema: LayerSchema, where: str) -> list[str]:
    twice = np.flatnonzero(table.duplicated(list(schema.key)).to_numpy())
    return [
        f"{where}: {_row(table, schema, int(at))}, column {'+'.join(schema.key)}: "
        "stands twice; expected unique keys"
        for at in twice
    ]


def _sum_faults(table: pd.DataFrame, schema: LayerSchema, where: str) -> list[str]:
    total = table[[f"kwh_{name}" for name in DEMAND_CLASSES]].sum(axis=1)
    off = np.flatnonzero(~np.isclose(total, table["ev_kwh_day"], rtol=1e-9, atol=1e-9))
    return [
        f"{where}: {_row(table, schema, int(at))}, column ev_kwh_day: "
        f"value {table['ev_kwh_day'].iloc[at]}; expected the sum of the kwh_ columns, {total.iloc[at]}"
        for at in off
    ]


def _geometry_faults(
    table: pd.DataFrame, shapes: NDArray[np.object_], schema: LayerSchema, where: str
) -> list[str]:
    """Name null, empty, invalid and wrongly typed geometries."""
    null = shapely.is_missing(shapes)
    empty = ~null & shapely.is_empty(shapes)
    invalid = ~null & ~empty & ~shapely.is_valid(shapes)
    names = [None if shape is None else shape.geom_type for shape in shapes]
    wrong = ~null & ~empty & ~np.isin(np.array(names, dtype=object), schema.geometry)
    wanted = " or ".join(schema.geometry)
    faults = []
    for at in np.flatnonzero(null | empty | invalid | wrong).tolist():
        if null[at] or empty[at]:
            value = "null" if null[at] else "empty"
        elif wrong[at]:
            value = str(names[at])
        else:
            value = f"invalid ({shapely.is_valid_reason(shapes[at])})"
        faults.append(
            f"{where}: {_row(table, schema, at)}, column geometry: {value}; expected a valid {wanted}"
        )
    return faults
