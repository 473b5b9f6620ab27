"""A register of standing stations as a layer of sites: connectors joined to stations, nothing made up.

What the register does not say stays unknown: 0 in ``bays``, ``grid_kw``, ``area_m2`` and
``existing_chargers``, and named in the row's source, as in `layers.osm.stations`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.crs import OUTPUT_CRS
from layers.files.layers import SITE_DEFAULTS, fill_defaults
from layers.importing.as_layer import SHIFTS
from layers.importing.connectors import COUNTED, Stock, connectors_of, counting, stocks
from layers.importing.fields import Fields
from layers.importing.neighbours import far_apart, near_duplicates
from layers.importing.points import MOST_TOLD, degrees_of
from layers.schema.contracts import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan_words import Message
    from layers.importing.presets import Preset
    from layers.importing.records import Records

PLACE_DIGITS: Final = 5
"""Decimals of degrees, a metre, by which devices without an id are at one place."""
UNSHIFTED: Final = ("WGS-84", "WGS84")
UNKNOWN: Final = ("bays", "grid_kw", "area_m2", "existing_chargers")


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a row of the register that is no row of the layer as it stands.

    Attributes
    ----------
    outcome
        ``left out``, ``joined``, ``not read`` (a cell only) or ``near``.
    row
        Of the register, from 1.
    key, column, value
        Of the station, and what decided.
    why
        In words.
    """

    outcome: str
    row: int
    key: str
    column: str
    value: str
    why: Message


@dataclass(frozen=True, slots=True)
class Register:
    """A register read by a preset.

    Attributes
    ----------
    sites
        A layer ``sites`` in WGS 84.
    standing
        The same stations as a layer ``standing``: what the register does not say is empty.
    connectors
        A row a connector or group of them: site_id, charger_id, kind, kw, count, operator, opened.
    findings
        What was left out, joined, or looks like a duplicate.
    said
        What was done, for the reader.
    """

    sites: gpd.GeoDataFrame
    standing: gpd.GeoDataFrame
    connectors: pd.DataFrame
    findings: tuple[Finding, ...]
    said: tuple[Message, ...]


def register_of(
    records: Records,
    preset: Preset,
    path: Path,
    *,
    given: Mapping[str, str] | None = None,
    stated: Mapping[str, str] | None = None,
    shift: str | None = None,
) -> Register:
    """Make a layer of the rows of a register.

    Parameters
    ----------
    records
        As `layers.importing.records.read_records` gives them.
    preset
        What its columns mean.
    path
        For messages.
    given
        Columns of theirs by the field of the preset that they are, where the preset does not fit.
    stated
        Origin, source and as_of that hold instead of the preset's.
    shift
        Of the coordinates, instead of the preset's; one of `UNSHIFTED` says that there is none.

    Raises
    ------
    LayerError
        A column that is needed is not there, or cells say what nobody can take for a place or a known word;
        with row, key, column and value.
    """
    fields = Fields(records, preset, path, given or {})
    undone = preset.shift if shift is None else "" if shift in UNSHIFTED else shift
    if undone and undone not in SHIFTS:
        known = listed((*SHIFTS, UNSHIFTED[0]))
        raise LayerError(message("layers-unknown", what="shift", name=undone, known=known))
    table, findings = _rows(fields, path, records, undone)
    held = connectors_of(fields, table)
    findings += [
        Finding("joined", row, key, "", value, message("register-twice"))
        for row, key, value in held.twice.itertuples(index=False)
    ]
    counted = stocks(held.connectors, counting(table))
    said_by = dict(stated or {})
    sites = _sites(table, counted, preset, said_by, fields)
    findings += [
        Finding("not read", row, "", column, value, message("register-no-figure"))
        for row, column, value in sorted(fields.unread)
    ]
    near = near_duplicates(sites)
    findings += [
        Finding("near", int(row), key, "name_zh", name, message("register-near", other=other, metres=metres))
        for row, key, name, other, metres in near
    ]
    said = _said(fields, records, table, sites, findings, undone)
    layer = sites.drop(columns=["row", "name"])
    connectors = held.connectors.drop(columns=["row", "charger"])
    standing = _standing(layer, counted, table)
    return Register(layer, standing, connectors.reset_index(drop=True), tuple(findings), said)


def _standing(sites: gpd.GeoDataFrame, counted: Mapping[str, Stock], table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Write the stations as a layer ``standing``: figures that nobody says are empty."""
    opened = table[table["opened"] != ""].groupby("site_id")["opened"].min().to_dict()
    stocks_here = [counted.get(str(site), Stock()) for site in sites["site_id"]]
    stands = (sites["status"] == "existing").to_numpy()
    own = [name for name in SCHEMAS["standing"].columns if name in sites and name not in UNKNOWN]
    made = sites[own].assign(
        since=[opened.get(site, "undated") for site in sites["site_id"]],
        chargers=[float(one.chargers) if one.chargers is not None else np.nan for one in stocks_here],
        guns=[float(one.guns) if one.guns is not None else np.nan for one in stocks_here],
        kw=[one.kw for one in stocks_here],
        bays=[float(one.bays) if one.bays else np.nan for one in stocks_here],
        status=np.where(stands, "existing", "excluded"),
    )
    frame = gpd.GeoDataFrame(made, geometry=sites.geometry, crs=sites.crs)
    return fill_defaults(frame, "standing")[[*SCHEMAS["standing"].columns, "geometry"]]


def _rows(fields: Fields, path: Path, records: Records, shift: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Give the rows that are part of the layer, with place, words and the key of their station."""
    preset = fields.preset
    table = pd.DataFrame(index=records.table.index)
    table["row"] = np.arange(1, len(table) + 1)
    table["name"] = fields.first("name").map(_plain_name)
    table["operator"] = fields.first("operator").map(_plain_name)
    table["address"] = fields.together("address").map(_plain_name)
    for name in preset.words:
        table[name], table[f"{name}_said"] = fields.words(name)
    out = {name: fields.left_out(name) for name in preset.words}
    faults = [fault for name in preset.words for fault in fields.unknown_words(name, out)]
    findings: list[Finding] = []
    gone = np.zeros(len(table), dtype=bool)
    ids = fields.joined("site_id", "-")
    for name, left in out.items():
        findings += [
            Finding(
                "left out", at + 1, ids.iloc[at], fields.column_of(name), table[f"{name}_said"].iloc[at],
                message("register-left-out"),
            )
            for at in np.flatnonzero(left & ~gone).tolist()
        ]  # fmt: skip
        gone |= left
    left_out, twice = gone.copy(), fields.stands_twice(ids)
    findings += [
        Finding("joined", at + 1, ids.iloc[at], fields.column_of("site_id"), "", message("register-twice"))
        for at in np.flatnonzero(twice & ~gone).tolist()
    ]
    gone |= twice
    lon, lat, blank, wrong = _places(fields)
    findings += [
        Finding("left out", at + 1, ids.iloc[at], fields.column_of("lon"), "", message("register-no-place"))
        for at in np.flatnonzero(blank & ~gone).tolist()
    ]
    faults += [
        message(
            "register-no-degrees", path=str(path), row=str(at + 1),
            key=ids.iloc[at] or table["name"].iloc[at],
            column=f"{fields.column_of('lon')}, {fields.column_of('lat')}",
            value=f"{fields.first('lon').iloc[at]}, {fields.first('lat').iloc[at]}",
        )
        for at in np.flatnonzero(wrong & ~gone).tolist()
    ]  # fmt: skip
    # of a row that stands twice the place counts too: an id that two stations share would lose one
    placed = ~(left_out | blank | wrong)
    faults += [
        message(
            "register-apart", path=str(path), row=str(at + 1), key=ids.iloc[at], other=str(first + 1),
            metres=metres, column=fields.column_of("site_id"),
        )
        for at, first, metres in far_apart(ids.where(placed, ""), lon, lat)
    ]  # fmt: skip
    if faults:
        more = [message("layers-and-more", count=len(faults) - MOST_TOLD)] if len(faults) > MOST_TOLD else []
        raise LayerError(lines([*faults[:MOST_TOLD], *more]))
    if shift:
        lon, lat = SHIFTS[shift](lon, lat)
    table["lon"], table["lat"] = lon, lat
    for name in COUNTED:
        if fields.columns(name):
            table[f"said_{name}"] = fields.figures(fields.first(name), fields.column_of(name))
    table["opened"] = fields.dates("opened")
    table["as_of"] = fields.dates("as_of").where(lambda dates: dates != "", _date_above(records, fields))
    table["given_id"] = ids.where(ids == "", preset.prefix + "-" + ids)
    table = table[~(gone | blank)].copy()
    if table.empty:
        raise LayerError(message("register-none", path=str(path), rows=len(records.table)))
    table["site_id"] = _keys(table, preset.prefix)
    return table, findings


def _places(
    fields: Fields,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Give longitude and latitude, and where they are blank (0, 0 is) or cannot be read."""
    lon_said, lat_said = fields.first("lon"), fields.first("lat")
    lon, lat = (np.array([degrees_of(cell) for cell in said]) for said in (lon_said, lat_said))
    nothing = (lon == 0) & (lat == 0)
    blank = ((lon_said == "") | (lat_said == "")).to_numpy() | nothing
    with np.errstate(invalid="ignore"):
        wrong = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)) & ~blank
    return lon, lat, blank, wrong


def _keys(table: pd.DataFrame, prefix: str) -> pd.Series[str]:
    """Give each row the id of its station: its own, else one made of its place and operator."""
    lat = table["lat"].round(PLACE_DIGITS).map(lambda value: f"{value:.{PLACE_DIGITS}f}")
    lon = table["lon"].round(PLACE_DIGITS).map(lambda value: f"{value:.{PLACE_DIGITS}f}")
    place = prefix + "-" + lat + "_" + lon
    at = pd.DataFrame({"place": place, "operator": table["operator"]})
    order = at.drop_duplicates().sort_values(["place", "operator"])
    pairs = zip(order["place"], order["operator"], strict=True)
    number_of = dict(zip(pairs, order.groupby("place").cumcount().tolist(), strict=True))
    made = [
        one if not number_of[one, who] else f"{one}_{number_of[one, who] + 1}"
        for one, who in zip(place, table["operator"], strict=True)
    ]
    return table["given_id"].where(table["given_id"] != "", pd.Series(made, index=table.index))


def _sites(
    table: pd.DataFrame,
    counted: Mapping[str, Stock],
    preset: Preset,
    stated: Mapping[str, str],
    fields: Fields,
) -> gpd.GeoDataFrame:
    """Give a row a station: of its rows the first says where and whose it is."""
    stands = table["status"] == "existing"
    order = table.assign(later=~stands).sort_values(["later", "row"], kind="stable")
    first = order.drop_duplicates("site_id").sort_values("row")
    alike = first["name"].duplicated(keep=False) & (first["address"] != "")
    told_apart = first["name"].where(~alike, first["name"] + ", " + first["address"])
    names = dict(zip(first["site_id"], told_apart.where(told_apart != "", first["site_id"]), strict=True))
    opened = table[table["opened"] != ""].groupby("site_id")["opened"].min()
    rows: list[dict[str, Any]] = []
    for one in first.itertuples(index=False):
        stock = counted.get(str(one.site_id), Stock())
        charging = "charging" in str(one.allows)
        figures = {
            "bays": stock.bays or 0,
            "grid_kw": 0.0,
            "area_m2": 0.0,
            "existing_chargers": (stock.chargers or 0) if one.status == "existing" else 0,
        }
        asked = UNKNOWN if charging and one.status == "existing" else UNKNOWN[:3]
        unknown = [name for name in asked if not figures[name] and (charging or name != "bays")]
        told = [stated.get("source", preset.source), str(one.given_id), stock.said]
        since = opened.get(one.site_id, "")
        told += [f"since {since}"] if since else []
        told += [
            f"{fields.column_of(name)} {said}"
            for name in preset.words
            if (said := getattr(one, f"{name}_said")) in preset.words[name].note
        ]
        told.append(f"{', '.join(sorted(unknown))} not known (0)" if unknown else "")
        rows.append(
            {
                **SITE_DEFAULTS,
                "row": one.row,
                "name": one.name or one.site_id,
                "site_id": one.site_id,
                "name_zh": names[one.site_id],
                "name_en": names[one.site_id],
                "category": one.category,
                "access": one.access,
                "status": one.status,
                **figures,
                "allows": one.allows,
                "operator": one.operator,
                "origin": stated.get("origin", preset.origin),
                "source": "; ".join(part for part in told if part),
                "as_of": stated.get("as_of") or one.as_of or "undated",
            }
        )
    points = gpd.points_from_xy(first["lon"], first["lat"], crs=OUTPUT_CRS)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points)


def _said(
    fields: Fields, records: Records, table: pd.DataFrame, sites: gpd.GeoDataFrame, findings: list[Finding],
    shift: str,
) -> tuple[Message, ...]:  # fmt: skip
    counts = sites["status"].value_counts()
    told = {
        "rows": len(records.table), "sites": int(counts.get("existing", 0)),
        "other": int(len(sites) - counts.get("existing", 0)),
        "chargers": int(sites.loc[sites["status"] == "existing", "existing_chargers"].sum()),
    }  # fmt: skip
    said = [message("register-read", name=fields.preset.title, **told)]
    if shift:
        said.append(message("layers-converted", shift=shift))
    if len(table) > len(sites):
        said.append(message("register-joined", rows=len(table), sites=len(sites)))
    if fields.not_read:
        said.append(message("register-not-read", names=listed(fields.not_read)))
    reasons: dict[tuple[str, str, str], int] = {}
    for one in findings:
        if one.outcome != "near":
            at = (one.column, one.value if one.outcome == "left out" else "", one.why.code)
            reasons[at] = reasons.get(at, 0) + 1
    for (column, value, code), rows in sorted(reasons.items()):
        said.append(message("register-dropped", rows=rows, why=message(code), column=column, value=value))
    near = [one for one in findings if one.outcome == "near"]
    if near:
        pairs = listed(f"{one.key} – {one.why.figures['other']}" for one in near[:MOST_TOLD])
        said.append(message("register-nears", count=len(near), pairs=pairs))
    return tuple(said)


def _date_above(records: Records, fields: Fields) -> str:
    """Give the date that stands above the headings behind the preset's words, empty where none does."""
    mark = fields.preset.as_of_after
    for cell in records.before if mark else ():
        before, found, after = cell.partition(mark)
        if found and not before.strip():
            return fields.date(after.strip())
    return ""


def _plain_name(text: str) -> str:
    """Give a name without markup, control characters and double blanks."""
    return re.sub(r"\s+", " ", re.sub(r"[<>\x00-\x1f\x7f]", " ", text)).strip()
