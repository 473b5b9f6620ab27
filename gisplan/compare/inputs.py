"""What went into two runs differently: settings, files of the region, rows of its layers, the version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from pyproj import Geod

from gisplan.compare.record import Root
from gisplan.scenario.renamed import row_name
from gisplan.tables.format import read_manifest, touched_files
from gisplan.tables.registry import EVIDENCE, LAYERS
from layers.store.address import is_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd

    from gisplan.plan.record import Plan

_CALLED: Final = frozenset({"name", "title_zh", "title_en"})
"""What a scenario is called decides nothing."""
_SAID: Final = frozenset({"source", "tag", "as_of"})
"""Where a figure comes from decides nothing."""
_FREE: Final = frozenset({"solver.threads"})
"""Settings that change no plan, by their own description."""
CANDIDATE: Final = (
    *("category", "access", "adcode", "status", "bays", "grid_kw", "area_m2", "existing_chargers", "allows"),
    *("ownership", "oil_m3", "h2_storage_kg", "road_ref", "direction", "chainage_km"),
)
"""Columns of a candidate that a plan is decided by; its place is one more."""
CELL: Final = ("population", "ev_kwh_day", "h2_kg_day")
SITE: Final = ("sites", CANDIDATE)
MOVED: Final = 1.0
"""Metres from which a place is another one."""
_DIGITS: Final = 12
_EDIT: Final = ("layer", "key", "column", "before", "after")


def settings_of(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Give every setting of a scenario that can decide something, by its dotted key, as text."""
    found: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if name in _CALLED | _FREE | {"region", "policy"} or (prefix and key in _SAID):
            continue
        if isinstance(value, dict):
            if "value" in value and not isinstance(value["value"], dict):
                found[name] = _text(value["value"])
                value = {part: one for part, one in value.items() if part != "value"}  # noqa: PLW2901
            found |= settings_of(value, f"{name}.")
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                found |= settings_of(row, f"{name}.{row_name(row) or place + 1}.")
        else:
            found[name] = _text(value)
    return found


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return json.dumps(list(value), ensure_ascii=False, default=str)
    return f"{value:g}" if isinstance(value, float) and value == float(f"{value:g}") else str(value)


def roots(before: Plan, after: Plan, folders: tuple[Path, Path]) -> tuple[Root, ...]:
    """Name all that went in differently; two plans without any have no reason to differ.

    Parameters
    ----------
    before, after
        The runs.
    folders
        Where they stand: files that were edited since they were written count too.
    """
    pair = (before, after)
    return (*_settings(*pair), *_files(*pair), *_stores(*pair), *_versions(*pair), *_touched(folders))


def _settings(before: Plan, after: Plan) -> Iterator[Root]:
    old, new = (settings_of(one.scenario.model_dump(exclude_none=True)) for one in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield Root("setting", name, old.get(name, ""), new.get(name, ""))


def _files(before: Plan, after: Plan) -> Iterator[Root]:
    if before.scenario.region != after.scenario.region:
        yield Root("region", "region", before.scenario.region, after.scenario.region)
    old, new = (
        {str(row["path"]): str(row["sha256"]) for row in one.inputs if "sha256" in row}
        for one in (before, after)
    )
    if before.scenario.region != after.scenario.region:
        old, new = ({_in_region(path): value for path, value in one.items()} for one in (old, new))
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            kind = "policy" if path.startswith("policies/") else "file"
            shown = (one.get(path, "")[:_DIGITS] for one in (old, new))
            if not path.endswith("README.md"):
                yield Root(kind, path, *shown)  # type: ignore[arg-type]


def _stores(before: Plan, after: Plan) -> Iterator[Root]:
    """Name the stores on a server whose version differs; a GeoPackage of the folder is one of its files."""
    old, new = (
        {
            f"{row['layer']}: {row['store']}": str(row["version"])
            for row in one.inputs
            if is_url(str(row.get("store", "")))
        }
        for one in (before, after)
    )
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Root("store", name, old.get(name, ""), new.get(name, ""))


def _in_region(path: str) -> str:
    """Give the path of a region's file without the name of the region."""
    first, _, rest = path.partition("/")
    return f"region/{rest.partition('/')[2]}" if first == "regions" else path


def _versions(before: Plan, after: Plan) -> Iterator[Root]:
    if before.version != after.version:
        yield Root("version", "gisplan", before.version, after.version)


def _touched(folders: tuple[Path, Path]) -> Iterator[Root]:
    for place, folder in enumerate(folders):
        manifest = read_manifest(folder)
        for name in touched_files(folder, manifest):
            if name in {LAYERS, EVIDENCE}:
                words = ("edited", "") if place == 0 else ("", "edited")
                yield Root("touched", f"{folder.name}/{name}", *words)


def edits(before: Plan, after: Plan) -> pd.DataFrame:
    """List the rows of candidates and of demand cells that differ: layer, key, column, before, after.

    Whether a planner edited them, or a setting made the model draw them otherwise, is told by the roots.
    """
    pair = (before.evidence.candidates, after.evidence.candidates)
    cells = (before.layers.demand, after.layers.demand)
    rows = [
        *_rows_apart("sites", "site_id", *pair, CANDIDATE),
        *_rows_apart("demand", "cell_id", *cells, CELL),
    ]
    return pd.DataFrame(rows, columns=list(_EDIT))


def _rows_apart(
    layer: str, key: str, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, columns: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str, str]]:
    old, new = (one.drop_duplicates(key).set_index(key) for one in (before, after))
    for name in old.index.difference(new.index):
        yield layer, str(name), key, str(name), ""
    for name in new.index.difference(old.index):
        yield layer, str(name), key, "", str(name)
    both = old.index.intersection(new.index)
    old, new = old.loc[both], new.loc[both]
    for column in (one for one in columns if one in old and one in new):
        apart = ~_same(old[column], new[column])
        for name in both[apart]:
            yield layer, str(name), column, _shown(old.loc[name, column]), _shown(new.loc[name, column])
    metres = metres_apart(old, new)
    for name, away in zip(both[metres >= MOVED], metres[metres >= MOVED], strict=True):
        yield layer, str(name), "geometry", "", f"{away:.0f} m"


def _same(old: pd.Series[Any], new: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if pd.api.types.is_numeric_dtype(old) and pd.api.types.is_numeric_dtype(new):
        one, other = (values.to_numpy(dtype=float, na_value=np.nan) for values in (old, new))
        return np.asarray(np.isclose(one, other, rtol=1e-9, atol=0.0, equal_nan=True))
    one, other = (
        values.astype(object).where(values.notna(), "").astype(str).to_numpy() for values in (old, new)
    )
    return np.asarray(one == other, dtype=bool)


def _shown(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def metres_apart(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give how far rows of two layers in degrees lie from each other, metres, by a point of each."""
    one, other = (frame.geometry.representative_point() for frame in (old, new))
    ends = (axis.to_numpy() for points in (one, other) for axis in (points.x, points.y))
    return np.asarray(Geod(ellps="WGS84").inv(*ends)[2], dtype=np.float64)
