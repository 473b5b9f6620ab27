"""A GeoPackage that is written becomes one that QGIS opens as planners read it, with a project beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from layers.qgis.project import Drawn, project_file
from layers.templates.data_columns import describe_columns
from layers.templates.style import COLOURED_BY, Look, style_of
from layers.templates.writing import STYLE_TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

LOOKS: Final[Mapping[str, Look]] = {
    "stations": Look(
        colour="#d55e00", by="", shape="diamond", size=4.0, label="name_zh", label_scale=100_000
    ),
    "energy_facilities": Look(
        colour="#009e73", by="", shape="triangle", size=3.4, label="name_zh", label_scale=25_000
    ),
    "hydrogen_supply": Look(
        colour="#56b4e9", by="", shape="square", size=3.4, label="name_zh", label_scale=250_000
    ),
    "feeders": Look(colour="#b8860b", by="", label="name_zh", label_scale=50_000),
    "standing": Look("#666666", by="", shape="square", size=1.8),
    "sites": Look(label="name_zh", label_scale=25_000),
    "supply_links": Look(colour="#56b4e9"),
    "freight_routes": Look(colour="#999999"),
    "corridors": Look(colour="#555555", by="", label="road_ref", label_scale=500_000),
    "reach": Look(colour="#88ccee"),
    "places": Look(colour="#888888", label="name_zh", label_scale=50_000),
    "districts": Look(colour="#333333", label="name_zh", hollow=True),
    "coverage": Look(colours=("#44aa99", "#cc6677", "#bbbbbb"), opacity=0.5),
    "demand": Look(graded_by="ev_kwh_day", opacity=0.7),
}
"""How each layer is drawn, the uppermost first."""
HIDDEN: Final = frozenset({"reach", "freight_routes", "places"})
"""Layers that are there and not shown at first."""
GRADE_COUNT: Final = 5
MANY: Final = 1_000
"""Markers are half the size from more rows than this on."""


@dataclass(frozen=True, eq=False)
class QgisLayer:
    """A layer of the GeoPackage.

    Attributes
    ----------
    table
        Its name there.
    frame
        Its rows, with a CRS.
    title
        What the legend calls it.
    editable
        Whether rows are added there, so that every word has its colour.
    """

    table: str
    frame: gpd.GeoDataFrame
    title: str
    editable: bool = False


def write_qgis(
    geopackage: Path,
    layers: Sequence[QgisLayer],
    *,
    title: str,
    sources: Sequence[str],
    crs: str,
    currency: str = "",
    names: Mapping[str, tuple[str, str]] | None = None,
) -> Path:
    """Write styles and descriptions into a GeoPackage, and a project of the same name beside it.

    Parameters
    ----------
    geopackage
        A GeoPackage that holds the layers, written and closed.
    layers
        Those that are shown; empty ones and those without a look are left out.
    title
        Of the project and its print layout.
    sources
        Lines for the foot of the print layout.
    crs
        Projected CRS in which the map is drawn.
    currency, names
        As in `layers.templates.data_columns.describe_columns`.

    Returns
    -------
    Path
        The project, ``.qgz``.
    """
    hidden = HIDDEN | ({"demand"} if any(one.table == "coverage" for one in layers) else set())
    by_name = {layer.table: layer for layer in layers if layer.table in LOOKS and len(layer.frame)}
    shown = [by_name[table] for table in LOOKS if table in by_name]
    drawn = [_drawn(layer, geopackage.name, crs, currency, hidden) for layer in shown]
    describe_columns(geopackage, currency, names)
    _keep_styles(geopackage, drawn)
    out = geopackage.with_suffix(".qgz")
    out.write_bytes(project_file(drawn, title=title, sources=sources, crs=crs))
    return out


def _drawn(layer: QgisLayer, file: str, crs: str, currency: str, hidden: Collection[str]) -> Drawn:
    look = LOOKS[layer.table]
    columns = [str(name) for name in layer.frame.columns if name != layer.frame.geometry.name]
    if look.graded_by:
        amounts = layer.frame[look.graded_by].to_numpy(dtype=float)
        ends = np.unique(np.quantile(amounts, np.linspace(0.0, 1.0, GRADE_COUNT + 1)))
        look = replace(look, breaks=tuple(float(end) for end in ends))
    if len(layer.frame) > MANY:
        look = replace(look, size=look.size / 2.0)
    by = next((name for name in COLOURED_BY if name in columns), None)
    if by is not None and not layer.editable:
        look = replace(look, present=frozenset(map(str, layer.frame[by].unique())))
    geometry = str(layer.frame.geom_type.iloc[0]).removeprefix("Multi")
    return Drawn(
        file=file,
        table=layer.table,
        title=layer.title,
        geometry=geometry,
        crs=str(layer.frame.crs.to_string()),
        bounds=tuple(float(at) for at in layer.frame.to_crs(crs).total_bounds),
        style=style_of(layer.table, columns, geometry, look, currency),
        shown=layer.table not in hidden,
    )


def _keep_styles(path: Path, drawn: Sequence[Drawn]) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(STYLE_TABLE)
        shapes = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        for layer in drawn:
            base.execute("DELETE FROM layer_styles WHERE f_table_name = ?", (layer.table,))
            qml = ET.tostring(layer.style, encoding="unicode")
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
                "VALUES ('', '', ?, ?, 'gisplan', ?, '', 1, ?, '')",
                (layer.table, shapes[layer.table], qml, layer.title),
            )
        base.execute(
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
