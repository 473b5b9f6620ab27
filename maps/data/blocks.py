"""Layers as compact JSON blocks: columns instead of rows, whole numbers instead of degrees.

A block is ``{"rows": n, "columns": {...}, "x": [...], "y": [...]}`` for points, with ``"shapes"`` instead
of x and y for lines and polygons. Coordinates are degrees × 100,000 (about one metre). A shape is a list of
parts (rings or lines), a part the first point and then the steps from point to point. A text column whose
values repeat is ``{"of": [values], "at": [positions]}``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from maps.words.text import LONGEST, LONGEST_SAID, is_null, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

SCALE = 100_000
"""Whole numbers per degree: five decimals."""


def block(
    frame: gpd.GeoDataFrame,
    columns: Mapping[str, int | None],
    *,
    tolerance: float = 0.0,
) -> dict[str, Any]:
    """Give a layer as one block.

    Parameters
    ----------
    frame
        Rows in EPSG:4326.
    columns
        Columns to carry, each with the decimals kept; None marks text. A column the frame lacks is left out.
    tolerance
        Simplification of lines and polygons in degrees; neighbouring polygons keep their common edge.
    """
    found = {name: decimals for name, decimals in columns.items() if name in frame.columns}
    # the script says a source part by part: a part that is cut is one that it does not know
    longest = {name: LONGEST_SAID if name == "source" else LONGEST for name in found}
    table = {name: encode_column(frame[name], decimals, longest[name]) for name, decimals in found.items()}
    return {"rows": len(frame), "columns": table, **encode_shapes(frame.geometry.to_numpy(), tolerance)}


def encode_column(values: pd.Series[Any], decimals: int | None, longest: int = LONGEST) -> Any:  # noqa: ANN401
    """Give a column as a list of numbers, of texts, or as positions in its distinct texts."""
    if decimals is not None:
        return _short(numbers_of(values), decimals)
    # each text once: a layer repeats its sources and its words row by row
    kept = {value: tidy(value, longest) for value in values.unique() if isinstance(value, str)}
    texts = [
        kept[value] if isinstance(value, str) else None if is_null(value) else tidy(value, longest)
        for value in values.tolist()
    ]
    distinct = list(dict.fromkeys(texts))
    if len(distinct) * 2 > len(texts):
        return texts
    position = {text: place for place, text in enumerate(distinct)}
    return {"of": distinct, "at": [position[text] for text in texts]}


def numbers_of(values: pd.Series[Any]) -> NDArray[np.float64]:
    """Give a column as numbers, NaN where a cell is none."""
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def encode_shapes(shapes: NDArray[np.object_], tolerance: float) -> dict[str, Any]:
    """Give geometries as whole-number coordinates.

    Parameters
    ----------
    shapes
        Points, or lines and polygons, of one layer in degrees.
    tolerance
        Square root of the area in degrees² below which a corner is dropped.
    """
    if len(shapes) and all(shape.geom_type == "Point" for shape in shapes):
        xy = np.rint(shapely.get_coordinates(shapes) * SCALE).astype(int)
        return {"x": xy[:, 0].tolist(), "y": xy[:, 1].tolist()}
    return {"shapes": _parts(simplified(shapes, tolerance))}


def simplified(shapes: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """Simplify polygons together, so that neighbours stay neighbours, and lines one by one."""
    if tolerance <= 0 or len(shapes) == 0:
        return shapes
    if all(shape.geom_type in {"Polygon", "MultiPolygon"} for shape in shapes):
        return np.asarray(shapely.coverage_simplify(shapes, tolerance), dtype=object)
    return np.asarray(shapely.simplify(shapes, tolerance), dtype=object)


def as_json(data: object) -> str:
    """Write JSON that is safe inside a ``<script type="application/json">``.

    No ``<``, ``>`` or ``&`` is left, so no text can end the element, and the line separators that old
    readers choke on are escaped too.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _short(numbers: NDArray[np.float64], decimals: int) -> list[float | int | None]:
    """Round, write whole numbers without a point, and give None where a number is not finite."""
    finite = np.isfinite(numbers)
    rounded = np.round(np.where(finite, numbers, 0.0), decimals)
    return [
        (int(x) if x.is_integer() else x) if known else None
        for x, known in zip(rounded.tolist(), finite.tolist(), strict=True)
    ]


def _parts(shapes: NDArray[np.object_]) -> list[list[list[int]]]:
    """Give, for each shape, its rings or lines as the first point and the steps to the next ones."""
    polygons = bool(len(shapes)) and all(shape.geom_type in {"Polygon", "MultiPolygon"} for shape in shapes)
    take = _rings if polygons else shapely.get_parts
    lines, owner = take(shapes, return_index=True)
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(coordinates * SCALE).astype(np.int64)
    first = np.ones(len(line), dtype=bool)
    first[1:] = line[1:] != line[:-1]
    steps = np.diff(whole, axis=0, prepend=0)
    steps[first] = whole[first]
    kept = first | np.any(steps != 0, axis=1)
    lengths = np.bincount(line[kept], minlength=len(lines))
    made: list[list[list[int]]] = [[] for _ in shapes]
    for place, part in enumerate(np.split(steps[kept], np.cumsum(lengths)[:-1])):
        if len(part) > 1:
            made[owner[place]].append(part.ravel().tolist())
    return made


def _rings(
    shapes: NDArray[np.object_], *, return_index: bool
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    polygons, owner = shapely.get_parts(shapes, return_index=return_index)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    return rings, owner[polygon]
