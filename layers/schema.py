"""What each layer must look like, checked all at once: a user sees every bad row, not the first.

The columns are the contract between layers. pandera checks the table lazily, shapely the geometry; both
lists of faults come in one `LayerError` that names file, layer, row key, column, value and what was
expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from gisplan_errors import LayerError
from layers.crs import require_crs
from layers.vocabulary import (
    ACCESS,
    CATEGORIES,
    DEMAND_CLASSES,
    FUNCTIONS,
    ORIGINS,
    PLACE_KINDS,
    STATUS,
    TIERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

MOST_FAULTS = 50
AS_OF = r"undated|\d{4}(-\d{2}){0,2}"
MARKUP = r"<\s*[A-Za-z/!?]"


def _text(pattern: str | None = None, expected: str = "", *, blank: bool = False) -> pa.Column:
    checks = [
        pa.Check(lambda column: column.map(lambda value: isinstance(value, str)), error="text"),
        pa.Check(lambda column: ~column.astype(str).str.contains(MARKUP), error="text without markup (<…>)"),
    ]
    if not blank:
        checks.append(pa.Check(lambda column: column.astype(str).str.strip() != "", error="text, not blank"))
    if pattern is not None:
        checks.append(pa.Check(lambda column: column.astype(str).str.fullmatch(pattern), error=expected))
    return pa.Column(checks=checks)


def _one_of(words: Iterable[str], *, blank: bool = False) -> pa.Column:
    allowed = [*words, ""] if blank else list(words)
    return pa.Column(checks=pa.Check.isin(allowed, error=f"one of {', '.join(map(repr, allowed))}"))


def _number(least: float | None = 0.0, most: float | None = None, *, nullable: bool = False) -> pa.Column:
    low, high = (-np.inf if least is None else least), (np.inf if most is None else most)
    limits = (
        f"{'' if least is None else f' of at least {least:g}'}{'' if most is None else f', at most {most:g}'}"
    )

    def within(column: pd.Series) -> pd.Series:
        # Text that is no number becomes NaN here, so it fails beside the others instead of hiding them.
        numbers = pd.to_numeric(column, errors="coerce")
        good: pd.Series = numbers.between(low, high) & np.isfinite(numbers)
        return good

    check = pa.Check(within, error=f"a finite number{limits}")
    return pa.Column(checks=check, nullable=nullable, metadata={"dtype": "float64"})


def _count() -> pa.Column:
    def whole(column: pd.Series) -> pd.Series:
        numbers = pd.to_numeric(column, errors="coerce")
        good: pd.Series = (numbers >= 0) & (numbers == np.floor(numbers)) & np.isfinite(numbers)
        return good

    check = pa.Check(whole, error="a whole number of at least 0")
    return pa.Column(checks=check, metadata={"dtype": "int64"})


def _flag() -> pa.Column:
    check = pa.Check(
        lambda column: column.map(lambda value: isinstance(value, bool | np.bool_)), error="true or false"
    )
    return pa.Column(checks=check, metadata={"dtype": "bool"})


def _functions() -> pa.Column:
    check = pa.Check(
        lambda column: column.map(lambda text: set(str(text).split(";")) <= set(FUNCTIONS)),
        error=f"functions among {', '.join(FUNCTIONS)} with ; between",
    )
    return pa.Column(checks=check)


def _provenance() -> dict[str, pa.Column]:
    return {
        "origin": _one_of(ORIGINS),
        "source": _text(),
        "as_of": _text(AS_OF, "a year, an ISO date, or 'undated'"),
        "verified": _flag(),
    }


ADCODE = r"\d{6}", "a six-digit district code"


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """The contract of one layer.

    Attributes
    ----------
    key
        Columns that name a row, unique together.
    columns
        Column name to pandera column.
    geometry
        Allowed geometry types; empty for a table without geometry.
    """

    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    geometry: tuple[str, ...] = ()


POLYGONS = ("Polygon", "MultiPolygon")

SCHEMAS: dict[str, LayerSchema] = {
    "districts": LayerSchema(
        ("adcode",),
        {
            "adcode": _text(*ADCODE),
            "name_zh": _text(),
            "name_en": _text(),
            "tier": _one_of(TIERS),
            "population": _number(),
            "population_tag": _text(),
            "population_source": _text(),
            "population_as_of": _text(),
            "area_km2": _number(),
            "area_tag": _text(),
            "area_source": _text(),
            "area_as_of": _text(),
            "area_polygon_km2": _number(),
            **_provenance(),
        },
        POLYGONS,
    ),
    "demand": LayerSchema(
        ("cell_id",),
        {
            "cell_id": _text(),
            "adcode": _text(*ADCODE),
            "population": _number(),
            "private_cars": _number(),
            **{f"kwh_{name}": _number() for name in DEMAND_CLASSES},
            "ev_kwh_day": _number(),
            "h2_kg_day": _number(),
            "x": _number(None),
            "y": _number(None),
            "cell_m": _number(1.0),
            "urban": _flag(),
            **_provenance(),
        },
        POLYGONS,
    ),
    "sites": LayerSchema(
        ("site_id",),
        {
            "site_id": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "category": _one_of(CATEGORIES),
            "access": _one_of(ACCESS),
            "adcode": _text(*ADCODE),
            "authority": _text(),
            "status": _one_of(STATUS),
            "bays": _count(),
            "grid_kw": _number(),
            "area_m2": _number(),
            "existing_chargers": _count(),
            "allows": _functions(),
            "operator": _text(blank=True),
            "road_ref": _text(blank=True),
            "direction": _text(blank=True),
            "chainage_km": _number(nullable=True),
            "ownership": _one_of(("commercial", "captive"), blank=True),
            "oil_m3": _number(),
            "h2_storage_kg": _number(),
            **_provenance(),
        },
        ("Point",),
    ),
    "corridors": LayerSchema(
        ("road_ref", "direction"),
        {
            "road_ref": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "direction": _text(),
            "direction_en": _text(),
            "length_km": _number(),
            "kind": _one_of(("expressway", "trunk")),
            **_provenance(),
        },
        ("LineString",),
    ),
    "hydrogen_supply": LayerSchema(
        ("supply_id",),
        {
            "supply_id": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "kind": _one_of(("by-product", "electrolysis", "reforming", "import")),
            "capacity_t_year": _number(),
            "capacity_kg_day": _number(),
            "capacity_tag": _text(),
            "capacity_source": _text(),
            "capacity_as_of": _text(),
            "cost_cny_kg": _number(),
            "cost_tag": _text(),
            "cost_source": _text(),
            "transport": _one_of(("tube_trailer", "pipeline", "onsite")),
            **_provenance(),
        },
        ("Point",),
    ),
    "places": LayerSchema(
        ("kind", "name_en", "lon", "lat"),
        {
            "name_zh": _text(),
            "name_en": _text(),
            "kind": _one_of(PLACE_KINDS),
            "lon": _number(-180, 180),
            "lat": _number(-90, 90),
            "adcode": _text(blank=True),
            "weight": _number(),
            "confidence": _one_of(("high", "medium", "low")),
            "tag": _text(),
            "authority": _text(blank=True),
            "authority_radius_m": _number(nullable=True),
            "roles": _text(blank=True),
            **_provenance(),
        },
        ("Point",),
    ),
    "flows": LayerSchema(
        ("origin_id", "destination_id", "vehicle_class"),
        {
            "origin_id": _text(),
            "destination_id": _text(),
            "vehicle_class": _text(),
            "trips_day": _number(),
            "distance_km": _number(),
            "tag": _text(),
            **_provenance(),
        },
    ),
}
"""The contract of every layer, by name."""


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
    faults = [f"{where}: column {name!r} missing; expected {known}" for name in known if name not in table]
    for name in table.columns:
        if name not in schema.columns:
            near = get_close_matches(str(name), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected among {known}"
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
        types = {name: column.metadata["dtype"] for name, column in schema.columns.items() if column.metadata}
        numbers = {name: pd.to_numeric(table[name]) for name, kind in types.items() if kind != "bool"}
        return table.assign(**numbers).astype(types), []
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
