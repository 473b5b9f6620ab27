"""Rows of a layer as a store keeps them: plain cells by column, shapes as bytes, one entry a key."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.schema.contracts import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gisplan_words import Sayable

Cells: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[str, Cells]

GEOMETRY = "geometry"
"""The column of the shape, whatever the table calls it: well-known binary, in hexadecimal."""
ROUNDING = 1e-11
"""Share of its largest coordinate by which a shape that has not moved may differ: about a tenth
of a millimetre in degrees, less in metres."""


def key_of(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Give the key of a row as one text; empty where a part of it is."""
    parts = ["" if cells.get(name) is None else str(cells[name]) for name in names]
    if "" in parts:
        return ""
    return parts[0] if len(parts) == 1 else json.dumps(parts, ensure_ascii=False)


def by_key(found: Iterable[Cells], layer: str, place: Sayable) -> Rows:
    """Give rows by their key.

    Raises
    ------
    LayerError
        A row has no key, or that of another one.
    """
    names = SCHEMAS[layer].key
    column = "+".join(names)
    rows: Rows = {}
    faults = []
    for at, cells in enumerate(found, start=1):
        key = key_of(cells, names)
        if not key or key in rows:
            row = message("lint-row", row=str(at), key=key)
            code = "store-key-twice" if key else "store-key-missing"
            faults.append(message(code, place=place, row=row, column=column))
        rows[key] = cells
    if faults:
        raise LayerError(lines(faults))
    return rows


def rows_of(frame: gpd.GeoDataFrame, layer: str, place: Sayable) -> Rows:
    """Give the rows of a frame.

    Raises
    ------
    LayerError
        A row has no key, or that of another one.
    """
    shapes = shapely.to_wkb(np.asarray(frame.geometry.array), hex=True, output_dimension=2)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = [str(name) for name in table.columns]
    cells = (
        {name: plain(value) for name, value in zip(names, row, strict=True)} | {GEOMETRY: shape}
        for row, shape in zip(table.itertuples(index=False, name=None), shapes, strict=True)
    )
    return by_key(cells, layer, place)


def frame_of(rows: Rows, layer: str, columns: Iterable[str], crs: object) -> gpd.GeoDataFrame:
    """Give a frame of rows, with the types that the layer's contract has where every cell allows it.

    Parameters
    ----------
    rows
        As a store keeps them.
    layer
        Key of `SCHEMAS`.
    columns
        Names of the columns, in their order.
    crs
        CRS of the shapes.
    """
    held = list(rows.values())
    table = {name: [cells.get(name) for cells in held] for name in columns if name != GEOMETRY}
    shapes = shapely.from_wkb([cells.get(GEOMETRY) for cells in held])
    frame = gpd.GeoDataFrame(pd.DataFrame(table, dtype=object), geometry=list(shapes), crs=crs)
    for name, kind in SCHEMAS[layer].types.items():
        if name not in frame:
            continue
        if kind == "float64":
            numbers = pd.to_numeric(frame[name], errors="coerce")
            frame[name] = numbers if numbers.notna().equals(frame[name].notna()) else frame[name]
        elif frame[name].map(lambda cell, of=kind: isinstance(cell, bool if of == "bool" else int)).all():
            frame[name] = frame[name].astype(kind)
    return frame


def plain(value: object) -> Any:  # noqa: ANN401 - text, number, flag or nothing
    """Give a cell as JSON keeps it; what is no value is None, a date its ISO text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, float | Decimal):
        value = float(value)
        return value if math.isfinite(value) else None
    iso = getattr(value, "isoformat", None)
    return iso() if iso else str(value)


def kind_of(cells: Iterable[object]) -> type[bool | int | float | str]:
    """Give the narrowest of flag, whole number, number and text that holds all cells of a column."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if len(kinds) == 1 and kinds <= {bool, int}:
        return bool if bool in kinds else int
    return float if kinds and kinds <= {int, float} else str


def same(one: Cells | None, other: Cells | None) -> bool:
    """Tell whether two rows say the same: what lacks is blank, shapes agree to `ROUNDING`."""
    return not differing(one or {}, other or {}) and (one is None) == (other is None)


def differing(one: Cells, other: Cells) -> list[str]:
    """Give the columns in which two rows differ, those of the first row first."""
    names = dict.fromkeys([*one, *other])
    return [name for name in names if not _alike(name, one.get(name), other.get(name))]


def text_of(cells: Cells) -> str:
    """Write a row as a log keeps it."""
    return json.dumps(cells, ensure_ascii=False, sort_keys=True)


def shown(name: str, value: object) -> str:
    """Give a cell as a planner reads it: a shape as text with six digits."""
    if name == GEOMETRY and isinstance(value, str):
        return str(shapely.to_wkt(shapely.from_wkb(value), rounding_precision=6))
    return "" if value is None else str(value)


def _alike(name: str, one: object, other: object) -> bool:
    if one == other or {one, other} <= {None, ""}:
        return True
    if name == GEOMETRY and isinstance(one, str) and isinstance(other, str):
        left, right = (shapely.get_coordinates(shapely.from_wkb(shape)) for shape in (one, other))
        bound = ROUNDING * np.abs(left).max(initial=0.0)
        return left.shape == right.shape and bool((np.abs(left - right) <= bound).all())
    return False
