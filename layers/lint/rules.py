"""Lint rules of columns, values, keys, names and geometry: what needs nothing but the layer itself."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from gisplan_words import Message, Series, inside, message
from layers.files.encodings import misread
from layers.schema.checking import DRAWN, without_further
from layers.schema.contracts import expected
from layers.schema.renamed import column_meant, columns_today
from layers.vocabulary import ACCESS, CATEGORIES, ORIGINS, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from layers.lint.faults import Fault, Linted

# Words that a cell may be a slip of.
WORDS = (*CATEGORIES, *ACCESS, *STATUS, *ORIGINS)
# Rules by what the contract expected; what else it expects breaks the rule "value".
EXPECTED = ("markup", "district_code", "whole_number", "number", "vocabulary", "flag", "date", "text")
MOST_PEOPLE_KM2 = 150_000.0
# The smallest charger that counts, kW, and the least ground of a bay with its aisle share, m².
LEAST_CHARGER_KW, LEAST_BAY_M2, MOST_STOREYS = 7.0, 12.0, 8
DAMAGED = re.compile("[\ufffd]|锟斤拷|烫烫|[ÃÂåäæç][\x80-\xbf]")
STATIONS = ("sites", "standing")
ROADSIDE = ("expressway_service_area", "trunk_service_area")


def wrong_columns(linted: Linted) -> Iterator[Fault]:
    """Missing, unknown and repeated columns."""
    known = list(linted.contract.columns)
    present = [str(name) for name in linted.table.columns]
    old = columns_today(present, known)
    for name in linted.twice:
        yield linted.fault("repeated_column", None, name, name)
    for name, column in linted.contract.columns.items():
        if name not in linted.table and column.required and name not in old.values():
            near = get_close_matches(name, [other for other in present if other not in known], n=1)
            to, told = ("rename_column", {"near": near[0]}) if near else ("", {})
            yield linted.fault("missing_column", None, name, "", to, **told)
    if linted.layer == "roads":
        return
    further = set(without_further(linted.table, linted.layer)[1]) if linted.layer in DRAWN else set()
    for name in present:
        if name in further:
            yield linted.fault("further_column", None, name, name)
        elif name not in known:
            fault = linted.fault("unknown_column", None, name, name)
            yield replace(fault, suggestion=column_meant(name, known, fault.suggestion))


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
        yield _value_fault(linted, at, str(column), cell, check)


def _value_fault(linted: Linted, at: int | None, column: str, cell: object, check: object) -> Fault:
    missing = cell is None or cell != cell  # noqa: PLR0124  (NaN)
    if missing or check == "not_nullable":
        return linted.fault("missing_value", at, column, "")
    wanted = expected(check)
    kind = wanted.code.split("-")[1] if isinstance(wanted, Message) else ""
    rule = kind if kind in EXPECTED else "value"
    if rule == "number":
        number = linted.numbers(column)[at] if at is not None else np.nan
        rule = "negative" if number < 0 else "number"
    near = get_close_matches(str(cell).lower(), WORDS, n=1) if rule == "vocabulary" else []
    fault = linted.fault(rule, at, column, cell, "value", expected=wanted)
    return replace(fault, suggestion=message("layers-meant", name=near[0])) if near else fault


def duplicate_keys(linted: Linted) -> Iterator[Fault]:
    """Rows that repeat the key of an earlier row."""
    names = list(linted.contract.key)
    if not names or not set(names) <= set(linted.table.columns):
        return
    keys = linted.table[names].map(str)
    for at in np.flatnonzero(keys.duplicated().to_numpy()).tolist():
        first = int(np.flatnonzero((keys == keys.iloc[at]).all(axis=1).to_numpy())[0])
        yield linted.fault("duplicate_key", at, "+".join(names), linted.key(at), first=str(first + 1))


def bad_crs(linted: Linted) -> Iterator[Fault]:
    """Missing CRS, or one that the numbers cannot belong to."""
    if not linted.contract.geometry:
        return
    if linted.crs is None:
        yield linted.fault("no_crs", None, "geometry", "")
        return
    finite = np.asarray(np.isfinite(linted.bounds).all(axis=1))
    size = np.asarray(np.abs(np.where(finite[:, None], linted.bounds, 0.0)).max(axis=1))
    crs = linted.crs.name
    for rule, holds in (
        ("degrees_for_metres", linted.crs.is_projected and (size[finite] <= 180).all()),
        ("metres_for_degrees", linted.crs.is_geographic and (size[finite] > 180).all()),
    ):
        if holds and finite.any():
            yield linted.fault(rule, None, "geometry", _box(linted, finite), crs=crs)
            return
    for at in np.flatnonzero(finite & ~linted.located).tolist():
        west, south = linted.bounds[at, :2]
        if linted.crs.is_geographic and abs(west) <= 90 and abs(south) <= 180:
            yield linted.misplaced("swapped_lon_lat", at)
        else:
            yield linted.misplaced("outside_crs", at, crs=crs)


def bad_geometry(linted: Linted) -> Iterator[Fault]:
    """Geometry that is null, empty, invalid, not finite or of another type."""
    wanted = linted.contract.geometry
    if not wanted:
        return
    for at, shape in enumerate(linted.shapes):
        if shape is None:
            yield linted.fault("null_geometry", at, "geometry", "")
        elif shape.is_empty:
            yield linted.fault("empty_geometry", at, "geometry", shape.wkt)
        elif shape.geom_type not in wanted:
            kinds = Series(wanted, "or")
            yield linted.fault("geometry_type", at, "geometry", shape.geom_type, wanted=kinds)
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            yield linted.fault("infinite_coordinate", at, "geometry", shape.wkt)
        elif not shape.is_valid:
            yield linted.fault("invalid_geometry", at, "geometry", shapely.is_valid_reason(shape))


def damaged_text(linted: Linted) -> Iterator[Fault]:
    """Text read in the wrong encoding, with control characters, or with blanks around it."""
    for name in linted.table.columns:
        for at, text in enumerate(linted.text(name)):
            if meant := misread(text):
                yield linted.fault("damaged_text", at, name, text, "misread_text", text=meant)
            elif DAMAGED.search(text):
                yield linted.fault("damaged_text", at, name, text)
            elif any(unicodedata.category(letter) == "Cc" for letter in text):
                yield linted.fault("control_character", at, name, repr(text))
            elif text != text.strip() and text.strip():
                yield linted.fault("blank_around_text", at, name, repr(text), text=text.strip())


def contradictions(linted: Linted) -> Iterator[Fault]:
    """Values that are sound alone and wrong together, and dates to come."""
    origin, verified = linted.text("origin"), linted.column("verified")
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    for at, (word, date) in enumerate(zip(origin, linted.text("as_of"), strict=True)):
        if word in {"modelled", "memory"} and verified[at] is True:
            origin_said = inside(ORIGINS[word])
            yield linted.fault("verified_without_evidence", at, "verified", "True", origin=origin_said)
        if word != "modelled" and re.fullmatch(r"\d{4}(-\d{2}){0,2}", date) and date > today[: len(date)]:
            yield linted.fault("date_to_come", at, "as_of", date, today=today)


def site_contradictions(linted: Linted) -> Iterator[Fault]:
    """Figures of a site that cannot hold together, and service areas without a road."""
    if linted.layer not in STATIONS:
        return
    category = linted.text("category")
    for name in ("road_ref", "direction"):
        for at, text in enumerate(linted.text(name)):
            if category[at] in ROADSIDE and not text.strip():
                yield linted.fault("service_area_without_road", at, name, text)
    number = "existing_chargers" if linted.layer == "sites" else "chargers"
    bays, chargers = linted.numbers("bays"), linted.numbers(number)
    grid, area = linted.numbers("grid_kw"), linted.numbers("area_m2")
    # A register of standing stations knows chargers, not bays nor grid: there 0 is unknown.
    stands = np.array([text == "existing" for text in linted.text("status")], dtype=bool)
    for at in np.flatnonzero(
        (chargers * LEAST_CHARGER_KW > grid) & (grid >= 0) & ~(stands & (grid == 0))
    ).tolist():
        told = {"chargers": f"{chargers[at]:g}", "kw": f"{chargers[at] * LEAST_CHARGER_KW:g}"}
        yield linted.fault("load_over_grid", at, "grid_kw", f"{grid[at]:g}", **told)
    for at in np.flatnonzero((chargers > bays) & (bays >= 0) & ~(stands & (bays == 0))).tolist():
        told = {"chargers": f"{chargers[at]:g}", "bays": f"{bays[at]:g}"}
        yield linted.fault("chargers_over_bays", at, number, told["chargers"], **told)
    for at in np.flatnonzero((area > 0) & (bays * LEAST_BAY_M2 > area * MOST_STOREYS)).tolist():
        told = {"bays": f"{bays[at]:g}", "least": f"{bays[at] * LEAST_BAY_M2 / MOST_STOREYS:,.0f}"}
        yield linted.fault("bays_over_area", at, "area_m2", f"{area[at]:g}", **told)


def absurd_figures(linted: Linted) -> Iterator[Fault]:
    """Figures that no real one has."""
    for column, (most, unit) in linted.contract.absurd.items():
        values = linted.numbers(column)
        for at in np.flatnonzero(np.isfinite(values) & (values > most)).tolist():
            yield linted.fault("absurd_figure", at, column, f"{values[at]:g}", most=most, unit=unit)
    if linted.layer == "demand":
        people, side = linted.numbers("population"), linted.numbers("cell_m")
        for at in np.flatnonzero(people > MOST_PEOPLE_KM2 * (side / 1_000.0) ** 2).tolist():
            told = {"to": "crowded_cell", "most": f"{MOST_PEOPLE_KM2:,.0f}"}
            yield linted.fault("absurd_figure", at, "population", f"{people[at]:g}", **told)


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
            told = {"first": str(first + 1), "key": linted.key(first)}
            yield linted.fault("same_name", at, "name_zh", values[-1], **told)


def _box(linted: Linted, rows: NDArray[np.bool_]) -> str:
    low, high = linted.bounds[rows][:, :2].min(axis=0), linted.bounds[rows][:, 2:].max(axis=0)
    return ", ".join(f"{value:.6g}" for value in (*low, *high))
