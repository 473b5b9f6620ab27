"""Lint rules of columns, values, keys, names and geometry: what needs nothing but the layer itself."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from layers.schema.renamed import columns_today
from layers.vocabulary import ACCESS, CATEGORIES, ORIGINS, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from layers.lint.faults import Fault, Linted

# Words that a cell may be a slip of.
WORDS = (*CATEGORIES, *ACCESS, *STATUS, *ORIGINS)
# Name of the rule by a word of what the contract expected.
RULE_OF = (
    ("markup", "markup"),
    ("six-digit", "district_code"),
    ("whole number", "whole_number"),
    ("number", "number"),
    ("one of", "vocabulary"),
    ("functions", "vocabulary"),
    ("true or false", "flag"),
    ("ISO date", "date"),
    ("text", "text"),
)
MOST_PEOPLE_KM2 = 150_000.0
# The smallest charger that counts, kW, and the least ground of a bay with its aisle share, m².
LEAST_CHARGER_KW, LEAST_BAY_M2, MOST_STOREYS = 7.0, 12.0, 8
DAMAGED = re.compile("[\ufffd]|锟斤拷|烫烫|[ÃÂåäæç][\x80-\xbf]")
ROADSIDE = ("expressway_service_area", "trunk_service_area")


def wrong_columns(linted: Linted) -> Iterator[Fault]:
    """Missing, unknown and repeated columns."""
    known = list(linted.contract.columns)
    present = [str(name) for name in linted.table.columns]
    old = columns_today(present, known)
    for name in linted.twice:
        yield linted.fault("repeated_column", None, name, name, "the column stands twice: keep one")
    for name, column in linted.contract.columns.items():
        if name not in linted.table and column.required and name not in old.values():
            near = get_close_matches(name, [other for other in present if other not in known], n=1)
            hint = f"rename column {near[0]!r}" if near else "add the column"
            yield linted.fault("missing_column", None, name, "", hint)
    if linted.layer == "roads":
        return
    for name in present:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "drop the column, no layer has it"
            hint = f"it is {old[name]!r} today: rename the column" if name in old else hint
            yield linted.fault("unknown_column", None, name, name, hint)


def bad_values(linted: Linted) -> Iterator[Fault]:
    """Values that break the layer's contract: missing, no number, negative, an unknown word, markup."""
    columns = {name: column for name, column in linted.contract.columns.items() if name in linted.table}
    if not columns or linted.table.empty:
        return
    try:
        pa.DataFrameSchema(columns).validate(linted.table[list(columns)], lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
    else:
        return
    told: set[tuple[int, str]] = set()
    fields = ["column", "check", "failure_case", "index"]
    for column, check, value, index in cases[fields].itertuples(index=False):
        # A check that failed as a whole has no row: the value rules of other rows still stand.
        at = None if index is None or index != index else int(index)  # noqa: PLR0124
        if (at if at is not None else -1, column) in told:
            continue
        told.add((at if at is not None else -1, column))
        cell = value if at is None else linted.table[column].iloc[at]
        yield _value_fault(linted, at, str(column), cell, str(check))


def _value_fault(linted: Linted, at: int | None, column: str, cell: object, check: str) -> Fault:
    missing = cell is None or cell != cell  # noqa: PLR0124  (NaN)
    if missing or check == "not_nullable":
        return linted.fault("missing_value", at, column, "", "give a value")
    rule = next((rule for word, rule in RULE_OF if word in check), "value")
    if rule == "number":
        number = linted.numbers(column)[at] if at is not None else np.nan
        rule = "negative" if number < 0 else "number"
    near = get_close_matches(str(cell).lower(), WORDS, n=1) if rule == "vocabulary" else []
    hint = f"did you mean {near[0]!r}?" if near else f"expected {check}"
    return linted.fault(rule, at, column, cell, hint)


def duplicate_keys(linted: Linted) -> Iterator[Fault]:
    """Rows that repeat the key of an earlier row."""
    names = list(linted.contract.key)
    if not names or not set(names) <= set(linted.table.columns):
        return
    keys = linted.table[names].map(str)
    for at in np.flatnonzero(keys.duplicated().to_numpy()):
        first = int(np.flatnonzero((keys == keys.iloc[at]).all(axis=1).to_numpy())[0])
        hint = f"row {first + 1} has the same key: give each row its own"
        yield linted.fault("duplicate_key", int(at), "+".join(names), linted.key(int(at)), hint)


def bad_crs(linted: Linted) -> Iterator[Fault]:
    """Missing CRS, or one that the numbers cannot belong to."""
    if not linted.contract.geometry:
        return
    if linted.crs is None:
        hint = "set the layer's CRS in QGIS (Layer > Set CRS) or give --crs: it is never guessed"
        yield linted.fault("no_crs", None, "geometry", "", hint)
        return
    finite = np.asarray(np.isfinite(linted.bounds).all(axis=1))
    size = np.asarray(np.abs(np.where(finite[:, None], linted.bounds, 0.0)).max(axis=1))
    as_degrees = np.asarray(finite & (size <= 180))
    if linted.crs.is_projected and finite.any() and as_degrees[finite].all():
        hint = f"the numbers are degrees, but the CRS is {linted.crs.name}: set EPSG:4326"
        yield linted.fault("degrees_for_metres", None, "geometry", _box(linted, finite), hint)
        return
    if linted.crs.is_geographic and finite.any() and (size[finite] > 180).all():
        hint = f"the numbers are metres, but the CRS is {linted.crs.name}: set the projected CRS they are in"
        yield linted.fault("metres_for_degrees", None, "geometry", _box(linted, finite), hint)
        return
    for at in np.flatnonzero(finite & ~linted.located):
        west, south = linted.bounds[at, :2]
        if linted.crs.is_geographic and abs(west) <= 90 and abs(south) <= 180:
            hint = "latitude stands before longitude: swap them"
            yield linted.fault("swapped_lon_lat", int(at), "geometry", _spot(linted, int(at)), hint)
        else:
            hint = f"the coordinates do not fit {linted.crs.name}: correct them"
            yield linted.fault("outside_crs", int(at), "geometry", _spot(linted, int(at)), hint)


def bad_geometry(linted: Linted) -> Iterator[Fault]:
    """Geometry that is null, empty, invalid, not finite or of another type."""
    wanted = linted.contract.geometry
    if not wanted:
        return
    for at, shape in enumerate(linted.shapes):
        if shape is None:
            yield linted.fault("null_geometry", at, "geometry", "", "draw it, or leave the row out (--fix)")
        elif shape.is_empty:
            yield linted.fault(
                "empty_geometry", at, "geometry", shape.wkt, "draw it, or leave it out (--fix)"
            )
        elif shape.geom_type not in wanted:
            hint = f"expected {' or '.join(wanted)}"
            yield linted.fault("geometry_type", at, "geometry", shape.geom_type, hint)
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            yield linted.fault("infinite_coordinate", at, "geometry", shape.wkt, "give finite coordinates")
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            yield linted.fault("invalid_geometry", at, "geometry", reason, "repair it (--fix)")


def damaged_text(linted: Linted) -> Iterator[Fault]:
    """Text read in the wrong encoding, with control characters, or with blanks around it."""
    for name in linted.table.columns:
        for at, text in enumerate(linted.text(name)):
            if DAMAGED.search(text):
                hint = "the file was read or saved in the wrong encoding: export it again as UTF-8"
                yield linted.fault("damaged_text", at, name, text, hint)
            elif any(unicodedata.category(letter) == "Cc" for letter in text):
                yield linted.fault("control_character", at, name, repr(text), "type the text again")
            elif text != text.strip() and text.strip():
                yield linted.fault("blank_around_text", at, name, repr(text), f"expected {text.strip()!r}")


def contradictions(linted: Linted) -> Iterator[Fault]:
    """Values that are sound alone and wrong together, and dates to come."""
    origin, verified = linted.text("origin"), linted.column("verified")
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    for at, (word, date) in enumerate(zip(origin, linted.text("as_of"), strict=True)):
        if word in {"modelled", "memory"} and verified[at] is True:
            hint = f"a {word} row cannot be verified: set verified to false, or origin to what verified it"
            yield linted.fault("verified_without_evidence", at, "verified", "True", hint)
        if word != "modelled" and re.fullmatch(r"\d{4}(-\d{2}){0,2}", date) and date > today[: len(date)]:
            yield linted.fault("date_to_come", at, "as_of", date, f"expected a date up to {today}")


def site_contradictions(linted: Linted) -> Iterator[Fault]:
    """Figures of a site that cannot hold together, and service areas without a road."""
    if linted.layer != "sites":
        return
    category = linted.text("category")
    for name in ("road_ref", "direction"):
        for at, text in enumerate(linted.text(name)):
            if category[at] in ROADSIDE and not text.strip():
                hint = "a service area needs the road and the direction it serves"
                yield linted.fault("service_area_without_road", at, name, text, hint)
    bays, chargers = linted.numbers("bays"), linted.numbers("existing_chargers")
    grid, area = linted.numbers("grid_kw"), linted.numbers("area_m2")
    for at in np.flatnonzero((chargers * LEAST_CHARGER_KW > grid) & (grid >= 0)).tolist():
        hint = f"{chargers[at]:g} chargers of at least 7 kW need {chargers[at] * 7:g} kW: check both columns"
        yield linted.fault("load_over_grid", int(at), "grid_kw", f"{grid[at]:g}", hint)
    for at in np.flatnonzero((chargers > bays) & (bays >= 0)).tolist():
        hint = f"{chargers[at]:g} chargers stand on {bays[at]:g} bays: each needs one"
        yield linted.fault("chargers_over_bays", int(at), "existing_chargers", f"{chargers[at]:g}", hint)
    for at in np.flatnonzero((area > 0) & (bays * LEAST_BAY_M2 > area * MOST_STOREYS)).tolist():
        least = bays[at] * LEAST_BAY_M2 / MOST_STOREYS
        hint = f"{bays[at]:g} bays need at least {least:,.0f} m²: check both columns"
        yield linted.fault("bays_over_area", int(at), "area_m2", f"{area[at]:g}", hint)


def absurd_figures(linted: Linted) -> Iterator[Fault]:
    """Figures that no real one has."""
    for column, (most, unit) in linted.contract.absurd.items():
        values = linted.numbers(column)
        for at in np.flatnonzero(np.isfinite(values) & (values > most)):
            hint = f"no real one has over {most:,} {unit}: check the unit"
            yield linted.fault("absurd_figure", int(at), column, f"{values[at]:g}", hint)
    if linted.layer == "demand":
        people, side = linted.numbers("population"), linted.numbers("cell_m")
        for at in np.flatnonzero(people > MOST_PEOPLE_KM2 * (side / 1_000.0) ** 2):
            hint = f"over {MOST_PEOPLE_KM2:,.0f} people a km²: check the unit and the cell's size"
            yield linted.fault("absurd_figure", int(at), "population", f"{people[at]:g}", hint)


def same_names(linted: Linted) -> Iterator[Fault]:
    """Sites of one name, category and direction in one district."""
    if linted.layer != "sites":
        return
    seen: dict[tuple[str, ...], int] = {}
    fields = [linted.text(name) for name in ("adcode", "category", "direction", "name_zh")]
    for at, values in enumerate(zip(*fields, strict=True)):
        name = re.sub(r"[\s·()-]", "", unicodedata.normalize("NFKC", values[-1])).casefold()
        if not name:
            continue
        first = seen.setdefault((*values[:-1], name), at)
        if first != at:
            hint = f"row {first + 1} ({linted.key(first)}) has the same name: drop one, or tell them apart"
            yield linted.fault("same_name", at, "name_zh", values[-1], hint)


def _box(linted: Linted, rows: NDArray[np.bool_]) -> str:
    low, high = linted.bounds[rows][:, :2].min(axis=0), linted.bounds[rows][:, 2:].max(axis=0)
    return ", ".join(f"{value:.6g}" for value in (*low, *high))


def _spot(linted: Linted, at: int) -> str:
    return f"{linted.bounds[at, 0]:.6g}, {linted.bounds[at, 1]:.6g}"
