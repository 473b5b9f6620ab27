"""What each layer must look like, checked all at once: a user sees every bad row, not the first.

The columns are the contract between layers. pandera checks the table lazily, shapely the geometry; both
lists of faults come in one `LayerError` that names file, layer, row key, column, value and what was
expected.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from gisplan_errors import LayerError
from gisplan_words import Series, lines, listed, message
from layers.crs import require_crs
from layers.schema.contracts import SCHEMAS, LayerSchema, expected
from layers.schema.renamed import column_meant, columns_today
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan_words import Message, Sayable

    RowFault: TypeAlias = tuple[int, Message]

__all__ = ["MOST_FAULTS", "SCHEMAS", "LayerSchema", "check_layer", "check_own", "without_further"]

MOST_FAULTS = 50
DRAWN: Final = (
    *("districts", "demand", "sites", "standing", "corridors", "service_areas"),
    *("feeders", "substations", "restrictions"),
)
"""Layers that planners draw, with notes of their own: read by `check_own`."""
Frame = TypeVar("Frame", bound=pd.DataFrame)


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
    frame = frame.assign(**{name: blank for name, blank in schema.optional.items() if name not in frame})
    where = message("schema-layer", file=message("schema-file", path=file) if file else "", layer=layer)
    table = pd.DataFrame(frame)
    if schema.geometry:
        if "geometry" not in table:
            raise LayerError(message("schema-no-geometry", where=where, wanted=Series(schema.geometry, "or")))
        require_crs(frame, where)
        table = table.drop(columns="geometry")
    _refuse([message("layers-of", place=where, fault=fault) for fault in _column_faults(table, schema)])
    table = table[list(schema.columns)].reset_index(drop=True)
    checked, faults = _value_faults(table, schema)
    faults += _key_faults(table, schema)
    faults += _sum_faults(checked) if layer == "demand" and not faults else []
    if schema.geometry:
        faults += _geometry_faults(frame["geometry"].to_numpy(), schema)
    _refuse(
        [message("schema-row", where=where, row=_row(table, schema, at), fault=fault) for at, fault in faults]
    )
    if not schema.geometry:
        return checked
    result = frame.reset_index(drop=True)[[*schema.columns, "geometry"]].copy()
    result[list(schema.columns)] = checked
    return result


def check_own(
    frame: gpd.GeoDataFrame, layer: str, *, file: str, said: list[Message] | None = None
) -> gpd.GeoDataFrame:
    """Check a layer that a planner keeps, notes of their own left out.

    Parameters
    ----------
    frame, layer, file
        As in `check_layer`.
    said
        Told once which columns were left out.

    Raises
    ------
    LayerError
        As in `check_layer`; a column that is nearly called like a missing one is no note.
    CrsError
        As in `check_layer`.
    """
    frame, further = without_further(frame, layer)
    if further and said is not None:
        said.append(message("layers-further", path=file, names=listed(further)))
    return check_layer(frame, layer, file=file)


def without_further(frame: Frame, layer: str) -> tuple[Frame, list[str]]:
    """Leave out the columns that a layer does not have, a planner's own notes; and say which.

    A column that is nearly called like one that the frame lacks, or like one of yesterday, stays for
    `check_layer` to refuse: it is a slip, and no note.

    Parameters
    ----------
    frame
        A layer as read.
    layer
        Key of `SCHEMAS`.
    """
    schema = SCHEMAS[layer]
    lacking = [name for name in schema.columns if name not in frame]
    old = columns_today(frame.columns, list(schema.columns))
    further = [
        str(name)
        for name in frame.columns
        if name not in {*schema.columns, getattr(frame, "active_geometry_name", None), *old}
        and not get_close_matches(str(name).lower(), lacking, n=1, cutoff=0.75)
    ]
    return frame.drop(columns=further), further


def _refuse(faults: list[Message]) -> None:
    more = [message("schema-more", count=len(faults) - MOST_FAULTS)] if len(faults) > MOST_FAULTS else []
    if faults:
        raise LayerError(lines([*faults[:MOST_FAULTS], *more]))


def _row(table: pd.DataFrame, schema: LayerSchema, at: int) -> Message:
    return message(
        "lint-row", row=str(at + 1), key=", ".join(str(table[name].iloc[at]) for name in schema.key)
    )


def _column_faults(table: pd.DataFrame, schema: LayerSchema) -> list[Message]:
    known = list(schema.columns)
    old = columns_today(table.columns, known)
    lacking = [name for name in known if name not in table and name not in old.values()]
    faults = [message("schema-column-missing", name=name, known=listed(known)) for name in lacking]
    among = message("schema-among", known=listed(known))
    return faults + [
        message("schema-column-unknown", name=name, hint=column_meant(name, known, among))
        for name in map(str, table.columns)
        if name not in schema.columns
    ]


def _value_faults(table: pd.DataFrame, schema: LayerSchema) -> tuple[pd.DataFrame, list[RowFault]]:
    """Run pandera over the table; give the table in its types and the faults in row order."""
    try:
        pa.DataFrameSchema(schema.columns).validate(table, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[["index", "column", "check", "failure_case"]]
    else:
        numbers = {name: pd.to_numeric(table[name]) for name, kind in schema.types.items() if kind != "bool"}
        return table.assign(**numbers).astype({**dict.fromkeys(schema.columns, "str"), **schema.types}), []
    faults: dict[tuple[int, str], Message] = {}
    for index, column, check, value in cases.itertuples(index=False):
        # One fault a value: what is not even text fails the other checks, too.
        faults.setdefault((int(index), str(column)), _value(str(column), repr(value), expected(check)))
    return table, [(at, faults[at, column]) for at, column in sorted(faults)]


def _value(column: str, value: Sayable, wanted: Sayable) -> Message:
    return message("schema-value", column=column, value=value, expected=wanted)


def _key_faults(table: pd.DataFrame, schema: LayerSchema) -> list[RowFault]:
    twice = np.flatnonzero(table.duplicated(list(schema.key)).to_numpy())
    return [(int(at), message("schema-twice", column="+".join(schema.key))) for at in twice]


def _sum_faults(table: pd.DataFrame) -> list[RowFault]:
    stated = table["ev_kwh_day"]
    total = table[[f"kwh_{name}" for name in DEMAND_CLASSES]].sum(axis=1)
    off = np.flatnonzero(~np.isclose(total, stated, rtol=1e-9, atol=1e-9)).tolist()
    return [
        (at, _value("ev_kwh_day", str(stated.iloc[at]), message("schema-sum", total=str(total.iloc[at]))))
        for at in off
    ]


def _geometry_faults(shapes: NDArray[np.object_], schema: LayerSchema) -> list[RowFault]:
    """Name null, empty, invalid and wrongly typed geometries."""
    fits = np.array(
        [shape is not None and shape.geom_type in schema.geometry for shape in shapes], dtype=bool
    )
    sound = fits & shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    faults: list[RowFault] = []
    for at in np.flatnonzero(~sound).tolist():
        shape = shapes[at]
        if shape is None or shape.is_empty:
            found: Sayable = message("schema-null" if shape is None else "schema-empty")
        elif not fits[at]:
            found = shape.geom_type
        else:
            found = message("schema-invalid", reason=shapely.is_valid_reason(shape))
        wanted = message("schema-valid", wanted=Series(schema.geometry, "or"))
        faults.append((at, message("schema-geometry", value=found, expected=wanted)))
    return faults
