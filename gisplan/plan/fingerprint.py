"""The fingerprint of a plan: a short sum of what was asked, what went in, and every table and layer."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from gisplan.scenario.loading import scenario_toml
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in

if TYPE_CHECKING:
    from gisplan.plan.record import Plan

_GROUPS: Final = 3
_DIGITS: Final = 4


def fingerprint(run: Plan) -> str:
    """Give the fingerprint of a run, as it is read back from its folder (layers in EPSG:4326).

    It is a sum of the sums of scenario, inputs, tables and contents of layers, in the order of the sums.
    Pages, papers, certificates and times have no part in it, nor has the order of rows, columns or bytes.

    Returns
    -------
    str
        Twelve hexadecimal digits in three groups, such as ``ab12-cd34-ef56``.
    """
    parts = [
        _sum("scenario", scenario_toml(run.scenario).encode()),
        _sum("inputs", json.dumps(run.inputs, sort_keys=True, ensure_ascii=False).encode()),
    ]
    parts += [_sum(f"{one.file} {one.name}", *_contents(one.of(run))) for one in tables_in(LAYERS, EVIDENCE)]
    for table in tables_in(CSV):
        frame = run.copies[table.name] if table.name in run.copies else table.of(run)
        if table.absent and frame.empty:
            continue
        parts.append(_sum(table.path, *_contents(frame)))
    whole = hashlib.sha256("".join(sorted(parts)).encode()).hexdigest()
    return "-".join(whole[at * _DIGITS : (at + 1) * _DIGITS] for at in range(_GROUPS))


def _sum(name: str, *parts: bytes) -> str:
    found = hashlib.sha256(name.encode())
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


def _contents(frame: pd.DataFrame) -> list[bytes]:
    """Give the columns of a table by name, rows ordered by what they hold: not by where they stand."""
    columns = {str(name): _plain(frame[name]) for name in sorted(frame.columns, key=str)}
    order = np.zeros(len(frame), dtype=np.uint64)
    for values in columns.values():
        order = order * np.uint64(1_000_003) + pd.util.hash_array(values, categorize=True)
    rows = np.argsort(order, kind="stable")
    parts: list[bytes] = []
    for name, values in columns.items():
        ordered = values[rows]
        body = ordered.tobytes() if ordered.dtype != object else "\x1f".join(ordered.tolist()).encode()
        parts += [name.encode(), body]
    return parts


def _plain(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Give a column as both kinds of file keep it: numbers as floats, shapes as WKB, the rest as text."""
    if values.dtype == "geometry":
        return np.asarray(shapely.to_wkb(values.to_numpy(), hex=True, byte_order=1).astype(object))
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isnan(numbers), np.nan, numbers + 0.0)
    if isinstance(values.dtype, pd.StringDtype):  # text as it is, without asking cell by cell
        return values.to_numpy(dtype=object, na_value="")
    return values.astype(object).where(values.notna(), "").astype(str).to_numpy(dtype=object)
