"""Lint a layer: every fault of a file with its row, column, value, rule and what to do about it.

The layer's contract (`layers.schema.checking`) is checked value by value, then rules look at what a contract
cannot
say: near-duplicates, shifted or swapped coordinates, sites in water or off the roads, figures no site has.
A layer that passes is fit for a plan. Nothing is changed here; `layers.lint.mending` gives a mended copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.files.layers import fill_defaults
from layers.lint.faults import CONTRACTS, Fault, LintContext, Linted
from layers.lint.places import (
    in_water,
    near_duplicates,
    off_the_roads,
    outside_region,
    shifted_coordinates,
    wrong_district,
)
from layers.lint.rules import (
    absurd_figures,
    bad_crs,
    bad_geometry,
    bad_values,
    contradictions,
    damaged_text,
    duplicate_keys,
    same_names,
    site_contradictions,
    wrong_columns,
)
from layers.sites.reading import with_stand_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

RULES: tuple[Callable[[Linted], Iterator[Fault]], ...] = (
    wrong_columns,
    bad_crs,
    bad_geometry,
    bad_values,
    duplicate_keys,
    damaged_text,
    contradictions,
    site_contradictions,
    absurd_figures,
    same_names,
    near_duplicates,
    shifted_coordinates,
    outside_region,
    wrong_district,
    in_water,
    off_the_roads,
)


def lint_layer(
    frame: pd.DataFrame | gpd.GeoDataFrame, layer: str, context: LintContext | None = None
) -> list[Fault]:
    """Return every fault of a layer.

    Parameters
    ----------
    frame
        The layer as read, however malformed.
    layer
        Key of `layers.lint.faults.CONTRACTS`.
    context
        What to compare with: districts, water, roads. By default nothing, and only rules that need nothing.

    Returns
    -------
    list of Fault
        In order of rules, then rows; empty when the layer is clean.

    Raises
    ------
    LayerError
        ``layer`` is not the name of a layer.
    """
    if layer not in CONTRACTS:
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=listed(CONTRACTS)))
    linted = prepare(frame, layer, context or LintContext())
    return [fault for rule in RULES for fault in rule(linted)]


def prepare(frame: pd.DataFrame | gpd.GeoDataFrame, layer: str, context: LintContext) -> Linted:
    """Return the layer as plain columns and shapes that every rule can look at without failing."""
    names = [str(name) for name in frame.columns]
    twice = tuple(sorted({name for name in names if names.count(name) > 1}))
    shapes, crs = _shapes(frame)
    columns: dict[str, pd.Series] = {}
    for at, name in enumerate(names):
        if name not in columns and name != _geometry_name(frame):
            columns[name] = pd.Series([_plain(value) for value in frame.iloc[:, at]], dtype=object)
    table = pd.DataFrame(columns, index=range(len(frame)))
    # A region lays each site into its district and authority where the file names none.
    table = with_stand_ins(table) if layer == "sites" else fill_defaults(table, layer)
    if layer == "places" and crs is not None and crs.is_geographic:
        west_south = shapely.bounds(shapes)[:, :2]
        table["lon"] = table.get("lon", pd.Series(west_south[:, 0], dtype=object))
        table["lat"] = table.get("lat", pd.Series(west_south[:, 1], dtype=object))
    return Linted(layer, CONTRACTS[layer], table, shapes, crs, twice, context)


def _geometry_name(frame: pd.DataFrame | gpd.GeoDataFrame) -> str:
    active = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    return "geometry" if active is None else str(active)


def _shapes(frame: pd.DataFrame | gpd.GeoDataFrame) -> tuple[NDArray[np.object_], CRS | None]:
    """Return the shapes, None for what is none, and the CRS."""
    shapes = np.full(len(frame), None, dtype=object)
    places = [at for at, name in enumerate(frame.columns) if str(name) == _geometry_name(frame)]
    if not places:
        return shapes, None
    column = frame.iloc[:, places[0]]
    for at, value in enumerate(column):
        shapes[at] = value if isinstance(value, shapely.Geometry) else None
    crs = getattr(column, "crs", None)
    return shapes, None if crs is None else CRS(crs)


def _plain(value: object) -> object:
    """Return a cell as text, number, flag or None: what a rule can compare without failing."""
    if value is None or value is pd.NA or value is pd.NaT or isinstance(value, bool | np.bool_):
        return None if value is pd.NA or value is pd.NaT else value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, int | np.integer):
        whole = int(value)
        return whole if abs(whole) < 2**53 else float(whole) if abs(whole) < 10**300 else float("inf")
    return float(value) if isinstance(value, float | np.floating) else repr(value)
